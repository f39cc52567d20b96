#include "calibration/channel_map.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"

namespace ohmbench::calibration {
namespace {

using Complex = std::complex<double>;
using Vector = std::array<Complex, 3>;  // m_open, m_short, ln Zc
using Matrix = std::array<Vector, 3>;
using Cause = MapError::Cause;

constexpr double kLeastTypicalInputOhm = 10e3;  // of a line input; an undeclared one may be anything above
constexpr double kReplacedResistorSigma = 1.0;  // of a declared resistor once a reference was measured
constexpr double kLeastSigma = 1e-12;           // of any row: what arithmetic resolves
constexpr int kRounds = 6;
constexpr std::size_t kDeclaredRows = 3;

/// Rows of knowledge: H·δθ = residual, with independent causes of error that add up to sigma².
struct Row {
  Vector h{};
  Complex residual;
  struct Part {
    Cause cause;
    double sigma;
  };
  std::vector<Part> parts;

  double variance() const {
    double sum = kLeastSigma * kLeastSigma;
    for (const auto& p : parts) sum += p.sigma * p.sigma;
    return sum;
  }
};

/// What is known without any standard.
struct Declared {
  double ratio = 1;  ///< B/A of one voltage on both inputs
  Complex loading;
  double loading_sigma = 0;
};

Declared declared_of(const Rig& rig, double f_hz) {
  Declared d;
  if (rig.adc_full_scale) d.ratio = (*rig.adc_full_scale)[0] / (*rig.adc_full_scale)[1];
  const double rs = rig.sense_resistor.value();
  const double stray = 2 * std::numbers::pi * f_hz * kStrayFarad * rs;
  d.loading = rs * rig.input_admittance(1).value();
  d.loading_sigma = rig.input_resistance
                        ? std::hypot(kInputResistanceSigma * std::abs(d.loading), 0.5 * stray)
                        : std::hypot(rs / kLeastTypicalInputOhm / std::numbers::sqrt3, stray);
  return d;
}

/// m and its derivatives at Z.
struct Predicted {
  Complex m;
  Vector by;
  Complex by_ln_z;
};

Predicted predict(const Vector& theta, Complex z) {
  const Complex z_c = std::exp(theta[2]);
  const Complex p = z / (z + z_c);  // share of the open reading
  const Complex slope = (theta[0] - theta[1]) * p * (1.0 - p);
  return {theta[0] * p + theta[1] * (1.0 - p), {p, 1.0 - p, -slope}, slope};
}

Matrix inverse(const Matrix& a) {
  const auto minor = [&a](int r, int c) {
    const int r1 = (r + 1) % 3, r2 = (r + 2) % 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
    return a[r1][c1] * a[r2][c2] - a[r1][c2] * a[r2][c1];
  };
  const Complex det = a[0][0] * minor(0, 0) + a[0][1] * minor(0, 1) + a[0][2] * minor(0, 2);
  Matrix result;
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) result[r][c] = minor(c, r) / det;
  }
  return result;
}

/// Λ = Σ Hᴴ H/σ², scaled to a unit diagonal before it is inverted.
Matrix covariance_of(const std::vector<Row>& rows) {
  Matrix information{};
  for (const auto& row : rows) {
    const double weight = 1 / row.variance();
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) information[a][b] += weight * std::conj(row.h[a]) * row.h[b];
    }
  }
  std::array<double, 3> scale;
  for (int a = 0; a < 3; ++a) scale[a] = 1 / std::sqrt(information[a][a].real());
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) information[a][b] *= scale[a] * scale[b];
  }
  auto covariance = inverse(information);
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) covariance[a][b] *= scale[a] * scale[b];
  }
  return covariance;
}

bool high_side(const Rig& rig) {
  return rig.sense == core::Sense::kHighSide;
}

/// What the bench file says, as rows. Which of the two readings carries the signal depends on the topology.
std::vector<Row> declared_rows(const Rig& rig, const Declared& d, const Vector& theta, bool has_reference) {
  const int loud = high_side(rig) ? 0 : 1;
  const Complex loud_reading = high_side(rig) ? d.ratio / (1.0 + d.loading) : Complex(d.ratio);
  Row ratio;
  ratio.h[loud] = 1;
  ratio.residual = loud_reading - theta[loud];
  ratio.parts.push_back({Cause::kChannelRatio, kUnmeasuredRatioSigma * std::abs(loud_reading)});
  if (high_side(rig)) ratio.parts.push_back({Cause::kInputLoading, d.loading_sigma * std::abs(loud_reading)});
  Row crosstalk;
  crosstalk.h[1 - loud] = 1;
  crosstalk.residual = -theta[1 - loud];
  crosstalk.parts.push_back({Cause::kCrosstalk, kUnmeasuredCrosstalk * d.ratio});
  Row resistor;
  resistor.h[2] = 1;
  resistor.residual = std::log(rig.sense_resistor.value() / (1.0 + d.loading)) - theta[2];
  resistor.parts.push_back(
      {Cause::kSenseResistor, has_reference ? kReplacedResistorSigma : rig.sense_resistor_relative_sigma});
  if (!high_side(rig)) resistor.parts.push_back({Cause::kInputLoading, d.loading_sigma});
  return {ratio, crosstalk, resistor};
}

Row row_of(const Reading& r, const Rig& rig, const Declared& d, const Vector& theta) {
  Row row;
  row.parts.push_back({Cause::kCalibrationNoise, std::sqrt(r.variance)});
  switch (r.state) {
    case core::FixtureState::kBridged: {
      // both inputs see the amplifier's output: m_open (1 + y) on the high side, m_short on the low side
      const int loud = high_side(rig) ? 0 : 1;
      const Complex factor = high_side(rig) ? 1.0 + d.loading : Complex(1.0);
      row.h[loud] = factor;
      row.residual = r.ratio - factor * theta[loud];
      if (high_side(rig)) row.parts.push_back({Cause::kInputLoading, d.loading_sigma * std::abs(r.ratio)});
      return row;
    }
    case core::FixtureState::kOpen:
      row.h[0] = 1;
      row.residual = r.ratio - theta[0];
      return row;
    default: {
      const auto p = predict(theta, r.ohm);
      row.h = p.by;
      row.residual = r.ratio - p.m;
      const double moved =
          r.state == core::FixtureState::kReference ? std::abs(p.by_ln_z) * r.relative_sigma : 0.0;
      row.parts.push_back({Cause::kReferenceResistor, moved});
      return row;
    }
  }
}

const Reading* find(const std::vector<Reading>& readings, core::FixtureState state) {
  const auto found =
      std::find_if(readings.begin(), readings.end(), [state](const auto& r) { return r.state == state; });
  return found == readings.end() ? nullptr : &*found;
}

/// High side with ratio and open: 1 + y = k/m_open tells the loading; otherwise what is declared.
/// On the low side it is part of Zc and nobody needs it alone.
void put_loading(const Rig& rig, const Declared& d, const std::vector<Reading>& readings, SolvedMap& solved) {
  const auto* bridged = find(readings, core::FixtureState::kBridged);
  const auto* open = find(readings, core::FixtureState::kOpen);
  if (high_side(rig) && bridged != nullptr && open != nullptr) {
    const Complex gain = bridged->ratio / open->ratio;
    solved.map.loading = gain - 1.0;
    const double sigma = std::abs(gain) * std::sqrt(bridged->variance / std::norm(bridged->ratio) +
                                                    open->variance / std::norm(open->ratio));
    solved.errors.push_back({Cause::kCalibrationNoise, 0, 0, 0, sigma});
  } else {
    solved.map.loading = d.loading;
    solved.errors.push_back({Cause::kInputLoading, 0, 0, 0, d.loading_sigma});
  }
}

}  // namespace

Complex impedance_of(const ChannelMap& map, Complex m) {
  return map.z_c_ohm * (m - map.short_circuit) / (map.open - m);
}

Complex reading_of(const ChannelMap& map, Complex z) {
  return (map.open * z + map.short_circuit * map.z_c_ohm) / (z + map.z_c_ohm);
}

const char* name_of(Cause cause) {
  switch (cause) {
    case Cause::kChannelRatio:
      return "channel ratio";
    case Cause::kInputLoading:
      return "input loading";
    case Cause::kCrosstalk:
      return "crosstalk";
    case Cause::kSenseResistor:
      return "sense resistor";
    case Cause::kCalibrationNoise:
      return "calibration noise";
    case Cause::kReferenceResistor:
      return "reference resistor";
    case Cause::kDrift:
      return "drift";
  }
  return "?";
}

bool is_common(Cause cause) {
  return cause != Cause::kCalibrationNoise;
}

SolvedMap solve_map(const Rig& rig, double f_hz, const std::vector<Reading>& readings) {
  ENSURE(rig.sense_resistor.value() > 0);
  const Declared d = declared_of(rig, f_hz);
  const bool has_reference = find(readings, core::FixtureState::kReference) != nullptr;
  const int loud = high_side(rig) ? 0 : 1;
  Vector theta{};
  theta[loud] = high_side(rig) ? d.ratio / (1.0 + d.loading) : Complex(d.ratio);
  theta[2] = std::log(rig.sense_resistor.value() / (1.0 + d.loading));
  // a start near the solution: readings of open and short are the map's own members
  if (const auto* open = find(readings, core::FixtureState::kOpen)) theta[0] = open->ratio;
  if (const auto* shorted = find(readings, core::FixtureState::kShort)) theta[1] = shorted->ratio;
  if (const auto* r = find(readings, core::FixtureState::kReference)) {
    const Complex z_c = r->ohm * (theta[0] - r->ratio) / (r->ratio - theta[1]);
    if (std::abs(z_c) > 0 && std::isfinite(std::abs(z_c))) theta[2] = std::log(z_c);
  }

  const auto rows_at = [&](const Vector& at) {
    auto rows = declared_rows(rig, d, at, has_reference);
    for (const auto& r : readings) rows.push_back(row_of(r, rig, d, at));
    return rows;
  };
  for (int round = 0; readings.empty() ? false : round < kRounds; ++round) {
    const auto rows = rows_at(theta);
    const auto covariance = covariance_of(rows);
    Vector gradient{};
    for (const auto& row : rows) {
      for (int a = 0; a < 3; ++a) gradient[a] += std::conj(row.h[a]) * row.residual / row.variance();
    }
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) theta[a] += covariance[a][b] * gradient[b];
    }
  }

  const auto rows = rows_at(theta);
  const auto covariance = covariance_of(rows);
  SolvedMap solved;
  solved.map = {theta[0], theta[1], std::exp(theta[2]), 0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    Vector gain{};
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) gain[a] += covariance[a][b] * std::conj(row.h[b]) / row.variance();
    }
    for (const auto& p : row.parts) {
      if (p.sigma == 0) continue;
      const std::size_t reading = i < kDeclaredRows ? MapError::kNoReading : i - kDeclaredRows;
      solved.errors.push_back({p.cause, gain[0] * p.sigma, gain[1] * p.sigma, gain[2] * p.sigma, 0, reading});
    }
  }
  for (std::size_t i = kDeclaredRows; i < rows.size(); ++i)
    solved.residual_sigmas.push_back(std::abs(rows[i].residual) / std::sqrt(rows[i].variance()));
  put_loading(rig, d, readings, solved);
  return solved;
}

}  // namespace ohmbench::calibration
