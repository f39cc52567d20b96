#include "formats/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "formats/readers.hpp"
#include "formats/text_lines.hpp"

namespace ohmbench::formats {
namespace {

constexpr double kKilo = 1000.0;

/// The words of a name: lower case, split at everything but letters and digits.
class Words {
 public:
  explicit Words(std::string_view text) : raw_(lower(text)) {
    std::string word;
    for (const char c : raw_ + " ") {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        word += c;
      } else if (!word.empty()) {
        words_.push_back(std::exchange(word, {}));
      }
    }
  }

  bool has(std::initializer_list<std::string_view> any) const {
    return std::any_of(words_.begin(), words_.end(), [&](const std::string& w) {
      return std::find(any.begin(), any.end(), w) != any.end();
    });
  }
  bool begins(std::string_view prefix) const {
    return std::any_of(words_.begin(), words_.end(),
                       [&](const std::string& w) { return w.starts_with(prefix); });
  }
  bool contains(std::string_view bytes) const { return raw_.find(bytes) != std::string::npos; }

 private:
  std::string raw_;
  std::vector<std::string> words_;
};

bool says_ohm(const Words& w) {
  return w.has({"z", "ohm", "ohms", "zmag", "absz", "kohm", "kohms"}) || w.begins("imped") ||
         w.contains("\xCE\xA9") || w.contains("\xE2\x84\xA6");
}

bool says_level(const Words& w) {
  return w.begins("db") || w.has({"spl", "decibel", "decibels"}) ||
         (w.has({"level", "gain"}) && !says_ohm(w));
}

bool says_phase(const Words& w) {
  return w.begins("phas") || w.begins("fas") || w.contains("\xC2\xB0") ||
         w.has({"deg", "degree", "degrees", "arg", "argz", "phi", "rad", "radian", "radians"});
}

std::vector<std::string> at_separator(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  split(line, separator, cells);
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  return {cells.begin(), cells.end()};
}

/// At two blanks or more.
std::vector<std::string> at_gaps(std::string_view line) {
  std::vector<std::string> names;
  for (line = trimmed(line); !line.empty();) {
    const auto gap = std::min({line.find("  "), line.find('\t'), line.size()});
    names.emplace_back(trimmed(line.substr(0, gap)));
    line = trimmed(line.substr(gap));
  }
  return names;
}

/// At blanks, but not before or within brackets: "Z (Ohm)  Phase (deg)".
std::vector<std::string> at_words(std::string_view line) {
  std::vector<std::string_view> words;
  split(line, ' ', words);
  std::vector<std::string> names;
  bool open = false;
  for (const auto word : words) {
    const bool bracket = word.front() == '(' || word.front() == '[';
    if (!names.empty() && (open || bracket)) {
      names.back() += ' ' + std::string(word);
    } else {
      names.emplace_back(word);
    }
    const auto close = word.find_last_of("()[]");
    if (close != std::string_view::npos) open = word[close] == '(' || word[close] == '[';
  }
  return names;
}

bool is_magnitude(const ColumnName& n) {
  return n.role == Role::kMagnitude || n.role == Role::kReal;
}

std::vector<ColumnName> understood(const std::vector<std::string>& texts) {
  std::vector<ColumnName> names;
  for (const auto& text : texts) names.push_back(column_name(text));
  return names;
}

/// "Data: Impedance (ohms), Phase (degrees)": the frequency goes without saying.
bool is_ohm_and_phase(const std::vector<ColumnName>& names) {
  return names.size() == 2 && names[0].role == Role::kMagnitude && names[0].magnitude &&
         names[1].role == Role::kPhase;
}

/// Whether these are names and no words of a sentence: in cells of their own one is the frequency; between
/// blanks it is the first, and of the others at most one is not understood, and that beside a phase.
bool is_row_of_names(const std::vector<ColumnName>& names, bool cells) {
  const auto count = [&](Role role) {
    return std::count_if(names.begin(), names.end(), [role](const ColumnName& n) { return n.role == role; });
  };
  if (count(Role::kFrequency) == 0) return false;
  if (cells) return true;
  if (names.front().role != Role::kFrequency) return false;
  return count(Role::kOther) == 0 || (count(Role::kOther) == 1 && count(Role::kPhase) == 1);
}

/// The names of a header line, if it is one for so many columns; else empty.
std::vector<ColumnName> names_in(std::string_view line, std::size_t count, Dialect dialect) {
  std::vector<std::vector<std::string>> ways;
  if (dialect.separator != ' ') ways.push_back(at_separator(line, dialect.separator));
  for (const char separator : {'\t', ';', ','}) {
    if (separator != dialect.separator) ways.push_back(at_separator(line, separator));
  }
  ways.push_back(at_gaps(line));
  ways.push_back(at_words(line));
  for (std::size_t way = 0; way < ways.size(); ++way) {
    auto names = understood(ways[way]);
    const bool cells = way == 0 && dialect.separator != ' ';  // of a row of names, not words of a sentence
    if (is_ohm_and_phase(names) && count == names.size() + 1) {
      names.insert(names.begin(), column_name("Hz"));
      return names;
    }
    const bool fits = cells ? names.size() >= count : names.size() == count;
    if (!fits || !is_row_of_names(names, cells)) continue;
    if (std::none_of(names.begin(), names.end(), is_magnitude)) {  // "Left", "DUT": what else would they be
      for (auto& n : names) n.role = n.role == Role::kOther ? Role::kMagnitude : n.role;
    }
    return names;
  }
  return {};
}

std::vector<CurveColumns> curves_in(const std::vector<ColumnName>& names, std::size_t count,
                                    const std::vector<std::string>& labels) {
  std::vector<CurveColumns> curves;
  std::optional<std::size_t> frequency;
  std::string label;
  bool fresh = false;
  const auto is_frequency = [](const ColumnName& n) { return n.role == Role::kFrequency; };
  if (std::count_if(names.begin(), names.end(), is_frequency) == 1) {
    // wherever it stands, it is that of all the others
    frequency =
        static_cast<std::size_t>(std::find_if(names.begin(), names.end(), is_frequency) - names.begin());
  }
  for (std::size_t i = 0; i < std::min(count, names.size()); ++i) {
    const auto role = names[i].role;
    if (role == Role::kFrequency) {
      frequency = i;
      label = i < labels.size() ? labels[i] : "";
      fresh = true;
      continue;
    }
    if (!frequency) continue;
    const bool begins = role == Role::kMagnitude || role == Role::kReal;
    // real and imaginary parts beside a magnitude of the same curve are not a second one
    const bool same =
        !fresh && !curves.empty() && curves.back().frequency == *frequency && role == Role::kReal;
    if (begins && !same) {
      CurveColumns c;
      c.label = fresh && !label.empty() ? label : names[i].text;
      c.frequency = *frequency;
      curves.push_back(c);
      fresh = false;
    }
    if (curves.empty() || curves.back().frequency != *frequency) continue;
    auto& c = curves.back();
    auto& place = role == Role::kMagnitude   ? c.magnitude
                  : role == Role::kPhase     ? c.phase
                  : role == Role::kReal      ? c.real
                  : role == Role::kImaginary ? c.imaginary
                  : role == Role::kSigma     ? c.sigma
                                             : c.magnitude;
    if (role != Role::kOther && !place) place = i;
  }
  for (std::size_t i = 0; curves.size() == 1 && i < std::min(count, names.size()); ++i) {
    if (names[i].role == Role::kPhase && !curves[0].phase) curves[0].phase = i;  // before its magnitude
  }
  return curves;
}

}  // namespace

ColumnName column_name(std::string_view text) {
  const Words w(text);
  ColumnName name{std::string(trimmed(text)), Role::kOther, 1.0, {}, {}};
  const bool phase = says_phase(w);
  const bool response = w.begins("resp") && says_level(w);  // "frequency response, dB"
  if (!response && (w.begins("freq") || w.begins("frec") || w.has({"hz", "khz", "quence"}) ||
                    (w.has({"f"}) && !says_ohm(w) && !says_level(w) && !phase))) {
    name.role = Role::kFrequency;
    if (w.has({"khz"})) name.scale = kKilo;
  } else if (w.has({"u", "v", "i", "volt", "volts", "voltage", "current", "ampere"})) {
    name.role = Role::kOther;
  } else if (w.has({"sigma"})) {
    name.role = says_ohm(w) ? Role::kSigma : Role::kOther;
  } else if (phase) {
    name.role = Role::kPhase;
    if (w.has({"rad", "radian", "radians"})) {
      name.unit = PhaseUnit::kRadian;
    } else if (w.begins("deg") || w.contains("\xC2\xB0")) {
      name.unit = PhaseUnit::kDegree;
    }
  } else if (w.has({"re", "real", "rez"})) {
    name.role = Role::kReal;
  } else if (w.has({"im", "imag", "imaginary", "imz"})) {
    name.role = Role::kImaginary;
  } else if (says_level(w)) {
    name.role = Role::kMagnitude;
    name.magnitude = says_ohm(w) ? Magnitude::kDecibelOhm : Magnitude::kDecibelLevel;
  } else if (says_ohm(w)) {
    name.role = Role::kMagnitude;
    name.magnitude = Magnitude::kOhm;
    if (w.begins("kohm") || w.contains("k\xCE\xA9") || w.contains("k\xE2\x84\xA6")) name.scale = kKilo;
  } else if (w.has({"mag", "abs", "modulus", "betrag"}) || w.begins("magnit")) {
    name.role = Role::kMagnitude;
  }
  return name;
}

Columns columns_of(const std::vector<std::string_view>& header, std::size_t count, Dialect dialect) {
  Columns columns;
  for (std::size_t i = header.size(); i-- > 0;) {
    columns.names = names_in(header[i], count, dialect);
    if (columns.names.empty()) continue;
    const auto labels = i > 0 && dialect.separator != ' ' ? at_separator(header[i - 1], dialect.separator)
                                                          : std::vector<std::string>();
    columns.curves = curves_in(columns.names, count, labels);
    return columns;
  }
  CurveColumns usual;
  usual.magnitude = 1;
  if (count >= 3) usual.phase = 2;
  columns.curves.push_back(usual);
  return columns;
}

}  // namespace ohmbench::formats
