#include "matches/amplifier_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "library/sheet_files.hpp"
#include "results/max_output_options.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::matches {
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

/// The largest of the steps, or what a burst made of the maximum; empty if there is none.
std::optional<double> highest_of(const json& result, const char* key, double maximum) {
  std::optional<double> highest;
  const json list = result.value(key, json());
  for (const auto& value : list.is_array() ? list : json::array())
    if (value.is_number()) highest = std::max(highest.value_or(0.0), value.get<double>());
  const json summary = result.value("summary", json());
  const json burst = summary.is_object() ? summary.value("short_term", json()) : json();
  const auto gain_db = burst.is_object() ? positive(burst, "gain_db") : std::nullopt;
  if (gain_db) highest = std::max(highest.value_or(0.0), maximum * std::pow(10.0, *gain_db / 20.0));
  return highest;
}

/// Of several frequencies that with the least volts: more is not promised for music, which has them all.
json weakest_of(const json& result) {
  const auto sweeps = results::sweeps_of(result);
  const auto volts = [](const json& sweep) {
    const json summary = sweep.value("summary", json::object());
    if (!summary.is_object()) return HUGE_VAL;
    const auto at_terminals = positive(summary, "max_source_volt");
    return (at_terminals ? at_terminals : positive(summary, "max_volt")).value_or(HUGE_VAL);
  };
  return *std::min_element(sweeps.begin(), sweeps.end(),
                           [&](const json& a, const json& b) { return volts(a) < volts(b); });
}

/// Whether the output had fallen silent in this step.
bool is_silent(const json& result, std::size_t i) {
  const json silent = result.value("silent", json());
  return silent.is_array() && i < silent.size() && silent[i] == true;
}

/// What limited the amplifier, what ended the sweep otherwise, and how much further it may go.
void take_cause(const json& summary, models::MeasuredMaximum& maximum) {
  using models::OutputLimit;
  const auto cause = storage::text_of(summary, "cause");
  const auto limited_by = storage::text_of(summary, "limited_by");
  if (cause == "dac" || limited_by == "dac") {
    maximum.by_amplifier = false;  // also where the interface's own distortion ended it
    maximum.ended_by = models::BenchEnd::kInterface;
  } else if (limited_by == "limit") {
    maximum.ended_by = models::BenchEnd::kLimit;
  }
  if (!maximum.by_amplifier) return;
  if (cause == "voltage") maximum.limit = OutputLimit::kVoltage;
  if (cause == "current") maximum.limit = OutputLimit::kCurrent;
  if (cause == "protection") {
    maximum.limit = OutputLimit::kProtection;
    const auto silent = summary.value("silent_at_dbfs", json()), loud = summary.value("level_dbfs", json());
    if (silent.is_number() && loud.is_number())
      maximum.most_ratio = std::pow(10.0, std::max(0.0, silent.get<double>() - loud.get<double>()) / 20);
  }
  if (cause != "sag") return;
  maximum.limit = OutputLimit::kSag;
  const json burst = summary.value("short_term", json());
  const auto volt = burst.is_object() ? positive(burst, "volt") : std::nullopt;
  const auto lasting = positive(summary, "max_volt");
  const bool known = volt && lasting && burst.value("at_least", json()) != true;
  maximum.most_ratio = known ? std::max(1.0, *volt / *lasting) : std::numeric_limits<double>::infinity();
}

/// A-weighted, without the inputs' own where that is told.
std::optional<models::MeasuredNoise> noise_of(const json& result) {
  const json noise = result.value("noise", json());
  if (!noise.is_object()) return {};
  const json own = noise.value("amplifier", json());
  if (own.is_object()) {
    if (const auto volt = positive(own, "a_weighted_volt"))
      return models::MeasuredNoise{core::Volts(*volt), own.value("a_weighted_at_most", json()) == true};
  }
  const auto both = positive(noise, "a_weighted_volt");
  return both ? std::optional(models::MeasuredNoise{core::Volts(*both), true}) : std::nullopt;
}

/// The steps with their THD+N, ascending in voltage: a step that is not louder than the one before tells
/// nothing new. Empty if the result has none.
std::vector<models::DistortionPoint> distortion_of(const json& result, const std::filesystem::path& path) {
  // at the amplifier's terminals where they are told; beside them a sense resistor would take its part
  const char* key = result.contains("source_volt") ? "source_volt" : "volt";
  if (!result.contains(key) || !result.contains("thd_n_percent")) return {};
  const auto volt = storage::numbers(result, key, path);
  const auto thd_n = storage::numbers(result, "thd_n_percent", path);
  if (volt.size() != thd_n.size())
    throw unusable(path, "its lists have different lengths", "measure it again");
  std::vector<models::DistortionPoint> steps;
  for (std::size_t i = 0; i < volt.size(); ++i) {
    if (volt[i] > 0 && thd_n[i] > 0 && !is_silent(result, i))
      steps.push_back({core::Volts(volt[i]), thd_n[i]});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.volt < b.volt; });
  steps.erase(
      std::unique(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.volt == b.volt; }),
      steps.end());
  return steps;
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
  const json whole = results::read_result(path);
  const std::string kind = whole.value("kind", "");
  if (kind != "max-output")
    throw unusable(path, fmt::format("is of kind \"{}\"", kind), "a result of kind max-output is needed");
  const json result = weakest_of(whole);
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
  const json name = whole.value("name", json());
  models::MeasuredMaximum maximum{name.is_string() ? name.get<std::string>() : "",
                                  core::Volts(at_terminals.value_or(*volt)), core::Amperes(*ampere),
                                  by_amplifier};
  if (summary.value("told_by", json()) != "gain") maximum.distortion = distortion_of(result, path);
  if (at_terminals) {
    maximum.load = maximum.volt / maximum.ampere;  // with the sense resistor in it
  } else if (load_ohm) {
    maximum.load = core::Ohms(*load_ohm);
  }
  take_cause(summary, maximum);
  maximum.noise = noise_of(whole);
  if (whole.contains("sweeps")) maximum.weakest_hz = positive(result, "frequency_hz");
  for (const auto& sweep : results::sweeps_of(whole)) {
    const json s = sweep.value("summary", json());
    const auto most = positive(s, at_terminals ? "max_source_volt" : "max_volt");
    if (const auto volts = highest_of(sweep, "source_volt", most.value_or(0.0)))
      maximum.highest_volt = std::max(maximum.highest_volt.value_or(core::Volts(0)), core::Volts(*volts));
    if (const auto amps = highest_of(sweep, "ampere", positive(s, "max_ampere").value_or(0.0)))
      maximum.highest_ampere =
          std::max(maximum.highest_ampere.value_or(core::Amperes(0)), core::Amperes(*amps));
  }
  if (const auto sigma = positive(summary, at_terminals ? "sigma_max_source_volt" : "sigma_max_volt"))
    maximum.volt_sigma = *sigma / maximum.volt.value();
  if (const auto sigma = positive(summary, "sigma_max_ampere"))
    maximum.ampere_sigma = *sigma / maximum.ampere.value();
  return maximum;
}

AmplifierFiles read_amplifier(const std::vector<std::filesystem::path>& paths) {
  AmplifierFiles files;
  for (const auto& path : paths) {
    if (path.extension() == ".toml") {
      keep(files.sheet, read_amplifier_sheet(path), path, "datasheet");
      continue;
    }
    const std::string kind = results::read_result(path).value("kind", "");
    if (kind == "output-impedance") {
      keep(files.z_out, results::read_output_impedance(path), path, "output impedance");
    } else if (kind == "max-output") {
      keep(files.maximum, read_measured_maximum(path), path, "maximum output");
    } else {
      throw unusable(path, fmt::format("is of kind \"{}\", which says nothing about an amplifier", kind),
                     "give results of output-impedance and max-output, or a datasheet .toml");
    }
  }
  return files;
}

}  // namespace ohmbench::matches
