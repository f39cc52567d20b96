#include "results/amplifier_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "library/sheet_files.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

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

/// The steps with their THD+N, ascending in voltage: a step that is not louder than the one before tells
/// nothing new. Empty if the result has none.
std::vector<models::DistortionPoint> distortion_of(const json& result, const std::filesystem::path& path) {
  if (!result.contains("volt") || !result.contains("thd_n_percent")) return {};
  const auto volt = storage::numbers(result, "volt", path);
  const auto thd_n = storage::numbers(result, "thd_n_percent", path);
  if (volt.size() != thd_n.size())
    throw unusable(path, "its lists have different lengths", "measure it again");
  std::vector<models::DistortionPoint> steps;
  for (std::size_t i = 0; i < volt.size(); ++i) {
    if (volt[i] > 0 && thd_n[i] > 0) steps.push_back({core::Volts(volt[i]), thd_n[i]});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.volt < b.volt; });
  steps.erase(
      std::unique(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.volt == b.volt; }),
      steps.end());
  return steps;
}

/// The largest of the steps, or what a burst made of the maximum; empty if there is none.
std::optional<double> highest_of(const json& result, const char* key, std::optional<double> maximum) {
  std::optional<double> highest;
  const json list = result.value(key, json());
  for (const auto& value : list.is_array() ? list : json::array())
    if (value.is_number()) highest = std::max(highest.value_or(0.0), value.get<double>());
  const json summary = result.value("summary", json());
  const json burst = summary.is_object() ? summary.value("short_term", json()) : json();
  const auto gain_db = burst.is_object() ? positive(burst, "gain_db") : std::nullopt;
  if (gain_db && maximum)
    highest = std::max(highest.value_or(0.0), *maximum * std::pow(10.0, *gain_db / 20.0));
  return highest;
}

template <class Quantity>
std::optional<Quantity> as(const std::optional<double>& value) {
  return value ? std::optional(Quantity(*value)) : std::nullopt;
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
  if (library::is_load(text, file))
    throw core::bad_input(file + ": is the datasheet of a load", "give it with --load");
  return library::parse_amplifier(text, file).sheet;
}

models::AmplifierSheet read_amplifier_sheet(const std::filesystem::path& path) {
  return parse_amplifier_sheet(library::text_of(path), path.string());
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
  // what the amplifier gives at its terminals; the sense resistor keeps a part of it from the load
  const auto at_terminals = positive(summary, "max_source_volt");
  const bool by_amplifier = summary.value("limited_by", json()) == "thd-n";
  const json name = result.value("name", json());
  models::MeasuredMaximum maximum{name.is_string() ? name.get<std::string>() : "",
                                  core::Volts(at_terminals.value_or(*volt)), core::Amperes(*ampere),
                                  by_amplifier};
  maximum.distortion = distortion_of(result, path);
  maximum.highest_volt = as<core::Volts>(highest_of(result, "source_volt", maximum.volt.value()));
  maximum.highest_ampere = as<core::Amperes>(highest_of(result, "ampere", maximum.ampere.value()));
  if (const auto noise = result.find("noise"); noise != result.end() && noise->is_object())
    maximum.noise_at_most = as<core::Volts>(positive(*noise, "a_weighted_volt"));
  if (load_ohm) maximum.load = core::Ohms(*load_ohm);
  return maximum;
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
