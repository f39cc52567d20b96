#include "devices/bench_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/error.hpp"

namespace ohmbench::devices {
namespace {

struct FaultText {
  Fault fault;
  const char* name;
  const char* words;
};
constexpr std::array<FaultText, 22> kFaultTexts{{
    {Fault::kSwappedChannels, "swapped-channels", "the plugs of inputs A and B are exchanged"},
    {Fault::kInvertedPolarity, "inverted-polarity", "the two wires of input B are exchanged"},
    {Fault::kOpenLoad, "open-load", "the load is not connected"},
    {Fault::kShortedLoad, "shorted-load", "the load's two wires touch each other"},
    {Fault::kWrongResistor, "wrong-resistor",
     "the sense resistor has ten times the ohms that the bench file says"},
    {Fault::kMutedOutput, "muted-output", "the amplifier gives nothing: muted, or its volume is down"},
    {Fault::kDropout, "dropout", "the computer is late now and then: a piece of the recording is silent"},
    {Fault::kLostFrames, "lost-frames",
     "the computer is late now and then: a piece of the recording is missing"},
    {Fault::kLooseContact, "loose-contact", "the load's plug loses contact now and then, for 30 ms"},
    {Fault::kDeviceLost, "device-lost", "the interface is unplugged while it plays"},
    {Fault::kOneNode, "one-node", "both inputs are on the amplifier's output, none on the load"},
    {Fault::kMonitorMix, "monitor-mix",
     "the interface's direct monitoring mixes what is played into the inputs"},
    {Fault::kMonoInput, "mono-input", "the driver records in mono: both inputs carry the mean of A and B"},
    {Fault::kAutomaticGain, "automatic-gain",
     "the driver or the system turns the inputs up and down by itself"},
    {Fault::kOsResampling, "os-resampling", "the system converts the sample rate on the way"},
    {Fault::kAnalogClipping, "analog-clipping",
     "the inputs' amplifiers are overdriven, below the converters' full scale"},
    {Fault::kClick, "click", "a click falls into the recording"},
    {Fault::kBumpedCable, "bumped-cable", "somebody touches the cable: rumble and scratching"},
    {Fault::kWarmingResistor, "warming-resistor",
     "the sense resistor is too small for its heat and drifts by 0.5 %"},
    {Fault::kBridgedGround, "bridged-ground", "the interface's ground is on one leg of a bridged amplifier"},
    {Fault::kNoiseGate, "noise-gate", "the driver mutes an input that is quiet"},
    {Fault::kVolumeChanged, "volume-changed", "somebody turns the volume up by 1.5 dB in the middle"},
}};

constexpr double kWarmSeconds = 5.0;     // until the resistor is warm
constexpr double kWarmGrowth = 1.005;    // +0.5 %: 50 ppm/K and 100 K
constexpr double kVolumeStep = 1.18850;  // +1.5 dB

constexpr double kGroundLeadShare = 0.3;       // ground lead's part of lead and grounded leg
constexpr double kGroundedLegVoltPeak = 0.05;  // 1 A through 50 mΩ, where the leg's protection limits
constexpr double kGroundedLegAsymmetry = 1.5;  // of the two directions' limits
constexpr double kGroundHumFs = 0.01;          // −40 dBFS peak of the supply's ripple through the shield

constexpr double kClickFs = 0.1;
constexpr double kClickFrames = 3;
constexpr double kBumpSeconds = 0.25;
constexpr double kBumpHz = 23;  // rumble of a cable that is moved
constexpr double kBumpFs = 0.05;

// an automatic gain as in conferencing drivers: aims at a level, falls quickly, rises slowly
constexpr double kAimRmsFs = 0.0891;  // −21 dBFS
constexpr double kAttackSeconds = 0.02;
constexpr double kRiseDbPerSecond = 8;
constexpr double kMostGain = 31.6;  // 30 dB
constexpr double kLeastGain = 0.0316;

constexpr double kGateFs = 1e-3;  // −60 dBFS peak
constexpr double kGateHoldSeconds = 0.1;

constexpr double kResamplerDelayFrames = 6;  // what the interpolation must have seen already

}  // namespace

bool BenchSetup::has(Fault fault) const {
  return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

std::string name_of(Fault fault) {
  for (const auto& known : kFaultTexts) {
    if (known.fault == fault) return known.name;
  }
  return "?";
}

std::string words_of(Fault fault) {
  for (const auto& known : kFaultTexts) {
    if (known.fault == fault) return known.words;
  }
  return "?";
}

std::vector<Fault> all_faults() {
  std::vector<Fault> faults;
  for (const auto& known : kFaultTexts) faults.push_back(known.fault);
  return faults;
}

Fault fault_named(const std::string& name) {
  std::string names;
  for (const auto& known : kFaultTexts) {
    if (name == known.name) return known.fault;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
  }
  throw core::bad_input(fmt::format("the virtual bench knows no fault \"{}\"", name), "use one of " + names);
}

double warmth(double t_s) noexcept {
  return std::clamp(t_s / kWarmSeconds, 0.0, 1.0);
}

BenchSetup warmed(BenchSetup setup) {
  setup.sense_resistor_ohm *= kWarmGrowth;
  return setup;
}

double volume(const BenchSetup& setup, double t_s) noexcept {
  return t_s >= setup.disturbed_at_s && setup.has(Fault::kVolumeChanged) ? kVolumeStep : 1.0;
}

double with_one_leg_grounded(double volt) noexcept {
  const double leg = 0.5 * volt;
  return leg + std::clamp(kGroundLeadShare * leg, -kGroundedLegVoltPeak,
                          kGroundedLegAsymmetry * kGroundedLegVoltPeak);
}

InputFaults::InputFaults(const BenchSetup& setup, double sample_rate_hz)
    : fs_hz_(sample_rate_hz),
      mains_hz_(setup.imperfections.mains_hz),
      other_rate_((sample_rate_hz == 44100 ? 48000 : 44100) / sample_rate_hz),
      clip_fs_(setup.analog_clip_fs),
      disturbed_at_s_(setup.disturbed_at_s),
      click_(setup.has(Fault::kClick)),
      bump_(setup.has(Fault::kBumpedCable)),
      ground_(setup.has(Fault::kBridgedGround)),
      clip_(setup.has(Fault::kAnalogClipping)),
      resample_(setup.has(Fault::kOsResampling)),
      gain_(setup.has(Fault::kAutomaticGain)),
      linked_(setup.automatic_gain_linked),
      gate_(setup.has(Fault::kNoiseGate)),
      mono_(setup.has(Fault::kMonoInput)) {}

void InputFaults::before_converter(Frame& frame, double t_s) noexcept {
  const double since_s = t_s - disturbed_at_s_;
  if (click_ && since_s >= 0 && since_s * fs_hz_ < kClickFrames) {
    for (std::size_t c = 0; c < 2; ++c) frame[c] += kClickFs;
  }
  if (bump_ && since_s >= 0 && since_s < kBumpSeconds) {
    scratch_ = scratch_ * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth's MMIX generator
    const double scratch = static_cast<double>(scratch_ >> 11) * 0x1p-52 - 1.0;
    const double fade = std::sin(std::numbers::pi * since_s / kBumpSeconds);
    const double rumble = std::sin(2 * std::numbers::pi * kBumpHz * since_s);
    for (std::size_t c = 0; c < 2; ++c)
      frame[c] += kBumpFs * fade * (rumble + 0.3 * scratch) * (c == 0 ? 1.0 : 0.6);
  }
  if (ground_) {
    const double mains = 2 * std::numbers::pi * mains_hz_ * t_s;
    const double ripple =
        kGroundHumFs * (0.4 * std::sin(mains) + std::sin(2 * mains + 0.5) + 0.5 * std::sin(4 * mains + 1));
    for (std::size_t c = 0; c < 2; ++c) frame[c] += ripple * (c == 0 ? 1.0 : 0.8);
  }
  if (clip_) {
    for (std::size_t c = 0; c < 2; ++c) frame[c] = std::clamp(frame[c], -clip_fs_, clip_fs_);
  }
}

void InputFaults::after_converter(Frame& frame) noexcept {
  if (resample_) resample(frame);
  if (gain_) control_gain(frame);
  if (gate_) gate(frame);
  if (mono_) frame[0] = frame[1] = 0.5 * (frame[0] + frame[1]);
  ++frames_;
}

/// One sample of the conversion's own rate: the straight line between two frames of the stream.
double InputFaults::resampled_at(std::size_t input, double other_frame) const noexcept {
  const double at = other_frame / other_rate_;
  const double whole = std::floor(at);
  const auto n = static_cast<std::uint64_t>(whole);
  const double x0 = history_[n % kHistory][input];
  const double x1 = history_[(n + 1) % kHistory][input];
  return x0 + (at - whole) * (x1 - x0);
}

void InputFaults::resample(Frame& frame) noexcept {
  history_[frames_ % kHistory] = frame;
  const double at = static_cast<double>(frames_) - kResamplerDelayFrames;
  if (at < kResamplerDelayFrames) {
    frame = {};
    return;
  }
  const double other = at * other_rate_;
  const double whole = std::floor(other);
  for (std::size_t c = 0; c < kInputs; ++c) {
    const double y0 = resampled_at(c, whole);
    const double y1 = resampled_at(c, whole + 1);
    frame[c] = y0 + (other - whole) * (y1 - y0);
  }
}

void InputFaults::control_gain(Frame& frame) noexcept {
  const double smooth = 1 / (kAttackSeconds * fs_hz_);
  const double rise = std::pow(10.0, kRiseDbPerSecond / (20 * fs_hz_));
  double loudest = 0;
  for (std::size_t c = 0; c < kInputs; ++c) {
    envelope_[c] += (frame[c] * frame[c] - envelope_[c]) * smooth;
    loudest = std::max(loudest, envelope_[c]);
  }
  for (std::size_t c = 0; c < kInputs; ++c) {
    const double rms = std::sqrt(linked_ ? loudest : envelope_[c]);
    const double aim = std::clamp(kAimRmsFs / std::max(rms, 1e-9), kLeastGain, kMostGain);
    double& now = gain_now_[c];
    now = aim < now ? now + (aim - now) * smooth : std::min(now * rise, aim);
    frame[c] = std::clamp(frame[c] * now, -1.0, 1.0);
  }
}

void InputFaults::gate(Frame& frame) noexcept {
  const auto now = static_cast<double>(frames_);
  for (std::size_t c = 0; c < kInputs; ++c) {
    if (std::abs(frame[c]) > kGateFs) open_until_[c] = now + kGateHoldSeconds * fs_hz_;
    if (now >= open_until_[c]) frame[c] = 0;
  }
}

}  // namespace ohmbench::devices
