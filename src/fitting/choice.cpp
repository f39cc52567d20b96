#include "fitting/choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "fitting/start.hpp"

namespace ohmbench::fitting {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t kStarts = 1;  // the best of the grid, for each set of resonances
constexpr double kStickOut = 8.0;   // times the median; normal noise does so once in 10^9 points

/// The better of two solutions of one shape.
void keep_better(std::optional<Solution>& best, Solution other) {
  if (!other.converged) return;
  if (!best || (other.identified && !best->identified) ||
      (other.identified == best->identified && other.chi2 < best->chi2))
    best = std::move(other);
}

/// @return false if no solution is identified
bool pick_best(Choice& choice) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < choice.tried.size(); ++i) {
    const auto& solution = choice.tried[i].solution;
    if (!solution || !solution->identified || !(solution->criterion() < least)) continue;
    least = solution->criterion();
    choice.best = i;
  }
  return std::isfinite(least);
}

}  // namespace

std::optional<Choice> choose_again(const Points& points, const Choice& before,
                                   const std::vector<Resonance>& resonances) {
  Choice choice = before;
  for (auto& tried : choice.tried) {
    if (!tried.solution) continue;
    LoadModel start = tried.solution->model;
    start.resonances = resonances;
    std::optional<Solution> found;
    keep_better(found, solve(points, start));
    tried.solution = std::move(found);
  }
  return pick_best(choice) ? std::optional(std::move(choice)) : std::nullopt;
}

Choice choose_coil(const Points& points, const LoadModel& from, std::optional<CoilModel> only) {
  Choice choice;
  LoadModel start = from;
  double least_chi2 = std::numeric_limits<double>::infinity();
  for (const auto coil : kCoilModels) {
    if (only && coil != *only) continue;
    Tried tried{coil, {}};
    // from the humps, and from what the simpler models made of them: a model that cannot follow the coil at
    // all may have bent the resonance to do so
    for (const auto& resonances : {from, start}) {
      for (const auto& s : starts(points, resonances, coil, kStarts))
        keep_better(tried.solution, solve(points, s));
    }
    if (tried.solution && tried.solution->chi2 < least_chi2) {
      least_chi2 = tried.solution->chi2;
      start.resonances = tried.solution->model.resonances;  // better ones for the next model
    }
    choice.tried.push_back(std::move(tried));
  }
  if (!pick_best(choice)) {
    throw core::bad_input("no load model can be fitted to this curve: its parameters run away",
                          "is it the impedance of a single driver, over a range with its resonance?");
  }
  return choice;
}

std::vector<std::size_t> sticking_out(const Points& points, const LoadModel& model) {
  std::vector<std::size_t> found;
  const std::size_t n = points.size();
  std::vector<Complex> off(n);
  for (std::size_t k = 0; k < n; ++k)
    off[k] = (points.z_ohm[k] - model.impedance(points.f_hz[k])) / points.scale_ohm[k];
  std::vector<double> jump(n, 0.0);
  for (std::size_t k = 1; k + 1 < n; ++k)
    jump[k] = std::min(std::abs(off[k] - off[k - 1]), std::abs(off[k] - off[k + 1]));
  std::vector<double> sorted(jump.begin() + 1, jump.end() - 1);
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  for (std::size_t k = 1; k + 1 < n; ++k) {
    if (*middle > 0 && jump[k] > kStickOut * *middle) found.push_back(k);
  }
  return found;
}

}  // namespace ohmbench::fitting
