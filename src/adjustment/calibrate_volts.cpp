// Absolute volts: a tone, a multimeter, one number.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "dsp/sine_fit.hpp"
#include "dsp/statistics.hpp"
#include "session/probe.hpp"
#include "adjustment/calibrate.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::adjustment {
namespace {

constexpr double kToneSeconds = 2;        // played where the reading is given
constexpr double kListenSeconds = 20;     // played for somebody who reads the meter
constexpr double kLeastSnrDb = 40;        // for a scale within 1 %
constexpr double kLeastFullScale = 0.02;  // V peak: between a microphone input and a divider for 100 V
constexpr double kMostFullScale = 2000;
constexpr double kMostFactor =
    2;  // from the declared full scale; more is a slip of a prefix or of the meter's mode

stimulus::Stimulus tone(const workbench::Bench& bench, const VoltsOptions& options, double seconds) {
  stimulus::Stimulus s;
  s.plan.sample_rate_hz = bench.interface.sample_rate_hz;
  s.plan.level = options.level;
  const double omega = 2 * std::numbers::pi * options.tone_hz / s.plan.sample_rate_hz;
  const double peak = core::rms_fs(options.level) * std::numbers::sqrt2;
  s.samples.resize(static_cast<std::size_t>(seconds * s.plan.sample_rate_hz));
  for (std::size_t n = 0; n < s.samples.size(); ++n)
    s.samples[n] = peak * std::sin(omega * static_cast<double>(n));
  stimulus::apply_ramps(s.samples, s.plan.sample_rate_hz, stimulus::kFadeInSeconds,
                        stimulus::kFadeOutSeconds);
  s.peak_fs = peak;
  return s;
}

void check(const workbench::Bench& bench, const VoltsOptions& options) {
  if (options.measured_volt && !(*options.measured_volt > 0 && std::isfinite(*options.measured_volt))) {
    throw core::bad_input(fmt::format("a reading of {:g} V cannot be", *options.measured_volt),
                          "give the RMS volts that the meter shows in its AC range");
  }
  if (!(options.tone_hz >= 20 && options.tone_hz <= 0.4 * bench.interface.sample_rate_hz))
    throw core::bad_input(fmt::format("--tone-hz {:g} is not within the audio band", options.tone_hz),
                          "use e.g. 400");
  if (options.level > core::DbFs(-1))
    throw core::bad_input(fmt::format("--level-dbfs {:g} is too near to full scale", options.level.value()),
                          "use e.g. -20");
}

/// The tone is as loud as the meter needs, whatever a load could bear: nothing may be connected. Looked at
/// with a whisper and a probe, where the inputs were compared; declared volts are what is in question here.
/// A load that is more than 20 times the sense resistor cannot be seen so.
void refuse_load(const workbench::Bench& bench, workbench::OpenBench& open, core::DbFs level,
                 std::stop_token stop) {
  if (bench.calibration.empty()) return;
  const auto found = session::probe(bench, *open.device, bench.wiring.output_channel,
                                    std::min(level, bench.limits.start), session::ProbeTarget::kStandard, stop);
  constexpr double kFromHz = 100, kToHz = 10000;
  constexpr double kMostPart = 0.05;  // of T
  std::vector<double> t;
  const auto corrected = calibration::correct(found.ratio, bench.rig, bench.calibration);
  for (std::size_t i = 0; i < corrected.size(); ++i) {
    if (corrected.f_hz[i] < kFromHz || corrected.f_hz[i] > kToHz) continue;
    t.push_back(corrected.t[i].real());
  }
  if (t.empty()) return;
  const bool high = bench.rig.sense == core::Sense::kHighSide;
  const double part = high ? 1 - dsp::median(t) : dsp::median(t);
  if (part < kMostPart) return;
  throw core::not_valid(
      fmt::format("not valid: something is connected that takes {:.0f} % of the volts off", 100 * part),
      "disconnect the load: the tone is not held against its limits");
}

}  // namespace

VoltsReport calibrate_volts(const workbench::Bench& given, workbench::OpenBench& open,
                            const VoltsOptions& options, const workbench::Events& events,
                            std::stop_token stop) {
  check(given, options);
  const auto bench =
      workbench::with_calibration(given, workbench::identity_of(open.device->info()), storage::utc_now());
  workbench::Fixture fixture(bench, open, events);
  // nothing connected: no load can be hurt by the tone; the low side's input B hears it only when bridged
  const bool bridged = bench.rig.sense == core::Sense::kLowSide && options.channel == session::kLoad;
  fixture.set(bridged ? core::FixtureState::kBridged : core::FixtureState::kOpen);
  if (!bridged && (bench.limits.load_max || bench.limits.load_max_power))
    refuse_load(bench, open, options.level, stop);
  const auto s = tone(bench, options, options.measured_volt ? kToneSeconds : kListenSeconds);
  const auto capture = session::record_stimulus(bench, *open.device, s, bench.wiring.output_channel,
                                       session::reporter(events, "playing the tone"), stop);
  const auto& channel = capture.channels[options.channel];
  if (audio::clipped_samples(channel) > 0)
    throw core::not_valid("not valid: the input is overloaded by the tone",
                          "lower --level-dbfs or the input's gain");
  const std::size_t third = s.samples.size() / 3;
  const std::vector<double> middle(channel.begin() + static_cast<std::ptrdiff_t>(third),
                                   channel.begin() + static_cast<std::ptrdiff_t>(2 * third));
  const auto fit = dsp::fit_sine(middle, 2 * std::numbers::pi * options.tone_hz / s.plan.sample_rate_hz);
  const double peak = std::abs(fit.phasor);
  if (peak <= 0 ||
      20 * std::log10(peak / std::numbers::sqrt2 / std::max(fit.residual_rms, 1e-12)) < kLeastSnrDb) {
    throw core::not_valid(fmt::format("not valid: the {} channel does not hear the tone clearly",
                                      options.channel == session::kSource ? "source" : "load"),
                          "is the amplifier on, and the channel right in [wiring]?");
  }
  VoltsReport report;
  report.level_dbfs = 20 * std::log10(peak);
  report.calibration = bench.calibration;
  report.calibration.fingerprint =
      workbench::fingerprint_of(bench, workbench::identity_of(open.device->info()));
  if (!options.measured_volt) return report;
  report.full_scale_volt = std::numbers::sqrt2 * *options.measured_volt / peak;
  const std::string would = fmt::format("{:g} V at this input would make its full scale {}",
                                        *options.measured_volt, core::format_si(report.full_scale_volt, "V"));
  if (report.full_scale_volt < kLeastFullScale || report.full_scale_volt > kMostFullScale)
    throw core::bad_input(would + ", which no input has",
                          "read the meter again: AC range, the right prefix?");
  if (given.rig.adc_full_scale) {
    const double declared = (*given.rig.adc_full_scale)[options.channel].value();
    if (report.full_scale_volt > kMostFactor * declared || report.full_scale_volt < declared / kMostFactor) {
      throw core::bad_input(
          would + fmt::format("; bench.toml declares {}", core::format_si(declared, "V")),
          "read the meter again (AC range, the right prefix?), or correct adc_full_scale_volt");
    }
    report.findings.push_back(fmt::format("{:+.2f} dB from what bench.toml declares",
                                          20 * std::log10(report.full_scale_volt / declared)));
  }
  report.calibration.volt_full_scale[options.channel] = report.full_scale_volt;
  return report;
}

}  // namespace ohmbench::adjustment
