#include "workbench/bench_edit.hpp"

#include <fmt/format.h>

#include <sstream>

#include "core/error.hpp"
#include "storage/staged_file.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::workbench {
namespace {

toml::table& table_of(toml::table& root, const char* name) {
  if (auto* there = root.get_as<toml::table>(name)) return *there;
  return *root.insert_or_assign(name, toml::table{}).first->second.as_table();
}

template <class T>
void put(toml::table& table, const char* key, const std::optional<T>& value) {
  if (value) table.insert_or_assign(key, *value);
}

void put_device(toml::table& root, const BenchEdit::Device& device, const InterfaceConfig& before) {
  auto& i = table_of(root, "interface");
  const bool same = device.input == before.input && device.output == before.output;
  i.insert_or_assign("input", device.input);
  i.insert_or_assign("output", device.output);
  if (device.host_api.empty() || device.input == "virtual")
    i.erase("host_api");
  else
    i.insert_or_assign("host_api", device.host_api);
  if (!same)
    for (const char* of_the_former :
         {"adc_full_scale_volt", "dac_full_scale_volt", "input_ohm", "sample_format"})
      i.erase(of_the_former);
  if (before.is_virtual() && !same) root.erase("virtual");
  auto& w = table_of(root, "wiring");
  const auto drop_beyond = [&](std::initializer_list<const char*> keys, int most) {
    bool beyond = false;
    for (const char* key : keys) beyond = beyond || (most > 0 && w[key].value_or<std::int64_t>(0) > most);
    if (beyond)
      for (const char* key : keys) w.erase(key);
  };
  drop_beyond({"reference_channel"}, device.input_channels);
  drop_beyond({"injection_output_channel"}, device.output_channels);
  // the amplifier's other channel is described by both or by neither
  const bool no_second = (device.input_channels > 0 &&
                          w["second_source_channel"].value_or<std::int64_t>(0) > device.input_channels) ||
                         (device.output_channels > 0 &&
                          w["second_output_channel"].value_or<std::int64_t>(0) > device.output_channels);
  if (no_second) w.erase("second_source_channel"), w.erase("second_output_channel");
}

void put_channels(toml::table& root, const BenchEdit& edit) {
  auto& w = table_of(root, "wiring");
  put(w, "output_channel", edit.output_channel);
  put(w, "source_channel", edit.source_channel);
  put(w, "load_channel", edit.load_channel);
  if (edit.reference_channel && *edit.reference_channel == 0)
    w.erase("reference_channel");
  else
    put(w, "reference_channel", edit.reference_channel);
  put(w, "sense_resistor_ohm", edit.sense_resistor_ohm);
  if (edit.sense)
    w.insert_or_assign("sense", *edit.sense == core::Sense::kLowSide ? "low-side" : "high-side");
}

}  // namespace

Bench edited(const Bench& bench, const BenchEdit& edit) {
  const auto file = bench.path.filename().string();
  auto root = parse_toml(bench.as_text, file);
  if (edit.device) put_device(root, *edit.device, bench.interface);
  put_channels(root, edit);
  if (edit.load_max_volt || edit.load_max_watt) {
    auto& limits = table_of(root, "limits");
    put(limits, "load_max_volt", edit.load_max_volt);
    put(limits, "load_max_watt", edit.load_max_watt);
  }
  const auto calibration = edit.calibration_file.value_or(bench.calibration_file);
  if (!calibration.empty())
    table_of(root, "calibration").insert_or_assign("file", std::filesystem::absolute(calibration).string());
  const auto records = edit.records_folder.value_or(bench.records_folder);
  if (!records.empty())
    table_of(root, "records").insert_or_assign("folder", std::filesystem::absolute(records).string());
  std::ostringstream text;
  text << root << "\n";
  return parse_bench(text.str(), bench.path);
}

void write_bench(const Bench& bench, const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && storage::read_file(path) != bench.as_text)
    throw core::bad_input(fmt::format("{} is there already, and says something else", path.string()),
                          "give another name");
  storage::write_atomically(path, bench.as_text);
}

}  // namespace ohmbench::workbench
