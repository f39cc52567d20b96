// From silence up to the level of a measurement, so that nothing is loud before it was found harmless.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "session/acquire.hpp"
#include "session/level.hpp"
#include "session/probe_record.hpp"
#include "session/run.hpp"
#include "session/signs.hpp"

namespace ohmbench::session {
namespace {

constexpr double kMillivolt = 1e-3;  // RMS: 75 dB SPL from the most sensitive headphones
constexpr double kMostGainDb = 30;   // of amplifiers; loudspeakers' have 26 to 30
constexpr double kWhisperStepDb = 10;
constexpr double kUnknownWhisperDb = -24;  // re start_dbfs, where the output's volts are not declared
constexpr double kUnknownStepDb = 6;
constexpr double kClearSnrDb = 20;  // volts are foretold to a tenth
constexpr double kClimbDb = 12;

/// What the lines of a node have, as a part of what was played. Noise between them does not count, as it
/// would in a peak.
double line_gain(const ProbeRecord& r) {
  double played = 0;
  for (const double amplitude : r.stimulus.amplitude) played += amplitude * amplitude;
  return std::sqrt(std::max(r.a.signal_power, r.b.signal_power) / played);
}

/// Power of the lines in which changes are looked for, against what the probe foretold, by node.
std::array<double, 2> change_db(const Probe& foretold, const Probe& now, const stimulus::Stimulus& s) {
  std::array<double, 2> result{0, 0};
  for (std::size_t c = 0; c < 2; ++c) {
    if (foretold.gain[c].size() != s.f_hz.size() || now.gain[c].size() != s.f_hz.size()) return {0, 0};
    double heard = 0, expected = 0;
    for (std::size_t i = 0; i < s.f_hz.size(); ++i) {
      if (s.f_hz[i] < kChangeFromHz || s.f_hz[i] > kChangeToHz) continue;
      heard += now.gain[c][i] * now.gain[c][i];
      expected += foretold.gain[c][i] * foretold.gain[c][i];
    }
    if (heard > 0 && expected > 0) result[c] = 10 * std::log10(heard / expected);
  }
  return result;
}

/// One probe at another level, which must be what the first one foretold.
void look(const workbench::Bench& bench, workbench::OpenBench& open, const Prepared& p, core::DbFs level,
          std::stop_token stop) {
  constexpr int kTries = 2;  // a bump is not a fault of the bench
  std::array<double, 2> change{0, 0};
  for (int i = 0; i < kTries; ++i) {
    const auto r = record_probe(bench, *open.device, p.output_channel, level, false, stop);
    const auto what = excess(bench, p.target, r.capture, r.stimulus.plan.period_s);
    if (!what.empty()) {
      throw core::not_valid("unsafe level: " + what + fmt::format(" already at {:.1f} dBFS", level.value()),
                            "has the volume been changed meanwhile?");
    }
    if (!r.found()) continue;
    change = change_db(p.probe, reading_of(bench, r, p.target), r.stimulus);
    if (is_louder(change[0], change[1], p.probe)) continue;
    // what clips is quieter than foretold, and the measurement will tell it as distortion
    if (level > p.probe.level && r.a.snr_db() < kClippingSnrDb) return;
    if (!has_changed(change[0], change[1], p.probe)) return;
  }
  throw changed(bench, change[0], change[1]);
}

}  // namespace

std::vector<core::DbFs> whisper_levels(const workbench::Bench& bench, core::DbFs start) {
  const bool known = bench.rig.dac_full_scale.has_value();
  const double to =
      known ? core::level_of_rms(kMillivolt / bench.rig.dac_full_scale->value()).value() : start.value();
  const double from = to + (known ? -kMostGainDb : kUnknownWhisperDb);
  const double by = known ? kWhisperStepDb : kUnknownStepDb;
  std::vector<core::DbFs> levels;
  for (int i = 0; from + i * by < to + 0.1; ++i) {
    levels.push_back(std::min(core::DbFs(from + i * by), start));
    if (levels.back() == start) break;
  }
  return levels;
}

void whisper(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs start,
             ProbeTarget target, std::stop_token stop) {
  bool first = true;
  for (auto level = whisper_levels(bench, start).front(); level < start;
       level = level + core::GainDb(kWhisperStepDb)) {
    const auto r = record_probe(bench, device, output_channel, level, first, stop);
    first = false;
    if (!r.found() || r.a.snr_db() < kClearSnrDb) continue;
    auto foretold = reading_of(bench, r, target);
    foretold.level = start;
    foretold.input_peak_per_fs = line_gain(r);
    const double peak_fs = line_gain(r) * r.stimulus.peak_fs * (start - r.stimulus.plan.level).ratio();
    if (peak_fs >= 1) {
      throw core::not_valid(fmt::format("an input would be overloaded already at {:.1f} dBFS", start.value()),
                            "turn the input gain or the amplifier down, or lower [limits] start_dbfs");
    }
    choose_level(bench, foretold, r.stimulus, {});  // what is too loud already is refused
    return;
  }
}

void approach(const workbench::Bench& bench, workbench::OpenBench& open, Prepared& p, core::DbFs level,
              std::stop_token stop) {
  // the probe has other lines and another crest than what is to come: the limits hold for it, too
  const auto own = highest_level(bench, p.probe, probe_stimulus(bench, p.probe.level, false));
  const auto from = p.proven.value_or(p.probe.level);
  // even steps: the last one stays half a step below the level at least, where a change hurts least
  const double count = std::ceil((level - from).value() / kClimbDb);
  for (int i = 1; i < count; ++i) {
    const auto step = from + core::GainDb((level - from).value() * i / count);
    if (step > own) return;
    look(bench, open, p, step, stop);
    p.proven = step;
  }
}

Run play(const workbench::Bench& bench, workbench::OpenBench& open, Prepared& p, const stimulus::Stimulus& s,
         const Playing& playing, const workbench::Events& events, std::stop_token stop) {
  constexpr double kRoundingDb = 0.01;
  if (s.plan.level > highest_level(bench, p.probe, s) + core::GainDb(kRoundingDb)) {
    throw core::not_valid(fmt::format("unsafe level: {:.1f} dBFS is more than the limits allow for a {}",
                                      s.plan.level.value(), stimulus::name_of(s.plan.kind)),
                          "lower the level, or raise the limit if the load can bear it");
  }
  if (playing.as_probed) {
    // while plugs were changed the volume was within reach
    if (p.played && *p.played != playing.state) look(bench, open, p, p.probe.level, stop);
    approach(bench, open, p, s.plan.level, stop);
  }
  p.played = playing.state;
  auto run = run_stimulus(bench, *open.device, playing.state, s, p.output_channel,
                          reporter(events, playing.phase), stop, playing.hot_level);
  if (!playing.as_probed) return run;
  refuse_changed(bench, p.probe, s, run);
  p.proven = std::max(p.proven.value_or(s.plan.level), s.plan.level);
  return run;
}

}  // namespace ohmbench::session
