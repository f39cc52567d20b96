// What files say about an amplifier: its datasheet (TOML), its measured output impedance and its measured
// maximum (result files). In the room `matches`, before pair_files.hpp; hazard: a typing error in a datasheet
// must not pass for a missing figure, so unknown keys are refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "impedance/curves.hpp"
#include "models/amplifier_sheet.hpp"

namespace ohmbench::matches {

/// Parses a datasheet; `file` is named in errors.
/// @throws core::Error kBadInput: syntax, an unknown key, a wrong type, a negative value; with the line.
models::AmplifierSheet parse_amplifier_sheet(const std::string& text, const std::string& file);

/// @throws core::Error kBadInput as above, or the file cannot be read
models::AmplifierSheet read_amplifier_sheet(const std::filesystem::path& path);

/// The summary of a result of kind `max-output`: the volts at the amplifier's terminals where it tells them
/// (`max_source_volt`), else those across the load. Without `max_ampere` the current follows from `load_ohm`.
/// @throws core::Error kBadInput: unreadable, another kind, or no volts and amperes in it
models::MeasuredMaximum read_measured_maximum(const std::filesystem::path& path);

/// All that the files of one amplifier say.
struct AmplifierFiles {
  std::optional<models::AmplifierSheet> sheet;
  std::optional<impedance::OutputImpedance> z_out;
  std::optional<models::MeasuredMaximum> maximum;
};

/// Reads a datasheet (`.toml`) and results of kind `output-impedance` and `max-output`, in any order, each at
/// most once.
/// @throws core::Error kBadInput
AmplifierFiles read_amplifier(const std::vector<std::filesystem::path>& paths);

}  // namespace ohmbench::matches
