// Text of many programs: ZMA, FRD, REW, LIMP, DATS, ARTA, Klippel, CSV.
// Sources: FRD Consortium's rules for .frd and .zma; REW help, "Importing and exporting files"; files of the
// programs.
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "formats/columns.hpp"
#include "formats/readers.hpp"
#include "formats/text_table.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::size_t kMostHeaderLines = 60, kMostHeaderColumns = 200;  // that are kept
constexpr std::size_t kThreeNumbers = 3, kFourNumbers = 4;

/// Printable ASCII and UTF-8 as it stands, shortened at a character's border.
std::string kept_line(std::string_view line) {
  auto n = std::min(line.size(), kMostHeaderColumns);
  while (n > 0 && n < line.size() && (static_cast<unsigned char>(line[n]) & 0xC0) == 0x80) --n;
  return std::string(line.substr(0, n));
}

class TextReader {
 public:
  TextReader(std::string_view bytes, const std::filesystem::path& path, const ReadOptions& options)
      : path_(path),
        options_(options),
        lines_(text_lines(bytes, path)),
        table_(read_table(lines_, path, options)) {
    ending_ = lower(path.extension().string());
  }

  ForeignCurve read() {
    find_columns();
    if (table_.columns < 2)
      throw bad("there is one column of numbers", "a curve has a frequency and a magnitude in each row");
    if (columns_.names.empty()) find_pairs();
    if (columns_.curves.empty()) {
      throw bad("by the names above them the columns hold no magnitude of an impedance",
                "a phase alone is no impedance; name the columns otherwise if they are wrong");
    }
    name_format();
    foreign_.read_as.push_back(lines_.note.empty()
                                   ? name_of(table_.dialect)
                                   : fmt::format("{}, {}", lines_.note, name_of(table_.dialect)));
    foreign_.left_out = table_.notes;
    const auto& curve = choose();
    RawCurve raw;
    decide_magnitude(curve, raw);
    decide_phase(curve, raw);
    fill(curve, raw);
    leave_out_columns(curve);
    accept(raw, path_, options_, foreign_);
    return std::move(foreign_);
  }

 private:
  core::Error bad(const std::string& why, const std::string& remedy) const {
    return unreadable(path_, "line", table_.line.front(), why, remedy);
  }

  bool empty_column(std::size_t column) const {
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      if (!std::isnan(table_.at(row, column))) return false;
    }
    return true;
  }

  void keep_columns(const std::vector<std::size_t>& kept) {
    std::vector<double> cells;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      for (const auto c : kept) cells.push_back(table_.at(row, c));
    }
    table_.cells = std::move(cells);
    table_.columns = kept.size();
  }

  /// Names the columns. Empty ones behind the data are made by a trailing separator; between data that has no
  /// names, only tabs may have been written twice.
  void find_columns() {
    std::vector<std::size_t> all, full;
    for (std::size_t c = 0; c < table_.columns; ++c) {
      if (!empty_column(c)) full.push_back(c);
    }
    for (std::size_t c = 0; c <= full.back(); ++c) all.push_back(c);
    if (all.size() < table_.columns) keep_columns(all);
    columns_ = columns_of(table_.header, table_.columns, table_.dialect);
    if (!columns_.names.empty() || full.size() == all.size()) return;
    if (table_.dialect.separator != '\t') {
      std::size_t c = 0;
      while (full[c] == c) ++c;
      throw bad(fmt::format("column {} is empty in every row, and no line names the columns", c + 1),
                "which column is what cannot be told");
    }
    keep_columns(full);
    columns_ = columns_of(table_.header, table_.columns, table_.dialect);
  }

  /// Without names, a third column that repeats the first begins a second curve.
  void find_pairs() {
    if (table_.columns < kFourNumbers) return;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      if (table_.at(row, 0) != table_.at(row, 2)) return;
    }
    columns_.curves.clear();
    for (std::size_t c = 0; c + 1 < table_.columns; c += 2) {
      CurveColumns curve;
      curve.label = fmt::format("columns {} and {}", c + 1, c + 2);
      curve.frequency = c;
      curve.magnitude = c + 1;
      columns_.curves.push_back(curve);
    }
  }

  bool header_says(std::string_view word) const {
    return std::any_of(table_.header.begin(), table_.header.end(),
                       [&](std::string_view line) { return lower(line).find(word) != std::string::npos; });
  }

  void name_format() {
    for (const auto line : table_.header) {
      if (foreign_.header.size() < kMostHeaderLines) foreign_.header.push_back(kept_line(line));
    }
    foreign_.format = header_says("saved by rew") || header_says("measured by rew") ? "REW text"
                      : header_says("measured by ohmbench")                         ? "ohmbench text"
                      : ending_ == ".zma"                                           ? "ZMA"
                      : ending_ == ".frd"                                           ? "FRD"
                      : ending_ == ".csv"                                           ? "CSV"
                                                                                    : "text";
  }

  const CurveColumns& choose() {
    const auto& curves = columns_.curves;
    std::vector<std::string> labels;
    for (const auto& c : curves) labels.push_back(c.label);
    std::size_t which = 0;
    if (options_.curve) {
      which = chosen(labels, *options_.curve, path_);
    } else if (curves.size() > 1) {
      const auto measured = std::find_if(labels.begin(), labels.end(), [](const std::string& l) {
        return lower(l).starts_with("measured") || lower(l).starts_with("gemessen");
      });
      if (measured != labels.end()) which = static_cast<std::size_t>(measured - labels.begin());
    }
    if (curves.size() > 1) {
      foreign_.read_as.push_back(
          fmt::format("\"{}\" of {} curves side by side", labels[which], curves.size()));
      for (std::size_t i = 0; i < curves.size(); ++i) {
        if (i != which)
          foreign_.left_out.push_back(fmt::format("the curve \"{}\" (--curve {})", labels[i], i + 1));
      }
    }
    return curves[which];
  }

  const ColumnName* name_at(const std::optional<std::size_t>& column) const {
    return column && !columns_.names.empty() ? &columns_.names[*column] : nullptr;
  }

  void decide_magnitude(const CurveColumns& curve, RawCurve& raw) {
    const auto* name = name_at(curve.magnitude);
    std::optional<Magnitude> stated, by_ending;
    if (!curve.magnitude) stated = Magnitude::kOhm;
    if (name) stated = name->magnitude;
    if (ending_ == ".zma") by_ending = Magnitude::kOhm;
    if (ending_ == ".frd") by_ending = Magnitude::kDecibelLevel;
    const std::string remedy = "say which: --magnitude ohm, dB-ohm (impedance) or dB (a response)";
    const bool relative = std::any_of(columns_.names.begin(), columns_.names.end(), [](const ColumnName& n) {
      return lower(n.text).find("|u|") != std::string::npos;
    });
    if (relative && name && !options_.unit_ohm && lower(name->text).find("ohm") == std::string::npos) {
      throw bad("beside voltages and currents, Z may be in units of the reference resistor",
                "say what 1 is: --unit-ohm R, with 1 for ohm");
    }
    if (options_.magnitude) {
      raw.magnitude = *options_.magnitude;
      foreign_.read_as.push_back("the magnitude's unit is as was said");
    } else if (stated) {
      const bool ohms = *stated == Magnitude::kOhm;
      if (by_ending && (ending_ == ".zma") != ohms)
        throw bad(fmt::format("the names of the columns say {}, the ending {} says otherwise",
                              ohms ? "ohm" : "dB", ending_),
                  remedy);
      raw.magnitude = *stated;
      foreign_.read_as.push_back(
          curve.magnitude ? fmt::format("magnitude: \"{}\", in {}", name->text, ohms ? "ohm" : "dB")
                          : "real and imaginary part, by the names of the columns");
    } else if (by_ending) {
      raw.magnitude = *by_ending;
      foreign_.read_as.push_back(fmt::format("assumed: the magnitude is in {}, as in any {} file",
                                             *by_ending == Magnitude::kOhm ? "ohm" : "dB", ending_));
    } else if (header_says("spl")) {
      throw bad("the header speaks of SPL, and no column is named: ohm or dB?", remedy);
    } else {
      foreign_.read_as.push_back("assumed: the magnitude is in ohm; the file does not say");
    }
  }

  void decide_phase(const CurveColumns& curve, RawCurve& raw) {
    if (curve.real && !curve.magnitude && !curve.imaginary)
      throw bad("there is a real part, and no imaginary part", "an impedance needs both, or its magnitude");
    const bool empty_phase = curve.phase && empty_column(*curve.phase);
    if (empty_phase || (!curve.phase && !curve.imaginary)) {
      foreign_.read_as.push_back(empty_phase ? "no phase, its column is empty: magnitude only"
                                             : "no phase: magnitude only");
      return;
    }
    raw.has_phase = true;
    if (options_.ignore_phase) {
      foreign_.left_out.push_back("the phase, as was asked");
      return;
    }
    if (!curve.magnitude) return;
    if (!curve.phase) {
      raw.has_phase = false;
      foreign_.read_as.push_back("no phase: magnitude only");
      return;
    }
    const auto* name = name_at(curve.phase);
    raw.phase_unit_stated = name && name->unit;
    if (raw.phase_unit_stated) raw.phase_unit = *name->unit;
    if (options_.phase_unit) {
      foreign_.read_as.push_back("the phase's unit is as was said");
    } else if (raw.phase_unit_stated) {
      foreign_.read_as.push_back(fmt::format("phase: \"{}\"", name->text));
    } else {
      foreign_.read_as.push_back(fmt::format("assumed: the {} is the phase in degrees",
                                             name ? "column \"" + name->text + "\"" : "third column"));
    }
  }

  void fill(const CurveColumns& curve, RawCurve& raw) {
    const auto* frequency = name_at(curve.frequency);
    const auto* magnitude = name_at(curve.magnitude);
    const double hz = frequency ? frequency->scale : 1.0, ohm = magnitude ? magnitude->scale : 1.0;
    if (!frequency) {
      foreign_.read_as.push_back("assumed: the first column is the frequency in Hz");
    } else if (lower(frequency->text).find("hz") == std::string::npos) {
      foreign_.read_as.push_back(fmt::format("assumed: \"{}\" is in Hz", frequency->text));
    }
    if (hz != 1.0 || ohm != 1.0) foreign_.read_as.push_back("kHz and kohm turned into Hz and ohm");
    raw.has_sigma = curve.sigma.has_value();
    raw.points.reserve(table_.rows());
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      Point p;
      p.place = table_.line[row];
      p.f_hz = hz * table_.at(row, curve.frequency);
      if (curve.magnitude) {
        p.magnitude = ohm * table_.at(row, *curve.magnitude);
        if (curve.phase) p.phase = table_.at(row, *curve.phase);
      } else {
        const double re = table_.at(row, *curve.real), im = table_.at(row, *curve.imaginary);
        p.magnitude = std::hypot(re, im);
        p.phase = std::atan2(im, re) * 180.0 / std::numbers::pi;
      }
      if (curve.sigma) p.sigma_ohm = table_.at(row, *curve.sigma);
      raw.points.push_back(p);
    }
  }

  void leave_out_columns(const CurveColumns& curve) {
    if (columns_.names.empty()) {
      if (columns_.curves.size() == 1 && table_.columns > kThreeNumbers)
        foreign_.left_out.push_back(
            fmt::format("the columns from the {}th on, which have no names", kFourNumbers));
      return;
    }
    std::vector<std::string> others;
    for (std::size_t c = 0; c < std::min(table_.columns, columns_.names.size()); ++c) {
      const auto role = columns_.names[c].role;
      const bool redundant = curve.magnitude && (c == curve.real || c == curve.imaginary);
      if (role == Role::kOther || redundant) others.push_back("\"" + columns_.names[c].text + "\"");
    }
    if (!others.empty()) foreign_.left_out.push_back(fmt::format("the columns {}", fmt::join(others, ", ")));
  }

  const std::filesystem::path& path_;
  const ReadOptions& options_;
  TextLines lines_;
  TextTable table_;
  Columns columns_;
  ForeignCurve foreign_;
  std::string ending_;
};

}  // namespace

ForeignCurve read_text(std::string_view bytes, const std::filesystem::path& path,
                       const ReadOptions& options) {
  return TextReader(bytes, path, options).read();
}

}  // namespace ohmbench::formats
