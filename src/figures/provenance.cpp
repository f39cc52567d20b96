#include "figures/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/si_text.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {
namespace {

using nlohmann::json;

void add(std::string& text, const std::string& more) {
  if (!more.empty()) text += (text.empty() ? "" : ", ") + more;
}

std::optional<double> number_in(const json& result, const char* object, const char* key) {
  const auto found = result.find(object);
  if (found == result.end() || !found->is_object() || !found->contains(key) || !found->at(key).is_number())
    return {};
  return found->at(key).get<double>();
}

std::optional<double> sense_resistor(const Subject& s) {
  if (!s.result.contains("bench") || !s.result["bench"].is_object()) return {};
  return number_in(s.result["bench"], "wiring", "sense_resistor_ohm");
}

std::string day_of(const Subject& s) {
  if (s.result.contains("import")) return {};  // the day on which it was read says nothing
  constexpr std::size_t kDate = 10;            // of ISO 8601
  const auto made = storage::text_of(s.result, "created");
  return made.size() >= kDate ? made.substr(0, kDate) : std::string();
}

/// The point nearest to 1 kHz, where one figure has to stand for all.
std::size_t middle_of(const core::OhmCurve& curve) {
  const auto near = std::min_element(curve.f_hz.begin(), curve.f_hz.end(), [](double a, double b) {
    return std::abs(std::log(a / 1000)) < std::abs(std::log(b / 1000));
  });
  return static_cast<std::size_t>(near - curve.f_hz.begin());
}

/// 1 sigma near 1 kHz, of the value.
std::optional<double> relative_sigma(const Subject& s) {
  if (!s.sigma_known || s.curve.empty()) return {};
  const auto i = middle_of(s.curve);
  const double ohm = std::abs(s.curve.z_ohm[i]);
  if (!(ohm > 0)) return {};
  return s.curve.sigma_ohm[i] / ohm;
}

std::string uncertainty_of(const Subject& s) {
  if (s.curve.empty()) return "";
  if (!s.sigma_known) return "uncertainty not known";
  const auto i = middle_of(s.curve);
  const auto where = core::format_si(s.curve.f_hz[i], "Hz");
  const auto relative = relative_sigma(s);
  return s.kind == "impedance" && relative
             ? fmt::format("uncertainty {:.2g} % at {} (1 sigma)", 100 * *relative, where)
             : fmt::format("uncertainty {} at {} (1 sigma)", core::format_si(s.curve.sigma_ohm[i], "Ω", 2),
                           where);
}

/// "1.00 kHz into 341 Ω, ended by 1 % THD+N (20 Hz to 20 kHz), limit: voltage, volts ± 2.9 % (1 sigma)".
std::string maximum_text(const Subject& s) {
  std::string text;
  const auto& r = s.result;
  const auto number = [&r](const char* key) -> std::optional<double> {
    const auto found = r.find(key);
    if (found == r.end() || !found->is_number()) return {};
    return found->get<double>();
  };
  if (const auto f = number("frequency_hz"), ohm = number("load_ohm"); f && ohm)
    add(text, core::format_si(*f, "Hz") + " into " + core::format_si(*ohm, "Ω"));
  const auto summary = r.find("summary");
  if (summary == r.end() || !summary->is_object()) return text;
  const auto by = storage::text_of(*summary, "limited_by");
  const auto percent = number("thd_n_limit_percent");
  if (by == "thd-n" && percent) {
    add(text, fmt::format("ended by {:g} % THD+N (20 Hz to 20 kHz)", *percent));
  } else if (by == "limit" || by == "dac") {
    add(text, by == "limit" ? "ended by a limit of the bench" : "ended by the interface's full scale");
  }
  const auto cause = storage::text_of(*summary, "cause");
  if (by == "thd-n" && !cause.empty()) add(text, cause == "unknown" ? "cause not known" : "cause: " + cause);
  const auto volt = number_in(r, "summary", "max_volt"), sigma = number_in(r, "summary", "sigma_max_volt");
  if (volt && sigma && *volt > 0) add(text, fmt::format("volts ± {:.2g} % (1 sigma)", 100 * *sigma / *volt));
  return text;
}

/// "907 mV", or "500 mV to 907 mV"; empty if any is not known.
template <class Of, class Words>
std::string range_of(std::span<const Subject> subjects, Of of, Words words) {
  std::vector<double> all;
  for (const auto& s : subjects) {
    const auto value = of(s);
    if (!value) return "";
    all.push_back(*value);
  }
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  const auto from = words(*least), to = words(*most);
  return from == to ? from : from + " to " + to;
}

}  // namespace

std::string provenance_of(const Subject& s) {
  std::string text;
  if (s.kind == "max-output") add(text, maximum_text(s));
  if (const auto volt = number_in(s.result, "measurement", "load_volt")) {
    add(text, core::format_si(*volt, "V") + " at the load");
  } else if (const auto level = number_in(s.result, "measurement", "level_dbfs")) {
    add(text, fmt::format("{:.1f} dBFS", *level));
  }
  if (const auto rs = sense_resistor(s)) add(text, core::format_si(*rs, "Ω") + " sense resistor");
  add(text, uncertainty_of(s));
  if (!s.phase_known) add(text, "phase not known");
  add(text, day_of(s));
  return text.empty() ? s.name : s.name + ": " + text;
}

std::string provenance_of_all(std::span<const Subject> subjects) {
  std::string text;
  const auto volts = [](double v) { return core::format_si(v, "V"); };
  const auto ohms = [](double v) { return core::format_si(v, "Ω"); };
  const auto load_volt = [](const Subject& s) { return number_in(s.result, "measurement", "load_volt"); };
  if (const auto level = range_of(subjects, load_volt, volts); !level.empty())
    add(text, level + " at the load");
  if (const auto rs = range_of(subjects, sense_resistor, ohms); !rs.empty())
    add(text, rs + " sense resistor");
  const auto percent = [](double v) { return fmt::format("{:.2g} %", 100 * v); };
  if (const auto u = range_of(subjects, relative_sigma, percent); !u.empty())
    add(text, "uncertainty " + u + " near 1 kHz (1 sigma)");
  const auto unsure = std::count_if(subjects.begin(), subjects.end(),
                                    [](const Subject& s) { return !s.curve.empty() && !s.sigma_known; });
  if (unsure > 0) add(text, fmt::format("uncertainty not known of {}", unsure));
  std::vector<std::string> days;
  for (const auto& s : subjects) {
    if (auto day = day_of(s); !day.empty()) days.push_back(std::move(day));
  }
  if (!days.empty()) {
    const auto [first, last] = std::minmax_element(days.begin(), days.end());
    add(text, *first == *last ? *first : *first + " to " + *last);
  }
  return fmt::format("{} results{}{}", subjects.size(), text.empty() ? "" : ": ", text);
}

std::string program_of(const Subject& s) {
  return storage::text_of(s.result, "program");
}

}  // namespace ohmbench::figures
