#include "results/max_output_options.hpp"

#include <nlohmann/json.hpp>

#include "storage/json_file.hpp"

namespace ohmbench::results {

using nlohmann::json;

json to_json(const max_output::Options& o) {
  json others = json::array();
  for (const auto& other : o.others) {
    json j{{"name", other.name}, {"highest_dbfs", other.highest_dbfs}};
    if (other.level_dbfs) j["level_dbfs"] = *other.level_dbfs;
    if (other.ampere) j["ampere"] = *other.ampere;
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
      o.others.push_back(std::move(load));
    }
  } catch (const json::exception&) {
    throw storage::unusable(from, "does not say what was asked for");
  }
  return o;
}

}  // namespace ohmbench::results
