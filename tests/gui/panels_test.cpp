// Facts about what the panels ask for: resistor advice, devices, volts, the maximum output, comparison,
// report.
#include "advice/advice.hpp"
#include "core/error.hpp"
#include "gui/memory.hpp"
#include "headless.hpp"
#include "results/advice_result.hpp"
#include "support/catch.hpp"
#include "views/exports.hpp"
#include "workbench/bench_edit.hpp"

using namespace ohmbench;
using test::amplifier_json;
using test::Folder;
using test::Headless;

namespace {

workbench::Bench bench_of(const std::string& more = "") {
  return workbench::parse_bench(
      "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [8.0, 8.0]\ndac_full_scale_volt = 2.0\n"
      "[wiring]\nreference_channel = 3\ninjection_output_channel = 2\nsense_resistor_ohm = 33.0\n" +
          more,
      "bench.toml");
}

}  // namespace

TEST_CASE("Another device keeps the wiring and forgets the former one's volts", "[views][panels]") {
  workbench::BenchEdit edit;
  edit.device = workbench::BenchEdit::Device{"ALSA", "hw:2", "hw:2", 2, 1};
  edit.load_channel = 2;
  edit.sense_resistor_ohm = 4700;
  edit.calibration_file = "own/calibration.json";
  const auto made = workbench::edited(bench_of("[virtual]\namp = \"O2\"\n"), edit);
  CHECK(made.interface.input == "hw:2");
  CHECK(made.interface.host_api == "ALSA");
  CHECK(!made.interface.is_virtual());
  CHECK(!made.rig.adc_full_scale);
  CHECK(!made.rig.dac_full_scale);
  CHECK(!made.wiring.reference_channel);         // it has two inputs
  CHECK(!made.wiring.injection_output_channel);  // and one output
  CHECK(made.rig.sense_resistor.value() == Approx(4700));
  CHECK(made.calibration_file.is_absolute());
  CHECK(made.as_text.find("hw:2") != std::string::npos);
  CHECK(made.as_json.find("hw:2") != std::string::npos);  // what results will say
}

TEST_CASE("The same device chosen again keeps its volts", "[views][panels]") {
  workbench::BenchEdit edit;
  edit.device = workbench::BenchEdit::Device{"", "virtual", "virtual", 4, 2};
  const auto made = workbench::edited(bench_of("[virtual]\namp = \"O2\"\n"), edit);
  CHECK(made.rig.adc_full_scale);
  CHECK(made.rig.dac_full_scale);
  CHECK(made.wiring.reference_channel == 3);
  CHECK(made.virtual_bench.amp == "O2");
}

TEST_CASE("A bench that is changed in nothing says the same", "[views][panels]") {
  const auto bench = bench_of("[limits]\nload_max_volt = 0.5\nload_max_watt = 0.1\n");
  const auto same = workbench::edited(bench, {});
  CHECK(nlohmann::json::parse(same.as_json) == nlohmann::json::parse(bench.as_json));
  workbench::BenchEdit edit;
  edit.source_channel = 2;  // the load's own
  CHECK_THROWS_AS(workbench::edited(bench, edit), core::Error);
}

TEST_CASE("A bench file that says something else is not written over", "[views][panels]") {
  const Folder folder;
  const auto bench = bench_of();
  workbench::write_bench(bench, folder.path / "bench.toml");
  workbench::write_bench(bench, folder.path / "bench.toml");  // it says the same
  CHECK(workbench::read_bench(folder.path / "bench.toml").as_json == bench.as_json);
  const auto other = folder.write("other.toml", "# somebody's own\n");
  CHECK_THROWS_AS(workbench::write_bench(bench, other), core::Error);
  CHECK_THROWS_AS(workbench::write_bench(bench, "/proc/none/bench.toml"), core::Error);
}

TEST_CASE("A device is chosen from the list by keys, and its channels with it", "[gui][panels]") {
  Headless h;
  auto s = test::snapshots().at("no calibration");
  h.desk.fold_virtual = false;
  h.desk.fold_device = true;
  h.desk.list_devices = [] {
    return std::vector<audio::DeviceInfo>{{"ALSA", "hw:7", 2, 2, 48000, true},
                                          {"virtual", "virtual (built in)", 4, 2, 48000, true}};
  };
  h.settle(s);
  h.press(s, 'D');
  REQUIRE(h.asked.size() == 1);
  const auto found = std::get<instrument::LookForDevices>(h.asked[0]).list();
  REQUIRE(found.size() == 2);
  h.asked.clear();
  s.devices = std::make_shared<const std::vector<audio::DeviceInfo>>(found);
  h.settle(s);
  REQUIRE(h.tab_to(s, "Device"));
  h.press(s, screen::kDown);
  REQUIRE(h.tab_to(s, "Input A (source)"));
  h.press(s, screen::kDown), h.press(s, screen::kDown);
  REQUIRE(h.tab_to(s, "Input B (load)"));
  h.press(s, screen::kDown);
  REQUIRE(h.tab_to(s, "Sense resistor (empty: as it is)"));
  h.type(s, "4k7");
  h.press(s, screen::kTab);
  h.press(s, screen::kTab);
  h.frame(s), h.frame(s);
  h.desk.page = views::Page::kBench;
  REQUIRE(h.tab_to(s, "Device"));
  h.press(s, 'E');
  CHECK(h.desk.troubles.empty());
  REQUIRE(h.asked.size() == 1);
  const auto& bench = std::get<instrument::UseBench>(h.asked[0]).bench;
  CHECK(bench.interface.input == "hw:7");
  CHECK(bench.wiring.source_channel == 2);
  CHECK(bench.wiring.load_channel == 1);
  CHECK(bench.rig.sense_resistor.value() == Approx(4700));
}

TEST_CASE("Two inputs on one channel are refused in words, and the bench stays as it is", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.fold_device = true;
  h.desk.input_a = 2;  // as the load's
  h.settle(s);
  h.press(s, 'E');
  CHECK(h.asked.empty());
  REQUIRE(h.desk.troubles.size() == 1);
  CHECK(h.desk.troubles[0].find("two inputs are needed") != std::string::npos);
}

TEST_CASE("The advice is that of the command for the same bench, and nonsense is told how to be written",
          "[views][panels]") {
  const auto bench = bench_of();
  const auto page = views::advice_for("16..300", "", bench);
  REQUIRE(page.problem.empty());
  results::AdviceAsked asked;
  results::put_load_range("16..300", "load", asked);
  const auto advice = advice::advise(results::grounds_of(asked, &bench).wish);
  CHECK(page.ohm == Approx(advice.bench.sense_resistor.value()));
  CHECK(page.facts.size() >= 4);
  CHECK(views::advice_for("16..300", "10, 4k7", bench).ohm == Approx(10).epsilon(1e-9));
  CHECK(views::advice_for("loud", "", bench).problem.find("16..300") != std::string::npos);
  CHECK(views::advice_for("32", "10, much", bench).problem.find("is no resistor") != std::string::npos);
}

TEST_CASE("The advice is asked for and shown on the Bench page", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.fold_advice = true;
  h.settle(s);
  REQUIRE(h.tab_to(s, "Load, or least..greatest, in ohm"));
  h.type(s, "32");
  REQUIRE(h.tab_to(s, "In real time"));
  h.press(s, 'R');
  h.settle(s);
  REQUIRE(h.desk.worked.advice);
  CHECK(h.desk.worked.advice->problem.empty());
  CHECK(h.asked.empty());
  h.press(s, 'N');  // into the bench, all else as it is
  REQUIRE(h.asked.size() == 1);
  const auto& bench = std::get<instrument::UseBench>(h.asked[0]).bench;
  CHECK(bench.rig.sense_resistor.value() == h.desk.worked.advice->ohm);
  CHECK(bench.virtual_bench.load == "HD 800 S");
}

TEST_CASE("The tone for the meter plays without a reading, and a typed reading is taken", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kCalibrate;
  h.desk.fold_volts = true;
  h.settle(s);
  h.press(s, 'P');  // nothing is typed yet
  CHECK(h.asked.empty());
  h.press(s, 'T');
  REQUIRE(h.asked.size() == 1);
  CHECK(!std::get<instrument::CalibrateVolts>(h.asked[0]).options.measured_volt);
  REQUIRE(h.tab_to(s, "Meter at input"));
  h.press(s, screen::kDown);
  REQUIRE(h.tab_to(s, "The meter shows"));
  h.type(s, "209.4m");
  h.press(s, screen::kTab);
  h.frame(s), h.frame(s);
  REQUIRE(h.tab_to(s, "Meter at input"));
  h.press(s, 'P');
  REQUIRE(h.asked.size() == 2);
  const auto& options = std::get<instrument::CalibrateVolts>(h.asked[1]).options;
  CHECK(options.channel == session::kLoad);
  REQUIRE(options.measured_volt);
  CHECK(*options.measured_volt == Approx(0.2094));
}

TEST_CASE("The maximum output is asked for with its name, and with no level or time", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kMeasure;
  h.desk.quantity = 3;
  h.desk.amplifier_name = "my amplifier";
  h.settle(s);
  CHECK(!h.input.find("Seconds (empty: 4.5)"));
  h.press(s, screen::kSpace);
  REQUIRE(h.asked.size() == 1);
  CHECK(std::get<instrument::MeasureMaximum>(h.asked[0]).options.name == "my amplifier");
}

TEST_CASE("A reference is drawn paler beside what is measured, and beside the curve that grows",
          "[views][panels]") {
  const auto loads = test::listing(2);
  const auto alone = views::result_figure(*loads[0]->subject, nullptr, plot::dark_theme());
  const auto both = views::result_figure(*loads[0]->subject, loads[1]->subject.get(), plot::dark_theme());
  const auto named = [](const plot::Figure& f) {
    return std::find_if(f.traces.begin(), f.traces.end(),
                        [](const plot::Trace& t) { return t.label == "reference: load 1"; });
  };
  CHECK(named(*alone) == alone->traces.end());
  REQUIRE(named(*both) != both->traces.end());
  CHECK(named(*both)->faint);
  CHECK(!both->traces.front().faint);
  const auto live = views::live_curve_figure(*test::live(), plot::dark_theme(), loads[1]->subject.get());
  CHECK(named(*live) != live->traces.end());
  // another kind of curve is no reference
  const auto amplifier = test::entry_of(amplifier_json("an amplifier", 1));
  const auto other = views::result_figure(*loads[0]->subject, amplifier->subject.get(), plot::dark_theme());
  CHECK(other->traces.size() == alone->traces.size());
}

TEST_CASE("The distortion grows step by step, and a new measurement begins without the old one",
          "[views][panels]") {
  CHECK(!views::climb_figure({}, "", plot::dark_theme()));
  const std::vector<instrument::ClimbStep> steps{
      {1000, 300, 0.05, 3e-5, 2e-3}, {1000, 300, 0.5, 4e-5, 3e-4}, {100, 310, 0.05, 5e-5, 4e-3}};
  const auto one = views::climb_figure({steps[0]}, "an amplifier", plot::dark_theme());
  REQUIRE(one->traces.size() == 2);
  CHECK(one->traces[0].x == std::vector{0.05});
  CHECK(one->traces[0].y[0] == Approx(0.2));  // per cent, of THD+N
  CHECK(one->left.to > one->left.from);
  const auto both = views::climb_figure(steps, "an amplifier", plot::dark_theme());
  CHECK(both->traces.size() == 4);  // of two frequencies
  CHECK(both->traces[0].x.size() == 2);
  Headless h;
  const auto all = test::snapshots();
  h.desk.page = views::Page::kMeasure;
  h.settle(all.at("measuring the maximum"));
  REQUIRE(h.desk.live_climb);
  h.settle(all.at("measuring, nothing heard yet"));
  CHECK(!h.desk.live_climb);
}

TEST_CASE("The report holds the library's results, and nothing that was removed", "[views][panels]") {
  const Folder folder;
  CHECK_THROWS_AS(views::write_report(folder.path, folder.path / "out"), core::Error);
  folder.write("a.json", test::load_json("a kept load").dump());
  const auto gone = folder.write("b.json", test::load_json("a removed load").dump());
  folder.write("broken.json", "{ \"format\": \"ohmb");
  views::remove_file(gone);
  const auto first = views::write_report(folder.path, folder.path / "out");
  const auto second = views::write_report(folder.path, folder.path / "out");
  CHECK(first.file != second.file);
  CHECK(first.results == 1);
  CHECK(first.problems.size() == 1);
  std::ifstream in(first.file);
  const std::string html{std::istreambuf_iterator<char>(in), {}};
  CHECK(html.find("a kept load") != std::string::npos);
  CHECK(html.find("a removed load") == std::string::npos);
  CHECK_THROWS_AS(views::write_report(folder.path, "/proc/none"), core::Error);
}

TEST_CASE("Nothing begins with a value that is none, whether it is mistyped or not above 0",
          "[gui][panels]") {
  const auto s = test::snapshots().at("no calibration");
  for (const auto* wrong : {"1oom", "0,1", "-1", "0", "100 mv"}) {
    INFO(wrong);
    Headless h;
    h.desk.page = views::Page::kMeasure;
    h.desk.load_volt = wrong;
    h.settle(s);
    h.press(s, screen::kSpace);
    CHECK(h.asked.empty());
    h.desk.load_volt = "100m";
    h.frame(s);
    h.press(s, screen::kSpace);
    CHECK(h.asked.size() == 1);
    h.asked.clear();
    h.desk.page = views::Page::kBench;
    h.desk.fold_device = true;
    h.desk.limit_volt = wrong;
    h.settle(s);
    h.press(s, 'E');
    CHECK(h.asked.empty());
    h.desk.page = views::Page::kCalibrate;
    h.desk.reference_ohm = wrong;
    h.settle(s);
    h.press(s, 'A');
    h.press(s, '4');
    h.press(s, 'V');
    CHECK(h.asked.empty());
    h.press(s, '1');  // needs no reference
    CHECK(h.asked.size() == 1);
  }
}

TEST_CASE("The list of keys keeps the keys from the page below, and Escape closes it", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.page = views::Page::kMeasure;
  h.settle(s);
  h.press(s, 'H');
  h.frame(s);
  REQUIRE(h.desk.help);
  h.press(s, screen::kSpace);
  CHECK(h.asked.empty());
  h.press(s, screen::kEscape);
  CHECK(!h.desk.help);
  CHECK(h.stops == 0);
}

TEST_CASE("What succeeds ends an old trouble", "[gui][panels]") {
  Headless h;
  const auto s = test::snapshots().at("no calibration");
  h.desk.troubles = {"the folder cannot be written"};
  h.clerk.do_once([&d = h.desk]() -> views::Delivery { return [&d] { gui::say(d, "written"); }; });
  h.settle(s);
  CHECK(h.desk.troubles.empty());
  CHECK(h.desk.note == "written");
}

TEST_CASE("How the dashboard was left is found again, and nonsense is not", "[gui][panels]") {
  const Folder folder;
  const auto file = folder.path / "dashboard.json";
  gui::Desk left;
  left.fold_advice = true;
  left.format = 2;
  left.in_pixels = true;
  left.width_px = "1600";
  left.what_if.sensitivity = "100 dB/V";
  gui::remember(file, left, {10, 20, 1300, 800});
  gui::Desk found;
  const auto place = gui::recall(file, found);
  REQUIRE(place);
  CHECK(place->x == 10);
  CHECK(place->height == 800);
  CHECK(found.fold_advice);
  CHECK(found.format == 2);
  CHECK(found.in_pixels);
  CHECK(found.width_px == "1600");
  CHECK(found.what_if.sensitivity.empty());  // of another load, perhaps
  for (const auto* nonsense : {"", "{", "[1]", "{\"publish\": 3, \"window\": {\"x\": 1e99}}",
                               "{\"publish\": {\"file\": 99, \"preset\": -1, \"dark\": \"yes\"}}"}) {
    folder.write("dashboard.json", nonsense);
    gui::Desk fresh;
    CHECK(!gui::recall(file, fresh));
    CHECK(fresh.format == 0);
    CHECK(fresh.preset == 0);
    CHECK(!fresh.dark);
  }
  gui::remember("/proc/none/dashboard.json", left, {});  // and nothing happens
}
