#include "impedance/output.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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
  bool merged = false;
};

/// Least squares of 1/ρ − 1 = R·Y + jωL·Y + jωτ over real R, L, τ, rows weighted by 1/ω so that no octave
/// rules. Where ωL·Y and ωτ are nearly parallel, L is left out and that is told.
Delay fit_delay(const std::vector<double>& f_hz, const std::vector<Complex>& rho, const Seen& seen) {
  double g[3][4] = {};
  double parallel_num = 0, parallel_l = 0, parallel_t = 0;
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    const double w = 2 * std::numbers::pi * f_hz[i];
    const Complex y = seen.y_loaded[i] - seen.y_open;
    const Complex column[3] = {y / w, Complex(0, 1) * y, Complex(0, 1)};
    const Complex right = (1.0 / rho[i] - 1.0) / w;
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) g[a][b] += (std::conj(column[a]) * column[b]).real();
      g[a][3] += (std::conj(column[a]) * right).real();
    }
    parallel_num += (std::conj(column[1]) * column[2]).real();
    parallel_l += std::norm(column[1]);
    parallel_t += std::norm(column[2]);
  }
  constexpr double kParallel = 0.9995;
  Delay delay;
  delay.merged = std::abs(parallel_num) > kParallel * std::sqrt(parallel_l * parallel_t);
  if (delay.merged) {
    const double det = g[0][0] * g[2][2] - g[0][2] * g[2][0];
    delay.seconds = det != 0 ? (g[0][0] * g[2][3] - g[2][0] * g[0][3]) / det : 0.0;
    return delay;
  }
  const auto det3 = [](const double(&m)[3][4], int c0, int c1, int c2) {
    return m[0][c0] * (m[1][c1] * m[2][c2] - m[1][c2] * m[2][c1]) -
           m[0][c1] * (m[1][c0] * m[2][c2] - m[1][c2] * m[2][c0]) +
           m[0][c2] * (m[1][c0] * m[2][c1] - m[1][c1] * m[2][c0]);
  };
  const double det = det3(g, 0, 1, 2);
  delay.seconds = det != 0 ? det3(g, 0, 1, 3) / det : 0.0;
  return delay;
}

}  // namespace

TwoLoadResult two_load(const TwoLoadRuns& r, const calibration::Rig& rig, const std::string& name) {
  const std::size_t n = r.loaded_first.source.size();
  ENSURE(r.open_first.source.size() == n && r.open_second.source.size() == n &&
         r.loaded_second.source.size() == n);
  const auto& f_hz = r.loaded_first.source.f_hz;
  const Seen seen = admittances(r, rig);
  const auto repeat = repeatability(r);

  std::vector<Complex> rho(n);
  for (std::size_t i = 0; i < n; ++i) {
    rho[i] = mean(r.loaded_first.source.h[i], r.loaded_second.source.h[i]) /
             mean(r.open_first.source.h[i], r.open_second.source.h[i]);
  }
  TwoLoadResult result;
  if (!r.has_reference) {
    constexpr int kRounds = 4;  // the fit is linear in τ; each round squares what is left
    for (int round = 0; round < kRounds; ++round) {
      const Delay delay = fit_delay(f_hz, rho, seen);
      result.delay_s += delay.seconds;
      result.inductance_and_delay_merge = delay.merged;
      for (std::size_t i = 0; i < n; ++i)
        rho[i] *= std::polar(1.0, 2 * std::numbers::pi * f_hz[i] * delay.seconds);
    }
  }

  result.z_out.name = name;
  result.z_out.method = OutputImpedanceMethod::kTwoLoad;
  for (std::size_t i = 0; i < n; ++i) {
    const Complex current = rho[i] * seen.y_loaded[i] - seen.y_open;  // per volt of the open terminals
    const Complex z = (1.0 - rho[i]) / current;
    const Complex by_rho = (seen.y_open - seen.y_loaded[i]) / (current * current);
    const Complex by_y = -z * rho[i] / current;
    const auto relative = [i](const spectra::Frf& a, const spectra::Frf& b) {
      return 0.25 * (a.variance[i] / std::norm(a.h[i]) + b.variance[i] / std::norm(b.h[i]));
    };
    const double read = relative(r.loaded_first.source, r.loaded_second.source) +
                        relative(r.open_first.source, r.open_second.source);
    const double noise =
        std::norm(by_rho * rho[i]) * std::max(read, repeat[i]) + std::norm(by_y) * seen.variance[i];
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
