// Fields: what a result says, as words. Result files grow by keys that this room has never heard of, and may
// hold anything; what is there is shown, what has another type than expected counts as absent.
// In the room `report`, below all parts of the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace ohmbench::report {

using Json = nlohmann::json;

/// What lies at "/a/b"; null if nothing does.
const Json& at(const Json& json, const char* pointer);
std::optional<double> number_at(const Json& json, const char* pointer);
std::string text_at(const Json& json, const char* pointer);
/// The texts of a list.
std::vector<std::string> texts_at(const Json& json, const char* pointer);

/// A key in words and its unit: "max_load_ohm" is "max load" in "Ω".
struct KeyWords {
  std::string label;
  std::string unit;
};
KeyWords words_of(const std::string& key);

/// A value with its unit: 0.0471 in "Ω" is "47.1 mΩ"; "dB", "%" and no unit stay without a prefix.
std::string value_text(double value, const std::string& unit, int digits = 4);
/// "334 Ω ± 167 mΩ"; empty without a value.
std::string with_sigma(const std::optional<double>& value, const std::optional<double>& sigma,
                       const std::string& unit);

/// All scalars and short lists of an object and of the objects in it, a row each: words, value. Keys in `but`
/// and twins that begin with "sigma_" are left out; the twins stand behind their values.
std::vector<std::vector<std::string>> rows_of(const Json& object, const std::vector<std::string>& but = {});

}  // namespace ohmbench::report
