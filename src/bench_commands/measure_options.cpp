#include "bench_commands/measure_options.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/numbers.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"

namespace ohmbench::cli {
namespace {

/// Results are UTF-8, and a terminal of another encoding hands in other bytes.
bool is_utf8(const std::string& text) {
  const auto strict = nlohmann::json::error_handler_t::strict;
  try {
    return !nlohmann::json(text).dump(-1, ' ', false, strict).empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

}  // namespace

void add_band_options(CLI::App& command, MeasureWords& words) {
  command.add_option("--from", words.from_hz, "lowest frequency in Hz")->capture_default_str();
  command.add_option("--to", words.to_hz, "highest frequency in Hz (default 20000)");
  command.add_option("--points-per-octave", words.points_per_octave, "frequencies in an octave")
      ->capture_default_str();
  command.add_option("--expect-ohm", words.expect_ohm,
                     "the load's rated impedance; a result far from it is refused");
  command.add_option("--name", words.name, "name of the device, for figures and tables");
}

void add_measure_options(CLI::App& command, MeasureWords& words) {
  command.add_option("--bench", words.bench, "the bench file (see calibration/bench.toml)")->required();
  auto* level =
      command.add_option("--level-dbfs", words.level_dbfs,
                         "RMS level re a full-scale sine, or auto: as high as [limits] allow (default)");
  command.add_option("--load-volt", words.load_volt, "RMS volts across the load, e.g. 100m")->excludes(level);
  command.add_option("--seconds", words.seconds, "time of playing (default 4.5, and 0.5 for the probe)");
  add_band_options(command, words);
}

void add_effort_options(CLI::App& command, MeasureWords& words) {
  command
      .add_option("--uncertainty", words.uncertainty,
                  "wanted standard uncertainty by noise at the worst point from 20 Hz to 20 kHz, e.g. 0.1%: "
                  "plays as long as that needs")
      ->excludes("--seconds");
  command
      .add_flag("--qualify", words.qualify,
                "for one known product: says the shortest record that keeps --uncertainty on this load")
      ->needs("--uncertainty");
  command
      .add_option("--spectrum", words.spectrum,
                  "flat, shaped so that the uncertainty is even, or auto: shaped where that saves time")
      ->check(CLI::IsMember({"auto", "flat", "shaped"}))
      ->capture_default_str();
}

session::MeasureOptions parse(const MeasureWords& words) {
  session::MeasureOptions options;
  options.stimulus = stimulus::kind_named(words.stimulus);
  options.from_hz = words.from_hz;
  options.to_hz = words.to_hz;
  options.points_per_octave = words.points_per_octave;
  options.seconds = words.seconds;
  options.levels = words.levels;
  options.realisations = words.realisations;
  options.name = words.name;
  if (!is_utf8(options.name))
    throw core::bad_input("--name is not UTF-8 text", "give the name in UTF-8 or plain letters");
  if (words.expect_ohm) options.expected_ohm = parse_positive(*words.expect_ohm, "--expect-ohm", "ohm");
  if (words.load_volt != "auto")
    options.level.load_volt = core::Volts(parse_positive(words.load_volt, "--load-volt", "V"));
  if (words.level_dbfs != "auto") {
    const auto level = core::parse_si(words.level_dbfs, "dBFS");
    if (!level || *level > 0 || *level < -140)
      throw core::bad_input(
          fmt::format("--level-dbfs \"{}\" is not a level between -140 and 0 dBFS, nor auto",
                      words.level_dbfs),
          "write e.g. -20");
    options.level.level = core::DbFs(*level);
  }
  return options;
}

}  // namespace ohmbench::cli
