#include "session/level.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "impedance/at_load.hpp"
#include "session/run.hpp"

namespace ohmbench::session {
namespace {

constexpr double kSpareRatio = 0.95;  // of a limit in volts
constexpr double kDacCeilingDb = -1.0;
constexpr double kAdcCeilingDb = -3.0;

/// Everything about a stimulus as it would be at the probe's level; it scales from there.
struct AtProbeLevel {
  double peak_fs = 0;
  std::optional<Loudness> load;
};

AtProbeLevel at_probe_level(const Probe& probe, const stimulus::Stimulus& s) {
  const double ratio = (probe.level - s.plan.level).ratio();
  AtProbeLevel result{s.peak_fs * ratio, {}};
  if (!probe.lines.empty()) {
    const auto own = loudness(probe, s);
    result.load = Loudness{own.volt * ratio, own.watt * ratio * ratio, own.sense_watt * ratio * ratio,
                           own.expected_volt * ratio};
  }
  return result;
}

struct Ceiling {
  double gain_db;
  std::string why;
};

/// How much louder than at the probe's level it may be, and what says so.
Ceiling ceiling_of(const workbench::Bench& bench, const Probe& probe, const AtProbeLevel& now) {
  Ceiling best{kDacCeilingDb - 20 * std::log10(now.peak_fs), "the output's full scale"};
  const auto lower = [&best](double gain_db, const std::string& why) {
    if (gain_db < best.gain_db) best = {gain_db, why};
  };
  lower(kAdcCeilingDb - 20 * std::log10(now.peak_fs * probe.input_peak_per_fs), "the inputs' full scale");
  if (!now.load) return best;
  if (bench.limits.load_max && now.load->volt > 0) {
    lower(20 * std::log10(kSpareRatio * bench.limits.load_max->value() / now.load->volt),
          "[limits] load_max_volt");
  }
  if (bench.limits.load_max_power && now.load->watt > 0) {
    lower(10 * std::log10(kSpareRatio * kSpareRatio * bench.limits.load_max_power->value() / now.load->watt),
          "[limits] load_max_watt");
  }
  if (now.load->sense_watt > 0) {
    lower(10 * std::log10(kSpareRatio * kSpareRatio * bench.limits.sense_resistor_max.value() /
                          now.load->sense_watt),
          "[wiring] sense_resistor_max_watt");
  }
  return best;
}

std::string in_words(core::DbFs level, const Probe& probe, const AtProbeLevel& now) {
  if (!now.load) return fmt::format("{:.1f} dBFS", level.value());
  return fmt::format("{:.1f} dBFS, up to {} at the load", level.value(),
                     core::format_si(now.load->volt * (level - probe.level).ratio(), "V"));
}

/// The level that was asked for, if it may be.
core::DbFs granted(const workbench::Bench& bench, const Probe& probe, const AtProbeLevel& now,
                   core::DbFs wanted, const Ceiling& ceiling) {
  const bool any_limit = bench.limits.load_max || bench.limits.load_max_power;
  if (wanted > probe.level && any_limit && !now.load) {
    throw core::not_valid(
        fmt::format("unsafe level: {:.1f} dBFS cannot be held against [limits] because the volts are unknown",
                    wanted.value()),
        "give adc_full_scale_volt in bench.toml, or measure at start_dbfs");
  }
  const core::DbFs highest = probe.level + core::GainDb(ceiling.gain_db);
  if (wanted > highest) {
    throw core::not_valid(
        fmt::format("unsafe level: {} is more than {} allows with its margin ({})",
                    in_words(wanted, probe, now), ceiling.why, in_words(highest, probe, now)),
        "lower the level, or raise the limit if the load can bear it");
  }
  return wanted;
}

}  // namespace

ChosenLevel choose_level(const workbench::Bench& bench, const Probe& probe, const stimulus::Stimulus& s,
                         const LevelWish& wish) {
  const auto now = at_probe_level(probe, s);
  const auto ceiling = ceiling_of(bench, probe, now);
  if (ceiling.gain_db < 0) {
    throw core::not_valid(fmt::format("unsafe level: already the first {} are more than {} allows",
                                      in_words(probe.level, probe, now), ceiling.why),
                          "turn the amplifier down or lower [limits] start_dbfs");
  }
  if (wish.load_volt && !now.load)
    throw core::bad_input("--load-volt needs the volts of the inputs",
                          "give adc_full_scale_volt in bench.toml");

  const bool any_limit = bench.limits.load_max || bench.limits.load_max_power;
  ChosenLevel chosen;
  chosen.level = probe.level;
  if (wish.level) {
    chosen.level = granted(bench, probe, now, *wish.level, ceiling);
    chosen.limited_by = "the wish";
  } else if (wish.load_volt) {
    chosen.level = granted(
        bench, probe, now,
        probe.level + core::GainDb::of_ratio(wish.load_volt->value() / now.load->expected_volt), ceiling);
    chosen.limited_by = "the wish";
  } else if (!any_limit || !now.load) {
    chosen.limited_by = "[limits] start_dbfs";
    chosen.warnings.push_back(
        any_limit ? "the volts of the inputs are unknown, so the level stays at start_dbfs: give "
                    "adc_full_scale_volt"
                  : "no [limits] are given, so the level stays at start_dbfs: give load_max_volt");
  } else {
    chosen.level = probe.level + core::GainDb(ceiling.gain_db);
    chosen.limited_by = ceiling.why;
  }
  if (now.load)
    chosen.load_voltage = core::Volts(now.load->expected_volt * (chosen.level - probe.level).ratio());
  return chosen;
}

core::DbFs highest_level(const workbench::Bench& bench, const Probe& probe, const stimulus::Stimulus& s) {
  return probe.level + core::GainDb(ceiling_of(bench, probe, at_probe_level(probe, s)).gain_db);
}

std::string excess(const workbench::Bench& bench, ProbeTarget target, const audio::Capture& capture,
                   double window_s) {
  if (!bench.rig.adc_full_scale) return {};
  const impedance::InputMap map(bench.rig, bench.calibration, behind(target));
  const auto got =
      map.loudest(capture.channels[kSource], capture.channels[kLoad], capture.sample_rate_hz, window_s);
  const auto& limits = bench.limits;
  if (limits.load_max && got.volt > limits.load_max->value())
    return fmt::format("the load got {}, more than load_max_volt", core::format_si(got.volt, "V"));
  if (limits.load_max_power && got.watt > limits.load_max_power->value())
    return fmt::format("the load may have got {}, more than load_max_watt", core::format_si(got.watt, "W"));
  if (got.sense_watt > limits.sense_resistor_max.value()) {
    return fmt::format("the sense resistor may have got {}, more than sense_resistor_max_watt",
                       core::format_si(got.sense_watt, "W"));
  }
  return {};
}

}  // namespace ohmbench::session
