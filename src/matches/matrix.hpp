// Matrix: every load of a list on every amplifier of another.
// In the room `matches`; hazard: a cell without enough knowledge is "?", never a weak yes.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "matches/pair_files.hpp"
#include "verdict/match.hpp"

namespace ohmbench::matches {

/// What a cell keeps of a match.
struct Cell {
  verdict::Verdict verdict;
  std::optional<verdict::FirstLimit> first_limit;
  std::optional<double> most_spl_db;  ///< of an equivalent sine
  std::optional<double> span_db;      ///< of the response
};

struct Matrix {
  std::vector<std::string> loads;
  std::vector<std::string> amplifiers;
  std::vector<std::vector<Cell>> cells;  ///< [loads][amplifiers]
};

/// Judges all pairs, on as many threads as the machine has.
/// @throws core::Error kBadInput as pair_of, and for an empty list
Matrix match_all(std::vector<Load> loads, const std::vector<Amplifier>& amplifiers, const Wanted& wanted);

/// Kind `match-matrix`; docs/results.md.
nlohmann::json to_json(const Matrix& matrix, const std::vector<Skipped>& skipped);

/// A table of loads by amplifiers in blocks of 80 columns: yes, ~ (with reservations), no, ? (too little is
/// known), each with letters for the checks that made it so, and a key.
std::string summary_of(const Matrix& matrix, const std::vector<Skipped>& skipped);

}  // namespace ohmbench::matches
