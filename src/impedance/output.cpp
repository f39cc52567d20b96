#include "impedance/output.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/ensure.hpp"
#include "impedance/load.hpp"

namespace ohmbench::impedance {
namespace {

using Complex = std::complex<double>;

constexpr double kCircle95 = 1.7308;  // √2.996: radius of the 95 % circle per sigma
constexpr std::size_t kSmoothLines = 4;

Complex mean(Complex a, Complex b) {
  return 0.5 * (a + b);
}

/// |what the repeated runs differ by beyond a linear drift|², relative: s² of one reading's logarithm.
/// With L, O, O, L at times 0 … 3, e = (L₂ − L₁)/3 − (O₂ − O₁) has the variance 20/9 s².
std::vector<double> repeatability(const TwoLoadRuns& r) {
  const std::size_t n = r.loaded_first.source.size();
  std::vector<double> single(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Complex loaded = std::log(r.loaded_second.source.h[i] / r.loaded_first.source.h[i]);
    const Complex open = std::log(r.open_second.source.h[i] / r.open_first.source.h[i]);
    single[i] = std::norm(loaded / 3.0 - open) * 9.0 / 20.0;
  }
  std::vector<double> smooth(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = i > kSmoothLines ? i - kSmoothLines : 0;
    const std::size_t to = std::min(i + kSmoothLines, n - 1);
    for (std::size_t j = from; j <= to; ++j) smooth[i] += single[j] / static_cast<double>(to - from + 1);
  }
  return smooth;
}

struct Seen {
  Complex y_open;                 // admittance at node A with nothing connected
  std::vector<Complex> y_loaded;  // and with the load
  std::vector<double> variance;   // E|δy_loaded|²
};

/// What the amplifier is loaded with, per volt at its terminals.
Seen admittances(const TwoLoadRuns& r, const calibration::Rig& rig) {
  const double rs = rig.sense_resistor.value();
  const double y_a = rig.input_admittance(0).value();
  const double y_b = rig.input_admittance(1).value();
  const bool high = rig.sense == core::Sense::kHighSide;
  Seen seen;
  seen.y_open = y_a + (high ? y_b / (1.0 + rs * y_b) : 0.0);
  const auto declared = calibration::correct(r.loaded_first.b_over_a, rig);
  for (std::size_t i = 0; i < r.loaded_first.b_over_a.size(); ++i) {
    const Complex loaded = mean(r.loaded_first.b_over_a.h[i], r.loaded_second.b_over_a.h[i]);
    const double noise = 0.25 * (r.loaded_first.b_over_a.variance[i] + r.loaded_second.b_over_a.variance[i]);
    if (high) {
      const Complex open = mean(r.open_first.b_over_a.h[i], r.open_second.b_over_a.h[i]);
      const Complex k = open * (1.0 + rs * y_b);
      const double open_noise =
          0.25 * (r.open_first.b_over_a.variance[i] + r.open_second.b_over_a.variance[i]);
      const Complex t = loaded / k;
      seen.y_loaded.push_back(y_a + (1.0 - t) / rs);
      seen.variance.push_back((noise / std::norm(k) + std::norm(t / open) * open_noise) / (rs * rs));
    } else {
      const Complex scale = declared.t[i] / r.loaded_first.b_over_a.h[i] * (1.0 / rs + y_b);
      seen.y_loaded.push_back(y_a + loaded * scale);
      seen.variance.push_back(noise * std::norm(scale) + std::norm(loaded * scale) *
                                                             declared.ratio_relative_sigma[i] *
                                                             declared.ratio_relative_sigma[i]);
    }
  }
  return seen;
}

struct Delay {
  double seconds = 0;
  double variance = 0;  // s²
  bool merged = false;
};

constexpr double kOmegaScale = 1e5;  // rad/s; keeps the normal equations within a few decades

/// Least squares of 1/ρ − 1 = R·Y + jωL·Y + jωτ over real R, L, τ, each row weighted by its own variance.
/// Where ωL·Y and ωτ are nearly parallel, L is left out and that is told.
Delay fit_delay(const std::vector<double>& f_hz, const std::vector<Complex>& rho,
                const std::vector<double>& relative_variance, const Seen& seen) {
  double g[3][4] = {};
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    const double w = 2 * std::numbers::pi * f_hz[i] / kOmegaScale;
    const Complex y = seen.y_loaded[i] - seen.y_open;
    const Complex column[3] = {y, Complex(0, w) * y, Complex(0, w)};
    const Complex right = 1.0 / rho[i] - 1.0;
    const double weight = 2.0 / std::max(relative_variance[i], 1e-24);  // real unknowns, complex rows
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) g[a][b] += weight * (std::conj(column[a]) * column[b]).real();
      g[a][3] += weight * (std::conj(column[a]) * right).real();
    }
  }
  constexpr double kParallel = 0.9995;
  Delay delay;
  delay.merged = std::abs(g[1][2]) > kParallel * std::sqrt(g[1][1] * g[2][2]);
  const double minor = g[0][0] * g[1][1] - g[0][1] * g[1][0];
  const double det2 = g[0][0] * g[2][2] - g[0][2] * g[2][0];
  const auto det3 = [&g](int c2) {
    return g[0][0] * (g[1][1] * g[2][c2] - g[1][c2] * g[2][1]) -
           g[0][1] * (g[1][0] * g[2][c2] - g[1][c2] * g[2][0]) +
           g[0][c2] * (g[1][0] * g[2][1] - g[1][1] * g[2][0]);
  };
  const double det = delay.merged ? det2 : det3(2);
  if (det == 0) return delay;
  const double scaled = delay.merged ? (g[0][0] * g[2][3] - g[2][0] * g[0][3]) / det : det3(3) / det;
  const double variance = delay.merged ? g[0][0] / det : minor / det;
  delay.seconds = scaled / kOmegaScale;
  delay.variance = variance / (kOmegaScale * kOmegaScale);
  return delay;
}

void turn(std::vector<Complex>& h, const std::vector<double>& f_hz, double seconds) {
  for (std::size_t i = 0; i < h.size(); ++i)
    h[i] *= std::polar(1.0, 2 * std::numbers::pi * f_hz[i] * seconds);
}

/// Brings the second run of a state onto the time base of the first: their ratio is 1 but for a pure delay.
void align_runs(const spectra::Frf& first, spectra::Frf& second) {
  for (const double highest_hz :
       {2000.0, 1e9}) {  // low lines first: there a frame or two cannot wrap the phase
    double num = 0;
    double den = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (first.f_hz[i] > highest_hz) continue;
      const double w = 2 * std::numbers::pi * first.f_hz[i];
      const double weight =
          std::norm(first.h[i]) / std::max(first.variance[i], 1e-24 * std::norm(first.h[i]));
      num += weight * w * std::arg(second.h[i] / first.h[i]);
      den += weight * w * w;
    }
    if (den > 0) turn(second.h, second.f_hz, -num / den);
  }
}

/// Fits and removes the delay between the states; see TwoLoadRuns::whole_frame_s.
Delay remove_delay(const std::vector<double>& f_hz, std::vector<Complex>& rho,
                   const std::vector<double>& relative_variance, const Seen& seen,
                   std::optional<double> whole_frame_s) {
  constexpr int kRounds = 4;  // the fit is linear in τ; each round squares what is left
  const auto untouched = rho;
  Delay total;
  for (int round = 0; round < kRounds; ++round) {
    const Delay step = fit_delay(f_hz, rho, relative_variance, seen);
    total = {total.seconds + step.seconds, step.variance, step.merged};
    turn(rho, f_hz, step.seconds);
  }
  if (!whole_frame_s) return total;
  constexpr double kNearFrames = 0.3;
  const double sigma = std::sqrt(total.variance);
  const double whole = sigma > kNearFrames * *whole_frame_s
                           ? 0.0
                           : std::round(total.seconds / *whole_frame_s) * *whole_frame_s;
  if (std::abs(total.seconds - whole) > std::max(kNearFrames * *whole_frame_s, 4 * sigma))
    return total;  // no whole frames after all
  rho = untouched;
  turn(rho, f_hz, whole);
  return {whole, 0, false};
}

}  // namespace

TwoLoadResult two_load(const TwoLoadRuns& given, const calibration::Rig& rig, const std::string& name) {
  TwoLoadRuns r = given;
  const std::size_t n = r.loaded_first.source.size();
  ENSURE(r.open_first.source.size() == n && r.open_second.source.size() == n &&
         r.loaded_second.source.size() == n);
  const auto& f_hz = r.loaded_first.source.f_hz;
  if (!r.has_reference) {
    align_runs(r.loaded_first.source, r.loaded_second.source);
    align_runs(r.open_first.source, r.open_second.source);
  }
  const Seen seen = admittances(r, rig);
  const auto repeat = repeatability(r);

  std::vector<Complex> rho(n);
  std::vector<double> rho_variance(n);  // relative
  for (std::size_t i = 0; i < n; ++i) {
    rho[i] = mean(r.loaded_first.source.h[i], r.loaded_second.source.h[i]) /
             mean(r.open_first.source.h[i], r.open_second.source.h[i]);
    const auto relative = [i](const spectra::Frf& a, const spectra::Frf& b) {
      return 0.25 * (a.variance[i] / std::norm(a.h[i]) + b.variance[i] / std::norm(b.h[i]));
    };
    const double read = relative(r.loaded_first.source, r.loaded_second.source) +
                        relative(r.open_first.source, r.open_second.source);
    rho_variance[i] = std::max(read, repeat[i]);
  }
  TwoLoadResult result;
  double delay_variance = 0;
  if (!r.has_reference) {
    const Delay delay = remove_delay(f_hz, rho, rho_variance, seen, r.whole_frame_s);
    result.delay_s = delay.seconds;
    result.inductance_and_delay_merge = delay.merged;
    delay_variance = delay.variance;
  }

  result.z_out.name = name;
  result.z_out.method = OutputImpedanceMethod::kTwoLoad;
  for (std::size_t i = 0; i < n; ++i) {
    const Complex current = rho[i] * seen.y_loaded[i] - seen.y_open;  // per volt of the open terminals
    const Complex z = (1.0 - rho[i]) / current;
    const Complex by_rho = (seen.y_open - seen.y_loaded[i]) / (current * current);
    const Complex by_y = -z * rho[i] / current;
    const double omega = 2 * std::numbers::pi * f_hz[i];
    const double noise = std::norm(by_rho * rho[i]) * (rho_variance[i] + omega * omega * delay_variance) +
                         std::norm(by_y) * seen.variance[i];
    const double resistor =
        std::norm(z) * rig.sense_resistor_relative_sigma * rig.sense_resistor_relative_sigma;
    if (!std::isfinite(std::abs(z)) || !std::isfinite(noise)) continue;
    result.z_out.curve.f_hz.push_back(f_hz[i]);
    result.z_out.curve.z_ohm.push_back(z);
    result.z_out.curve.noise_ohm.push_back(std::sqrt(noise));
    result.z_out.curve.sigma_ohm.push_back(std::sqrt(noise + resistor));
    result.z_out.detection_limit_ohm.push_back(kCircle95 * std::sqrt(noise));
  }
  return result;
}

OutputImpedance injection(const calibration::CorrectedFrf& t, const calibration::Rig& rig,
                          const std::string& name) {
  calibration::Rig as_high_side =
      rig;  // whatever the load's topology: the resistor lies between injector and amplifier
  as_high_side.sense = core::Sense::kHighSide;
  OutputImpedance z_out;
  z_out.name = name;
  z_out.method = OutputImpedanceMethod::kInjection;
  z_out.curve = load_impedance(t, as_high_side, name).curve;
  for (const double noise : z_out.curve.noise_ohm) z_out.detection_limit_ohm.push_back(kCircle95 * noise);
  return z_out;
}

}  // namespace ohmbench::impedance
