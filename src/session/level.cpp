#include "session/level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <span>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "session/run.hpp"

namespace ohmbench::session {
namespace {

constexpr double kSpareRatio = 0.95;           // of a limit in volts
constexpr double kDacCeilingDb = -1.0;
constexpr double kAdcCeilingDb = -3.0;
constexpr double kLeastProbeSnrDb = 6.0;
constexpr double kAdcOverload = 0.999;

stimulus::Plan probe_plan(const Bench& bench, core::DbFs level) {
  stimulus::Plan plan;
  plan.sample_rate_hz = bench.interface.sample_rate_hz;
  plan.from_hz = 20;
  plan.to_hz = std::min(20000.0, stimulus::highest_hz(plan.sample_rate_hz));
  plan.points_per_octave = 12;
  plan.level = level;
  plan.period_s = 0.2;
  plan.settle_s = 0.1;
  plan.seconds = 0.5;
  return plan;
}

/// Phasors of the lines of the last period of the probe; and what is in the other bins, RMS.
struct ProbeSpectrum {
  std::vector<std::complex<double>> lines;
  double signal_power = 0;
  double other_power = 0;
};

ProbeSpectrum last_period(const std::vector<float>& channel, const stimulus::Stimulus& s, std::ptrdiff_t latency) {
  const auto start = latency + static_cast<std::ptrdiff_t>(s.first_frame + (s.periods - 1) * s.period_frames);
  const auto first = std::clamp<std::ptrdiff_t>(start, 0, static_cast<std::ptrdiff_t>(channel.size() - s.period_frames));
  const std::vector<double> x(channel.begin() + first, channel.begin() + first + static_cast<std::ptrdiff_t>(s.period_frames));
  auto bins = dsp::real_fft(x);
  ProbeSpectrum result;
  double all = 0;
  for (std::size_t k = 1; k < bins.size(); ++k) {
    bins[k] *= 2.0 / static_cast<double>(s.period_frames);
    all += std::norm(bins[k]);
  }
  for (const auto k : s.bins) {
    result.lines.push_back(bins[k]);
    result.signal_power += std::norm(bins[k]);
  }
  result.other_power = all - result.signal_power;
  return result;
}

/// Volts across the load and watts in it, from the node voltages of every line.
void put_volts(const Bench& bench, const ProbeSpectrum& a, const ProbeSpectrum& b, Probe& probe) {
  if (!bench.rig.adc_full_scale) return;
  const double fs_a = (*bench.rig.adc_full_scale)[0].value();
  const double fs_b = (*bench.rig.adc_full_scale)[1].value();
  const double rs = bench.rig.sense_resistor.value();
  const double lines = static_cast<double>(a.lines.size());
  double volts2 = 0, watts = 0, most_volts2 = 0, most_watts = 0;
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    const auto va = a.lines[i] * fs_a;
    const auto vb = b.lines[i] * fs_b;
    const bool high = bench.rig.sense == core::Sense::kHighSide;
    const auto across = high ? vb : va - vb;
    const auto current = high ? (va - vb) / rs : vb / rs;
    const double line_volts2 = 0.5 * std::norm(across);
    // unequal channel gains can make this negative in a line; its magnitude is what could heat the load
    const double line_watts = std::abs(0.5 * (across * std::conj(current)).real());
    volts2 += line_volts2;
    watts += line_watts;
    // a sine of the probe's whole level has as many times a line's power as there are lines
    most_volts2 = std::max(most_volts2, lines * line_volts2);
    most_watts = std::max(most_watts, lines * line_watts);
  }
  probe.spread = Probe::AtLoad{core::Volts(std::sqrt(volts2)), core::Watts(watts)};
  probe.tone = Probe::AtLoad{core::Volts(std::sqrt(most_volts2)), core::Watts(most_watts)};
}

/// What counts against the limits: a multisine spreads its energy over the band, sweeps and stepped sines put it all at one frequency
/// after the other.
const std::optional<Probe::AtLoad>& at_load(const Probe& probe, stimulus::Kind kind) {
  return kind == stimulus::Kind::kMultisine ? probe.spread : probe.tone;
}

struct Ceiling {
  double gain_db;
  std::string why;
};

/// How much louder than the probe it may be, and what says so.
Ceiling ceiling_over_probe(const Bench& bench, const Probe& probe, const stimulus::Stimulus& s) {
  const double stimulus_peak_at_probe = s.peak_fs * std::pow(10.0, (probe.level - s.plan.level).value() / 20);
  Ceiling best{kDacCeilingDb - 20 * std::log10(stimulus_peak_at_probe), "the output's full scale"};
  const auto lower = [&best](double gain_db, const std::string& why) {
    if (gain_db < best.gain_db) best = {gain_db, why};
  };
  // 1.5 dB because the stimulus may crest higher than the probe
  const double adc_peak = std::max(probe.source_peak_fs, probe.load_peak_fs);
  lower(kAdcCeilingDb - 1.5 - 20 * std::log10(adc_peak), "the inputs' full scale");
  const auto& load = at_load(probe, s.plan.kind);
  if (bench.limits.load_max && load && load->voltage.value() > 0) {
    lower(20 * std::log10(kSpareRatio * *bench.limits.load_max / load->voltage), "[limits] load_max_volt");
  }
  if (bench.limits.load_max_power && load && load->power.value() > 0) {
    lower(10 * std::log10(kSpareRatio * kSpareRatio * (*bench.limits.load_max_power / load->power)), "[limits] load_max_watt");
  }
  return best;
}

bool limits_can_be_held(const Bench& bench, const Probe& probe) {
  const bool any = bench.limits.load_max || bench.limits.load_max_power;
  return !any || probe.spread.has_value();
}

}  // namespace

Probe probe(const Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs level, std::stop_token stop) {
  const auto s = stimulus::render(probe_plan(bench, level));
  const auto capture = record_stimulus(bench, device, s, output_channel, {}, stop);
  const auto& source = capture.channels[kSource];
  const auto& load = capture.channels[kLoad];
  const auto& aligned = capture.channels[align_channel(capture)];
  const std::vector<double> wide(aligned.begin(), aligned.end());
  const auto alignment = dsp::align(s.samples, wide);
  const auto a = last_period(source, s, alignment.whole_frames);
  const auto b = last_period(load, s, alignment.whole_frames);

  Probe result;
  result.level = s.plan.level;
  result.source_peak_fs = audio::peak_fs(source);
  result.load_peak_fs = audio::peak_fs(load);
  result.source_snr_db = a.signal_power > 0 ? 10 * std::log10(a.signal_power / std::max(a.other_power, 1e-30)) : -300;
  if (result.source_snr_db < kLeastProbeSnrDb && 10 * std::log10(std::max(b.signal_power, 1e-30) / std::max(b.other_power, 1e-30)) < kLeastProbeSnrDb) {
    throw core::not_valid(fmt::format("no signal on the source channel (input {})", bench.wiring.source_channel),
                          "is the amplifier on and turned up, the output not muted, and the channel right in [wiring]?");
  }
  if (std::max(result.source_peak_fs, result.load_peak_fs) >= kAdcOverload) {
    throw core::not_valid(fmt::format("an input is overloaded already at {:g} dBFS", result.level.value()),
                          "turn the input gain or the amplifier down, or lower [limits] start_dbfs");
  }
  put_volts(bench, a, b, result);
  return result;
}

ChosenLevel choose_level(const Bench& bench, const Probe& p, const stimulus::Stimulus& s, const LevelWish& wish) {
  const auto ceiling = ceiling_over_probe(bench, p, s);
  const auto& load = at_load(p, s.plan.kind);
  const core::DbFs highest = p.level + core::GainDb(ceiling.gain_db);
  if (highest < p.level) {
    throw core::not_valid(fmt::format("already the probe at {:g} dBFS exceeds what is allowed by {} ({})", p.level.value(), ceiling.why,
                                      load ? core::format_si(load->voltage.value(), "V") + " at the load" : "volts unknown"),
                          "turn the amplifier down or lower [limits] start_dbfs");
  }
  const bool held = limits_can_be_held(bench, p);
  ChosenLevel chosen;
  chosen.level = p.level;
  std::optional<core::DbFs> wanted = wish.level;
  if (wish.load_volt) {
    if (!load) throw core::bad_input("--load-volt needs the volts of the inputs", "give adc_full_scale_volt in bench.toml");
    wanted = p.level + core::GainDb::of_ratio(*wish.load_volt / load->voltage);
  }
  if (wanted) {
    if (*wanted > p.level && !held) {
      throw core::not_valid(fmt::format("unsafe level: {:.1f} dBFS cannot be held against [limits] because the volts are unknown", wanted->value()),
                            "give adc_full_scale_volt in bench.toml, or measure at start_dbfs");
    }
    if (*wanted > highest) {
      throw core::not_valid(fmt::format("unsafe level: {:.1f} dBFS exceeds the {:.1f} dBFS allowed by {}", wanted->value(), highest.value(), ceiling.why),
                            "lower the level, or raise the limit if the load can bear it");
    }
    chosen.level = *wanted;
    chosen.limited_by = "the wish";
    return chosen;
  }
  const bool any_limit = bench.limits.load_max || bench.limits.load_max_power;
  if (!held || !any_limit) {
    chosen.limited_by = "[limits] start_dbfs";
    chosen.warnings.push_back(any_limit ? "the volts of the inputs are unknown, so the level stays at start_dbfs: give adc_full_scale_volt"
                                        : "no [limits] are given, so the level stays at start_dbfs: give load_max_volt");
    return chosen;
  }
  chosen.level = highest;
  chosen.limited_by = ceiling.why;
  return chosen;
}

}  // namespace ohmbench::session
