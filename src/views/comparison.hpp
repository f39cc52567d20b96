// Comparison: every load of the library on every amplifier of it, as a figure.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "plot/figure.hpp"
#include "views/judgement.hpp"
#include "views/library.hpp"

namespace ohmbench::views {

/// A load on an amplifier.
struct Pairing {
  std::string title;  ///< "on O2: marginal"
  verdict::Outcome outcome = verdict::Outcome::kUnknown;
  std::string why;
};

struct Comparison {
  std::string problem;                         ///< why there is none, with what to do
  nlohmann::json result;                       ///< of kind match-matrix; null where there is a problem
  std::shared_ptr<const plot::Figure> matrix;  ///< null where there is a problem
  std::vector<std::filesystem::path> loads;    ///< the file of each row
  std::vector<std::vector<std::filesystem::path>> amplifiers;      ///< the files of each column
  std::map<std::filesystem::path, std::vector<Pairing>> pairings;  ///< of each file
  std::vector<std::string> left_out;                               ///< "name: why"
  std::vector<std::string> notes;                                  ///< that nobody has to mend
};

/// Loads and amplifiers that are to be compared: those ticked; of a sort of which none is ticked, all.
Listing chosen_of(const Listing& entries, const std::set<std::filesystem::path>& ticked);

/// Judges all pairs: for a worker, not for a frame. Results of one amplifier's name are one amplifier.
/// @param wish  target and crest factor are taken; sensitivity and watts where there is one load, whose they
/// can be; without them a cell says what is known without
Comparison compare(const Listing& entries, const WhatIf& wish, const plot::Theme& theme);

}  // namespace ohmbench::views
