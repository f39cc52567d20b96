#include "calibration/correction.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmbench::calibration {
namespace {

using Complex = std::complex<double>;

constexpr double kSameFrequency = 1e-9;            // relative
const double kContinuation = std::exp2(1.0 / 12);  // one step of a grid with 12 points in an octave

/// Lagrange weights of four (at the ends fewer) neighbouring points over the logarithm of frequency.
struct Weights {
  std::size_t from = 0;
  std::size_t count = 0;
  std::array<double, 4> w{};
};

Weights weights_at(const std::vector<double>& f, double f_hz) {
  const auto right = static_cast<std::size_t>(std::lower_bound(f.begin(), f.end(), f_hz) - f.begin());
  Weights result;
  result.from = right >= 2 ? right - 2 : 0;
  const std::size_t to = std::min(right + 2, f.size());
  // outside of the band a straight line: a cubic would run away
  if (f_hz < f.front()) result.from = 0;
  if (f_hz > f.back()) result.from = f.size() - std::min<std::size_t>(2, f.size());
  result.count = f_hz < f.front()  ? std::min<std::size_t>(2, f.size())
                 : f_hz > f.back() ? std::min<std::size_t>(2, f.size())
                                   : to - result.from;
  for (std::size_t i = 0; i < result.count; ++i) {
    double w = 1;
    const double own = std::log(f[result.from + i]);
    for (std::size_t j = 0; j < result.count; ++j) {
      const double other = std::log(f[result.from + j]);
      if (j != i) w *= (std::log(f_hz) - other) / (own - other);
    }
    result.w[i] = w;
  }
  return result;
}

Coverage coverage_of(const std::vector<double>& f, double f_hz) {
  if (f.empty() || f_hz < f.front() / kContinuation || f_hz > f.back() * kContinuation)
    return Coverage::kNone;
  const auto near = std::lower_bound(f.begin(), f.end(), f_hz * (1 - kSameFrequency));
  if (near != f.end() && std::abs(*near - f_hz) <= kSameFrequency * f_hz) return Coverage::kExact;
  return f_hz < f.front() || f_hz > f.back() ? Coverage::kExtrapolated : Coverage::kInterpolated;
}

struct Change {
  Complex t, ln_z_c, loading;
};

/// What an error of the map does to T = (m − m₀)/(m₁ − m₀): m₀ is the short's reading on the high side and
/// the open's on the low side.
Change change_of(const MapError& e, Complex t, Complex span, bool high) {
  const Complex zero = high ? e.short_circuit : e.open;
  const Complex one = high ? e.open : e.short_circuit;
  return {-(zero * (1.0 - t) + one * t) / span, e.ln_z_c, e.loading};
}

/// The columns of all frequencies side by side; a cause that is missing at a frequency has 0 there.
class ErrorTable {
 public:
  explicit ErrorTable(std::size_t size) : size_(size) {}

  void put(std::size_t i, MapError::Cause cause, const std::string& source, const Change& change) {
    auto found = std::find_if(table_.begin(), table_.end(),
                              [&](const auto& e) { return e.cause == cause && e.source == source; });
    if (found == table_.end()) {
      const std::vector<Complex> none(size_);
      table_.push_back({cause, source, none, none, none});
      found = table_.end() - 1;
    }
    found->t[i] += change.t;
    found->ln_z_c[i] += change.ln_z_c;
    found->loading[i] += change.loading;
  }
  std::vector<CorrectionError> take() { return std::move(table_); }

 private:
  std::size_t size_;
  std::vector<CorrectionError> table_;
};

struct Readings {
  std::vector<Reading> readings;
  std::vector<const Standard*> standards;  // the same order
};

Readings readings_at(const Calibration& calibration, double f_hz) {
  Readings result;
  for (const auto& standard : calibration.standards) {
    Reading reading;
    if (!read_at(standard, f_hz, reading)) continue;
    result.readings.push_back(reading);
    result.standards.push_back(&standard);
  }
  return result;
}

}  // namespace

const char* name_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::kNone:
      return "none";
    case Coverage::kExtrapolated:
      return "extrapolated";
    case Coverage::kInterpolated:
      return "interpolated";
    case Coverage::kExact:
      return "exact";
  }
  return "?";
}

double CorrectedFrf::t_sigma(std::size_t i) const {
  double sum = 0;
  for (const auto& e : errors) sum += std::norm(e.t[i]);
  return std::sqrt(sum);
}

bool read_at(const Standard& s, double f_hz, Reading& reading) {
  const auto coverage = coverage_of(s.reading.f_hz, f_hz);
  if (coverage == Coverage::kNone) return false;
  reading = {s.state, s.ohm, s.relative_sigma, 0, 0};
  if (coverage == Coverage::kExact) {
    const auto& f = s.reading.f_hz;
    const auto i = static_cast<std::size_t>(
        std::lower_bound(f.begin(), f.end(), f_hz * (1 - kSameFrequency)) - f.begin());
    reading.ratio = s.reading.h[i];
    reading.variance = s.reading.variance[i];
    return true;
  }
  const auto weights = weights_at(s.reading.f_hz, f_hz);
  for (std::size_t i = 0; i < weights.count; ++i) {
    reading.ratio += weights.w[i] * s.reading.h[weights.from + i];
    reading.variance += weights.w[i] * weights.w[i] * s.reading.variance[weights.from + i];
  }
  return true;
}

Coverage coverage_at(const Calibration& calibration, double f_hz) {
  if (calibration.empty()) return Coverage::kNone;
  Coverage worst = Coverage::kExact;
  for (const auto& s : calibration.standards) worst = std::min(worst, coverage_of(s.reading.f_hz, f_hz));
  return worst;
}

SolvedMap solved_at(const Rig& rig, const Calibration& calibration, double f_hz) {
  return solve_map(rig, f_hz, readings_at(calibration, f_hz).readings);
}

ChannelMap map_at(const Rig& rig, const Calibration& calibration, double f_hz) {
  return solved_at(rig, calibration, f_hz).map;
}

CorrectedFrf correct(const spectra::Frf& raw, const Rig& rig, const Calibration& calibration) {
  const bool high = rig.sense == core::Sense::kHighSide;
  CorrectedFrf corrected;
  corrected.f_hz = raw.f_hz;
  corrected.degrees_of_freedom = raw.degrees_of_freedom;
  ErrorTable table(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto [readings, read] = readings_at(calibration, raw.f_hz[i]);
    const auto solved = solve_map(rig, raw.f_hz[i], readings);
    const Complex zero = high ? solved.map.short_circuit : solved.map.open;
    const Complex span = high ? solved.map.open - zero : solved.map.short_circuit - zero;
    const Complex t = (raw.h[i] - zero) / span;
    corrected.t.push_back(t);
    corrected.noise_variance.push_back(raw.variance[i] / std::norm(span));
    const double hidden = raw.hidden_shift.empty() ? 0.0 : raw.hidden_shift[i] + raw.hidden_scatter[i];
    corrected.distortion_variance.push_back(hidden / std::norm(span));
    corrected.z_c_ohm.push_back(solved.map.z_c_ohm);
    corrected.loading.push_back(solved.map.loading);
    corrected.coverage.push_back(coverage_at(calibration, raw.f_hz[i]));
    if (!raw.drift_variance.empty())
      table.put(i, MapError::Cause::kDrift, "", {std::sqrt(raw.drift_variance[i]) / std::abs(span), 0, 0});
    for (const auto& e : solved.errors) {
      const auto source = e.reading < read.size() ? in_words(*read[e.reading]) : std::string();
      table.put(i, e.cause, source, change_of(e, t, span, high));
    }
  }
  corrected.errors = table.take();
  return corrected;
}

}  // namespace ohmbench::calibration
