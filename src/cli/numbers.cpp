#include "cli/numbers.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/si_text.hpp"

namespace ohmbench::cli {

double parse_part(const std::string& text, const std::string& option) {
  auto number = text;
  const bool percent = !number.empty() && number.back() == '%';
  if (percent) number.pop_back();
  while (!number.empty() && number.back() == ' ') number.pop_back();
  const auto value = core::parse_si(number, "");
  const double part = value ? *value * (percent ? 0.01 : 1.0) : 0;
  if (!(part > 0 && part < 1))
    throw core::bad_input(fmt::format("{} \"{}\" is not a part between 0 and 1", option, text),
                          "write e.g. 0.1% or 0.001");
  return part;
}

double parse_positive(const std::string& text, const std::string& option, const std::string& unit) {
  const auto value = core::parse_si(text, unit);
  if (!value || *value <= 0)
    throw core::bad_input(fmt::format("{} \"{}\" is not a number above 0", option, text),
                          "write e.g. 33, 4k7 or 100m");
  return *value;
}

}  // namespace ohmbench::cli
