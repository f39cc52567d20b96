#include "findings/bench_faults.hpp"
#include "findings/readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmbench::findings {
namespace {

using diagnosis::ChannelSigns;
using diagnosis::Examination;

// signal
constexpr double kLateDb = -20;     // of an echo within 5 ms: no load rings like this over the whole band
constexpr double kClearSnrDb = 30;  // for arrivals and levels
constexpr double kUselessImageDb = -40;
constexpr double kBrickWallDb = 15;  // within 1/6 octave: no amplifier's roll-off does that
constexpr double kFlatTopDistortionDb = -55;
constexpr double kClippingDistortionDb = -35;
constexpr double kOtherChannelCleanDb =
    10;  // by which the other channel is less distorted, if an input is to blame

void find_mix(const Examination& e, const InputNumbers& inputs, std::vector<Fault>& faults) {
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& signs = e.channels[c];
    const double clear = std::pow(10.0, kClearSnrDb / 20) * signs.disturbance_fs;
    if (signs.level_fs < clear || is_rounded(e, signs)) continue;
    if (!signs.echo) continue;
    auto found = echo_faults(*signs.echo, inputs[c]);
    if (found.empty()) continue;
    faults.push_back(std::move(found.front()));
    return;
  }
}

void find_wander(const Examination& e, const InputNumbers& inputs, std::vector<Fault>& faults) {
  const std::size_t worst =
      e.channels[0].wander_db >= e.channels[1].wander_db || !wanders(e, e.channels[1]) ? 0 : 1;
  const auto& signs = e.channels[worst];
  if (!wanders(e, signs)) return;
  const bool reference_still = e.channels.size() > 2 && e.channels[2].heard && !wanders(e, e.channels[2]);
  if (reference_still && wanders(e, e.channels[0]) && wanders(e, e.channels[1])) {
    faults.push_back(
        {true, fault::kVolumeChanged,
         fmt::format("the amplifier's level changed by {:.1f} dB within the record, the loopback's did not",
                     signs.wander_db),
         "leave the volume alone while measuring; switch off an automatic volume of the amplifier; check its "
         "cable"});
    return;
  }
  faults.push_back(
      {true, fault::kAutomaticGain,
       fmt::format(
           "the level of input {} wandered by {:.1f} dB within the record: automatic gain or an enhancement "
           "in the driver, or a volume that was turned",
           inputs[worst], signs.wander_db),
       "switch off automatic gain, noise suppression and enhancements of the recording device; leave the "
       "volume alone"});
}

void find_resampling(const Examination& e, const InputNumbers& inputs, std::vector<Fault>& faults) {
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& signs = e.channels[c];
    if (is_rounded(e, signs)) continue;
    if (has_images(signs)) {
      for (auto& fault : image_faults({*signs.image_db, signs.image_contrast}, inputs[c]))
        faults.push_back(std::move(fault));
      return;
    }
    if (signs.top_slope_db > kBrickWallDb && snr_db(signs) > kClearSnrDb) {
      faults.push_back({false, fault::kResampled,
                        fmt::format("the top of the band is missing on input {} ({:.0f} dB within 1/6 "
                                    "octave): recorded at a lower "
                                    "rate and converted, or a steep filter",
                                    inputs[c], signs.top_slope_db),
                        "set [interface] sample_rate and the system's mixer to the interface's own rate"});
      return;
    }
  }
}

void find_overload(const Examination& e, const InputNumbers& inputs, std::vector<Fault>& faults) {
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& signs = e.channels[c];
    const auto& other = e.channels[1 - c];
    const double distortion = distortion_or_none(e, signs);
    if (has_images(signs) || signs.clipped > 0 || is_rounded(e, signs)) continue;  // named already
    const bool flat = signs.flat_tops && distortion > kFlatTopDistortionDb;
    if (!flat || distortion < distortion_or_none(e, other)) continue;
    const bool input_alone = distortion_or_none(e, other) < distortion - kOtherChannelCleanDb;
    faults.push_back(
        {distortion > kClippingDistortionDb, fault::kOverload,
         fmt::format(
             "input {} clips at {:.1f} dBFS peak, below full scale (flat tops, distortion {:.0f} dB){}",
             inputs[c], 20 * std::log10(std::max(signs.peak_fs, 1e-9)), distortion,
             input_alone ? "" : ": the inputs' amplifiers, or the amplifier under test"),
         input_alone
             ? "turn that input's gain down, or use its line socket"
             : "turn the inputs' gain down; if that changes nothing, the amplifier clips: lower the level"});
    return;
  }
}

}  // namespace

Fault mono_fault() {
  return {true, fault::kMono, "both inputs carry the same samples: the driver records in mono",
          "set the recording device to two channels (or \"stereo\") in the system's and the driver's "
          "settings"};
}

std::vector<Fault> image_faults(const diagnosis::Images& images, int input) {
  if (images.db < kImageDb || images.contrast < kImageContrast) return {};
  return {{images.db > kUselessImageDb, fault::kResampled,
           fmt::format("input {} holds images of the signal ({:.0f} dB), as a conversion between 44.1 and 48 "
                       "kHz leaves them",
                       input, images.db),
           "set [interface] sample_rate and the system's mixer to the interface's own rate, or choose a host "
           "API without a mixer (ASIO, WASAPI exclusive, ALSA hw, JACK)"}};
}

std::vector<Fault> echo_faults(const diagnosis::Echo& echo, int input) {
  if (echo.delay_s < 0) {
    return {{true, fault::kMonitorMix,
             fmt::format("input {} hears what is played {:.2f} ms before it comes through the amplifier, at "
                         "{:.0f} dB: the interface mixes its output into its inputs",
                         input, -1e3 * echo.delay_s, echo.db),
             "switch off loopback, \"stereo mix\" and direct monitoring in the interface's mixer"}};
  }
  if (echo.db < kLateDb) return {};  // loads and amplifiers ring
  return {{true, fault::kMonitorMix,
           fmt::format("input {} hears what is played once more {:.2f} ms later, at {:.0f} dB: a loop of "
                       "monitoring",
                       input, 1e3 * echo.delay_s, echo.db),
           "switch off monitoring (\"listen to this device\", direct monitoring) in the driver and in the "
           "interface's mixer"}};
}

std::vector<Fault> signal_faults(const Examination& e, const InputNumbers& inputs) {
  std::vector<Fault> faults;
  if (e.identical) faults.push_back(mono_fault());
  if (!e.found) return faults;
  find_wander(e, inputs, faults);
  if (!faults.empty()) return faults;  // what else is seen through these is not to be trusted
  find_resampling(e, inputs, faults);
  if (faults.empty()) find_mix(e, inputs, faults);
  find_overload(e, inputs, faults);
  return faults;
}

std::vector<Fault> damage_faults(const Examination& e) {
  if (!e.found || e.damaged_periods == 0) return {};
  return {{false, fault::kDamaged,
           fmt::format("{} periods of a record are damaged: dropouts, clicks or a loose contact",
                       e.damaged_periods),
           "check the plugs; use larger buffers (buffer_frames) and close other programs"}};
}

RunFacts facts_of(const Examination& e) {
  RunFacts facts;
  facts.usable = e.found;
  facts.correlation = e.correlation;
  for (std::size_t c = 0; c < 2; ++c) facts.clipped += e.channels[c].clipped;
  facts.source_snr_db = snr_db(e.channels[0]);
  facts.load_snr_db = snr_db(e.channels[1]);
  for (std::size_t c = 0; c < 2; ++c) {
    const auto db = distortion_db(e, e.channels[c]);
    if (is_rounded(e, e.channels[c])) continue;
    if (db && !has_images(e.channels[c]))
      facts.distortion_db = std::max(facts.distortion_db.value_or(*db), *db);
  }
  return facts;
}

}  // namespace ohmbench::findings
