// Terms: splits "300 ohm + 0.1 mH" into numbers with units, for component values typed by people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmbench::circuit {

/// Splits at `separator` and trims each part; empty parts are kept.
std::vector<std::string> split_terms(std::string_view text, char separator);

/// "0.1 mH" -> 1e-4 for unit "H"; empty unless the text is a number followed by that unit (prefixes p n u µ m
/// k M).
std::optional<double> value_in(std::string_view text, std::string_view unit);

/// "Q 3.7", "gain 2": the number after a word; empty if the text does not begin with that word.
std::optional<double> value_after(std::string_view text, std::string_view word);

}  // namespace ohmbench::circuit
