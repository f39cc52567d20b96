#include "results/levels_result.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace ohmbench::results {

using nlohmann::json;

void put_levels(json& result, const session::LoadMeasurement& m) {
  if (!m.level_dependence) return;
  json levels = json::array();
  for (const auto& run : m.levels) {
    json level = {{"level_dbfs", run.level.value()},
                  {"frequency_hz", run.curve.f_hz},
                  {"noise_ohm", run.curve.noise_ohm}};
    for (const auto& z : run.curve.z_ohm) {
      level["impedance_re_ohm"].push_back(z.real());
      level["impedance_im_ohm"].push_back(z.imag());
    }
    if (run.load_voltage) level["load_volt"] = run.load_voltage->value();
    levels.push_back(std::move(level));
  }
  result["levels"] = std::move(levels);
  const auto& d = *m.level_dependence;
  json found = {{"verdict", findings::name_of(d.verdict)}, {"why", d.why}};
  if (!d.f_hz.empty()) {
    found.update({{"largest_relative_change", d.largest_change},
                  {"largest_hz", d.largest_hz},
                  {"significance_sigma", d.significance},
                  {"frequency_hz", d.f_hz},
                  {"relative_change", d.change},
                  {"relative_sigma", d.sigma}});
  }
  result["level_dependence"] = std::move(found);
}

std::string levels_line(const session::LoadMeasurement& m) {
  if (!m.level_dependence) return {};
  return fmt::format("levels   depends on the level: {}; {}\n",
                     findings::name_of(m.level_dependence->verdict), m.level_dependence->why);
}

}  // namespace ohmbench::results
