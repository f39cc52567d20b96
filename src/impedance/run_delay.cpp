#include "impedance/run_delay.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::impedance {
namespace {

using Complex = std::complex<double>;

constexpr double kOmegaScale = 1e5;  // rad/s; keeps the normal equations within a few decades

/// Least squares of 1/ρ − 1 = R·Y + jωL·Y + jωτ over real R, L, τ, each row weighted by its own variance.
/// Where ωL·Y and ωτ are nearly parallel, L is left out and that is told.
Delay fit_delay(const std::vector<double>& f_hz, const std::vector<Complex>& rho,
                const std::vector<double>& relative_variance, const std::vector<Complex>& admittance) {
  double g[3][4] = {};
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    const double w = 2 * std::numbers::pi * f_hz[i] / kOmegaScale;
    const Complex y = admittance[i];
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

}  // namespace

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

Delay remove_delay(const std::vector<double>& f_hz, std::vector<Complex>& rho,
                   const std::vector<double>& relative_variance, const std::vector<Complex>& admittance,
                   std::optional<double> whole_frame_s) {
  constexpr int kRounds = 4;  // the fit is linear in τ; each round squares what is left
  const auto untouched = rho;
  Delay total;
  for (int round = 0; round < kRounds; ++round) {
    const Delay step = fit_delay(f_hz, rho, relative_variance, admittance);
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

}  // namespace ohmbench::impedance
