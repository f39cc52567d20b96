// ohmbench match
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "desk_commands/commands.hpp"
#include "intake/any_curve.hpp"
#include "results/amplifier_file.hpp"
#include "results/match_result.hpp"
#include "results/result_file.hpp"
#include "verdict/match.hpp"

namespace ohmbench::cli {
namespace {

constexpr double kLoudestDb = 194.0;          // a sine of one atmosphere
constexpr double kSineCrestDb = 3.02;         // no programme has less crest than a sine
constexpr double kLeast = 1e-3, kMost = 1e6;  // of watts, ohms and metres

/// The options as typed.
struct MatchWords {
  std::filesystem::path load;
  std::vector<std::filesystem::path> amplifier;
  std::optional<std::string> sensitivity;
  std::optional<double> target_spl_db;
  std::optional<double> crest_db;
  std::optional<double> rated_watt;
  std::optional<double> rated_ohm;
  double distance_m = 1.0;
};

verdict::MatchInput input_of(const MatchWords& words, impedance::ImpedanceCurve load) {
  verdict::MatchInput input;
  input.load = std::move(load);
  auto files = results::read_amplifier(words.amplifier);
  input.sheet = std::move(files.sheet);
  input.z_out = std::move(files.z_out);
  input.maximum = std::move(files.maximum);
  if (words.sensitivity) input.sensitivity = models::parse_sensitivity(*words.sensitivity);
  if (words.target_spl_db) input.target = core::DbSpl(*words.target_spl_db);
  input.crest_db = words.crest_db;
  if (words.rated_ohm) input.rated = core::Ohms(*words.rated_ohm);
  if (words.rated_watt) input.rated_power = core::Watts(*words.rated_watt);
  input.distance_m = words.distance_m;
  return input;
}

void add_options(CLI::App& command, MatchWords& words) {
  command
      .add_option("--load", words.load, "the load: result of measure impedance, or another program's file")
      ->required();
  command
      .add_option("--amp", words.amplifier,
                  "the amplifier: results of measure output-impedance and max-output, or its datasheet "
                  ".toml; repeatable, "
                  "measured figures go before stated ones")
      ->required()
      ->expected(1)
      ->take_all();
  command.add_option("--sensitivity", words.sensitivity,
                     "of the load: \"103 dB/V\", \"99 dB/mW\", \"87 dB/2.83V/1m\", \"86 dB/W/1m\"");
  command
      .add_option("--target-spl", words.target_spl_db,
                  fmt::format("level wanted, dB SPL, as a sine as loud as the programme's peaks; default "
                              "{:g} for headphones, {:g} "
                              "for loudspeakers (85 dB on average)",
                              verdict::kHeadphoneTargetDb, verdict::kLoudspeakerTargetDb))
      ->check(within(0.0, kLoudestDb));
  command
      .add_option("--crest-db", words.crest_db,
                  fmt::format("crest factor of the programme, dB, for heat and hearing; default {:g} for "
                              "headphones, {:g} for "
                              "loudspeakers",
                              verdict::kHeadphoneCrestDb, verdict::kLoudspeakerCrestDb))
      ->check(within(kSineCrestDb, 40.0));
  command.add_option("--rated-watt", words.rated_watt, "power that the load may take, W")
      ->check(within(kLeast, kMost));
  command
      .add_option("--rated-ohm", words.rated_ohm,
                  "the maker's rated impedance of the load; default: from its minimum by the 80 % rule")
      ->check(within(kLeast, kMost));
  command
      .add_option("--distance", words.distance_m, "to the listener, m; loudspeakers only, as in a free field")
      ->check(within(kLeast, kMost))
      ->capture_default_str();
}

}  // namespace

void add_match(CLI::App& app, Context&) {
  auto* command =
      app.add_subcommand("match", "does this amplifier suit this load? The verdict, with reasons");
  auto words = std::make_shared<MatchWords>();
  auto output = std::make_shared<Output>();
  add_options(*command, *words);
  output->add_to(*command, false);
  command->footer(
      "Example: ohmbench match --load z.json --amp zout.json --amp max.json --sensitivity \"103 dB/V\" "
      "--target-spl 110\n"
      "         ohmbench match --load z.json --amp amp.toml --sensitivity \"99 dB/mW\" --rated-watt 0.2 "
      "--out match.json");
  command->callback([words, output] {
    const auto load = intake::read_any_curve(words->load);
    auto match = verdict::match(input_of(*words, load.z));
    match.notes.insert(match.notes.end(), load.notes.begin(), load.notes.end());
    auto result = results::to_json(match);
    results::carry_provenance(result, load.result);
    output->deliver(result, results::summary_of(match));
  });
}

}  // namespace ohmbench::cli
