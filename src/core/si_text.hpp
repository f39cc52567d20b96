// Numbers as people at a bench write them: "4k7", "100m", "33.15", "2.2u".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ohmbench::core {

/// Parses a number with an optional SI prefix (p n u µ m k M), which may stand for the decimal point ("4k7" =
/// 4700) and may be followed by `unit` ("33 ohm", "2.1V"). Decimal point only. Empty if it is anything else.
std::optional<double> parse_si(std::string_view text, std::string_view unit = {});

/// Formats with three or more significant digits and an SI prefix: 0.0471 -> "47.1 mΩ" for unit "Ω".
/// A value that is not finite is written as "unknown".
std::string format_si(double value, std::string_view unit, int significant_digits = 3);

/// A value with what it is uncertain by (> 0): two digits of the latter, both with one prefix and to the same
/// decimal: "351.30 ± 0.35 Ω". Units that take no prefix: %, °, dB, dBFS.
std::string format_with(double value, double uncertainty, std::string_view unit);

}  // namespace ohmbench::core
