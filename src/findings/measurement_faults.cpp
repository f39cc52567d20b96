#include "findings/measurement_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/si_text.hpp"

namespace ohmbench::findings {
namespace {

constexpr double kLeastSnrDb = 10;          // of node A over all lines
constexpr double kLeastCorrelation = 0.05;  // of a record, however damaged, with what was played
constexpr double kDoubtfulDistortionDb = -40;
constexpr double kInvalidDistortionDb = -25;
constexpr double kLeastPlausibleOhm = 0.8;  // smallest |Z| of anything sold as headphone or loudspeaker
constexpr double kMostPlausibleOhm = 3000;
constexpr double kExpectedFactor = 3;       // a rated impedance and the measured minimum differ by less
constexpr double kLowestTypicalHz = 20;     // below, coupling capacitors may rule
constexpr double kHighestTypicalHz = 2000;  // above, cables and coils may

double median(std::vector<double> v) {
  if (v.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

struct RatioShape {
  double median_magnitude;
  double median_real;
  double median_gap;    // |1 − T|
  double median_sigma;  // of T, noise left out
  double median_noise;  // √E|δT|² of noise
  double spread;        // of |T| over frequency
};

RatioShape shape_of(const calibration::CorrectedFrf& t) {
  std::vector<double> magnitude, real, gap, sigma, noise;
  const bool typical = std::any_of(t.f_hz.begin(), t.f_hz.end(),
                                   [](double f) { return f >= kLowestTypicalHz && f <= kHighestTypicalHz; });
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (typical && (t.f_hz[i] < kLowestTypicalHz || t.f_hz[i] > kHighestTypicalHz)) continue;
    magnitude.push_back(std::abs(t.t[i]));
    real.push_back(t.t[i].real());
    gap.push_back(std::abs(1.0 - t.t[i]));
    sigma.push_back(t.t_sigma(i));
    noise.push_back(std::sqrt(t.noise_variance[i]));
  }
  if (magnitude.empty()) return {std::numeric_limits<double>::quiet_NaN(), 0, 0, 0, 0, 0};
  // but for the outermost 4 %: a resonance is wider than that, hum on a line is not
  auto sorted = magnitude;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t outer = sorted.size() / 25;
  const double spread = sorted[sorted.size() - 1 - outer] - sorted[outer];
  return {median(magnitude), median(real), median(gap), median(sigma), median(noise), spread};
}

Fault disconnected() {
  return {true, kLoadDisconnected, "no current flows into the load: it is disconnected",
          "check the plug and the cable to the load; if the load is connected, use a larger sense resistor "
          "or calibrate the channels"};
}

Fault swapped() {
  return {true, "swapped-channels",
          "the load node is louder than the amplifier's output: the channels are swapped",
          "exchange source_channel and load_channel in [wiring], or the two cables"};
}

}  // namespace

std::vector<Fault> record_faults(const RunFacts& facts) {
  std::vector<Fault> faults;
  if (facts.clipped > 0) {
    faults.push_back({true, "clipped",
                      fmt::format("an input was overloaded ({} samples at full scale)", facts.clipped),
                      "lower the level or the input gain and measure again"});
  }
  if (!facts.usable && facts.correlation < kLeastCorrelation) {
    faults.push_back(
        {true, "no-stimulus",
         fmt::format("the stimulus was not found in the record (correlation {:.2f})", facts.correlation),
         "was this stimulus played, and does the source channel hear it?"});
    return faults;
  }
  if (!facts.usable) {
    faults.push_back({true, "dropouts",
                      fmt::format("the record is damaged ({}dropouts, clicks, a loose contact or a missing "
                                  "end), repeating did not cure it",
                                  facts.dropouts > 0 ? fmt::format("{} periods: ", facts.dropouts) : ""),
                      "check the plugs; use larger buffers (buffer_frames) and close other programs"});
    return faults;
  }
  if (facts.source_snr_db < kLeastSnrDb) {
    faults.push_back(
        {true, "no-signal",
         fmt::format("no signal on the source channel (signal to noise {:.0f} dB)", facts.source_snr_db),
         "is the amplifier on, the output not muted, and the channel right in [wiring]?"});
  }
  if (facts.load_snr_db < kLeastSnrDb) {
    faults.push_back(
        {true, "no-load-signal",
         fmt::format("no signal on the load channel (signal to noise {:.0f} dB)", facts.load_snr_db),
         "is the load shorted or disconnected, the input connected, and the channel right in [wiring]?"});
  }
  if (facts.distortion_db && *facts.distortion_db > kDoubtfulDistortionDb) {
    faults.push_back({*facts.distortion_db > kInvalidDistortionDb, "distorted",
                      fmt::format("the recorded signal is distorted ({:.0f} dB): the amplifier, the load or "
                                  "an input is overdriven",
                                  *facts.distortion_db),
                      "lower the level, or the input gain"});
  }
  return faults;
}

std::vector<Fault> wiring_faults(const calibration::CorrectedFrf& t, core::Sense sense) {
  const RatioShape s = shape_of(t);
  if (!std::isfinite(s.median_magnitude)) return {};
  constexpr double kShort = 1e-3;              // |T| of a dead short or an input that hears nothing
  constexpr double kOpenSpread = 0.005;        // an open circuit has no resonances
  const double near_one = 3 * s.median_sigma;  // no current that could be told from unequal channels
  constexpr double kUnequalGains = 0.15;       // 1.2 dB: more is no gain error
  if (s.median_magnitude < kShort) {
    if (sense == core::Sense::kLowSide) return {disconnected()};
    return {{true, "no-load-signal",
             "no signal on the load channel: the load is shorted, or the input is not connected",
             "check the cable to the load channel and the load"}};
  }
  if (s.median_real < -0.3 * s.median_magnitude) {
    return {{true, "inverted-polarity", "the two inputs have opposite polarity",
             "exchange the two wires of one input (or switch its polarity)"}};
  }
  if (sense == core::Sense::kLowSide) {
    if (s.median_magnitude > 1) return {swapped()};
    return {};
  }
  constexpr double kNoiseSpread = 3;  // noise alone spreads |T| by 2.5 √E|δT|²
  const bool flat = s.spread < kOpenSpread + kNoiseSpread * s.median_noise;
  if (flat && s.median_gap < near_one) return {disconnected()};
  if (s.median_magnitude > 1.0) {
    if (flat && s.median_magnitude < 1 + kUnequalGains) {
      Fault fault = disconnected();
      fault.what += " (or the channels are swapped: the load node is louder than the amplifier's output)";
      return {fault};
    }
    return {swapped()};
  }
  return {};
}

std::vector<Fault> injection_faults(const calibration::CorrectedFrf& t) {
  const RatioShape s = shape_of(t);
  if (!std::isfinite(s.median_magnitude)) return {};
  if (s.median_magnitude > 1) {
    return {{true, "swapped-channels",
             "the amplifier's terminal is louder than the injector: the channels are swapped",
             "for injection the source channel is on the injector's side of the resistor, the load channel "
             "on the amplifier"}};
  }
  if (s.median_real < -0.3 * s.median_magnitude) {
    return {{true, "inverted-polarity", "the two inputs have opposite polarity",
             "exchange the two wires of one input (or switch its polarity)"}};
  }
  return {};
}

std::vector<Fault> curve_faults(const impedance::ImpedanceCurve& z, std::optional<double> expected_ohm) {
  std::vector<Fault> faults;
  const auto& c = z.curve;
  if (c.empty()) return {disconnected()};
  std::size_t negative = 0;
  std::size_t vague = 0;
  std::size_t useless = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.z_ohm[i].real() < -3 * c.sigma_ohm[i]) ++negative;
    if (c.sigma_ohm[i] > 0.2 * std::abs(c.z_ohm[i])) ++vague;
    if (c.sigma_ohm[i] > 0.5 * std::abs(c.z_ohm[i])) ++useless;
    if (c.f_hz[i] >= kLowestTypicalHz) least = std::min(least, std::abs(c.z_ohm[i]));
  }
  if (20 * negative > c.size()) {
    faults.push_back(
        {true, "negative-resistance",
         fmt::format("the impedance has a negative real part at {} of {} frequencies: no load does that",
                     negative, c.size()),
         "check the wiring and which channel is which"});
  }
  const std::string measured = core::format_si(least, "ohm");
  if (expected_ohm && std::isfinite(least) &&
      (least > kExpectedFactor * *expected_ohm || least < *expected_ohm / kExpectedFactor)) {
    faults.push_back(
        {true, "unexpected-impedance",
         fmt::format("the least impedance is {}, not near the expected {}", measured,
                     core::format_si(*expected_ohm, "ohm")),
         "is sense_resistor_ohm right (a decade off looks like this), and is this the right load?"});
  } else if (!expected_ohm && std::isfinite(least) &&
             (least < kLeastPlausibleOhm || least > kMostPlausibleOhm)) {
    faults.push_back(
        {true, "implausible-impedance",
         fmt::format("the least impedance is {}: no headphone or loudspeaker has that", measured),
         "is sense_resistor_ohm right (a decade off looks like this)? If the load really is so, say "
         "--expect-ohm"});
  }
  if (2 * useless > c.size()) {
    faults.push_back(
        {true, "too-vague",
         "the load cannot be told from an open circuit: the sense resistor is too small against it for "
         "channels that are not calibrated",
         "is the load connected? Use a larger sense resistor, or calibrate the channels"});
  } else if (2 * vague > c.size()) {
    faults.push_back({false, "vague",
                      "the uncertainty exceeds 20 % at most frequencies because the sense resistor is small "
                      "against the load and the channels are not calibrated",
                      "use a sense resistor nearer to the load's impedance, or calibrate the channels"});
  }
  return faults;
}

}  // namespace ohmbench::findings
