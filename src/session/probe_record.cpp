#include "session/probe_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "dsp/fft.hpp"
#include "session/run.hpp"

namespace ohmbench::session {
namespace {

constexpr double kOverload = 0.999;
constexpr double kQuietSeconds = 0.5;

stimulus::Plan probe_plan(const workbench::Bench& bench, core::DbFs level) {
  stimulus::Plan plan;
  plan.sample_rate_hz = bench.interface.sample_rate_hz;
  plan.from_hz = 5;
  plan.to_hz = std::min(22000.0, stimulus::highest_hz(plan.sample_rate_hz));
  plan.points_per_octave = 24;
  plan.level = level;
  plan.period_s = 0.2;
  plan.settle_s = 0.05;  // the fade goes on in the first period; the last one is used
  plan.seconds = 0.45;
  return plan;
}

Spectrum last_period(const std::vector<float>& channel, const stimulus::Stimulus& s, std::ptrdiff_t latency) {
  const auto start = latency + static_cast<std::ptrdiff_t>(s.first_frame + (s.periods - 1) * s.period_frames);
  const auto period = static_cast<std::ptrdiff_t>(s.period_frames);
  if (latency < 0 || start + period > static_cast<std::ptrdiff_t>(channel.size())) {
    throw core::not_valid("the probe was not found where it should be in the record",
                          "is the signal on the source channel, and the latency below half a second?");
  }
  auto bins = dsp::real_fft(std::vector<double>(channel.begin() + start, channel.begin() + start + period));
  Spectrum result;
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

/// Every line is played with the same amplitude.
void put_gains(const stimulus::Stimulus& s, const Spectrum& a, const Spectrum& b, Probe& result) {
  const double amplitude = core::rms_fs(s.plan.level) * std::sqrt(2.0 / static_cast<double>(s.bins.size()));
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    if (std::abs(a.lines[i]) == 0) continue;  // as in the ratio
    result.gain[0].push_back(std::abs(a.lines[i]) / amplitude);
    result.gain[1].push_back(std::abs(b.lines[i]) / amplitude);
  }
  result.gain_sigma[0] = std::pow(10.0, -a.snr_db() / 20);
  result.gain_sigma[1] = std::pow(10.0, -b.snr_db() / 20);
}

std::vector<ProbeLine> lines_of(const workbench::Bench& bench, const stimulus::Stimulus& s, const Spectrum& a,
                                const Spectrum& b, ProbeTarget target) {
  if (!bench.rig.adc_full_scale) return {};
  const impedance::InputMap map(bench.rig, bench.calibration, behind(target));
  std::vector<ProbeLine> lines;
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    const auto one = map.at_most(map.at(s.f_hz[i]), a.lines[i] / s.amplitude[i], b.lines[i] / s.amplitude[i]);
    lines.push_back({s.f_hz[i], one.source_volt, one.volt, one.watt, one.sense_watt, one.likely_volt});
  }
  return lines;
}

}  // namespace

impedance::Behind behind(ProbeTarget target) {
  switch (target) {
    case ProbeTarget::kStandard:
      return impedance::Behind::kStandard;
    case ProbeTarget::kAmplifierOutput:
      return impedance::Behind::kAmplifier;
    default:
      return impedance::Behind::kLoad;
  }
}

double Spectrum::snr_db() const {
  return 10 * std::log10(std::max(signal_power, 1e-30) / std::max(other_power, 1e-30));
}

double ProbeRecord::peak_fs() const {
  return std::max(audio::peak_fs(capture.channels[kSource]), audio::peak_fs(capture.channels[kLoad]));
}

stimulus::Stimulus probe_stimulus(const workbench::Bench& bench, core::DbFs level, bool with_silence) {
  auto s = stimulus::render(probe_plan(bench, level));
  if (!with_silence) return s;
  s.quiet_frames = static_cast<std::size_t>(std::lround(kQuietSeconds * s.plan.sample_rate_hz));
  s.samples.insert(s.samples.begin(), s.quiet_frames, 0.0);
  s.first_frame += s.quiet_frames;
  return s;
}

ProbeRecord record_probe(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel,
                         core::DbFs level, bool with_silence, std::stop_token stop) {
  ProbeRecord r;
  r.stimulus = probe_stimulus(bench, level, with_silence);
  r.capture = record_stimulus(bench, device, r.stimulus, output_channel, {}, stop);
  if (r.peak_fs() >= kOverload) {
    throw core::not_valid(fmt::format("an input is overloaded already at {:.1f} dBFS", level.value()),
                          "turn the input gain or the amplifier down, or lower [limits] start_dbfs");
  }
  const auto& source = r.capture.channels[kSource];
  if (audio::peak_fs(source) == 0) return r;
  r.alignment = dsp::align(r.stimulus.samples, std::vector<double>(source.begin(), source.end()));
  if (!r.found()) return r;
  const auto latency = std::max<std::ptrdiff_t>(r.alignment.whole_frames, 0);
  r.a = last_period(source, r.stimulus, latency);
  r.b = last_period(r.capture.channels[kLoad], r.stimulus, latency);
  return r;
}

Probe reading_of(const workbench::Bench& bench, const ProbeRecord& r, ProbeTarget target) {
  Probe result;
  result.level = r.stimulus.plan.level;
  result.line_fs = r.stimulus.amplitude.front();
  result.line_s = static_cast<double>(r.stimulus.period_frames) / r.stimulus.plan.sample_rate_hz;
  put_gains(r.stimulus, r.a, r.b, result);
  result.input_peak_per_fs = r.peak_fs() / r.stimulus.peak_fs;
  result.sense_resistor_ohm = bench.rig.sense_resistor.value();
  result.lines = lines_of(bench, r.stimulus, r.a, r.b, target);
  return result;
}

}  // namespace ohmbench::session
