// BenchEdit: a bench changed by a face, as the file that would say so. What is not named stays as the file
// has it, comments excepted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "workbench/bench.hpp"

namespace ohmbench::workbench {

struct BenchEdit {
  /// Another interface. What was declared of the former one (full scales, input impedance) is not known of
  /// this one and is dropped; so are channels that this one does not have.
  struct Device {
    std::string host_api;  ///< empty: whichever has it
    std::string input, output;
    int input_channels = 0, output_channels = 0;  ///< 0: not told
    bool operator==(const Device&) const = default;
  };
  std::optional<Device> device;
  std::optional<int> output_channel, source_channel, load_channel;  ///< count from 1
  std::optional<int> reference_channel;                             ///< 0: none
  std::optional<core::Sense> sense;
  std::optional<double> sense_resistor_ohm;
  std::optional<double> load_max_volt, load_max_watt;
  std::optional<std::filesystem::path> calibration_file, records_folder;
};

/// The bench with the changes; paths in it are absolute, so that it can be written anywhere.
/// @throws core::Error kBadInput as parse_bench: what the changes make of it is no bench
Bench edited(const Bench& bench, const BenchEdit& edit);

/// Writes `bench.as_text`. @throws core::Error kBadInput: it is there already and says something else, or
/// cannot be written
void write_bench(const Bench& bench, const std::filesystem::path& path);

}  // namespace ohmbench::workbench
