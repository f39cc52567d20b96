#include "verdict/check.hpp"

#include <algorithm>

namespace ohmbench::verdict {
std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kYes:
      return "yes";
    case Outcome::kMarginal:
      return "marginal";
    case Outcome::kNo:
      return "no";
    case Outcome::kUnknown:
      return "unknown";
  }
  return "?";
}

Outcome worst(const std::vector<Check>& checks) {
  std::optional<Outcome> found;
  for (const auto& check : checks) {
    if (check.outcome != Outcome::kUnknown) found = std::max(found.value_or(Outcome::kYes), check.outcome);
  }
  return found.value_or(Outcome::kUnknown);
}

std::vector<std::string> names_with(const std::vector<Check>& checks, Outcome outcome) {
  std::vector<std::string> names;
  for (const auto& check : checks) {
    if (check.outcome == outcome) names.push_back(check.name);
  }
  return names;
}

Outcome at_most(double value, double good, double bearable, double sigma) {
  if (value > bearable) return Outcome::kNo;
  return value + kCoverage * sigma <= good ? Outcome::kYes : Outcome::kMarginal;
}

Outcome at_least(double value, double good, double bearable, double sigma) {
  return at_most(-value, -good, -bearable, sigma);
}

}  // namespace ohmbench::verdict
