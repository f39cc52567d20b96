// What an advice rests on: what is asked, what a bench file declares, and what is usual, in this order.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "core/si_text.hpp"
#include "results/advice_result.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::results {
namespace {

constexpr double kUsualVolt = 0.5;            // enough for any load, and bearable for any but in-ears
constexpr double kUsualNoiseDbfs = -105;      // of a good interface's line input, over its whole band
constexpr double kUsualFullScaleVolt = 4.36;  // peak: +12 dBu, a line input at its least gain
constexpr double kCrestDb = 8.0;              // of the multisine

core::Ohms load_of(const std::string& text, const std::string& where) {
  const auto value = core::parse_si(text, "ohm");
  if (!value || *value <= 0)
    throw core::bad_input(fmt::format("{} \"{}\" is not a number above 0", where, text),
                          "write e.g. 32, 4k7 or 16..300");
  if (!(*value >= kLeastLoadOhm && *value <= kMostLoadOhm))
    throw core::bad_input(
        fmt::format("{} {} is not between {:g} and {:g}", where, text, kLeastLoadOhm, kMostLoadOhm),
        "give the load's impedance, e.g. 32 or 16..300");
  return core::Ohms(*value);
}

/// What a bench file declares goes before what is usual.
void take_from(const workbench::Bench& bench, AdviceGrounds& g, double& volt, double& full_scale) {
  const auto& rig = bench.rig;
  if (bench.interface.is_virtual()) g.noise_dbfs = bench.virtual_bench.noise_dbfs;
  if (bench.limits.load_max) volt = bench.limits.load_max->value();
  if (rig.adc_full_scale) full_scale = std::max((*rig.adc_full_scale)[0], (*rig.adc_full_scale)[1]).value();
  if (rig.input_resistance) g.wish.bench.input_resistance = (*rig.input_resistance)[1];
  if (bench.fixture.reference_resistor) {
    g.wish.bench.reference = *bench.fixture.reference_resistor;
    g.wish.own_reference = true;
  }
  g.wish.bench.reference_sigma = bench.fixture.reference_resistor_relative_sigma;
  g.wish.bench.resistor_sigma = rig.sense_resistor_relative_sigma;
  g.wish.present = rig.sense_resistor;
  g.wish.sense = rig.sense;
}

}  // namespace

void put_load_range(const std::string& text, const std::string& where, AdviceAsked& asked) {
  const auto dots = text.find("..");
  asked.load_min = load_of(text.substr(0, dots), where);
  asked.load_max = dots == std::string::npos ? asked.load_min : load_of(text.substr(dots + 2), where);
  if (asked.load_max < asked.load_min)
    throw core::bad_input(fmt::format("{} {}: the greater impedance comes second", where, text));
}

AdviceGrounds grounds_of(const AdviceAsked& asked, const workbench::Bench* bench) {
  AdviceGrounds g;
  stimulus::Plan plan;
  double volt = kUsualVolt, full_scale = kUsualFullScaleVolt;
  g.noise_dbfs = kUsualNoiseDbfs;
  if (bench != nullptr) {
    plan.sample_rate_hz = bench->interface.sample_rate_hz;
    take_from(*bench, g, volt, full_scale);
  }
  g.wish.load_min = asked.load_min;
  g.wish.load_max = asked.load_max;
  if (asked.sense) g.wish.sense = asked.sense;
  volt = asked.volt.value_or(volt);
  full_scale = asked.full_scale_volt.value_or(full_scale);
  g.noise_dbfs = asked.noise_dbfs.value_or(g.noise_dbfs);
  if (asked.amplifier_ampere) g.wish.amplifier = core::Amperes(*asked.amplifier_ampere);
  g.wish.bench.resistor_sigma = asked.resistor_sigma.value_or(g.wish.bench.resistor_sigma);
  g.wish.have = asked.have;
  g.wish.series = asked.series;

  plan.seconds = asked.seconds.value_or(plan.seconds);
  plan.to_hz = std::min(plan.to_hz, stimulus::highest_hz(plan.sample_rate_hz));
  const auto timing = stimulus::with_periods(plan);
  auto& b = g.wish.bench;
  b.volt = core::Volts(volt);
  b.record_s = static_cast<double>(timing.periods * timing.period_frames) / plan.sample_rate_hz;
  b.lines = core::odd_log_bins(plan.from_hz, plan.to_hz, plan.points_per_octave, timing.period_frames,
                               plan.sample_rate_hz)
                .size();
  const double needed = core::sine_peak(b.volt).value() * core::GainDb(kCrestDb).ratio() / std::sqrt(2.0);
  g.divider = needed > full_scale;
  g.full_scale_volt = std::max(needed, full_scale);
  b.noise_volt_per_root_hz =
      g.full_scale_volt * core::rms_fs(core::DbFs(g.noise_dbfs)) / std::sqrt(plan.sample_rate_hz / 2);
  return g;
}

}  // namespace ohmbench::results
