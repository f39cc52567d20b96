#include "disturbance/noise_pool.hpp"

#include <algorithm>
#include <cmath>

namespace ohmbench::disturbance {
namespace {

constexpr std::size_t kLeastHalfWidth = 4;
constexpr double kHalfWidthOctaves = 1.0 / 24;
constexpr std::size_t kNeighbourLines = 4;

double mean_over(const std::vector<double>& scatter, const std::vector<std::size_t>& bins) {
  double sum = 0;
  for (const auto k : bins) sum += scatter[k];
  return sum / static_cast<double>(bins.size());
}

/// Upper 99.9 % point of χ²(2m)/(2m), by Wilson and Hilferty's cube root.
double chance_limit(double complex_dof) {
  const double n = 2 * complex_dof;
  const double z = 3.09;
  const double root = 1 - 2 / (9 * n) + z * std::sqrt(2 / (9 * n));
  return root * root * root;
}

bool clearly_more(const Scatter& scatter, const std::vector<std::size_t>& few,
                  const std::vector<std::size_t>& many, double dof) {
  const double limit = chance_limit(dof * static_cast<double>(few.size()));
  return std::any_of(scatter.begin(), scatter.end(),
                     [&](const auto& s) { return mean_over(s, few) > limit * mean_over(s, many); });
}

}  // namespace

std::vector<std::size_t> noise_pool(const Scatter& scatter, const std::vector<std::size_t>& lines,
                                    std::size_t index, double dof) {
  const std::size_t k = lines[index];
  const std::size_t bins = scatter.front().size();
  const auto width = std::max(
      kLeastHalfWidth, static_cast<std::size_t>(static_cast<double>(k) * (std::exp2(kHalfWidthOctaves) - 1)));
  std::vector<std::size_t> around;
  for (std::size_t j = k > width ? k - width : 1; j <= std::min(k + width, bins - 1); ++j)
    around.push_back(j);

  std::vector<std::size_t> neighbours;
  const std::size_t from = index > kNeighbourLines ? index - kNeighbourLines : 0;
  for (std::size_t j = from; j <= std::min(index + kNeighbourLines, lines.size() - 1); ++j)
    neighbours.push_back(lines[j]);

  const std::vector<std::size_t> own{k};
  const auto& pool = clearly_more(scatter, neighbours, around, dof) ? neighbours : around;
  return clearly_more(scatter, own, pool, dof) ? own : pool;
}

}  // namespace ohmbench::disturbance
