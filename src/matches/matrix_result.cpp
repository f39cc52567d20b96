#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text_columns.hpp"
#include "matches/matrix.hpp"
#include "results/result_file.hpp"

namespace ohmbench::matches {
namespace {

using nlohmann::json;
using verdict::Outcome;

constexpr std::size_t kNameColumns = 22;
constexpr std::size_t kCellColumns = 7;
constexpr std::size_t kMostLetters = 3;

/// A letter for each check, in the order of their weight in a cell.
struct Letter {
  char letter;
  const char* check;
};
constexpr std::array kLetters{Letter{'V', "voltage"},
                              Letter{'I', "current"},
                              Letter{'P', "power"},
                              Letter{'L', "spl"},
                              Letter{'R', "frequency-response"},
                              Letter{'D', "damping"},
                              Letter{'Z', "output-impedance-ratio"},
                              Letter{'S', "load-safety"},
                              Letter{'M', "impedance-range"},
                              Letter{'E', "epdr"},
                              Letter{'H', "heat"},
                              Letter{'T', "thd-n"},
                              Letter{'N', "hiss"},
                              Letter{'C', "dc-offset"}};

/// What a person reads first: "yes", "~", "no", "?".
std::string sign_of(const verdict::Verdict& verdict) {
  if (verdict.outcome == Outcome::kYes) return "yes";
  if (verdict.outcome == Outcome::kNo) return "no";
  return verdict::names_with(verdict.checks, Outcome::kMarginal).empty() ? "?" : "~";
}

/// The letters of the checks that made the verdict. Power and level follow from voltage or current, and are
/// left out beside them.
std::string letters_of(const verdict::Verdict& verdict) {
  const bool no = verdict.outcome == Outcome::kNo;
  const auto names = verdict::names_with(verdict.checks, no ? Outcome::kNo : Outcome::kMarginal);
  const std::set<std::string> blamed(names.begin(), names.end());
  std::string letters;
  for (const auto& [letter, check] : kLetters) {
    if (blamed.count(check) == 0) continue;
    if ((letter == 'P' || letter == 'L') && !letters.empty()) continue;
    letters += letter;
  }
  if (letters.size() > kMostLetters) letters = letters.substr(0, kMostLetters - 1) + "+";
  return letters;
}

std::string cell_text(const Cell& cell) {
  const auto sign = sign_of(cell.verdict);
  if (sign == "yes" || sign == "?") return sign;
  return sign == "no" ? "no " + letters_of(cell.verdict) : "~" + letters_of(cell.verdict);
}

/// A name within so many columns; a longer one loses its middle, because makers differ at the front and
/// models at the end.
std::string cut(const std::string& name, std::size_t most) {
  if (core::columns(name) <= most) return name;
  std::vector<std::string> letters;  // whole UTF-8 characters
  for (const char c : name) {
    if (letters.empty() || (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) letters.emplace_back();
    letters.back() += c;
  }
  const std::size_t tail = (most - 1) / 2, head = most - 1 - tail;
  std::string text;
  for (std::size_t i = 0; i < head; ++i) text += letters[i];
  text += "…";
  for (std::size_t i = letters.size() - tail; i < letters.size(); ++i) text += letters[i];
  return text;
}

std::string block(const Matrix& m, std::size_t from, std::size_t to) {
  std::string text = core::padded("", kNameColumns);
  for (std::size_t a = from; a < to; ++a) text += core::padded(fmt::format("{}", a + 1), kCellColumns);
  text.erase(text.find_last_not_of(' ') + 1);
  text += "\n";
  for (std::size_t l = 0; l < m.loads.size(); ++l) {
    std::string line = core::padded(cut(m.loads[l], kNameColumns - 1), kNameColumns);
    for (std::size_t a = from; a < to; ++a) line += core::padded(cell_text(m.cells[l][a]), kCellColumns);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string key(const Matrix& m) {
  std::set<char> used;
  for (const auto& row : m.cells) {
    for (const auto& cell : row) {
      for (const char c : letters_of(cell.verdict)) used.insert(c);
    }
  }
  std::vector<std::string> meanings;
  for (const auto& [letter, check] : kLetters) {
    if (used.count(letter) != 0) meanings.push_back(fmt::format("{} {}", letter, check));
  }
  return core::wrapped(fmt::format("~ with reservations, ? too little is known for a yes{}{}{}",
                                   meanings.empty() ? "" : "; because of ", fmt::join(meanings, ", "),
                                   used.count('+') != 0 ? ", + and more" : ""),
                       0);
}

json names(const verdict::Verdict& verdict, Outcome outcome) {
  return verdict::names_with(verdict.checks, outcome);
}

json to_json(const Cell& cell) {
  json j = {{"verdict", verdict::name_of(cell.verdict.outcome)},
            {"enough_known", cell.verdict.enough_known},
            {"why", cell.verdict.why},
            {"no", names(cell.verdict, Outcome::kNo)},
            {"marginal", names(cell.verdict, Outcome::kMarginal)},
            {"unknown", names(cell.verdict, Outcome::kUnknown)},
            {"response_span_db", cell.span_db ? json(*cell.span_db) : json(nullptr)},
            {"most_spl_db", cell.most_spl_db ? json(*cell.most_spl_db) : json(nullptr)},
            {"runs_out_first", nullptr}};
  if (const auto& first = cell.first_limit)
    j["runs_out_first"] = {
        {"name", first->name}, {"frequency_hz", first->f_hz}, {"headroom_db", first->headroom_db}};
  return j;
}

}  // namespace

json to_json(const Matrix& matrix, const std::vector<Skipped>& skipped) {
  json j = results::result_head("match-matrix", fmt::format("{} loads on {} amplifiers", matrix.loads.size(),
                                                            matrix.amplifiers.size()));
  j["loads"] = matrix.loads;
  j["amplifiers"] = matrix.amplifiers;
  j["cells"] = json::array();
  for (const auto& row : matrix.cells) {
    json cells = json::array();
    for (const auto& cell : row) cells.push_back(to_json(cell));
    j["cells"].push_back(std::move(cells));
  }
  j["left_out"] = json::array();
  for (const auto& s : skipped) j["left_out"].push_back({{"file", s.file.string()}, {"why", s.why}});
  return j;
}

std::string summary_of(const Matrix& matrix, const std::vector<Skipped>& skipped) {
  constexpr std::size_t kAcross = (core::kTextColumns - kNameColumns) / kCellColumns;
  std::string text;
  for (std::size_t from = 0; from < matrix.amplifiers.size(); from += kAcross)
    text += block(matrix, from, std::min(from + kAcross, matrix.amplifiers.size())) + "\n";
  for (std::size_t a = 0; a < matrix.amplifiers.size(); ++a)
    text += fmt::format("{:>4}  {}\n", a + 1, cut(matrix.amplifiers[a], core::kTextColumns - 6));
  text += "\n" + key(matrix);
  for (const auto& s : skipped) text += core::wrapped(fmt::format("Left out: {}", s.why), 0);
  return text;
}

}  // namespace ohmbench::matches
