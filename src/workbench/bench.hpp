// Bench: bench.toml read strictly: every key known, every value of the right type and range, errors name the
// line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "calibration/rig.hpp"
#include "calibration/standard.hpp"
#include "core/fixture_state.hpp"
#include "core/level.hpp"
#include "core/quantity.hpp"

namespace ohmbench::workbench {

struct InterfaceConfig {
  std::string host_api;
  std::string input;
  std::string output;
  double sample_rate_hz = 48000;
  std::optional<unsigned> buffer_frames;
  bool packed_24_bit = false;  ///< sample_format = "int24": for cards whose words are 24 bits and not 32
  bool is_virtual() const { return input == "virtual"; }
};

struct WiringConfig {
  int output_channel = 1;
  int source_channel = 1;
  int load_channel = 2;
  std::optional<int> reference_channel;
  std::optional<int> injection_output_channel;
  /// the amplifier's other channel: what drives it, and the input on its terminal; both or neither
  std::optional<int> second_output_channel;
  std::optional<int> second_source_channel;
};

struct FixtureConfig {
  std::string switch_command;  ///< "{state}" is replaced; empty: the user is asked
  std::optional<core::Ohms> reference_resistor;
  double reference_resistor_relative_sigma = 0.001;
};

struct LimitsConfig {
  std::optional<core::Volts> load_max;
  std::optional<core::Watts> load_max_power;
  core::DbFs start{-40};
  /// What the resistors may turn into heat; where it is not declared, what an ordinary metal-film one bears.
  core::Watts sense_resistor_max{0.5};
  core::Watts reference_resistor_max{0.5};
};

/// What [virtual] says; component values or library names, faults and imperfections by name.
struct VirtualConfig {
  std::string amp = "O2";
  std::string load = "HD 800 S";
  std::vector<std::string> faults;
  double noise_dbfs = -105;
  double hum_dbfs = -90;
  double mains_hz = 50;
  double channel_gain_db = 0;  ///< of the load channel against the source channel
  double clock_ppm = 0;
  int bits = 24;
  double pace = 0;  ///< 1: as slow as a real bench; 0: as fast as it can
  unsigned seed = 1;
  std::string state_file;  ///< for `virtual-bench --jack`
};

struct Bench {
  std::filesystem::path path;
  InterfaceConfig interface;
  WiringConfig wiring;
  FixtureConfig fixture;
  LimitsConfig limits;
  std::filesystem::path calibration_file;  ///< absolute or relative to the working folder; may not exist
  VirtualConfig virtual_bench;
  calibration::Rig rig;
  calibration::Calibration calibration;  ///< empty until one is read and found to fit (with_calibration)
  std::string calibration_sha256;
  std::vector<std::string> calibration_notes;  ///< what is doubtful about it
  std::filesystem::path records_folder;        ///< empty: records are kept only where they are asked for
  std::string as_text;                         ///< the file as it was read, for records
  std::string as_json;                         ///< the same, for results
};

/// @throws core::Error kBadInput: "bench.toml:12: …" with what is allowed
Bench read_bench(const std::filesystem::path& path);
Bench parse_bench(const std::string& text, const std::filesystem::path& path);

/// The bench of `ohmbench demo` and of the virtual bench without a file.
Bench virtual_bench(const std::string& amp, const std::string& load, core::Ohms sense_resistor);

}  // namespace ohmbench::workbench
