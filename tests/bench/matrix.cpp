// How long a matrix of all pairs takes.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <ctime>
#include <nlohmann/json.hpp>
#include <random>

#include "core/frequency_grid.hpp"
#include "matches/matrix.hpp"
#include "parts.hpp"

namespace ohmbench::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Complex = std::complex<double>;

template <class Function>
core::OhmCurve measured(Function z_of_f, double relative) {
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(10, 20000, 24);
  for (const double f : c.f_hz) {
    c.z_ohm.push_back(z_of_f(f));
    c.noise_ohm.push_back(0.3 * relative * std::abs(c.z_ohm.back()));
    c.sigma_ohm.push_back(relative * std::abs(c.z_ohm.back()));
  }
  return c;
}

matches::Load random_load(std::mt19937_64& random, int number) {
  std::uniform_real_distribution<double> u(0.0, 1.0);
  const double re = 4.0 * std::pow(100.0, u(random)), peak = re * (0.2 + 2.0 * u(random)),
               f0 = 30 + 100 * u(random);
  matches::Load load;
  load.name = fmt::format("load {}", number);
  load.curve = {measured(
                    [&](double f) {
                      return re + peak / Complex(1.0, 3.0 * (f / f0 - f0 / f)) + Complex(0, re * 1e-4 * f);
                    },
                    2e-3),
                load.name};
  load.sheet.sensitivity = models::parse_sensitivity(re < 12 ? "87 dB/2.83V/1m" : "100 dB/mW");
  load.sheet.rated_power = core::Watts(re < 12 ? 60.0 : 0.2);
  load.sheet.driver = models::DriverParameters{core::Ohms(re), f0, 3.0 * (1 + peak / re), 1.0};
  return load;
}

matches::Amplifier random_amplifier(std::mt19937_64& random, int number) {
  std::uniform_real_distribution<double> u(0.0, 1.0);
  matches::Amplifier amplifier;
  amplifier.name = fmt::format("amplifier {}", number);
  models::AmplifierSheet sheet;
  sheet.name = amplifier.name;
  sheet.max_volt = core::Volts(2.0 * std::pow(15.0, u(random)));
  sheet.max_ampere = core::Amperes(0.05 * std::pow(100.0, u(random)));
  sheet.amplifier_class = models::AmplifierClass::kAb;
  sheet.max_dissipation = core::Watts(10.0 * u(random) + 1.0);
  sheet.min_load = core::Ohms(8.0);
  sheet.noise = core::Volts(1e-6 + 1e-5 * u(random));
  sheet.rated_power = {{core::Ohms(32), core::Watts(0.5)}, {core::Ohms(300), core::Watts(0.2)}};
  amplifier.files.sheet = sheet;
  const double ohm = 0.1 * std::pow(1000.0, u(random));
  amplifier.files.z_out = impedance::OutputImpedance{
      measured([ohm](double f) { return Complex(ohm, 1e-6 * 6.283 * f); }, 1e-2), amplifier.name, {}, {}};
  return amplifier;
}

}  // namespace

void print_matrix(int loads, int amplifiers) {
  constexpr int kRounds = 5;
  std::mt19937_64 random(4);
  std::vector<matches::Load> all_loads;
  std::vector<matches::Amplifier> all_amplifiers;
  for (int i = 0; i < loads; ++i) all_loads.push_back(random_load(random, i + 1));
  for (int i = 0; i < amplifiers; ++i) all_amplifiers.push_back(random_amplifier(random, i + 1));
  std::vector<double> judging_s, writing_s, cpu_s;
  std::size_t bytes = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto cpu = std::clock();
    const auto t0 = Clock::now();
    const auto matrix = matches::match_all(all_loads, all_amplifiers, {});
    const auto t1 = Clock::now();
    cpu_s.push_back(static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
    bytes = matches::to_json(matrix, {}).dump(1).size() + matches::summary_of(matrix, {}).size();
    const auto t2 = Clock::now();
    judging_s.push_back(std::chrono::duration<double>(t1 - t0).count());
    writing_s.push_back(std::chrono::duration<double>(t2 - t1).count());
  }
  const auto median = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
  };
  fmt::print(
      "{} loads by {} amplifiers, all measured with uncertainties ({} frequencies): judged in {:.2f} s "
      "({:.2f} s of processor time), {:.1f} MB of text made in {:.2f} s (medians of {})\n",
      loads, amplifiers, all_loads.front().curve.curve.size(), median(judging_s), median(cpu_s),
      static_cast<double>(bytes) / 1e6, median(writing_s), kRounds);
}

}  // namespace ohmbench::bench
