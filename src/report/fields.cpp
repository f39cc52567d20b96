#include "report/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/si_text.hpp"

namespace ohmbench::report {
namespace {

struct Unit {
  const char* ending;
  const char* unit;
};
/// The endings of keys (docs/conventions.md), longest first where one ends with another.
constexpr std::array kUnits{
    Unit{"_percent", "%"}, Unit{"_per_s", "/s"}, Unit{"_litre", "l"},      Unit{"_dbfs", "dBFS"},
    Unit{"_watt", "W"},    Unit{"_volt", "V"},   Unit{"_ampere", "A"},     Unit{"_seconds", "s"},
    Unit{"_ohm", "Ω"},     Unit{"_gram", "g"},   Unit{"_deg", "°"},        Unit{"_ppm", "ppm"},
    Unit{"_frames", ""},   Unit{"_tm", "T m"},   Unit{"_mh", "mH"},        Unit{"_db", "dB"},
    Unit{"_hz", "Hz"},     Unit{"_volts", "V"},  Unit{"_mm_per_n", "mm/N"}};

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

bool takes_prefix(const std::string& unit) {
  return unit == "Ω" || unit == "V" || unit == "A" || unit == "W" || unit == "Hz" || unit == "s";
}

std::string scalar_text(const Json& value, const std::string& unit) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return value_text(value.get<double>(), unit);
  return "";
}

std::string list_text(const Json& list, const std::string& unit) {
  constexpr std::size_t kShort = 8;
  if (list.size() > kShort) return "";
  std::string text;
  for (const auto& value : list) {
    const auto one = scalar_text(value, unit);
    if (one.empty()) return "";
    text += (text.empty() ? "" : ", ") + one;
  }
  return text;
}

constexpr int kDeepest = 4;

void append_rows(const Json& object, const std::string& prefix, const std::vector<std::string>& but,
                 int depth, std::vector<std::vector<std::string>>& rows) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(but.begin(), but.end(), key) != but.end() || key.starts_with("sigma_")) continue;
    const auto [label, unit] = words_of(key);
    const auto words = prefix.empty() ? label : prefix + ", " + label;
    if (value.is_object()) {
      if (depth < kDeepest) append_rows(value, words, but, depth + 1, rows);
      continue;
    }
    auto text = value.is_array() ? list_text(value, unit) : scalar_text(value, unit);
    const auto twin = object.find("sigma_" + key);
    if (value.is_number() && twin != object.end() && twin->is_number())
      text = with_sigma(value.get<double>(), twin->get<double>(), unit);
    if (!text.empty()) rows.push_back({words, text});
  }
}

}  // namespace

const Json& at(const Json& json, const char* pointer) {
  static const Json nothing;
  const nlohmann::json_pointer<std::string> place(pointer);
  return json.contains(place) ? json.at(place) : nothing;
}

std::optional<double> number_at(const Json& json, const char* pointer) {
  const auto& value = at(json, pointer);
  if (!value.is_number()) return {};
  return value.get<double>();
}

std::string text_at(const Json& json, const char* pointer) {
  const auto& value = at(json, pointer);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::vector<std::string> texts_at(const Json& json, const char* pointer) {
  std::vector<std::string> texts;
  const auto& list = at(json, pointer);
  if (!list.is_array()) return texts;
  for (const auto& one : list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

KeyWords words_of(const std::string& key) {
  if (key == "seconds") return {"duration", "s"};
  if (key == "sample_rate") return {"sample rate", "Hz"};
  for (const auto& [ending, unit] : kUnits) {
    const std::string_view tail(ending);
    if (key.size() > tail.size() && key.ends_with(tail))
      return {spaced(key.substr(0, key.size() - tail.size())), unit};
  }
  return {spaced(key), ""};
}

std::string value_text(double value, const std::string& unit, int digits) {
  if (takes_prefix(unit)) return value == 0 ? "0 " + unit : core::format_si(value, unit, digits);
  const auto text = fmt::format("{:.{}g}", value, digits);
  return unit.empty() ? text : text + (unit == "°" ? "" : " ") + unit;
}

std::string with_sigma(const std::optional<double>& value, const std::optional<double>& sigma,
                       const std::string& unit) {
  if (!value) return "";
  if (!sigma) return value_text(*value, unit);
  if (takes_prefix(unit)) return core::format_with(*value, *sigma, unit);
  const auto ending = unit.empty() ? "" : (unit == "°" ? "" : " ") + unit;
  if (!(*sigma > 0) || !std::isfinite(*sigma) || !std::isfinite(*value))
    return value_text(*value, unit) + fmt::format(" ± {:.2g}{}", *sigma, ending);
  // two digits of what is uncertain, and the value to the same decimal
  constexpr int kMostDecimals = 9;
  const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(*sigma))), 0, kMostDecimals);
  return fmt::format("{:.{}f} ± {:.{}f}{}", *value, decimals, *sigma, decimals, ending);
}

std::vector<std::vector<std::string>> rows_of(const Json& object, const std::vector<std::string>& but) {
  std::vector<std::vector<std::string>> rows;
  if (object.is_object()) append_rows(object, "", but, 0, rows);
  return rows;
}

}  // namespace ohmbench::report
