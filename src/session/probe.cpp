#include "session/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "core/error.hpp"
#include "dsp/alignment.hpp"
#include "dsp/fft.hpp"
#include "findings/measurement_faults.hpp"
#include "impedance/output.hpp"
#include "session/run.hpp"
#include "session/signs.hpp"
#include "spectra/quiet_lines.hpp"

namespace ohmbench::session {
namespace {

using Complex = std::complex<double>;

constexpr double kLeastSnrDb = 6.0;
constexpr double kOverload = 0.999;
constexpr double kLeastCorrelation = 0.1;  // noise alone reaches 0.03
constexpr const char* kSourceRemedy =
    "is the amplifier on and turned up, the output not muted, and the channel right in [wiring]?";
constexpr double kLoudDisturbanceFs = 1e-3;  // RMS; above it silence is not the explanation
constexpr double kQuietSeconds = 0.5;        // before the probe
constexpr double kCoarseBelowHz =
    200;  // the probe's lines are 10 Hz apart: a Q of 10 fits between them below this
constexpr double kCoarseNeighboursHz = 400;

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

/// Phasors of the lines of the last period; and the power of the lines and of everything else.
struct Spectrum {
  std::vector<Complex> lines;
  double signal_power = 0;
  double other_power = 0;

  double snr_db() const {
    return 10 * std::log10(std::max(signal_power, 1e-30) / std::max(other_power, 1e-30));
  }
};

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

/// The probe: silence, in which noise is heard, then two periods.
stimulus::Stimulus probe_stimulus(const workbench::Bench& bench, core::DbFs level) {
  auto s = stimulus::render(probe_plan(bench, level));
  s.quiet_frames = static_cast<std::size_t>(std::lround(kQuietSeconds * s.plan.sample_rate_hz));
  s.samples.insert(s.samples.begin(), s.quiet_frames, 0.0);
  s.first_frame += s.quiet_frames;
  return s;
}

/// Every line is played with the same amplitude.
void put_gains(const stimulus::Stimulus& s, const Spectrum& a, const Spectrum& b, Probe& result) {
  const double amplitude = core::rms_fs(s.plan.level) * std::sqrt(2.0 / static_cast<double>(s.bins.size()));
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    if (std::abs(a.lines[i]) == 0) continue;  // as in the ratio
    result.gain[0].push_back(std::abs(a.lines[i]) / amplitude);
    result.gain[1].push_back(std::abs(b.lines[i]) / amplitude);
  }
  result.gain_sigma = std::pow(10.0, -std::min(a.snr_db(), b.snr_db()) / 20);
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

std::vector<ProbeLine> lines_of(const workbench::Bench& bench, const stimulus::Stimulus& s, const Spectrum& a,
                                const Spectrum& b, ProbeTarget target) {
  if (!bench.rig.adc_full_scale) return {};
  const double rs = bench.rig.sense_resistor.value();
  const bool high = bench.rig.sense == core::Sense::kHighSide;
  std::vector<ProbeLine> lines;
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    const double amplitude = s.amplitude[i];
    const Complex va = a.lines[i] * (*bench.rig.adc_full_scale)[0].value() / (amplitude * std::sqrt(2.0));
    const Complex vb = b.lines[i] * (*bench.rig.adc_full_scale)[1].value() / (amplitude * std::sqrt(2.0));
    const Complex across = high ? vb : va - vb;
    const Complex current = high ? (va - vb) / rs : vb / rs;
    ProbeLine line{s.f_hz[i], std::abs(va), std::abs(across), 0, std::norm(current) * rs};
    if (target == ProbeTarget::kAmplifierOutput || target == ProbeTarget::kStandard)
      line.load_volt = std::max(std::abs(va), std::abs(vb));
    // unequal channel gains can make the real part negative; its magnitude is what could heat the load
    line.load_watt = std::abs((across * std::conj(current)).real());
    lines.push_back(line);
  }
  return lines;
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
  };
  if (right != p.lines.end()) take(*right);
  if (right != p.lines.begin()) take(*(right - 1));
  most.expected_volt = most.volt;
  if (f_hz < kCoarseBelowHz) {
    most.volt = std::max(most.volt, coarse_volt);
    most.watt = std::max(most.watt, coarse_volt * coarse_volt / (4 * p.sense_resistor_ohm));
  }
  return most;
}

}  // namespace

Probe probe(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs level,
            ProbeTarget target, std::stop_token stop) {
  const auto s = probe_stimulus(bench, level);
  const auto capture = record_stimulus(bench, device, s, output_channel, {}, stop);
  const auto& source = capture.channels[kSource];
  const auto& load = capture.channels[kLoad];
  const double peak = std::max(audio::peak_fs(source), audio::peak_fs(load));
  if (peak >= kOverload) {
    throw core::not_valid(fmt::format("an input is overloaded already at {:g} dBFS", level.value()),
                          "turn the input gain or the amplifier down, or lower [limits] start_dbfs");
  }
  if (audio::peak_fs(source) == 0) {
    throw core::not_valid(
        fmt::format("no signal on the source channel (input {})", bench.wiring.source_channel),
        kSourceRemedy);
  }
  const auto alignment = dsp::align(s.samples, std::vector<double>(source.begin(), source.end()));
  if (alignment.peak < kLeastCorrelation)
    refuse_deaf({}, "source", bench.wiring.source_channel, kSourceRemedy);
  const auto a = last_period(source, s, std::max<std::ptrdiff_t>(alignment.whole_frames, 0));
  const auto b = last_period(load, s, std::max<std::ptrdiff_t>(alignment.whole_frames, 0));
  refuse_deaf(a, "source", bench.wiring.source_channel, kSourceRemedy);
  // an amplifier's terminal may be too quiet to be heard yet; its limit is held at node A, which is louder
  if (target == ProbeTarget::kTheLoad || target == ProbeTarget::kLoadOfTwo) {
    refuse_deaf(
        b, "load", bench.wiring.load_channel,
        "is the load shorted or disconnected, the input connected, and the channel right in [wiring]?");
  }
  Probe result;
  result.ratio = ratio_of(s, a, b, spectra::noise_before(source, s, alignment.whole_frames),
                          spectra::noise_before(load, s, alignment.whole_frames));
  result.line_fs = s.amplitude.front();
  result.line_s = static_cast<double>(s.period_frames) / s.plan.sample_rate_hz;
  put_gains(s, a, b, result);
  if (b.snr_db() >= kLeastSnrDb) refuse_wrong_wiring(bench, result.ratio, target);
  if (target == ProbeTarget::kTheLoad || target == ProbeTarget::kLoadOfTwo) {
    const auto latency = static_cast<std::size_t>(std::max<std::ptrdiff_t>(alignment.whole_frames, 0));
    refuse_signs(bench, capture, s, latency + s.first_frame + (s.periods - 1) * s.period_frames);
  }
  result.level = level;
  result.input_peak_per_fs = peak / s.peak_fs;
  result.sense_resistor_ohm = bench.rig.sense_resistor.value();
  result.lines = lines_of(bench, s, a, b, target);
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
