#include "impedance/budget.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::impedance {

void add_to(UncertaintyBudget& budget, const std::string& name, bool common, std::size_t i,
            double sigma_ohm) {
  auto term = std::find_if(budget.begin(), budget.end(), [&](const auto& t) { return t.name == name; });
  if (term == budget.end()) {
    budget.push_back({name, common, {}});
    term = budget.end() - 1;
  }
  if (term->sigma_ohm.size() <= i) term->sigma_ohm.resize(i + 1);
  term->sigma_ohm[i] = std::hypot(term->sigma_ohm[i], sigma_ohm);
}

double total_at(const UncertaintyBudget& budget, std::size_t i) {
  double sum = 0;
  for (const auto& t : budget) sum += i < t.sigma_ohm.size() ? t.sigma_ohm[i] * t.sigma_ohm[i] : 0.0;
  return std::sqrt(sum);
}

std::size_t dominant_at(const UncertaintyBudget& budget, std::size_t i) {
  ENSURE(!budget.empty());
  const auto at = [i](const BudgetTerm& t) { return i < t.sigma_ohm.size() ? t.sigma_ohm[i] : 0.0; };
  return static_cast<std::size_t>(
      std::max_element(budget.begin(), budget.end(),
                       [&](const auto& a, const auto& b) { return at(a) < at(b); }) -
      budget.begin());
}

}  // namespace ohmbench::impedance
