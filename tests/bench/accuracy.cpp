#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/frequency_grid.hpp"
#include "others.hpp"
#include "parts.hpp"
#include "simulation.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::bench {
namespace {

constexpr double kPeakDbfs = -6.02;
constexpr std::size_t kAfterFrames = 4800;  // recorded beyond the end, latency included
constexpr std::uint64_t kFirstSeed = 1000;
const std::vector<double> kSeconds{0.5, 1, 2, 4};

/// The program's own stimulus for that time of playing, with a peak of −6 dBFS.
stimulus::Stimulus own_stimulus(double seconds, stimulus::Kind kind) {
  stimulus::Plan plan;
  plan.kind = kind;
  plan.seconds = seconds;
  plan.from_hz = 20;
  plan.level = core::DbFs(kPeakDbfs);
  if (kind == stimulus::Kind::kMultisine && !stimulus::fits_periods(plan)) plan.kind = stimulus::Kind::kSweep;
  if (seconds < plan.settle_s + 2 * plan.period_s) return stimulus::render(plan);
  const double peak = stimulus::render(plan).peak_fs;
  plan.level = plan.level + core::GainDb(kPeakDbfs - 20 * std::log10(peak));
  return stimulus::render(plan);
}

struct Worst {
  double percent = 0;
  std::size_t points = 0, within_1 = 0, within_2 = 0;  // sigma
};

Worst measure(const Scene& scene, const stimulus::Stimulus& s) {
  Worst worst;
  const auto a = spectra::analyse(record(scene, s.samples, kAfterFrames), s, 0);
  if (!a.usable) return {1e9};
  const auto frf = spectra::transfer(a, 1, 0);
  for (std::size_t i = 0; i < frf.size(); ++i) {
    if (frf.f_hz[i] < 20) continue;
    worst.percent = std::max(worst.percent, error_percent(scene, frf.f_hz[i], frf.h[i]));
    const double e2 = std::norm(frf.h[i] - true_ratio(scene, frf.f_hz[i])) / frf.variance[i];
    ++worst.points, worst.within_1 += e2 < 1, worst.within_2 += e2 < 4;
  }
  return worst;
}

double measure(const Scene& scene, const Method& method, const std::vector<double>& f_hz) {
  const auto r = method.analyse(record(scene, method.samples, kAfterFrames), f_hz);
  double worst = 0;
  for (std::size_t i = 0; i < f_hz.size(); ++i) worst = std::max(worst, error_percent(scene, f_hz[i], r[i]));
  return std::isfinite(worst) ? worst : 1e9;
}

void print_line(const std::string& name, double seconds, std::vector<double> percent) {
  std::sort(percent.begin(), percent.end());
  const double n = static_cast<double>(percent.size());
  const auto within =
      static_cast<double>(std::upper_bound(percent.begin(), percent.end(), 1.0) - percent.begin());
  const auto quantile = [&](double q) { return percent[static_cast<std::size_t>(q * (n - 1) + 0.5)]; };
  fmt::print("{:28} {:5.2f} {:10.4f} {:10.4f} {:10.4f} {:8.0f} %\n", name, seconds, quantile(0.5),
             quantile(0.9), percent.back(), 100 * within / n);
  std::fflush(stdout);
}

}  // namespace

void print_accuracy(int loads) {
  fmt::print(
      "Error of |Z| in percent, worst of all 1/24-octave points 20 Hz … 20 kHz, {} random loads,\n"
      "everything disturbed (noise, hum, clocks, distortion, couplings, crosstalk):\n",
      loads);
  fmt::print("{:28} {:>5} {:>10} {:>10} {:>10} {:>10}\n", "method", "s", "median", "90 %", "worst",
             "within 1 %");
  const auto f_hz = core::log_frequencies(20, 20000, 24);
  std::vector<Scene> scenes;
  for (int i = 0; i < loads; ++i) scenes.push_back(random_scene(kFirstSeed + static_cast<std::uint64_t>(i)));

  std::map<double, std::vector<double>> own;
  for (const double seconds : kSeconds) {
    for (const auto kind : {stimulus::Kind::kMultisine, stimulus::Kind::kSweep}) {
      const auto s = own_stimulus(seconds, kind);
      if (kind == stimulus::Kind::kSweep && s.single()) continue;  // the same as the multisine's replacement
      Worst all;
      auto& percent = own[kind == stimulus::Kind::kMultisine ? seconds : -seconds];
      for (const auto& scene : scenes) {
        const auto worst = measure(scene, s);
        percent.push_back(worst.percent);
        all.points += worst.points, all.within_1 += worst.within_1, all.within_2 += worst.within_2;
      }
      print_line(
          s.single() ? "ohmbench, single sweep" : std::string("ohmbench, ") + stimulus::name_of(s.plan.kind),
          seconds, percent);
      fmt::print("{:28} truth within 1 sigma {:.1f} %, 2 sigma {:.1f} %\n", "",
                 100.0 * static_cast<double>(all.within_1) / static_cast<double>(all.points),
                 100.0 * static_cast<double>(all.within_2) / static_cast<double>(all.points));
    }
  }
  const auto others = [&](const Method& method) {
    std::vector<double> percent;
    for (const auto& scene : scenes) percent.push_back(measure(scene, method, f_hz));
    print_line(method.name, static_cast<double>(method.samples.size()) / kFs, percent);
    return percent;
  };
  const auto long_sweep = others(log_sweep_256k());
  for (const double seconds : kSeconds) others(stepped_sine(seconds, f_hz));
  for (const double seconds : kSeconds) others(pink_noise(seconds));
  for (const double seconds : kSeconds) others(mls(seconds));

  std::size_t fifth = 0;
  double least = 1e9;
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    const double ratio = long_sweep[i] / own[1][i];
    fifth += ratio >= 5;
    least = std::min(least, ratio);
  }
  fmt::print(
      "\nload by load, the 256k sweep's error over ohmbench's at 1 s: at least 5 on {} of {} loads, least "
      "{:.1f}\n\n",
      fifth, scenes.size(), least);
}

}  // namespace ohmbench::bench
