#include "session/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "core/error.hpp"
#include "findings/measurement_faults.hpp"
#include "impedance/output.hpp"
#include "session/probe_record.hpp"
#include "session/run.hpp"
#include "session/signs.hpp"
#include "spectra/quiet_lines.hpp"

namespace ohmbench::session {
namespace {

using Complex = std::complex<double>;

constexpr const char* kSourceRemedy =
    "is the amplifier on and turned up, the output not muted, and the channel right in [wiring]?";
constexpr double kLoudDisturbanceFs = 1e-3;  // RMS; above it silence is not the explanation
constexpr double kCoarseBelowHz =
    200;  // the probe's lines are 10 Hz apart: a Q of 10 fits between them below this
constexpr double kCoarseNeighboursHz = 400;

void refuse_deaf(const Spectrum& spectrum, const char* name, int channel, const char* remedy) {
  if (spectrum.snr_db() >= kLeastSnrDb) return;
  const bool loud = std::sqrt(spectrum.other_power / 2) > kLoudDisturbanceFs;
  throw core::not_valid(fmt::format("no signal on the {} channel (input {}){}", name, channel,
                                    loud ? ", or hum and noise that are louder" : ""),
                        remedy);
}

spectra::Frf ratio_of(const stimulus::Stimulus& s, const Spectrum& a, const Spectrum& b,
                      const std::vector<double>& noise_a, const std::vector<double>& noise_b) {
  spectra::Frf raw;
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    if (std::abs(a.lines[i]) == 0) continue;
    raw.f_hz.push_back(s.f_hz[i]);
    raw.h.push_back(b.lines[i] / a.lines[i]);
    raw.variance.push_back((noise_b[i] + std::norm(b.lines[i] / a.lines[i]) * noise_a[i]) /
                           std::norm(a.lines[i]));
    raw.degrees_of_freedom.push_back(1);
  }
  return raw;
}

/// Wrong wiring shows in T already; what it would do at a higher level must not be tried.
void refuse_wrong_wiring(const workbench::Bench& bench, const spectra::Frf& raw, ProbeTarget target) {
  if (target == ProbeTarget::kStandard) return;
  const bool injected = target == ProbeTarget::kAmplifierOutput;
  const auto wired = injected ? impedance::for_injection(bench.rig, bench.calibration)
                              : impedance::InjectionBench{bench.rig, bench.calibration};
  const auto t = calibration::correct(raw, wired.rig, wired.calibration);
  for (const auto& fault :
       injected ? findings::injection_faults(t) : findings::wiring_faults(t, bench.rig.sense)) {
    if (target == ProbeTarget::kLoadOfTwo && fault.name == findings::kLoadDisconnected) continue;
    if (fault.invalid) throw core::not_valid("not valid: " + fault.what, fault.remedy);
  }
}

/// See `loudness`: volts and watts of a sine with the digital peak 1.0.
Loudness sine_at(const Probe& p, double f_hz, double coarse_volt) {
  const auto right = std::lower_bound(p.lines.begin(), p.lines.end(), f_hz,
                                      [](const ProbeLine& line, double f) { return line.f_hz < f; });
  Loudness most;
  const auto take = [&most](const ProbeLine& line) {
    most.volt = std::max(most.volt, line.load_volt);
    most.watt = std::max(most.watt, line.load_watt);
    most.sense_watt = std::max(most.sense_watt, line.sense_watt);
    most.expected_volt = std::max(most.expected_volt, line.likely_volt);
  };
  if (right != p.lines.end()) take(*right);
  if (right != p.lines.begin()) take(*(right - 1));
  if (f_hz < kCoarseBelowHz) {
    most.volt = std::max(most.volt, coarse_volt);
    most.watt = std::max(most.watt, coarse_volt * coarse_volt / (4 * p.sense_resistor_ohm));
  }
  return most;
}

}  // namespace

Probe probe(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs level,
            ProbeTarget target, std::stop_token stop) {
  whisper(bench, device, output_channel, level, target, stop);
  const auto r = record_probe(bench, device, output_channel, level, true, stop);
  const auto& source = r.capture.channels[kSource];
  const auto& load = r.capture.channels[kLoad];
  if (audio::peak_fs(source) == 0) {
    throw core::not_valid(
        fmt::format("no signal on the source channel (input {})", bench.wiring.source_channel),
        kSourceRemedy);
  }
  refuse_deaf(r.a, "source", bench.wiring.source_channel, kSourceRemedy);
  // an amplifier's terminal may be too quiet to be heard yet; its limit is held at node A, which is louder
  if (target == ProbeTarget::kTheLoad || target == ProbeTarget::kLoadOfTwo) {
    refuse_deaf(
        r.b, "load", bench.wiring.load_channel,
        "is the load shorted or disconnected, the input connected, and the channel right in [wiring]?");
  }
  auto result = reading_of(bench, r, target);
  result.ratio =
      ratio_of(r.stimulus, r.a, r.b, spectra::noise_before(source, r.stimulus, r.alignment.whole_frames),
               spectra::noise_before(load, r.stimulus, r.alignment.whole_frames));
  if (r.b.snr_db() >= kLeastSnrDb) refuse_wrong_wiring(bench, result.ratio, target);
  if (target == ProbeTarget::kTheLoad || target == ProbeTarget::kLoadOfTwo) {
    const auto latency = static_cast<std::size_t>(std::max<std::ptrdiff_t>(r.alignment.whole_frames, 0));
    const auto& s = r.stimulus;
    refuse_signs(bench, r.capture, s, latency + s.first_frame + (s.periods - 1) * s.period_frames);
  }
  return result;
}

Loudness loudness(const Probe& p, const stimulus::Stimulus& s) {
  ENSURE(!p.lines.empty());
  double coarse_volt = 0;
  for (const auto& line : p.lines) {
    if (line.f_hz <= kCoarseNeighboursHz)
      coarse_volt = std::max({coarse_volt, line.source_volt, line.load_volt});
  }
  Loudness result;
  if (s.plan.kind == stimulus::Kind::kMultisine) {
    double volt2 = 0;
    double expected2 = 0;
    for (std::size_t i = 0; i < s.f_hz.size(); ++i) {
      const double amplitude = s.amplitude[i];
      const auto one = sine_at(p, s.f_hz[i], coarse_volt);
      volt2 += std::pow(amplitude * one.volt, 2);
      expected2 += std::pow(amplitude * one.expected_volt, 2);
      result.watt += amplitude * amplitude * one.watt;
      result.sense_watt += amplitude * amplitude * one.sense_watt;
    }
    result.volt = std::sqrt(volt2);
    result.expected_volt = std::sqrt(expected2);
    return result;
  }
  const auto take = [&](double f_hz) {
    const auto one = sine_at(p, f_hz, coarse_volt);
    result.volt = std::max(result.volt, s.peak_fs * one.volt);
    result.expected_volt = std::max(result.expected_volt, s.peak_fs * one.expected_volt);
    result.watt = std::max(result.watt, s.peak_fs * s.peak_fs * one.watt);
    result.sense_watt = std::max(result.sense_watt, s.peak_fs * s.peak_fs * one.sense_watt);
  };
  constexpr double kBeyondBand = 2;  // a sweep begins and ends outside of the band that it tells about
  take(s.plan.from_hz / kBeyondBand);
  take(s.plan.to_hz);
  for (const auto& line : p.lines) {
    if (line.f_hz >= s.plan.from_hz / kBeyondBand && line.f_hz <= s.plan.to_hz * kBeyondBand) take(line.f_hz);
  }
  return result;
}

}  // namespace ohmbench::session
