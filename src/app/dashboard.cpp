#include "app/dashboard.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "circuit/library.hpp"
#include "core/error.hpp"
#include "devices/bench_setup.hpp"
#include "gui/run.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::app {
namespace {

namespace fs = std::filesystem;

struct DashboardWords {
  fs::path bench, library, exports, script;
  std::string size = "1440x900";
  bool white = false;
  bool fast = false;
  bool sized = false;
};

/// Where programs keep what is the user's (XDG base directories).
fs::path home() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != 0)
    return fs::path(data) / "ohmbench";
  if (const char* user = std::getenv("HOME"); user != nullptr && *user != 0)
    return fs::path(user) / ".local" / "share" / "ohmbench";
  return fs::current_path() / "ohmbench";
}

/// A TOML string.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// The bench of the demo, with its files in a folder of their own.
std::string virtual_bench_text(const fs::path& folder, const std::string& amp, const std::string& load,
                               const std::vector<std::string>& faults, bool real_time) {
  std::string list;
  for (const auto& fault : faults) list += (list.empty() ? "" : ", ") + quoted(fault);
  return fmt::format(
      "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [8.0, 8.0]\ndac_full_scale_volt = 2.1\n"
      "[wiring]\nreference_channel = 3\ninjection_output_channel = 2\nsense_resistor_ohm = 100.0\n"
      "sense_resistor_tolerance_percent = 1.0\n"
      "[fixture]\nreference_resistor_ohm = 100.0\nreference_resistor_tolerance_percent = 0.05\n"
      "[calibration]\nfile = {}\n[records]\nfolder = {}\n"
      "[limits]\nload_max_volt = 1.0\nload_max_watt = 0.1\n"
      "[virtual]\namp = {}\nload = {}\nfaults = [{}]\nhum_dbfs = -95\nchannel_gain_db = 0.3\npace = {}\n",
      quoted((folder / "calibration.json").string()), quoted((folder / "records").string()), quoted(amp),
      quoted(load), list, real_time ? 1 : 0);
}

std::pair<int, int> size_of(const std::string& text) {
  int width = 0;
  int height = 0;
  char rest = 0;
  constexpr int kMost = 8192;
  if (std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest) != 2 || width < 1 || height < 1 ||
      width > kMost || height > kMost)
    throw core::bad_input(fmt::format("--size \"{}\" is no size of a window", text), "write e.g. 1440x900");
  return {width, height};
}

void run(const DashboardWords& words, const cli::Context& context) {
  gui::DashboardOptions o;
  const auto own = home();
  for (const auto& a : circuit::library_amplifiers()) o.virtual_choices.amplifiers.push_back(a.name);
  for (const auto& l : circuit::library_loads()) o.virtual_choices.loads.push_back(l.name);
  for (const auto fault : devices::all_faults())
    o.virtual_choices.faults.push_back({devices::name_of(fault), devices::words_of(fault)});
  std::tie(o.width, o.height) = size_of(words.size);
  o.virtual_bench_text = [folder = own / "virtual-bench"](const auto& amp, const auto& load,
                                                          const auto& faults, bool real_time) {
    return virtual_bench_text(folder, amp, load, faults, real_time);
  };
  o.bench = words.bench.empty()
                ? workbench::parse_bench(o.virtual_bench_text("O2", "HD 800 S", {}, !words.fast),
                                         "virtual-bench.toml")
                : workbench::read_bench(words.bench);
  o.library = words.library.empty() ? own / "library" : words.library;
  o.exports = words.exports.empty() ? own / "figures" : words.exports;
  o.benches = own / "benches";
  o.sized = words.sized;
  std::error_code ignored;  // without it nothing is remembered, and that is all
  fs::create_directories(own / "virtual-bench", ignored);
  o.settings = ignored ? fs::path() : own / "dashboard.json";
  o.script = words.script;
  o.white = words.white;
  o.open_device = context.mains.open_bench;
  o.list_devices = context.mains.list_devices;
  o.stop = context.mains.stop;
  gui::run_dashboard(o);
}

}  // namespace

void add_dashboard(CLI::App& app, cli::Context& context) {
  auto* command = app.add_subcommand("dashboard", "wire, calibrate, measure, judge and publish in a window");
  auto words = std::make_shared<DashboardWords>();
  command
      ->add_option("--bench", words->bench, "the bench file; without it the virtual bench, without hardware")
      ->check(cli::named());
  command->add_option("--library", words->library, "folder of the results")->check(cli::named());
  command->add_option("--exports", words->exports, "folder for figures")->check(cli::named());
  command->add_option("--size", words->size, "of the window at first")->capture_default_str();
  command->add_flag("--white", words->white, "dark lines on white ground");
  command->add_flag("--fast", words->fast, "the virtual bench does not keep time");
  command
      ->add_option("--script", words->script, "clicks and presses keys as this file says (docs/dashboard.md)")
      ->check(cli::named());
  command->footer("Example: ohmbench dashboard --bench bench.toml");
  command->callback([words, command, &context] {
    words->sized = command->count("--size") > 0;
    run(*words, context);
  });
}

}  // namespace ohmbench::app
