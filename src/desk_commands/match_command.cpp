// ohmbench match
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "desk_commands/commands.hpp"
#include "desk_commands/library_option.hpp"
#include "matches/driver.hpp"
#include "matches/match_result.hpp"
#include "matches/matrix.hpp"
#include "matches/pair_files.hpp"
#include "verdict/match.hpp"

namespace ohmbench::cli {
namespace {

constexpr double kLoudestDb = 194.0;          // a sine of one atmosphere
constexpr double kSineCrestDb = 3.02;         // no programme has less crest than a sine
constexpr double kLeast = 1e-3, kMost = 1e6;  // of watts, ohms and metres

constexpr std::size_t kMostWhatIf = 20;

/// The options as typed.
struct MatchWords {
  std::string load;
  std::vector<std::string> amplifier;
  std::optional<std::string> sensitivity;
  std::optional<double> target_spl_db;
  std::optional<double> crest_db;
  std::optional<double> rated_watt;
  std::optional<double> rated_ohm;
  std::vector<double> what_if;
  std::filesystem::path fit;
  std::filesystem::path library;
  double cable_ohm = 0.0;
  double distance_m = 1.0;
};

matches::Wanted wanted_of(const MatchWords& words) {
  matches::Wanted wanted;
  if (words.sensitivity) wanted.sensitivity = models::parse_sensitivity(*words.sensitivity);
  if (words.target_spl_db) wanted.target = core::DbSpl(*words.target_spl_db);
  wanted.crest_db = words.crest_db;
  if (words.rated_ohm) wanted.rated = core::Ohms(*words.rated_ohm);
  if (words.rated_watt) wanted.rated_power = core::Watts(*words.rated_watt);
  if (!words.fit.empty()) wanted.driver = matches::read_driver(words.fit);
  for (const double ohm : words.what_if) wanted.what_if.emplace_back(ohm);
  wanted.cable = core::Ohms(words.cable_ohm);
  wanted.distance_m = words.distance_m;
  return wanted;
}

void match_pair(const MatchWords& words, const matches::Library& library, const Output& output) {
  const auto load = matches::load_of(words.load, library);
  const auto amplifier = matches::amplifier_of(words.amplifier, library);
  auto input = matches::pair_of(load, amplifier, wanted_of(words));
  if (!input.driver) {
    const auto fitted = matches::fit_driver(load.curve);
    input.driver = fitted.driver;
    if (!fitted.told.empty()) input.remarks.push_back(fitted.told);
  }
  const auto match = verdict::match(input);
  auto result = matches::to_json(match);
  if (load.measured_in) matches::carry_provenance(result, load.result);
  output.deliver(result, matches::summary_of(match));
}

/// For several loads what was typed stands in where a load's own datasheet says nothing, and a note says so.
void give_to_all(std::vector<matches::Load>& loads, matches::Wanted& wanted) {
  const auto give = [&](auto& typed, auto models::LoadSheet::*place, const char* what) {
    for (auto& load : loads) {
      if (!typed || load.sheet.*place) continue;
      load.sheet.*place = typed;
      load.notes.push_back(fmt::format("{} was given for all loads alike, not for this one.", what));
    }
    typed.reset();
  };
  give(wanted.sensitivity, &models::LoadSheet::sensitivity, "The sensitivity");
  give(wanted.rated_power, &models::LoadSheet::rated_power, "The power that it takes");
}

/// @throws core::Error kBadInput for figures that several loads cannot share
void refuse_for_several(const MatchWords& words, std::size_t loads) {
  const auto refuse = [&](bool given, const char* option) {
    if (given)
      throw core::bad_input(
          fmt::format("{} is a figure of one load, and {} holds {}", option, words.load, loads),
          "write it into a datasheet beside each load, see calibration/library/README.md");
  };
  refuse(!words.fit.empty(), "--fit");
  refuse(words.rated_ohm.has_value(), "--rated-ohm");
}

/// Moves what nothing can be said of from the loads to what was left out.
void leave_out_unknown(std::vector<matches::Load>& loads, std::vector<matches::Skipped>& skipped) {
  std::erase_if(loads, [&](const matches::Load& load) {
    const bool unknown = load.curve.curve.empty() && !load.sheet.rated;
    if (unknown)
      skipped.push_back({load.name, load.name + ": neither a curve nor a rated impedance is known"});
    return unknown;
  });
}

/// @param skipped_before  of files that another folder holds
void refuse_empty(bool empty, const std::string& place, const char* what, const char* remedy,
                  const std::vector<matches::Skipped>& skipped, std::size_t skipped_before = 0) {
  if (!empty) return;
  const auto why = skipped.size() > skipped_before ? "; " + skipped[skipped_before].why : std::string();
  throw core::bad_input(fmt::format("{}: no {} in this folder{}", place, what, why), remedy);
}

constexpr const char* kLoadFiles =
    "a load is a result of measure impedance, another program's curve, or a datasheet .toml";
constexpr const char* kAmplifierFiles =
    "an amplifier is a datasheet .toml, or results of measure output-impedance and max-output";

void match_folders(const MatchWords& words, const matches::Library& library, const Output& output) {
  std::vector<matches::Skipped> skipped;
  const bool folder = std::filesystem::is_directory(words.load);
  auto loads =
      folder ? matches::loads_in(words.load, skipped) : std::vector{matches::load_of(words.load, library)};
  refuse_empty(loads.empty(), words.load, "load", kLoadFiles, skipped);
  const auto of_loads = skipped.size();
  std::vector<matches::Amplifier> amplifiers;
  if (words.amplifier.size() == 1 && std::filesystem::is_directory(words.amplifier.front()))
    amplifiers = matches::amplifiers_in(words.amplifier.front(), skipped);
  else
    amplifiers.push_back(matches::amplifier_of(words.amplifier, library));
  refuse_empty(amplifiers.empty(), words.amplifier.front(), "amplifier", kAmplifierFiles, skipped, of_loads);
  auto wanted = wanted_of(words);
  if (loads.size() > 1) {
    refuse_for_several(words, loads.size());
    give_to_all(loads, wanted);
  }
  if (folder && !wanted.rated) {
    const auto of_amplifiers = skipped.size();
    leave_out_unknown(loads, skipped);
    refuse_empty(loads.empty(), words.load, "load whose impedance is known",
                 "measure one, or write rated_impedance_ohm into its datasheet", skipped, of_amplifiers);
  }
  const auto matrix = matches::match_all(std::move(loads), amplifiers, wanted);
  output.deliver(matches::to_json(matrix, skipped), matches::summary_of(matrix, skipped));
}

void add_options(CLI::App& command, MatchWords& words) {
  command
      .add_option("--load", words.load,
                  "the load: result of measure impedance, another program's file, a datasheet .toml, a name "
                  "of the library, or a folder of "
                  "loads")
      ->required()
      ->check(named());
  command
      .add_option(
          "--amp", words.amplifier,
          "the amplifier: results of measure output-impedance and max-output, its datasheet .toml, a name "
          "of the library, or a folder of amplifiers; repeatable, measured figures go before stated ones")
      ->required()
      ->expected(1)
      ->take_all()
      ->check(named());
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
  command.add_option("--fit", words.fit, "result of fit: the driver's Re, fs, Qms and Qes, for the damping")
      ->check(named());
  command
      .add_option("--cable-ohm", words.cable_ohm, "resistance of a cable that was not measured with the load")
      ->check(within(0.0, kMost))
      ->capture_default_str();
  command
      .add_option(
          "--what-if", words.what_if,
          "output impedances to compare, ohm, with commas; default 0.1,1,10,47,120 (the last: IEC 61938)")
      ->delimiter(',')
      ->check(within(0.0, kMost))
      ->expected(1, kMostWhatIf);
  add_library_option(command, words.library);
}

}  // namespace

void add_match(CLI::App& app, Context& context) {
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
      "--out match.json\n"
      "         ohmbench match --load \"HD 650\" --amp \"O2\"\n"
      "         ohmbench match --load my-headphones --amp my-amplifiers --out matrix.json");
  command->callback([words, output, executable = context.mains.executable] {
    const auto library = library_of(words->library, executable);
    const bool folders =
        std::filesystem::is_directory(words->load) ||
        (words->amplifier.size() == 1 && std::filesystem::is_directory(words->amplifier.front()));
    folders ? match_folders(*words, library, *output) : match_pair(*words, library, *output);
  });
}

}  // namespace ohmbench::cli
