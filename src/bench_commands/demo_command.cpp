// ohmbench demo: the whole job on the virtual bench, for two pairs of amplifier and load that end
// differently.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adjustment/calibrate.hpp"
#include "bench_commands/commands.hpp"
#include "bench_commands/demo_paper.hpp"
#include "bench_commands/record_keeping.hpp"
#include "cli/terminal.hpp"
#include "core/error.hpp"
#include "fitting/fit.hpp"
#include "formats/curve_file.hpp"
#include "matches/amplifier_file.hpp"
#include "matches/match_result.hpp"
#include "max_output/measure.hpp"
#include "models/sensitivity.hpp"
#include "results/curve_result.hpp"
#include "results/load_result.hpp"
#include "results/max_output_result.hpp"
#include "results/result_file.hpp"
#include "session/measure.hpp"
#include "storage/json_file.hpp"
#include "verdict/match.hpp"
#include "workbench/bench.hpp"
#include "workbench/calibration_file.hpp"

namespace ohmbench::cli {
namespace {

/// One amplifier with one load.
struct Pair {
  std::string folder;
  std::string title;
  std::string bench_toml;
  std::string loud_limits;  ///< [limits] of the sweep: what amplifier and load bear for seconds
  std::string amp_toml;
  std::string amp_name;
  std::string load_name;
  std::string sensitivity;
  double rated_watt;
};

// Sources of the figures: circuit/library.cpp (loads, amplifiers); sensitivity of the HD 800 S: its maker's
// 102 dB/V; the loudspeaker's 86 dB and 80 W are typical of a 17 cm driver and name no product.
const std::vector<Pair>& pairs() {
  static const std::vector<Pair> all{
      {"headphone", "A headphone of high impedance on an amplifier with 10 ohm output impedance",
       R"(# the virtual bench: no hardware
[interface]
input = "virtual"
adc_full_scale_volt = [12.0, 12.0]
dac_full_scale_volt = 5.0
[wiring]
reference_channel = 3
injection_output_channel = 2
sense_resistor_ohm = 100.0
sense_resistor_tolerance_percent = 1.0
[fixture]
reference_resistor_ohm = 100.0
reference_resistor_tolerance_percent = 0.05
[calibration]
file = "calibration.json"
[records]
folder = "records"
[limits]
load_max_volt = 1.0
load_max_watt = 0.1
[virtual]
amp = "QRV09"
load = "HD 800 S"
hum_dbfs = -95
channel_gain_db = 0.3
)",
       "load_max_volt = 12.0\nload_max_watt = 0.5\n",
       R"(name = "QRV09, 10 ohm"
output_impedance_ohm = 10.0
max_volt = 6.0
max_ampere = 0.2
class = "AB"
min_load_ohm = 16
noise_volt = 5e-6
[power_watt]
"32" = 0.6
"300" = 0.11
)",
       "QRV09", "HD 800 S", "102 dB/V", 0.5},
      {"loudspeaker", "A loudspeaker on a headphone amplifier",
       R"(# the virtual bench: no hardware
[interface]
input = "virtual"
adc_full_scale_volt = [4.36, 4.36]
dac_full_scale_volt = 2.1
[wiring]
reference_channel = 3
injection_output_channel = 2
sense_resistor_ohm = 10.0
sense_resistor_tolerance_percent = 1.0
[fixture]
reference_resistor_ohm = 10.0
reference_resistor_tolerance_percent = 0.05
[calibration]
file = "calibration.json"
[records]
folder = "records"
[limits]
load_max_volt = 0.3
load_max_watt = 0.1
[virtual]
amp = "0.5 ohm, gain 2.5, clip 10.3 V, limit 0.18 A"
load = "HDS 830860"
hum_dbfs = -95
channel_gain_db = 0.3
)",
       "load_max_volt = 5.0\nload_max_watt = 2.0\n",
       R"(name = "O2 headphone amplifier"
output_impedance_ohm = 0.5
max_volt = 7.2
max_ampere = 0.13
class = "AB"
min_load_ohm = 16
noise_volt = 3e-6
[power_watt]
"33" = 0.54
"300" = 0.17
)",
       "O2", "HDS 830860 woofer", "86 dB/2.83V/1m", 80},
  };
  return all;
}

/// A bench file with other limits.
std::string with_limits(const std::string& bench_toml, const std::string& limits) {
  const std::string head = "[limits]\n";
  const auto from = bench_toml.find(head) + head.size();
  const auto to = bench_toml.find('[', from);
  return bench_toml.substr(0, from) + limits + bench_toml.substr(to);
}

template <class Measurement>
const Measurement& valid(const Measurement& m) {
  if (!m.provenance.valid())
    throw core::not_valid("not valid: " + m.provenance.cause().what, m.provenance.cause().remedy);
  return m;
}

/// The four steps; returns what they improved for a load of about the resistor's value.
std::string calibrate(const workbench::Bench& bench, workbench::OpenBench& open, const Context& context,
                      const workbench::Events& events) {
  using core::FixtureState;
  double before = 0;
  double after = 0;
  adjustment::CalibrateOptions options;
  options.start_new = true;
  for (const auto state :
       {FixtureState::kBridged, FixtureState::kOpen, FixtureState::kShort, FixtureState::kReference}) {
    options.state = state;
    const auto report = adjustment::calibrate_step(bench, open, options, events, context.mains.stop);
    workbench::write_calibration(bench.calibration_file, report.calibration);
    constexpr std::size_t kLikeTheResistor = 1;
    if (options.start_new) before = report.expected.at(kLikeTheResistor).before;
    after = report.expected.at(kLikeTheResistor).after;
    options.start_new = false;
  }
  return fmt::format(
      "ratio, open, short, reference: {:.2g} % becomes {:.2g} % for a load like the resistor\n", 100 * before,
      100 * after);
}

/// Measures, keeps the record, and gives the result.
template <class Measurement>
nlohmann::json kept(const Measurement& m, const session::Material& material) {
  const auto result = results::to_json(m, material.bench);
  RecordKeeping().keep(material, m.provenance, result);
  return result;
}

/// The driver's parameters, or in words why there are none.
std::string fit(const impedance::ImpedanceCurve& z, const nlohmann::json& z_json,
                const std::filesystem::path& path, std::optional<models::DriverParameters>& driver) {
  try {
    const auto fit = fitting::fit_load(z);
    auto result = results::to_json(fit, {});
    results::put_load_checks(result, z.curve);
    matches::carry_provenance(result, z_json);
    results::write_result(path, result);
    driver = fitting::damped_parameters(fit);
    return results::summary_of(fit, {});
  } catch (const core::Error& refused) {
    return fmt::format("{}\n", refused.what());
  }
}

/// Measures, judges, writes everything into `folder`; returns what to print.
std::string run_pair(const Pair& pair, const std::filesystem::path& folder, const Context& context,
                     const workbench::Events& events) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw core::bad_input(fmt::format("{} cannot be made ({})", folder.string(), error.message()),
                          "give --out a folder that can be written");
  storage::write_atomically(folder / "bench.toml", pair.bench_toml);
  storage::write_atomically(folder / "amp.toml", pair.amp_toml);

  const auto bench = workbench::read_bench(folder / "bench.toml");
  auto open = context.mains.open_bench(bench);
  RecordKeeping().check(bench);
  const auto improved = calibrate(bench, open, context, events);
  session::MeasureOptions options;
  options.name = pair.load_name;
  session::Material material;
  const auto z =
      valid(session::measure_impedance(bench, open, options, events, context.mains.stop, &material));
  const auto z_json = kept(z, material);
  results::write_result(folder / "z.json", z_json);
  std::optional<models::DriverParameters> driver;
  const auto fitted = fit(z.z, z_json, folder / "fit.json", driver);
  for (const char* name : {"z.zma", "z.frd", "z.csv"}) {
    storage::write_atomically(folder / name, formats::write_curve(z.z, formats::format_for(name)));
  }
  options.name = pair.amp_name;
  const auto z_out =
      valid(session::measure_output_impedance(bench, open, impedance::OutputImpedanceMethod::kTwoLoad,
                                              options, events, context.mains.stop, &material));
  results::write_result(folder / "zout.json", kept(z_out, material));

  // louder than an impedance is measured: what the load bears for a sweep of seconds
  storage::write_atomically(folder / "bench-loud.toml", with_limits(pair.bench_toml, pair.loud_limits));
  const auto loud = workbench::read_bench(folder / "bench-loud.toml");
  max_output::Options sweep;
  sweep.name = pair.amp_name;
  const auto most = max_output::measure(loud, open, sweep, events, context.mains.stop);
  results::write_result(folder / "max.json", results::to_json(most, loud));

  auto files = matches::read_amplifier({folder / "amp.toml", folder / "zout.json", folder / "max.json"});
  verdict::MatchInput input;
  input.load = z.z;
  input.sheet = files.sheet;
  input.z_out = files.z_out;
  input.maximum = files.maximum;
  input.sensitivity = models::parse_sensitivity(pair.sensitivity);
  input.rated_power = core::Watts(pair.rated_watt);
  input.driver = driver;
  const auto match = verdict::match(input);
  auto match_json = matches::to_json(match);
  matches::carry_provenance(match_json, z_json);
  results::write_result(folder / "match.json", match_json);
  draw_pair(folder);

  return fmt::format(
      "== {}\n\n-- calibration\n{}\n-- the load\n{}\n-- its model\n{}\n-- the amplifier's output "
      "impedance\n{}\n-- the "
      "amplifier's maximum\n{}\n-- do they match?\n{}\n",
      pair.title, improved, results::summary_of(z, bench), fitted, results::summary_of(z_out, bench),
      results::summary_of(most, loud), matches::summary_of(match));
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("demo", "the whole job on the virtual bench, without hardware");
  auto out = std::make_shared<std::filesystem::path>("ohmbench-demo");
  auto quiet = std::make_shared<bool>(false);
  command->add_option("--out", *out, "folder for the results")->check(named())->capture_default_str();
  command->add_flag("--quiet", *quiet, "print nothing");
  command->footer("Example: ohmbench demo --out /tmp/demo");
  command->callback([out, quiet, &context] {
    const auto events = terminal_events(*quiet, context.mains.stop);
    for (const auto& pair : pairs()) {
      const auto text = run_pair(pair, *out / pair.folder, context, events);
      if (!*quiet) fmt::print("{}", text);
    }
    write_report(*out);
    if (!*quiet)
      fmt::print(
          "Everything is in {}; to look at: report.html. Try: ohmbench measure impedance --bench {} --out "
          "z.json\n",
          out->string(), (*out / "headphone/bench.toml").string());
  });
}

}  // namespace ohmbench::cli
