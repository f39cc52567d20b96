// Options that the measuring commands share, from words to session::MeasureOptions.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>

#include "session/measure.hpp"

namespace ohmbench::cli {

/// The words as typed; CLI11 fills them in.
struct MeasureWords {
  std::filesystem::path bench;
  std::string stimulus = "multisine";
  double from_hz = 10;
  std::optional<double> to_hz;
  double points_per_octave = 24;
  std::string level_dbfs = "auto";
  std::string load_volt = "auto";
  std::optional<double> seconds;
  int levels = 1;
  int realisations = 1;
  std::optional<std::string> uncertainty;
  bool qualify = false;
  std::string spectrum = "auto";
  std::optional<std::string> expect_ohm;
  std::string name;
};

/// --from --to --points-per-octave --name --expect-ohm
void add_band_options(CLI::App& command, MeasureWords& words);
/// --bench --level-dbfs --load-volt --seconds and the band options
void add_measure_options(CLI::App& command, MeasureWords& words);

/// @throws core::Error kBadInput
session::MeasureOptions parse(const MeasureWords& words);

/// --uncertainty --qualify --spectrum, for the load's impedance. After the options above.
void add_effort_options(CLI::App& command, MeasureWords& words);

}  // namespace ohmbench::cli
