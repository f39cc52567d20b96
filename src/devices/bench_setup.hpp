// BenchSetup: everything that the virtual bench simulates, with the imperfections of real interfaces and the
// faults that people make. Defaults are a bench without imperfections.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "circuit/amplifier.hpp"
#include "circuit/load.hpp"
#include "core/fixture_state.hpp"

namespace ohmbench::devices {

/// What real converters do. All zero or infinite: perfect ones.
struct Imperfections {
  std::array<double, 2> channel_gain_db{0.0,
                                        0.0};  ///< of the inputs on A and B beyond the declared full scale
  std::array<double, 2> channel_delay_s{0.0, 0.0};    ///< skew of the inputs on A and B
  std::array<double, 2> input_highpass_hz{0.0, 0.0};  ///< AC-coupling corners; 0 = DC-coupled
  double output_highpass_hz = 0.0;
  double noise_dbfs =
      -std::numeric_limits<double>::infinity();  ///< white, each input, RMS re full-scale sine
  double hum_dbfs =
      -std::numeric_limits<double>::infinity();  ///< mains fundamental; harmonics 2 and 3 12 dB below
  double mains_hz = 50.0;
  double clock_ppm = 0.0;  ///< the ADC's clock runs faster than the DAC's by this
  int bits = 0;            ///< converter resolution; 0 = float
  double crosstalk_db = -std::numeric_limits<double>::infinity();  ///< between the inputs on A and B
  int latency_frames = 480;
};

enum class Fault {
  kSwappedChannels,   ///< A and B exchanged
  kInvertedPolarity,  ///< input B inverted
  kOpenLoad,          ///< the load is disconnected in every state
  kShortedLoad,       ///< the load is shorted in every state
  kWrongResistor,     ///< the true sense resistor is ten times the declared one
  kMutedOutput,       ///< the amplifier gives nothing
  kDropout,           ///< a buffer of 512 recorded frames is zero, once every `dropout_every_s`
  kLostFrames,        ///< 64 recorded frames are missing, once every `dropout_every_s`
  kLooseContact,      ///< the load's connection opens for 30 ms, now and then
  kDeviceLost,        ///< the device disappears after `device_lost_after_s`
  kOneNode,           ///< both inputs are on node A
  kMonitorMix,        ///< the interface's loopback adds what is played to every input, past the converters
  kMonoInput,         ///< the driver records in mono: both channels carry the mean of A and B
  kAutomaticGain,     ///< the driver's automatic gain, of each channel by itself, or linked
  kOsResampling,      ///< recorded through a cheap conversion to 44.1 kHz (from 44.1: to 48) and back
  kAnalogClipping,    ///< the inputs' amplifiers clip at `analog_clip_fs`, below the converters' full scale
  kClick,             ///< three frames are wrong by 0.1 of full scale, at `disturbed_at_s`
  kBumpedCable,       ///< 0.25 s of rumble and scratching on A and B, at `disturbed_at_s`
  kWarmingResistor,   ///< the sense resistor grows by 0.5 % within the first 5 s
  kBridgedGround,     ///< the interface's ground is on one leg of a bridged amplifier
  kNoiseGate,         ///< the driver mutes an input that is below -60 dBFS
  kVolumeChanged,     ///< the amplifier becomes 1.5 dB louder at `disturbed_at_s`
};

struct BenchSetup {
  circuit::Amplifier amplifier;
  circuit::Load load;
  core::Sense sense = core::Sense::kHighSide;
  double sense_resistor_ohm = 33.0;  ///< the true one
  double reference_resistor_ohm = 100.0;
  double short_ohm = 1e-6;
  double injector_ohm = 100.0;  ///< output impedance of the amplifier behind output 2
  double injector_gain = 1.0;
  double dac_full_scale_volt = 2.0;  ///< peak at 0 dBFS
  std::array<double, 2> adc_full_scale_volt{4.0, 4.0};
  std::array<double, 2> input_ohm{1e12, 1e12};
  std::array<double, 2> input_farad{0.0, 0.0};
  Imperfections imperfections;
  std::vector<Fault> faults;
  double dropout_every_s = 3.7;
  double device_lost_after_s = 1.0;
  double disturbed_at_s = 1.9;   ///< of every run
  double analog_clip_fs = 0.25;  ///< peak
  double monitor_mix_db = -12;   ///< what the inputs get of the output's samples
  double pace = 0;               ///< of the clock: 1 plays as slowly as a real bench, 0 as fast as it can
  bool automatic_gain_linked = false;  ///< one gain for all channels
  std::uint64_t seed = 1;

  bool has(Fault fault) const;
};

/// "swapped-channels", "inverted-polarity", …; the names used in [virtual] faults.
std::string name_of(Fault fault);
/// What has happened on the bench: "the plugs of inputs A and B are exchanged".
std::string words_of(Fault fault);
/// Every fault, in the order of the enumeration.
std::vector<Fault> all_faults();
/// @throws core::Error kBadInput with the list of known names
Fault fault_named(const std::string& name);

}  // namespace ohmbench::devices
