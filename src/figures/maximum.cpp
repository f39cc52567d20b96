#include "figures/maximum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {
namespace {

double summary_of(const Subject& s, const char* key) {
  const auto found = s.result.find("summary");
  if (found == s.result.end() || !found->is_object() || !found->contains(key) || !found->at(key).is_number())
    throw core::bad_input(fmt::format("the result of {} lacks summary.{}", s.name, key),
                          "measure max-output again");
  return found->at(key).get<double>();
}

}  // namespace

Maximum maximum_of(const Subject& s) {
  Maximum m;
  m.name = s.name, m.conditions = conditions_of(s);
  m.f_hz = storage::number(s.result, "frequency_hz", s.name);
  m.ohm = storage::number(s.result, "load_ohm", s.name);
  m.volt = summary_of(s, "max_volt"), m.ampere = summary_of(s, "max_ampere");
  m.watt = summary_of(s, "max_watt");
  const auto cause = storage::text_of(s.result["summary"], "cause");
  m.ending = cause == "voltage" ? Ending::kVoltage : cause == "current" ? Ending::kCurrent : Ending::kOther;
  return m;
}

std::vector<Subject> each_sweep(const std::vector<Subject>& results) {
  std::vector<Subject> all;
  for (const auto& s : results) {
    const auto sweeps = s.result.find("sweeps");
    if (sweeps == s.result.end() || !sweeps->is_array() || sweeps->empty()) {
      all.push_back(s);
      continue;
    }
    for (const auto& sweep : *sweeps) {
      all.push_back(s);
      all.back().result.erase("sweeps");
      all.back().result.update(sweep);
    }
  }
  return all;
}

std::string conditions_of(const Subject& s) {
  const double f = storage::number(s.result, "frequency_hz", s.name);
  const double ohm = storage::number(s.result, "load_ohm", s.name);
  return fmt::format("{} at {} into {}", s.name, core::format_si(f, "Hz"), core::format_si(ohm, "Ω"));
}

std::vector<double> values(const nlohmann::json& object, const char* key) {
  std::vector<double> result;
  if (!object.contains(key) || !object[key].is_array()) return result;
  for (const auto& x : object[key])
    result.push_back(x.is_number() ? x.get<double>() : std::numeric_limits<double>::quiet_NaN());
  return result;
}

void Extent::take(const std::vector<double>& list) {
  for (const double v : list) {
    if (!(v > 0) || !std::isfinite(v)) continue;
    least = std::min(least, v), most = std::max(most, v);
  }
}

plot::Axis Extent::axis(const std::string& label) const {
  plot::Axis a{label, plot::Scale::kLog, least, most, plot::TickText::kPrefixed};
  plot::round_out_log(a);
  return a;
}

}  // namespace ohmbench::figures
