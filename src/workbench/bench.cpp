#include "workbench/bench.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::workbench {
namespace {

nlohmann::json to_json(const toml::node& node) {
  nlohmann::json json;
  if (const auto* table = node.as_table()) {
    json = nlohmann::json::object();
    for (const auto& [key, value] : *table) json[std::string(key.str())] = to_json(value);
  } else if (const auto* array = node.as_array()) {
    json = nlohmann::json::array();
    for (const auto& value : *array) json.push_back(to_json(value));
  } else if (const auto text = node.value_exact<std::string>()) {
    json = *text;
  } else if (const auto flag = node.value_exact<bool>()) {
    json = *flag;
  } else if (const auto whole = node.value_exact<std::int64_t>()) {
    json = *whole;
  } else if (const auto number = node.value<double>()) {
    json = *number;
  }
  return json;
}

/// Hands out the tables of a file and refuses those that nobody asked for.
class Tables {
 public:
  Tables(const toml::table& root, std::string file)
      : root_(root), file_(std::move(file)), top_(&root, "", file_) {}

  TomlTable get(const std::string& name) {
    known_.insert(name);
    const auto* node = root_.get(name);
    if (node != nullptr && !node->is_table()) top_.refuse(name, fmt::format("must be a table: [{}]", name));
    return {node == nullptr ? nullptr : node->as_table(), name, file_};
  }

  void refuse_others() const {
    std::string names;
    for (const auto& name : known_) names += fmt::format("{}[{}]", names.empty() ? "" : ", ", name);
    for (const auto& [key, node] : root_) {
      if (known_.count(std::string(key.str())) == 0)
        top_.refuse(std::string(key.str()), "is not known", "known: " + names);
    }
  }

 private:
  const toml::table& root_;
  std::string file_;
  TomlTable top_;
  std::set<std::string> known_;
};

void read_interface(TomlTable t, Bench& bench) {
  auto& i = bench.interface;
  i.host_api = t.text("host_api").value_or("");
  i.input = t.required_text("input");
  i.output = t.text("output").value_or(i.input);
  i.sample_rate_hz = t.number("sample_rate", 8000, 768000).value_or(48000);
  if (const auto frames = t.integer("buffer_frames", 16, 65536))
    i.buffer_frames = static_cast<unsigned>(*frames);
  if (const auto v = t.positives("adc_full_scale_volt", 2))
    bench.rig.adc_full_scale = {core::PeakVolts((*v)[0]), core::PeakVolts((*v)[1])};
  if (const auto percent = t.number("adc_full_scale_tolerance_percent", 0, 50))
    bench.rig.stated_volt_sigma = *percent / 100;
  if (const auto v = t.positive("dac_full_scale_volt")) bench.rig.dac_full_scale = core::PeakVolts(*v);
  if (const auto ohm = t.positives("input_ohm", 2))
    bench.rig.input_resistance = {core::Ohms((*ohm)[0]), core::Ohms((*ohm)[1])};
  const auto format = t.text("sample_format").value_or("float32");
  if (format != "float32" && format != "int24") {
    t.refuse("sample_format", fmt::format("= \"{}\" is not known", format), "use \"float32\" or \"int24\"");
  }
  i.packed_24_bit = format == "int24";
  t.refuse_others();
}

void read_wiring(TomlTable t, Bench& bench) {
  constexpr int kMostChannels = 256;
  auto& w = bench.wiring;
  w.output_channel = t.integer("output_channel", 1, kMostChannels).value_or(1);
  w.source_channel = t.integer("source_channel", 1, kMostChannels).value_or(1);
  w.load_channel = t.integer("load_channel", 1, kMostChannels).value_or(2);
  w.reference_channel = t.integer("reference_channel", 1, kMostChannels);
  w.injection_output_channel = t.integer("injection_output_channel", 1, kMostChannels);
  if (w.source_channel == w.load_channel)
    t.refuse("load_channel", "is the same input as source_channel", "two inputs are needed");
  if (w.reference_channel &&
      (*w.reference_channel == w.source_channel || *w.reference_channel == w.load_channel)) {
    t.refuse("reference_channel", "is an input that is already used", "name another, or leave it out");
  }
  if (w.injection_output_channel == w.output_channel)
    t.refuse("injection_output_channel", "is the same output as output_channel",
             "name another, or leave it out");
  w.second_output_channel = t.integer("second_output_channel", 1, kMostChannels);
  w.second_source_channel = t.integer("second_source_channel", 1, kMostChannels);
  if (w.second_output_channel.has_value() != w.second_source_channel.has_value())
    t.refuse(w.second_output_channel ? "second_output_channel" : "second_source_channel",
             "is only half of it", "give second_output_channel and second_source_channel, or neither");
  if (w.second_output_channel == w.output_channel)
    t.refuse("second_output_channel", "is the same output as output_channel",
             "name another, or leave both out");
  const auto taken = {w.source_channel, w.load_channel, w.reference_channel.value_or(0)};
  if (w.second_source_channel &&
      std::find(taken.begin(), taken.end(), *w.second_source_channel) != taken.end())
    t.refuse("second_source_channel", "is an input that is already used", "name another, or leave both out");
  const auto sense = t.text("sense").value_or("high-side");
  if (sense != "high-side" && sense != "low-side")
    t.refuse("sense", fmt::format("= \"{}\" is not known", sense), "use \"high-side\" or \"low-side\"");
  bench.rig.sense = sense == "low-side" ? core::Sense::kLowSide : core::Sense::kHighSide;
  t.positive("sense_resistor_ohm");
  bench.rig.sense_resistor_relative_sigma =
      t.number("sense_resistor_tolerance_percent", 0, 50).value_or(1.0) / 100;
  if (const auto watt = t.positive("sense_resistor_max_watt"))
    bench.limits.sense_resistor_max = core::Watts(*watt);
  t.refuse_others();  // first: a misspelt sense_resistor_ohm is better named than missed
  bench.rig.sense_resistor = core::Ohms(t.required_positive("sense_resistor_ohm"));
}

void read_fixture(TomlTable t, Bench& bench) {
  bench.fixture.switch_command = t.text("switch_command").value_or("");
  if (const auto ohm = t.positive("reference_resistor_ohm"))
    bench.fixture.reference_resistor = core::Ohms(*ohm);
  bench.fixture.reference_resistor_relative_sigma =
      t.number("reference_resistor_tolerance_percent", 0, 50).value_or(0.1) / 100;
  if (const auto w = t.positive("reference_resistor_max_watt"))
    bench.limits.reference_resistor_max = core::Watts(*w);
  t.refuse_others();
}

void read_limits(TomlTable t, Bench& bench) {
  if (const auto v = t.positive("load_max_volt")) bench.limits.load_max = core::Volts(*v);
  if (const auto w = t.positive("load_max_watt")) bench.limits.load_max_power = core::Watts(*w);
  constexpr double kLoudestStart = -6;  // louder, the crests of the probe would exceed full scale
  bench.limits.start = core::DbFs(t.number("start_dbfs", -120, kLoudestStart).value_or(-40));
  t.refuse_others();
}

void read_virtual(TomlTable t, Bench& bench) {
  auto& v = bench.virtual_bench;
  v.amp = t.text("amp").value_or(v.amp);
  v.load = t.text("load").value_or(v.load);
  v.faults = t.texts("faults").value_or(v.faults);
  v.noise_dbfs = t.number("noise_dbfs", -400, 0).value_or(v.noise_dbfs);
  v.hum_dbfs = t.number("hum_dbfs", -400, 0).value_or(v.hum_dbfs);
  v.mains_hz = t.number("mains_hz", 40, 70).value_or(v.mains_hz);
  v.channel_gain_db = t.number("channel_gain_db", -20, 20).value_or(v.channel_gain_db);
  v.clock_ppm = t.number("clock_ppm", -300, 300).value_or(v.clock_ppm);
  v.bits = t.integer("bits", 0, 32).value_or(v.bits);
  v.pace = t.number("pace", 0, 1000).value_or(v.pace);
  v.seed = static_cast<unsigned>(t.integer("seed", 0, 1 << 30).value_or(1));
  v.state_file = t.text("state_file").value_or("");
  t.refuse_others();
}

}  // namespace

Bench parse_bench(const std::string& text, const std::filesystem::path& path) {
  const std::string file = path.filename().string();
  const toml::table root = parse_toml(text, file);
  Tables tables(root, file);
  Bench bench;
  bench.path = path;
  if (root.get("interface") == nullptr)
    throw core::bad_input(fmt::format("{}: the table [interface] is missing", file),
                          "see calibration/bench.toml for an example");
  if (root.get("wiring") == nullptr)
    throw core::bad_input(fmt::format("{}: the table [wiring] is missing", file),
                          "see calibration/bench.toml for an example");
  read_interface(tables.get("interface"), bench);
  read_wiring(tables.get("wiring"), bench);
  read_fixture(tables.get("fixture"), bench);
  read_limits(tables.get("limits"), bench);
  read_virtual(tables.get("virtual"), bench);
  auto calibration = tables.get("calibration");
  if (const auto name = calibration.text("file")) bench.calibration_file = path.parent_path() / *name;
  calibration.refuse_others();
  auto records = tables.get("records");
  if (const auto folder = records.text("folder")) bench.records_folder = path.parent_path() / *folder;
  records.refuse_others();
  tables.refuse_others();
  bench.as_text = text;
  bench.as_json = to_json(root).dump();
  return bench;
}

Bench read_bench(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path)) {
    throw core::bad_input(fmt::format("{}: cannot be read", path.string()),
                          "give --bench the path of a bench.toml; calibration/bench.toml is an example");
  }
  std::ostringstream text;
  text << file.rdbuf();
  return parse_bench(text.str(), path);
}

Bench virtual_bench(const std::string& amp, const std::string& load, core::Ohms sense_resistor) {
  const auto text = fmt::format(
      "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [8.0, 8.0]\ndac_full_scale_volt = 2.0\n"
      "[wiring]\nreference_channel = 3\ninjection_output_channel = 2\nsense_resistor_ohm = "
      "{}\nsense_resistor_tolerance_percent = 0.1\n"
      "[limits]\nload_max_volt = 1.0\nload_max_watt = 0.1\n"
      "[virtual]\namp = \"{}\"\nload = \"{}\"\n",
      sense_resistor.value(), amp, load);
  return parse_bench(text, "virtual-bench.toml");
}

}  // namespace ohmbench::workbench
