#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <vector>

#include "parts.hpp"
#include "simulation.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::bench {
namespace {

constexpr double kPeakDbfs = -6;
constexpr double kNoiseDbfs = -90;
constexpr double kLeastShare = 0.25;

/// Relative variance of Z per unit power at a line: (1 + 1/|T|²) |1 + Z/Rs|², equal noise in both channels.
double variance_per_power(const Scene& s, double f_hz) {
  return std::norm(1.0 + s.load.impedance(f_hz) / s.rs_ohm) * (1 + 1 / std::norm(true_ratio(s, f_hz)));
}

stimulus::Stimulus at_peak(stimulus::Plan plan) {
  const double peak = stimulus::render(plan).peak_fs;
  plan.level = plan.level + core::GainDb(kPeakDbfs - 20 * std::log10(peak));
  return stimulus::render(plan);
}

struct Worst {
  double variance =
      0;  // of the relative error of Z over the runs, percent²; foretold, times what was found over it
  double bias = 0;  // magnitude of its mean over the runs, percent; of one line
};

/// For one length of playing: the variance falls in proportion with it, and a bias (the onset, that a
/// resonance has not forgotten) does not concern it.
Worst worst_lines(const Scene& scene, const stimulus::Stimulus& s, const std::vector<double>& c, int runs) {
  Worst worst;
  std::vector<std::complex<double>> sum(s.f_hz.size());
  std::vector<double> square(s.f_hz.size());
  for (int run = 0; run < runs; ++run) {
    const auto capture = record(scene, s.samples, 4800, static_cast<std::uint64_t>(run));
    const auto frf = spectra::transfer(spectra::analyse(capture, s, 0), 1, 0);
    for (std::size_t i = 0; i < frf.size(); ++i) {
      const auto e = (frf.h[i] / true_ratio(scene, frf.f_hz[i]) - 1.0) *
                     (1.0 + scene.load.impedance(frf.f_hz[i]) / scene.rs_ohm) * 100.0;
      sum[i] += e, square[i] += std::norm(e);
    }
  }
  // The worst of many lines, each with the scatter of a few runs, would be worse than it is: the lines that
  // are nearly the worst tell together how far the foretold is right.
  std::vector<double> foretold;
  for (std::size_t i = 0; i < c.size(); ++i) foretold.push_back(c[i] / (s.amplitude[i] * s.amplitude[i]));
  const double most = *std::max_element(foretold.begin(), foretold.end());
  double found = 0;
  int lines = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    worst.bias = std::max(worst.bias, std::abs(sum[i]) / runs);
    if (foretold[i] < 0.5 * most) continue;
    found += (square[i] - std::norm(sum[i]) / runs) / (runs - 1) / foretold[i];
    ++lines;
  }
  worst.variance = most * found / lines;
  return worst;
}

}  // namespace

void print_shaping(int loads, int given_runs) {
  const int runs = std::max(2, given_runs);
  fmt::print(
      "Playing time of a flat multisine over that of a shaped one, for the same worst line, equal peak:\n"
      "{:>6} {:>22} {:>22} {:>30}\n",
      "load", "by the bound", "simulated, noise only", "worst mean error, flat/shaped %");
  std::vector<double> bound, simulated;
  for (int i = 0; i < loads; ++i) {
    Scene scene = random_scene(1000 + static_cast<std::uint64_t>(i));
    scene.nuisances = {};
    scene.nuisances.noise_dbfs = kNoiseDbfs;
    stimulus::Plan plan;
    plan.from_hz = 20;
    const auto flat = at_peak(plan);
    std::vector<double> c;
    for (const double f : flat.f_hz) c.push_back(variance_per_power(scene, f));
    plan.shape = stimulus::even_shape(c, kLeastShare);
    const auto shaped = at_peak(plan);
    double worst_flat = 0, worst_shaped = 0;
    for (std::size_t k = 0; k < c.size(); ++k) {
      worst_flat = std::max(worst_flat, c[k] / std::pow(flat.amplitude[k], 2));
      worst_shaped = std::max(worst_shaped, c[k] / std::pow(shaped.amplitude[k], 2));
    }
    bound.push_back(worst_flat / worst_shaped);
    const auto by_flat = worst_lines(scene, flat, c, runs);
    const auto by_shaped = worst_lines(scene, shaped, c, runs);
    simulated.push_back(by_flat.variance / by_shaped.variance);
    fmt::print("{:6} {:22.2f} {:22.2f} {:16.4f} / {:.4f}\n", i, bound.back(), simulated.back(), by_flat.bias,
               by_shaped.bias);
    std::fflush(stdout);
  }
  std::sort(bound.begin(), bound.end()), std::sort(simulated.begin(), simulated.end());
  const auto twice = std::count_if(bound.begin(), bound.end(), [](double x) { return x >= 2; });
  fmt::print("median {:.2f} by the bound, {:.2f} simulated; at least 2 on {} of {} loads\n\n",
             bound[bound.size() / 2], simulated[simulated.size() / 2], twice, loads);
}

}  // namespace ohmbench::bench
