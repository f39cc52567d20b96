// ohmbench advise
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/numbers.hpp"
#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "desk_commands/advice_result.hpp"
#include "desk_commands/commands.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::cli {
namespace {

constexpr double kLeastOhm = 0.1, kMostOhm = 1e5;  // of a load that somebody means
constexpr double kUsualVolt = 0.5;                 // enough for any load, and bearable for any but in-ears
constexpr double kUsualNoiseDbfs = -105;           // of a good interface's line input, over its whole band
constexpr double kUsualFullScaleVolt = 4.36;       // peak: +12 dBu, a line input at its least gain
constexpr double kCrestDb = 8.0;                   // of the multisine

struct AdviseWords {
  std::string load_ohm;
  std::string topology;
  std::optional<std::string> volt;
  std::optional<double> seconds;
  std::optional<double> noise_dbfs;
  std::optional<std::string> full_scale;
  std::optional<std::string> ampere;
  std::optional<double> tolerance_percent;
  std::vector<std::string> have;
  std::string series = "E12";
  std::filesystem::path bench;
};

core::Ohms load_of(const std::string& text) {
  const double ohm = parse_positive(text, "--load-ohm", "ohm");
  if (!(ohm >= kLeastOhm && ohm <= kMostOhm)) {
    throw core::bad_input(
        fmt::format("--load-ohm {} is not between {:g} and {:g}", text, kLeastOhm, kMostOhm),
        "give the load's impedance, e.g. 32 or 16..300");
  }
  return core::Ohms(ohm);
}

void put_range(const std::string& text, advice::AdviceWish& wish) {
  const auto dots = text.find("..");
  wish.load_min = load_of(text.substr(0, dots));
  wish.load_max = dots == std::string::npos ? wish.load_min : load_of(text.substr(dots + 2));
  if (wish.load_max < wish.load_min)
    throw core::bad_input(fmt::format("--load-ohm {}: the greater impedance comes second", text));
}

void put_topology(const std::string& text, advice::AdviceWish& wish) {
  if (text.empty()) return;
  if (text != "high-side" && text != "low-side")
    throw core::bad_input(fmt::format("--topology \"{}\" is not known", text), "use high-side or low-side");
  wish.sense = text == "high-side" ? core::Sense::kHighSide : core::Sense::kLowSide;
}

/// What a bench file declares goes before what is usual, and options before both.
AdviceGrounds grounds_of(const AdviseWords& words) {
  AdviceGrounds g;
  stimulus::Plan plan;
  double volt = kUsualVolt, full_scale = kUsualFullScaleVolt;
  g.noise_dbfs = words.noise_dbfs.value_or(kUsualNoiseDbfs);
  if (!words.bench.empty()) {
    const auto bench = workbench::read_bench(words.bench);
    const auto& rig = bench.rig;
    plan.sample_rate_hz = bench.interface.sample_rate_hz;
    if (bench.interface.is_virtual())
      g.noise_dbfs = words.noise_dbfs.value_or(bench.virtual_bench.noise_dbfs);
    if (bench.limits.load_max) volt = bench.limits.load_max->value();
    if (rig.adc_full_scale) full_scale = std::max((*rig.adc_full_scale)[0], (*rig.adc_full_scale)[1]).value();
    if (rig.input_resistance) g.wish.bench.input_resistance = (*rig.input_resistance)[1];
    if (bench.fixture.reference_resistor) {
      g.wish.bench.reference = *bench.fixture.reference_resistor;
      g.wish.own_reference = true;
    }
    g.wish.bench.reference_sigma = bench.fixture.reference_resistor_relative_sigma;
    g.wish.bench.resistor_sigma = rig.sense_resistor_relative_sigma;
    g.wish.present = rig.sense_resistor;
    g.wish.sense = rig.sense;
  }
  put_range(words.load_ohm, g.wish);
  put_topology(words.topology, g.wish);
  if (words.volt) volt = parse_positive(*words.volt, "--volt", "V");
  if (words.full_scale) full_scale = parse_positive(*words.full_scale, "--adc-full-scale-volt", "V");
  if (words.ampere) g.wish.amplifier = core::Amperes(parse_positive(*words.ampere, "--amp-max-ampere", "A"));
  if (words.tolerance_percent) g.wish.bench.resistor_sigma = *words.tolerance_percent / 100;
  for (const auto& text : words.have) g.wish.have.push_back(parse_positive(text, "--have", "ohm"));
  g.wish.series = words.series == "E24" ? advice::Series::kE24 : advice::Series::kE12;

  plan.seconds = words.seconds.value_or(plan.seconds);
  plan.to_hz = std::min(plan.to_hz, stimulus::highest_hz(plan.sample_rate_hz));
  const auto timing = stimulus::with_periods(plan);
  auto& b = g.wish.bench;
  b.volt = core::Volts(volt);
  b.record_s = static_cast<double>(timing.periods * timing.period_frames) / plan.sample_rate_hz;
  b.lines = core::odd_log_bins(plan.from_hz, plan.to_hz, plan.points_per_octave, timing.period_frames,
                               plan.sample_rate_hz)
                .size();
  const double needed = core::sine_peak(b.volt).value() * core::GainDb(kCrestDb).ratio() / std::sqrt(2.0);
  g.divider = needed > full_scale;
  g.full_scale_volt = std::max(needed, full_scale);
  b.noise_volt_per_root_hz =
      g.full_scale_volt * core::rms_fs(core::DbFs(g.noise_dbfs)) / std::sqrt(plan.sample_rate_hz / 2);
  return g;
}

void add_options(CLI::App& command, AdviseWords& words) {
  command.add_option("--load-ohm", words.load_ohm, "the load's impedance or its range: 32, 4..8, 16..300")
      ->required();
  command.add_option("--topology", words.topology, "high-side or low-side; default: the better one");
  command.add_option("--volt", words.volt,
                     "RMS at the amplifier's output (default: the bench's load_max_volt, else 0.5 V)");
  command.add_option("--seconds", words.seconds, "of playing (default 4.5)")->check(within(1e-3, 1800.0));
  command
      .add_option("--noise-dbfs", words.noise_dbfs,
                  "noise of the inputs over their whole band (default -105)")
      ->check(within(-200.0, -20.0));
  command.add_option("--adc-full-scale-volt", words.full_scale,
                     "peak volts at the inputs for 0 dBFS (default: the bench's, else 4.36 V)");
  command.add_option("--amp-max-ampere", words.ampere, "RMS current that the amplifier gives");
  command
      .add_option("--tolerance-percent", words.tolerance_percent,
                  "of the sense resistor, one standard deviation (default: the bench's, else 1)")
      ->check(within(0.0, 50.0));
  command.add_option("--have", words.have, "choose among these resistors: 10,33,100")->delimiter(',');
  command.add_option("--series", words.series, "of standard values: E12 or E24")
      ->check(CLI::IsMember({"E12", "E24"}))
      ->capture_default_str();
  command.add_option("--bench", words.bench, "take from this bench.toml what it declares");
}

}  // namespace

void add_advise(CLI::App& app, Context&) {
  auto* command = app.add_subcommand(
      "advise",
      "which sense resistor to buy for a load, and the error to expect, before anything is soldered");
  auto words = std::make_shared<AdviseWords>();
  auto output = std::make_shared<Output>();
  add_options(*command, *words);
  output->add_to(*command, false);
  command->footer(
      "Example: ohmbench advise --load-ohm 16..300\n"
      "         ohmbench advise --load-ohm 4..8 --volt 2 --have 1,4.7,10 --amp-max-ampere 2");
  command->callback([words, output] {
    const auto grounds = grounds_of(*words);
    const auto advice = advice::advise(grounds.wish);
    output->deliver(to_json(advice, grounds), summary_of(advice, grounds));
  });
}

}  // namespace ohmbench::cli
