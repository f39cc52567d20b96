#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "dsp/fft.hpp"
#include "parts.hpp"
#include "simulation.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::bench {
namespace {

constexpr double kNoiseDbfs = -90;
constexpr double kBandFromHz = 500;  // where a sweep's local model is at work and no bias hides behind noise

/// Noise only, one flat load: MSE of the ratio over the bound. The bound for a line of a multisine: all the
/// power that was played at it, settling and fades included (equal playing time) or the measured periods
/// only. For a sweep: all energy within ±1/24 octave, in which the load does not bend.
struct Efficiency {
  double measured = 0;
  double played = 0;
  std::size_t points = 0;
};

Efficiency efficiency(stimulus::Kind kind, double seconds, int runs) {
  stimulus::Plan plan;
  plan.kind = kind;
  plan.seconds = seconds;
  plan.from_hz = 20;
  const auto s = stimulus::render(plan);
  Scene scene;
  scene.load.re_ohm = 32;
  scene.amplifier_ohm = 1e-9;
  scene.nuisances.noise_dbfs = kNoiseDbfs;
  scene.nuisances.bits = 0;
  const double t2 = std::norm(true_ratio(scene, 1000));
  const double sigma2 = std::pow(10.0, kNoiseDbfs / 10) / 2;  // of a sample

  // Σ|X_k|² of what was played, unscaled, on a grid that resolves the whole of it
  const std::vector<double> played(s.samples.begin() + static_cast<std::ptrdiff_t>(s.quiet_frames),
                                   s.samples.end());
  const double n = static_cast<double>(played.size());
  const auto spectrum = dsp::real_fft(played);
  const double df_hz = kFs / n;

  Efficiency sum;
  for (int run = 0; run < runs; ++run) {
    scene.seed = 50 + static_cast<std::uint64_t>(run);
    const auto frf = spectra::transfer(spectra::analyse(record(scene, s.samples, 4800), s, 0), 1, 0);
    for (std::size_t i = 0; i < frf.size(); ++i) {
      const double f = frf.f_hz[i];
      if (kind == stimulus::Kind::kSweep && f < kBandFromHz) continue;
      const double half = kind == stimulus::Kind::kMultisine ? 0.8 : f * (std::exp2(1.0 / 24) - 1);
      double energy = 0;  // over the noise of one bin, N σ²
      for (auto k = static_cast<std::size_t>(std::ceil((f - half) / df_hz));
           static_cast<double>(k) * df_hz <= f + half; ++k)
        energy += std::norm(spectrum[k]) / (n * sigma2);
      const double bound_played = (1 + t2) / energy;
      const double measured_share = kind == stimulus::Kind::kMultisine && !s.single()
                                        ? static_cast<double>(s.periods * s.period_frames) / n
                                        : 1.0;
      const double error2 = std::norm(frf.h[i] - true_ratio(scene, f));
      sum.played += error2 / bound_played;
      sum.measured += error2 / bound_played * measured_share;
      ++sum.points;
    }
  }
  sum.played /= static_cast<double>(sum.points);
  sum.measured /= static_cast<double>(sum.points);
  return sum;
}

}  // namespace

void print_efficiency(int runs) {
  fmt::print("Mean square error over the Cramér–Rao bound, noise only, flat load, {} runs:\n", runs);
  fmt::print("{:28} {:>5} {:>22} {:>22}\n", "method", "s", "re all that was played", "re the measured part");
  const auto line = [runs](const char* name, stimulus::Kind kind, double seconds) {
    const auto e = efficiency(kind, seconds, runs);
    fmt::print("{:28} {:5.1f} {:22.3f} {:22.3f}\n", name, seconds, e.played, e.measured);
    std::fflush(stdout);
  };
  line("multisine", stimulus::Kind::kMultisine, 4.5);
  line("multisine", stimulus::Kind::kMultisine, 10.5);
  line("sweep, repeated", stimulus::Kind::kSweep, 4.5);
  for (const double seconds : {0.5, 1.0, 2.0}) line("single sweep", stimulus::Kind::kSweep, seconds);
  fmt::print("\n");
}

}  // namespace ohmbench::bench
