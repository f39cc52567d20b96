#include "findings/bench_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::findings {
namespace {

using diagnosis::Examination;

// silence, RMS re a full-scale sine
constexpr double kNoisyDbfs = -70;  // line inputs have −85 to −110; 16-bit sockets on a motherboard −75
constexpr double kUselessNoiseDbfs = -40;
constexpr double kHumDbfs = -65;  // a good bench has −80 or less; the analysis bears more
constexpr double kUselessHumDbfs = -40;
constexpr double kStrayDbfs = -75;

double dbfs(double rms_fs) {
  return 20 * std::log10(std::max(rms_fs * std::numbers::sqrt2, 1e-15));
}

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

}  // namespace

std::vector<Fault> silence_faults(const diagnosis::Silence& silence, const InputNumbers& inputs) {
  std::vector<Fault> faults;
  for (std::size_t c = 0; c < std::min<std::size_t>(2, silence.inputs.size()); ++c) {
    const auto& in = silence.inputs[c];
    if (in.all_equal) {
      faults.push_back(
          {false, fault::kDigitalSilence,
           fmt::format(
               "input {} delivers the same sample all the time in silence: a gate in the driver, an input "
               "that is off, or one that rounds its noise away",
               inputs[c]),
           "switch off noise suppression in the driver; is the input enabled?"});
      continue;
    }
    if (dbfs(in.noise_fs) > kNoisyDbfs) {
      faults.push_back(
          {dbfs(in.noise_fs) > kUselessNoiseDbfs, fault::kNoisy,
           fmt::format("the noise of input {} is {:.0f} dBFS", inputs[c], dbfs(in.noise_fs)),
           "use line inputs, not microphone inputs; turn unused gain down; is another program playing?"});
    }
    if (dbfs(in.hum_fs) > kHumDbfs) {
      faults.push_back({dbfs(in.hum_fs) > kUselessHumDbfs, fault::kHum,
                        fmt::format("input {} hums at {:.2f} Hz and its harmonics with {:.0f} dBFS",
                                    inputs[c], *silence.mains_hz, dbfs(in.hum_fs)),
                        "break the ground loop: one mains socket for all, a laptop on its battery, short "
                        "cables; a bridged "
                        "amplifier's terminals must not touch the interface's ground"});
    }
    if (dbfs(in.stray_fs) > kStrayDbfs) {
      faults.push_back(
          {dbfs(in.stray_fs) > kUselessNoiseDbfs, fault::kStraySignal,
           fmt::format("input {} hears a tone of {:.1f} Hz at {:.0f} dBFS while nothing is played", inputs[c],
                       in.stray_hz, dbfs(in.stray_fs)),
           "stop other programs that play; move switching supplies and telephones away"});
    }
  }
  return faults;
}

std::vector<Fault> hearing_faults(const Examination& e, const InputNumbers& inputs, core::Sense sense,
                                  std::optional<double> other_rate_hz) {
  std::vector<Fault> faults;
  const bool source = e.found && e.channels[0].heard;
  const bool load = e.found && e.channels[1].heard;
  const bool reference = e.found && e.channels.size() > 2 && e.channels[2].heard;
  if (other_rate_hz) {
    return {{true, fault::kOtherRate,
             fmt::format("the signal came back as if recorded at {:g} Hz: playing and recording run at "
                         "different sample rates",
                         *other_rate_hz),
             "set both devices and the system's mixer to [interface] sample_rate"}};
  }
  if (!source) {
    const bool interface_plays = reference || load;
    faults.push_back(
        {true, fault::kNoSignal,
         fmt::format("no signal on the source channel (input {}) at {:.0f} dBFS{}", inputs[0], e.level_dbfs,
                     load        ? ", but one on the load channel: its cable or its number is wrong"
                     : reference ? ", although the loopback hears it: the amplifier is silent"
                                 : ": the output or the amplifier is muted, or the input is not connected"),
         load              ? "check the cable to that input and source_channel in [wiring]"
         : interface_plays ? "is the amplifier on, its input selected and its volume up?"
                           : "is the output not muted, the amplifier on and turned up, and the channel right "
                             "in [wiring]?"});
  } else if (!load) {
    if (sense == core::Sense::kLowSide) {
      faults.push_back(
          {true, fault::kDisconnected,
           fmt::format("no current is heard on the load channel (input {}): the load is disconnected, or "
                       "that input is",
                       inputs[1]),
           "check the load's plug, the resistor's connection to ground, and the cable to the load channel"});
    } else {
      faults.push_back(
          {true, fault::kNoLoadSignal,
           fmt::format(
               "no signal on the load channel (input {}): the load is shorted, or the input is not connected",
               inputs[1]),
           "check the load and its cable for a short, and the cable to the load channel"});
    }
  }
  const std::size_t deaf = source ? 1 : 0;
  if (!(source && load) && e.channels[deaf].peak_fs == 0) {
    faults.push_back(
        {true, fault::kNoiseGate,
         fmt::format(
             "input {} delivers nothing but zeros: the driver may mute what is quiet, or the input is off",
             inputs[deaf]),
         "switch off noise suppression, gates and enhancements of the recording device"});
  }
  if (e.channels.size() > 2 && !reference && (source || load)) {
    faults.push_back({true, fault::kNoReference,
                      fmt::format("no signal on the reference channel (input {})", inputs[2]),
                      "connect the loopback of the output, or remove reference_channel from [wiring]"});
  }
  return faults;
}

std::vector<Fault> wiring_faults_with_doubles(const calibration::CorrectedFrf& t, core::Sense sense) {
  auto faults = wiring_faults(t, sense);
  constexpr double kFromHz = 20, kToHz = 2000;
  std::vector<double> gap, magnitude;
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (t.f_hz[i] < kFromHz || t.f_hz[i] > kToHz) continue;
    gap.push_back(std::abs(1.0 - t.t[i]));
    magnitude.push_back(std::abs(t.t[i]));
  }
  if (gap.empty()) return faults;
  const double middle = median(gap);
  const bool same = middle < 4 * calibration::kUnmeasuredRatioSigma;
  if (sense == core::Sense::kHighSide && !faults.empty() && faults.front().name == fault::kDisconnected &&
      same) {
    faults = no_current_faults();
  } else if (sense == core::Sense::kLowSide && same) {
    // Z is nearly 0 whichever it is; the sign of what is left is chance
    return {
        {true, fault::kOneNode, "both inputs hear the same: both are on one node, or the load is shorted",
         "check that the load channel is across the resistor"},
        {true, fault::kShortedLoad, "the load may be shorted; this looks the same as both inputs on one node",
         "check the load and its cable for a short"}};
  } else if (sense == core::Sense::kHighSide && faults.empty()) {
    constexpr double kShortOhmOverRs = 0.01;  // of the resistor: cables and contacts
    if (median(magnitude) < kShortOhmOverRs) {
      faults.push_back({true, fault::kShortedLoad,
                        "the load is shorted, or sense_resistor_ohm is wrong by more than a decade",
                        "check the load and its cable for a short; measure the resistor"});
    }
  }
  return faults;
}

std::vector<Fault> no_current_faults() {
  return {{true, fault::kDisconnected,
           "no current flows into the load: it is disconnected, or both inputs are on one node",
           "check the plug and the cable to the load; if the load is connected, use a larger sense resistor "
           "or calibrate the channels"},
          {true, fault::kOneNode,
           "both inputs may be on the amplifier's side of the resistor; without current this looks the same "
           "as no load",
           "check that the load channel is wired behind the resistor"}};
}

}  // namespace ohmbench::findings
