#include "results/amplifier_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "results/result_file.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

template <class Quantity>
std::optional<Quantity> as(std::optional<double> value) {
  return value ? std::optional(Quantity(*value)) : std::nullopt;
}

std::optional<models::AmplifierClass> read_class(workbench::TomlTable& sheet) {
  const auto text = sheet.text("class");
  if (!text) return {};
  if (*text == "A") return models::AmplifierClass::kA;
  if (*text == "AB") return models::AmplifierClass::kAb;
  if (*text == "B") return models::AmplifierClass::kB;
  if (*text == "D") return models::AmplifierClass::kD;
  sheet.refuse("class", fmt::format("= \"{}\" is not a class", *text), "write \"A\", \"AB\", \"B\" or \"D\"");
}

/// [power_watt], `"32" = 1.0`: the key is the load in ohm.
std::vector<models::RatedPower> read_rated_power(const toml::table& root, const std::string& file) {
  const auto* node = root.get("power_watt");
  if (node == nullptr) return {};
  const auto* table = node->as_table();
  if (table == nullptr)
    workbench::TomlTable(&root, "", file)
        .refuse("power_watt", "must be a table", "write [power_watt], then \"32\" = 1.0");
  workbench::TomlTable powers(table, "power_watt", file);
  std::vector<models::RatedPower> rated;
  for (const auto& [key, value] : *table) {
    const std::string name(key.str());
    const auto ohm = core::parse_si(name);
    if (!ohm || *ohm <= 0) powers.refuse(name, "is not a load in ohm", "write for example \"32\" = 1.0");
    const auto same = [&](const models::RatedPower& r) { return r.load.value() == *ohm; };
    if (std::any_of(rated.begin(), rated.end(), same))
      powers.refuse(name, "is given twice", "keep one of them");
    rated.push_back({core::Ohms(*ohm), core::Watts(*powers.positive(name))});
  }
  std::sort(rated.begin(), rated.end(), [](const auto& a, const auto& b) { return a.load < b.load; });
  return rated;
}

core::Error unusable(const std::filesystem::path& path, const std::string& why, const std::string& remedy) {
  return core::bad_input(fmt::format("{}: {}", path.string(), why), remedy);
}

/// A number above 0 in a result's summary or head; empty if it is not there.
std::optional<double> positive(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return {};
  const double value = found->get<double>();
  constexpr double kAbsurd = 1e12;  // no amplifier has that in any unit; beyond, squares overflow
  return value > 0 && value < kAbsurd ? std::optional(value) : std::nullopt;
}

/// Keeps the value, unless there is one already.
template <class T>
void keep(std::optional<T>& place, T value, const std::filesystem::path& path, const char* what) {
  if (place)
    throw unusable(path, fmt::format("is the second {} of one amplifier", what), "give one of each kind");
  place = std::move(value);
}

}  // namespace

models::AmplifierSheet parse_amplifier_sheet(const std::string& text, const std::string& file) {
  toml::table root = workbench::parse_toml(text, file);
  models::AmplifierSheet sheet;
  sheet.rated_power = read_rated_power(root, file);
  root.erase("power_watt");
  workbench::TomlTable top(&root, "", file);
  top.text("power_watt");  // read and taken out above; asked for, so that it is listed among the known keys
  sheet.name = top.required_text("name");
  constexpr double kMost = std::numeric_limits<double>::max();
  sheet.output_impedance = as<core::Ohms>(top.number("output_impedance_ohm", 0.0, kMost));
  sheet.max_volt = as<core::Volts>(top.positive("max_volt"));
  sheet.max_ampere = as<core::Amperes>(top.positive("max_ampere"));
  sheet.amplifier_class = read_class(top);
  sheet.min_load = as<core::Ohms>(top.positive("min_load_ohm"));
  sheet.max_dissipation = as<core::Watts>(top.positive("max_dissipation_watt"));
  sheet.noise = as<core::Volts>(top.number("noise_volt", 0.0, kMost));
  top.refuse_others();
  return sheet;
}

models::AmplifierSheet read_amplifier_sheet(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path)) throw unusable(path, "cannot be read", "check the name");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_amplifier_sheet(text.str(), path.string());
}

models::MeasuredMaximum read_measured_maximum(const std::filesystem::path& path) {
  const json result = read_result(path);
  const std::string kind = result.value("kind", "");
  if (kind != "max-output")
    throw unusable(path, fmt::format("is of kind \"{}\"", kind), "a result of kind max-output is needed");
  const json found = result.value("summary", json());
  const json summary = found.is_object() ? found : json::object();
  const auto volt = positive(summary, "max_volt");
  auto ampere = positive(summary, "max_ampere");
  const auto load_ohm = positive(result, "load_ohm");
  if (volt && !ampere && load_ohm) ampere = *volt / *load_ohm;
  if (!volt || !ampere)
    throw unusable(path, "its summary has no max_volt and max_ampere", "measure it again");
  const bool by_amplifier = summary.value("limited_by", json()) == "thd-n";
  const json name = result.value("name", json());
  return {name.is_string() ? name.get<std::string>() : "", core::Volts(*volt), core::Amperes(*ampere),
          by_amplifier};
}

AmplifierFiles read_amplifier(const std::vector<std::filesystem::path>& paths) {
  AmplifierFiles files;
  for (const auto& path : paths) {
    if (path.extension() == ".toml") {
      keep(files.sheet, read_amplifier_sheet(path), path, "datasheet");
      continue;
    }
    const std::string kind = read_result(path).value("kind", "");
    if (kind == "output-impedance") {
      keep(files.z_out, read_output_impedance(path), path, "output impedance");
    } else if (kind == "max-output") {
      keep(files.maximum, read_measured_maximum(path), path, "maximum output");
    } else {
      throw unusable(path, fmt::format("is of kind \"{}\", which says nothing about an amplifier", kind),
                     "give results of output-impedance and max-output, or a datasheet .toml");
    }
  }
  return files;
}

}  // namespace ohmbench::results
