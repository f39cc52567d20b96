// What every file must keep to, whatever its format: frequencies that rise, magnitudes that exist.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "formats/readers.hpp"

namespace ohmbench::formats {
namespace {

constexpr double kMostHz = 1e9, kMostOhm = 1e9, kMostDb = 400.0;  // beyond any file that means what it says
constexpr double kMostTurns = 100.0;                              // of an unwrapped phase
constexpr double kRightAngleDeg = 90.0;
constexpr double kPassiveSlackDeg = 0.5;  // noise of a nearly pure reactance
constexpr double kSuspiciousDeg = 0.8;  // a phase that moves this much and never passes π/2 may be in radians
constexpr std::size_t kLongRun = 4;     // equal rows in a row: more than rounding makes on a usual grid
constexpr std::size_t kLeastPoints = 2;

class Acceptance {
 public:
  Acceptance(const RawCurve& raw, const std::filesystem::path& path, const ReadOptions& options)
      : raw_(raw), path_(path), options_(options) {
    if (options.magnitude) magnitude_ = *options.magnitude;
    if (options.phase_unit) unit_ = *options.phase_unit;
  }

  void run(ForeignCurve& foreign) {
    std::vector<Point> points = kept(foreign);
    order(points, foreign);
    if (points.size() < kLeastPoints) {
      throw core::bad_input(fmt::format("{}: {} with a frequency and a value, where a curve has at least {}",
                                        path_.string(), points.empty() ? "no row" : "one row", kLeastPoints));
    }
    foreign.is_impedance = magnitude_ != Magnitude::kDecibelLevel;
    for (const auto& p : points) take(p, foreign);
    if (options_.unit_ohm) {
      foreign.read_as.push_back(
          fmt::format("a magnitude of 1 in the file is {:g} ohm, as was said", *options_.unit_ohm));
    }
    doubt_phase(foreign);
    doubt_plateaus(points, foreign);
  }

 private:
  core::Error bad(const Point& p, const std::string& why, const std::string& remedy = {}) const {
    return unreadable(path_, raw_.place, p.place, why, remedy);
  }

  bool with_phase() const { return raw_.has_phase && !options_.ignore_phase; }

  /// Without what has no place on a logarithmic axis, and without rows that lack a number.
  std::vector<Point> kept(ForeignCurve& foreign) const {
    std::vector<Point> points;
    std::size_t empty = 0, first_empty = 0, at_zero = 0;
    for (const auto& p : raw_.points) {
      const bool whole = !std::isnan(p.f_hz) && !std::isnan(p.magnitude) &&
                         (!with_phase() || !std::isnan(p.phase)) &&
                         (!raw_.has_sigma || !std::isnan(p.sigma_ohm));
      if (!whole) {
        if (empty++ == 0) first_empty = p.place;
      } else if (p.f_hz == 0.0) {
        ++at_zero;
      } else {
        points.push_back(p);
      }
    }
    if (2 * empty > raw_.points.size()) {
      throw unreadable(
          path_, raw_.place, first_empty,
          fmt::format("{} of {} rows have an empty cell where a number is needed", empty, raw_.points.size()),
          "are the columns what they seem? --ignore-phase does without the phase");
    }
    if (empty > 0) {
      foreign.left_out.push_back(fmt::format("{} of {} rows, which have an empty cell (the first is {} {})",
                                             empty, raw_.points.size(), raw_.place, first_empty));
    }
    if (at_zero > 0) foreign.left_out.push_back("the value at 0 Hz");
    return points;
  }

  void order(std::vector<Point>& points, ForeignCurve& foreign) const {
    std::size_t steps = 0;
    const Point* first = nullptr;
    double before = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i].f_hz < 0)
        throw bad(points[i], fmt::format("the frequency {:g} Hz is negative", points[i].f_hz));
      if (points[i].f_hz > kMostHz)
        throw bad(points[i], fmt::format("{:g} Hz is no frequency of a load", points[i].f_hz));
      if (i == 0 || points[i].f_hz > points[i - 1].f_hz) continue;
      if (steps++ == 0) first = &points[i], before = points[i - 1].f_hz;
    }
    if (steps == 0) return;
    if (!options_.sort) {
      throw bad(*first,
                fmt::format("the frequency {} from {:.9g} to {:.9g} Hz{}",
                            first->f_hz == before ? "stays" : "falls", before, first->f_hz,
                            steps > 1 ? fmt::format(", and does not rise in {} more rows", steps - 1) : ""),
                "if the rows are in no order, as in a curve traced from a plot, ohmbench import --sort puts "
                "them in order");
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const Point& a, const Point& b) { return a.f_hz < b.f_hz; });
    const auto all = points.size();
    points.erase(std::unique(points.begin(), points.end(),
                             [](const Point& a, const Point& b) { return a.f_hz == b.f_hz; }),
                 points.end());
    foreign.read_as.push_back(
        fmt::format("put in order of frequency, as was asked: {} rows did not rise", steps));
    if (all != points.size())
      foreign.left_out.push_back(
          fmt::format("{} rows at a frequency that an earlier row has", all - points.size()));
  }

  void take(const Point& p, ForeignCurve& foreign) const {
    foreign.f_hz.push_back(p.f_hz);
    foreign.magnitude.push_back(magnitude(p));
    if (raw_.has_sigma) {
      if (!(p.sigma_ohm >= 0 && p.sigma_ohm <= kMostOhm))
        throw bad(p, fmt::format("sigma is {:g} ohm", p.sigma_ohm));
      foreign.sigma_ohm.push_back(p.sigma_ohm);
    }
    if (!with_phase()) return;
    const double deg = unit_ == PhaseUnit::kRadian ? p.phase * 180.0 / std::numbers::pi : p.phase;
    if (!(std::abs(deg) <= 360.0 * kMostTurns)) throw bad(p, fmt::format("{:g} is no phase", p.phase));
    foreign.phase_deg.push_back(std::abs(deg) <= 180.0 ? deg : std::remainder(deg, 360.0));
  }

  double magnitude(const Point& p) const {
    if (magnitude_ != Magnitude::kOhm && !(std::abs(p.magnitude) <= kMostDb))
      throw bad(p, fmt::format("{:g} dB is no level", p.magnitude));
    if (magnitude_ == Magnitude::kDecibelLevel) return p.magnitude;
    const double in_file =
        magnitude_ == Magnitude::kDecibelOhm ? std::pow(10.0, p.magnitude / 20.0) : p.magnitude;
    const double ohm = in_file * options_.unit_ohm.value_or(1.0);
    if (ohm < 0) {
      throw bad(p, fmt::format("the magnitude {:g} ohm is negative", ohm),
                "if it is in decibels, say --magnitude dB-ohm (impedance) or dB (response)");
    }
    if (!(ohm > 0)) throw bad(p, "an impedance of 0 ohm is none that was measured");
    if (!(ohm <= kMostOhm)) throw bad(p, fmt::format("{:g} ohm is no impedance of a load", ohm));
    return ohm;
  }

  void doubt_phase(ForeignCurve& foreign) const {
    if (!foreign.is_impedance || foreign.phase_deg.empty()) return;
    std::size_t beyond = 0, at = 0;
    double most = 0;
    for (std::size_t i = 0; i < foreign.phase_deg.size(); ++i) {
      const double deg = std::abs(foreign.phase_deg[i]);
      most = std::max(most, deg);
      if (deg > kRightAngleDeg + kPassiveSlackDeg && beyond++ == 0) at = i;
    }
    if (beyond > 0) {
      foreign.doubts.push_back(fmt::format(
          "the phase is beyond ±90 degrees at {} of {} points, first at {:g} Hz: no passive load has that",
          beyond, foreign.phase_deg.size(), foreign.f_hz[at]));
    }
    if (!raw_.phase_unit_stated && !options_.phase_unit && most <= std::numbers::pi / 2 &&
        most > kSuspiciousDeg) {
      foreign.doubts.push_back(fmt::format(
          "the phase stays within ±{:.2f} and its unit is not stated: if it is in radians, import with "
          "--phase-unit rad",
          most));
    }
  }

  /// Rows finer than what was measured: the same value again and again.
  void doubt_plateaus(const std::vector<Point>& points, ForeignCurve& foreign) const {
    std::size_t repeats = 0, longest = 0, longest_end = 0, run = 1, inside = 0;
    for (std::size_t i = 1; i <= points.size(); ++i) {
      const bool same = i < points.size() && points[i].magnitude == points[i - 1].magnitude &&
                        (!with_phase() || points[i].phase == points[i - 1].phase);
      if (same) {
        ++run;
        continue;
      }
      if (run >= kLongRun) repeats += run, ++inside;
      if (run > longest) longest = run, longest_end = i - 1;
      run = 1;
    }
    if (repeats == 0) return;
    foreign.doubts.push_back(
        fmt::format("{} of {} rows stand in {} of {} or more with the same value, the longest from {:g} to "
                    "{:g} Hz: the grid is finer "
                    "than what was measured or traced",
                    repeats, points.size(), inside == 1 ? "a plateau" : "plateaus", kLongRun,
                    points[longest_end + 1 - longest].f_hz, points[longest_end].f_hz));
  }

  const RawCurve& raw_;
  const std::filesystem::path& path_;
  const ReadOptions& options_;
  Magnitude magnitude_ = raw_.magnitude;
  PhaseUnit unit_ = raw_.phase_unit;
};

}  // namespace

void accept(const RawCurve& raw, const std::filesystem::path& path, const ReadOptions& options,
            ForeignCurve& foreign) {
  Acceptance(raw, path, options).run(foreign);
}

}  // namespace ohmbench::formats
