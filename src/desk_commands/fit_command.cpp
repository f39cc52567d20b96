// ohmbench fit
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <numbers>

#include "core/error.hpp"
#include "desk_commands/commands.hpp"
#include "intake/any_curve.hpp"
#include "matches/match_result.hpp"
#include "results/load_result.hpp"

namespace ohmbench::cli {
namespace {

constexpr double kKgPerGram = 1e-3, kM3PerLitre = 1e-3, kMPerCm = 1e-2;
constexpr double kLeast = 1e-6, kMost = 1e6;  // of grams, litres and centimetres
constexpr double kLeastHz = 1e-3, kMostHz = 1e6;

/// The options as typed.
struct FitWords {
  std::filesystem::path curve;
  std::filesystem::path with_mass, in_box;
  std::optional<double> added_gram, box_litre, diameter_cm;
  std::optional<double> from_hz, to_hz;
  std::optional<std::string> coil;
  bool magnitude_only = false;
};

/// Names the file in a refusal.
fitting::LoadFit fit_of(const std::filesystem::path& path, const intake::AnyCurve& curve,
                        const fitting::FitOptions& options) {
  try {
    auto fit = fitting::fit_load(curve.z, options);
    fit.notes.insert(fit.notes.begin(), curve.notes.begin(), curve.notes.end());
    return fit;
  } catch (const core::Error& e) {
    throw core::Error(e.kind(), fmt::format("{}: {}", path.string(), e.what()));
  }
}

/// One driver has one coil and one suspension: the same model for both curves, unless that cannot be fitted
/// to this one.
fitting::LoadFit same_driver(const std::filesystem::path& path, const fitting::LoadFit& first,
                             fitting::FitOptions options) {
  const auto wished = options.coil;
  options.coil = first.model.coil.model;
  options.creep = first.creep.has_value();
  const auto curve = intake::read_any_curve(path);
  try {
    return fit_of(path, curve, options);
  } catch (const core::Error&) {
    options.coil = wished;
    options.creep.reset();
    return fit_of(path, curve, options);  // says why, if it is not the coil
  }
}

void run(const FitWords& words, const Output& output) {
  if (words.added_gram.has_value() == words.with_mass.empty())
    throw core::bad_input("--added-mass-gram and --with-mass belong together", "give both or none");
  if (words.box_litre.has_value() == words.in_box.empty())
    throw core::bad_input("--box-litre and --in-box belong together", "give both or none");
  if (words.added_gram && words.box_litre)
    throw core::bad_input("both an added mass and a box", "choose one; a second command does the other");
  fitting::FitOptions options;
  options.magnitude_only = words.magnitude_only;
  if (words.coil) options.coil = fitting::coil_model_named(*words.coil);
  if (words.from_hz || words.to_hz)
    options.band = models::Band{words.from_hz.value_or(kLeastHz), words.to_hz.value_or(kMostHz)};
  if (options.band && options.band->from_hz >= options.band->to_hz)
    throw core::bad_input("--from is not below --to");

  const auto curve = intake::read_any_curve(words.curve);
  const auto fit = fit_of(words.curve, curve, options);
  std::optional<fitting::Mechanics> mechanics;
  if (words.added_gram || words.box_litre) {
    const auto other = same_driver(words.added_gram ? words.with_mass : words.in_box, fit, options);
    if (!fit.re_and_q_known || !other.re_and_q_known)
      throw core::bad_input("mechanical parameters need Re and Q, which |Z| alone does not tell here",
                            "measure with the phase");
    std::optional<double> sd_m2;
    if (words.diameter_cm) {
      const double radius_m = 0.5 * kMPerCm * *words.diameter_cm;
      sd_m2 = std::numbers::pi * radius_m * radius_m;
    }
    mechanics = words.added_gram ? fitting::with_added_mass(fit, other, kKgPerGram * *words.added_gram, sd_m2)
                                 : fitting::in_box(fit, other, kM3PerLitre * *words.box_litre, sd_m2);
  }
  auto result = results::to_json(fit, mechanics);
  results::put_load_checks(result, curve.z.curve);
  matches::carry_provenance(result, curve.result);
  output.deliver(result, results::summary_of(fit, mechanics));
}

}  // namespace

void add_fit(CLI::App& app, Context&) {
  auto* command =
      app.add_subcommand("fit", "a driver's parameters from its impedance: Re, Le, fs, Qms, Qes, Qts");
  auto words = std::make_shared<FitWords>();
  auto output = std::make_shared<Output>();
  command
      ->add_option("file", words->curve,
                   "result of measure impedance, or another program's file (.zma, .txt, .csv, .lim)")
      ->required();
  command->add_option("--added-mass-gram", words->added_gram, "mass on the cone in --with-mass, g")
      ->check(within(kLeast, kMost));
  command->add_option("--with-mass", words->with_mass,
                      "the same driver with that mass: for Mms, Cms, Rms, Bl");
  command->add_option("--box-litre", words->box_litre, "volume of the closed box of --in-box, litre")
      ->check(within(kLeast, kMost));
  command->add_option("--in-box", words->in_box, "the same driver in that box: for Vas");
  command
      ->add_option(
          "--diameter-cm", words->diameter_cm,
          "of the cone, to the middle of the surround, cm: for Vas, or with a box for Mms, Cms, Rms, Bl")
      ->check(within(kLeast, kMost));
  command->add_option("--from", words->from_hz, "least frequency that is used, Hz")
      ->check(within(kLeastHz, kMostHz));
  command->add_option("--to", words->to_hz, "largest frequency that is used, Hz")
      ->check(within(kLeastHz, kMostHz));
  command->add_option(
      "--coil", words->coil,
      "voice-coil model: none, le, leach, lr2, thorborg-futtrup-without-rss, thorborg-futtrup; "
      "default: the simplest that the data justify");
  command->add_flag(
      "--magnitude-only", words->magnitude_only,
      "fit |Z| alone, for curves without a phase; Re and Q are printed only where |Z| tells them");
  output->add_to(*command, false);
  command->footer(
      "Example: ohmbench fit z.json --out fit.json\n"
      "         ohmbench fit z.json --added-mass-gram 10 --with-mass z2.json --diameter-cm 13 --out "
      "fit.json");
  command->callback([words, output] { run(*words, *output); });
}

}  // namespace ohmbench::cli
