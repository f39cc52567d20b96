#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "findings/bench_faults.hpp"
#include "findings/readings.hpp"

namespace ohmbench::findings {
namespace {

using diagnosis::ChannelSigns;
using diagnosis::Examination;

constexpr double kClipDistortionDb = -55;  // as for flat tops
constexpr double kGroundDistortionDb = -50;
constexpr double kGroundHumDbfs = -55;
constexpr double kCleanDb = -60;    // distortion of a signal beside which noise can be judged
constexpr double kOwnNoise = 3e-3;  // of the signal: −50 dB
constexpr double kOwnNoiseAfterNothing = 3e-4;
constexpr double kFollowDb = 0.3;
constexpr double kLoadChange = 0.05;  // 5 %: heating or clipping

/// Median of the gain's change in dB over the lines.
double gain_change_db(const ChannelSigns& quieter, const ChannelSigns& louder) {
  std::vector<double> db;
  for (std::size_t i = 0; i < quieter.response.size(); ++i) {
    const double a = std::abs(quieter.response[i]), b = std::abs(louder.response[i]);
    if (a > 0 && b > 0) db.push_back(20 * std::log10(b / a));
  }
  return db.empty() ? 0 : median(std::move(db));
}

struct BandChange {
  double change = 0;
  double f_hz = 0;
};

/// The largest change of Z, averaged over the lines of an octave.
BandChange load_change(const Examination& quieter, const Examination& louder) {
  BandChange most;
  const auto& a = quieter.b_over_a;
  const auto& b = louder.b_over_a;
  if (is_rounded(quieter, quieter.channels[0]) || is_rounded(quieter, quieter.channels[1])) return most;
  if (a.size() != b.size() || a.size() == 0) return most;
  constexpr double kLeastLines = 4;
  constexpr double kFromHz = 20, kToHz = 16000;
  for (double from_hz = kFromHz; from_hz < kToHz; from_hz *= 2) {
    std::complex<double> mean = 0, difference = 0;
    double mean_variance = 0, difference_variance = 0, n = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a.f_hz[i] < from_hz || a.f_hz[i] >= 2 * from_hz) continue;
      mean += a.h[i];
      difference += b.h[i] - a.h[i];
      mean_variance += a.variance[i];
      difference_variance += a.variance[i] + b.variance[i];
      ++n;
    }
    if (n < kLeastLines) continue;
    mean /= n;
    // δZ/Z = δT / (T (1 − T)); where 1 − T drowns in noise there is no load to speak of
    const double slope = std::abs(mean * (1.0 - mean));
    constexpr double kClearlyAboveNoise = 5;
    if (slope < kClearlyAboveNoise * std::sqrt(mean_variance) / n) continue;
    const double change = std::abs(difference) / n / slope;
    if (change > most.change && change > kClearlyAboveNoise * std::sqrt(difference_variance) / n / slope)
      most = {change, from_hz};
  }
  return most;
}

}  // namespace

std::vector<Fault> ground_and_gate_faults(const diagnosis::Silence& silence, const Examination& e,
                                          const InputNumbers& inputs) {
  std::vector<Fault> faults;
  const std::size_t count = std::min<std::size_t>({2, silence.inputs.size(), e.channels.size()});
  for (std::size_t c = 0; c < count; ++c) {
    const auto& in = silence.inputs[c];
    const auto& signs = e.channels[c];
    // a converter without dither rounds its noise away in silence and shows it beside a signal: that is no
    // gate
    const bool rounding = signs.noise_fs < e.quantum_fs;
    // what settles or is jittered is in proportion to the signal: only beside a quiet one is noise the
    // inputs' own
    const bool loud = signs.noise_fs < (in.all_equal ? kOwnNoiseAfterNothing : kOwnNoise) * signs.level_fs;
    constexpr double kOpened = 3.2;  // 10 dB
    const double quiet = in.all_equal ? 0.0 : in.noise_fs;
    constexpr double kLeastSteps = 10;  // of the converter
    if (in.all_equal && !signs.heard && signs.peak_fs > kLeastSteps * converter_step(e)) {
      faults.push_back({true, fault::kNoiseGate,
                        fmt::format("input {} delivers nothing at all in silence and pieces of the signal "
                                    "at {:.0f} dBFS: a noise gate in the driver",
                                    inputs[c], e.level_dbfs),
                        "switch off noise suppression, gates and enhancements of the recording device"});
      break;
    }
    if (signs.heard && !rounding && !loud && !wanders(e, signs) && distortion_or_none(e, signs) < kCleanDb &&
        signs.noise_fs > kOpened * quiet) {
      faults.push_back(
          {true, fault::kNoiseGate,
           fmt::format("input {} is quieter in silence ({}) than beside a signal ({:.0f} dBFS of noise): a "
                       "noise gate or "
                       "noise suppression in the driver",
                       inputs[c], in.all_equal ? "no noise at all" : fmt::format("{:.0f} dBFS", dbfs(quiet)),
                       dbfs(signs.noise_fs)),
           "switch off noise suppression, gates and enhancements of the recording device"});
      break;
    }
  }
  const double hum_dbfs = dbfs(silence.inputs.front().hum_fs);
  const auto& source = e.channels[0];
  if (!e.found || !source.heard || hum_dbfs < kGroundHumDbfs || has_images(source) || wanders(e, source) ||
      is_rounded(e, source) || source.clipped > 0)
    return faults;
  const char* remedy =
      "switch the amplifier off; measure a bridged (BTL) amplifier through differential inputs or a "
      "transformer only";
  if (distortion_or_none(e, source) > kGroundDistortionDb) {
    faults.push_back({true, fault::kBridgedGround,
                      fmt::format("loud hum ({:.0f} dBFS) together with distortion ({:.0f} dB): likely the "
                                  "interface's ground is on one leg of a "
                                  "bridged amplifier; possibly a ground loop and an overdriven amplifier",
                                  hum_dbfs, distortion_or_none(e, source)),
                      remedy});
  } else {
    faults.push_back({false, fault::kBridgedGround,
                      fmt::format("loud hum ({:.0f} dBFS): if the amplifier is bridged, the interface's "
                                  "ground may be on one of its legs; "
                                  "a ground loop looks the same",
                                  hum_dbfs),
                      remedy});
  }
  return faults;
}

std::vector<Fault> level_faults(const Examination& quieter, const Examination& louder,
                                const InputNumbers& inputs) {
  std::vector<Fault> faults;
  if (!louder.found) return faults;
  const double ratio = std::pow(10.0, (quieter.level_dbfs - louder.level_dbfs) / 20);
  for (std::size_t c = 0; c < 2; ++c) {
    constexpr double kLeastSteps = 10;  // of the converter, that should have been heard
    if (!louder.channels[c].heard || quieter.channels[c].peak_fs > 0) continue;
    if (louder.channels[c].level_fs * ratio < kLeastSteps * louder.quantum_fs) continue;
    faults.push_back({true, fault::kNoiseGate,
                      fmt::format("input {} delivers nothing at all at {:.0f} dBFS, and a signal at {:.0f} "
                                  "dBFS: a noise gate in the driver",
                                  inputs[c], quieter.level_dbfs, louder.level_dbfs),
                      "switch off noise suppression, gates and enhancements of the recording device"});
    return faults;
  }
  if (!quieter.found) return faults;
  constexpr double kLevelSnrDb = 20;
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& a = quieter.channels[c];
    const auto& b = louder.channels[c];
    if (!a.heard || !b.heard || snr_db(a) < kLevelSnrDb || is_rounded(quieter, a)) continue;
    const double change_db = gain_change_db(a, b);
    if (std::abs(change_db) < kFollowDb) continue;
    const bool clips = change_db < 0 && distortion_or_none(louder, b) > kClipDistortionDb &&
                       distortion_or_none(louder, b) > distortion_or_none(quieter, a) + 10;
    if (clips) continue;  // told as overload or distortion
    faults.push_back(
        {true, fault::kAutomaticGain,
         fmt::format("input {} does not follow the level: {:+.1f} dB played became {:+.1f} dB recorded: "
                     "automatic gain, a "
                     "limiter or an enhancement in the driver or the amplifier",
                     inputs[c], louder.level_dbfs - quieter.level_dbfs,
                     louder.level_dbfs - quieter.level_dbfs + change_db),
         "switch off automatic gain, loudness and enhancements of the recording and of the playing device"});
    break;
  }
  const auto change = load_change(quieter, louder);
  if (change.change > kLoadChange) {
    faults.push_back(
        {false, fault::kLevelDependent,
         fmt::format(
             "the load's impedance changed by {:.0f} % around {:.0f} Hz between {:.0f} and {:.0f} dBFS",
             100 * change.change, change.f_hz * std::numbers::sqrt2, quieter.level_dbfs, louder.level_dbfs),
         "the load heats or its suspension stiffens, or something clips: measure at a lower level"});
  }
  return faults;
}

}  // namespace ohmbench::findings
