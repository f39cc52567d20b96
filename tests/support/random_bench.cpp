#include "support/random_bench.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <random>

#include "devices/virtual_bench.hpp"

namespace ohmbench::test {

workbench::OpenBench RandomBench::open() const {
  workbench::OpenBench result;
  auto device = std::make_unique<devices::VirtualBench>(setup);
  auto* raw = device.get();
  result.device = std::move(device);
  result.rewire = [raw](core::FixtureState state) { raw->set_state(state); };
  return result;
}

RandomBench random_bench(std::uint64_t seed, const std::vector<double>& rates_hz) {
  std::mt19937_64 random(seed);
  const auto uniform = [&random](double from, double to) {
    return from + (to - from) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  const auto log_uniform = [&uniform](double from, double to) {
    return from * std::pow(to / from, uniform(0, 1));
  };
  const auto chance = [&uniform](double p) { return uniform(0, 1) < p; };

  RandomBench r;
  auto& s = r.setup;
  const bool low = chance(0.4), declared = chance(0.5), loopback = chance(0.5);
  r.rated_ohm = log_uniform(4, 600);
  s.load = {};
  s.load.re_ohm = r.rated_ohm;
  s.load.le_henry = r.rated_ohm * log_uniform(1e-6, 1e-4);
  const int resonances = static_cast<int>(uniform(0, 3));
  for (int i = 0; i < resonances; ++i)
    s.load.resonances.push_back({r.rated_ohm * uniform(0.2, 3), log_uniform(15, 300), uniform(1, 8)});
  s.sense = low ? core::Sense::kLowSide : core::Sense::kHighSide;
  s.sense_resistor_ohm = r.rated_ohm * (low ? log_uniform(1.0 / 15, 0.5) : log_uniform(1.0 / 3, 3));
  s.amplifier.rout_ohm = chance(0.3) ? 0.05 : log_uniform(0.1, 50);
  s.amplifier.gain = log_uniform(0.3, 5);
  s.amplifier.a2_per_volt = 0.5e-3;
  s.amplifier.a3_per_volt2 = 0.5e-3;
  s.dac_full_scale_volt = log_uniform(0.7, 5);
  // inputs that suit the amplifier, as gain knobs are set
  const double full = s.dac_full_scale_volt * s.amplifier.gain * log_uniform(1.2, 4);
  s.adc_full_scale_volt = {full, full};
  auto& i = s.imperfections;
  i.channel_gain_db = {0, uniform(-0.25, 0.25)};
  i.channel_delay_s = {0, uniform(-1e-7, 1e-7)};
  i.input_highpass_hz[0] = log_uniform(0.5, 8);
  i.input_highpass_hz[1] = i.input_highpass_hz[0] * uniform(0.95, 1.05);
  i.output_highpass_hz = log_uniform(0.5, 8);
  i.noise_dbfs = uniform(-112, -95);
  i.hum_dbfs = uniform(-100, -80);
  i.mains_hz = (chance(0.5) ? 50 : 60) + uniform(-0.05, 0.05);
  i.clock_ppm = chance(0.5) ? 0 : uniform(-50, 50);
  i.bits = chance(0.3) ? 16 : 24;
  i.crosstalk_db = uniform(-110, -80);
  i.latency_frames = static_cast<int>(log_uniform(100, 5000));
  s.seed = seed + 1000;
  const double rate = rates_hz[static_cast<std::size_t>(uniform(0, static_cast<double>(rates_hz.size())))];

  std::string text = fmt::format("[interface]\ninput = \"virtual\"\nsample_rate = {}\n", rate);
  if (declared)
    text += fmt::format("adc_full_scale_volt = [{0}, {0}]\ndac_full_scale_volt = {1}\n", full,
                        s.dac_full_scale_volt);
  text += fmt::format("[wiring]\nsense_resistor_ohm = {}\nsense = \"{}\"\n", s.sense_resistor_ohm,
                      low ? "low-side" : "high-side");
  if (loopback) text += "reference_channel = 3\n";
  text += fmt::format("[limits]\nload_max_volt = {}\n", log_uniform(0.1, 1.5));
  r.bench = workbench::parse_bench(text, "bench.toml");
  r.words = fmt::format(
      "seed {}: {} {:.0f} ohm (Rs {:.3g}), {} resonances, Zout {:.2g}, gain {:.2g}, {} loopback, noise "
      "{:.0f}, hum {:.0f}, {:.1f} ppm, "
      "{} bits, {:g} Hz",
      seed, low ? "low" : "high", r.rated_ohm, s.sense_resistor_ohm, resonances, s.amplifier.rout_ohm,
      s.amplifier.gain, declared ? "declared," : "undeclared,", i.noise_dbfs, i.hum_dbfs, i.clock_ppm, i.bits,
      rate);
  return r;
}

}  // namespace ohmbench::test
