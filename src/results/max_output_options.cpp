#include "results/max_output_options.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::results {

using nlohmann::json;

namespace {

json seen_json(const max_output::LoadSeen& seen) {
  return {{"frequency_hz", seen.f_hz},
          {"load_ohm", seen.load_ohm},
          {"terminal_ohm", seen.terminal_ohm},
          {"gain_volt", seen.gain_volt}};
}

max_output::LoadSeen seen_of(const json& j) {
  return {j.at("frequency_hz").get<double>(), j.at("load_ohm").get<double>(),
          j.at("terminal_ohm").get<double>(), j.at("gain_volt").get<double>()};
}

/// Load and gain as the least distorted step of a sweep tells them. Empty where its steps do not.
std::optional<max_output::LoadSeen> seen_in(const json& sweep, const std::filesystem::path& path) {
  for (const char* key : {"frequency_hz", "source_volt", "ampere", "level_dbfs", "thd_n_percent"})
    if (!sweep.contains(key)) return {};
  const auto volt = storage::numbers(sweep, "source_volt", path);
  const auto ampere = storage::numbers(sweep, "ampere", path);
  const auto level = storage::numbers(sweep, "level_dbfs", path);
  const auto thd_n = storage::numbers(sweep, "thd_n_percent", path);
  const auto count = std::min({volt.size(), ampere.size(), level.size(), thd_n.size()});
  std::optional<std::size_t> cleanest;
  for (std::size_t i = 0; i < count; ++i)
    if (volt[i] > 0 && ampere[i] > 0 && (!cleanest || thd_n[i] < thd_n[*cleanest])) cleanest = i;
  if (!cleanest) return {};
  const std::size_t i = *cleanest;
  return max_output::LoadSeen{storage::number(sweep, "frequency_hz", path),
                              storage::number(sweep, "load_ohm", path), volt[i] / ampere[i],
                              volt[i] / std::pow(10.0, level[i] / 20)};
}

std::optional<max_output::OtherLoad> other_load(const json& sweep, const std::filesystem::path& path) {
  const json summary = sweep.value("summary", json());
  const bool distorted = summary.is_object() && storage::text_of(summary, "limited_by") == "thd-n" &&
                         storage::text_of(summary, "cause") != "protection";
  if (!distorted) return {};
  max_output::OtherLoad other;
  other.name = fmt::format("a load of {}", core::format_si(storage::number(sweep, "load_ohm", path), "ohm"));
  other.level_dbfs = storage::number(summary, "level_dbfs", path);
  other.highest_dbfs = *other.level_dbfs;
  other.ampere = storage::number(summary, "max_ampere", path);
  other.seen = seen_in(sweep, path);
  return other;
}

}  // namespace

std::vector<json> sweeps_of(const json& result) {
  const json list = result.value("sweeps", json());
  std::vector<json> sweeps;
  if (list.is_array())
    for (const auto& sweep : list)
      if (sweep.is_object() && sweep.value("summary", json()).is_object()) sweeps.push_back(sweep);
  if (sweeps.empty()) sweeps.push_back(result);
  return sweeps;
}

std::vector<max_output::OtherLoad> read_other_loads(const std::filesystem::path& path) {
  const json result = read_result(path);
  if (storage::text_of(result, "kind") != "max-output")
    throw storage::unusable(path, "is no result of kind max-output", "measure the other load first");
  std::vector<max_output::OtherLoad> found;
  for (const auto& sweep : sweeps_of(result))
    if (auto other = other_load(sweep, path)) found.push_back(std::move(*other));
  if (found.empty())
    throw storage::unusable(path,
                            "was not ended by distortion, so it says nothing about what limits the amplifier",
                            "measure with a load into which it clips");
  return found;
}

json to_json(const max_output::Options& o) {
  json others = json::array();
  for (const auto& other : o.others) {
    json j{{"name", other.name}, {"highest_dbfs", other.highest_dbfs}};
    if (other.level_dbfs) j["level_dbfs"] = *other.level_dbfs;
    if (other.ampere) j["ampere"] = *other.ampere;
    if (other.seen) j["seen"] = seen_json(*other.seen);
    others.push_back(std::move(j));
  }
  return {{"frequency_hz", o.frequencies_hz},
          {"thd_n_limit", o.thd_n_limit},
          {"bursts", o.bursts},
          {"hold", o.hold},
          {"repeats", o.repeats},
          {"open", o.open},
          {"others", std::move(others)}};
}

max_output::Options max_output_options(const json& j, const std::filesystem::path& from) {
  max_output::Options o;
  try {
    o.frequencies_hz = j.at("frequency_hz").get<std::vector<double>>();
    o.thd_n_limit = j.at("thd_n_limit").get<double>();
    o.bursts = j.at("bursts").get<bool>();
    o.hold = j.at("hold").get<bool>();
    o.repeats = j.at("repeats").get<int>();
    o.open = j.at("open").get<bool>();
    for (const auto& other : j.at("others")) {
      max_output::OtherLoad load;
      load.name = other.at("name").get<std::string>();
      load.highest_dbfs = other.at("highest_dbfs").get<double>();
      if (other.contains("level_dbfs")) load.level_dbfs = other.at("level_dbfs").get<double>();
      if (other.contains("ampere")) load.ampere = other.at("ampere").get<double>();
      if (other.contains("seen")) load.seen = seen_of(other.at("seen"));
      o.others.push_back(std::move(load));
    }
  } catch (const json::exception&) {
    throw storage::unusable(from, "does not say what was asked for");
  }
  return o;
}

}  // namespace ohmbench::results
