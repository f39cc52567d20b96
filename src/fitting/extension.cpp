#include "fitting/extension.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ohmbench::fitting {
namespace {

constexpr std::size_t kMostFurther = 4;
constexpr double kLeastHump = 0.01;  // of |Z|: where a further resonance is looked for
constexpr double kLeastPart = 0.03;  // of |Z|: a smaller one, once fitted, is not worth naming
constexpr double kLeastQ = 1.0, kMostQ = 100.0;
/// An extension has to lower the criterion by this: "very strong" evidence (Kass and Raftery, 1995).
constexpr double kVeryStrong = 10.0;
constexpr double kSignificant = 4.0;  // standard deviations
constexpr double kStartCreep = 0.05;
/// Around the driver's resonance, where a hump of the residual is the model's fault (creep, level).
constexpr double kOwnOctaves = 1.0;

/// A resonance that the residual asks for: its highest hump of Re(Z − fit) over |Z|. Absent if there is none.
std::optional<Resonance> further_resonance(const Points& points, const LoadModel& model) {
  const std::size_t n = points.size();
  std::vector<double> part(n);
  for (std::size_t k = 0; k < n; ++k)
    part[k] = (points.z_ohm[k] - model.impedance(points.f_hz[k])).real() / std::abs(points.z_ohm[k]);
  const double own = model.resonances.front().f_hz;
  std::size_t top = 0;
  double most = kLeastHump;
  for (std::size_t k = 1; k + 1 < n; ++k) {
    // a median of three: single points are no resonance
    const double middle =
        std::max(std::min(part[k - 1], part[k]), std::min(std::max(part[k - 1], part[k]), part[k + 1]));
    if (std::abs(std::log2(points.f_hz[k] / own)) < kOwnOctaves || middle <= most) continue;
    most = middle;
    top = k;
  }
  if (top == 0) return {};
  std::size_t left = top, right = top;
  while (left > 0 && part[left] > 0.5 * most) --left;
  while (right + 1 < n && part[right] > 0.5 * most) ++right;
  const double width = points.f_hz[right] / points.f_hz[left] - points.f_hz[left] / points.f_hz[right];
  return Resonance{most * std::abs(points.z_ohm[top]), points.f_hz[top],
                   std::clamp(2.0 / width, kLeastQ, kMostQ)};
}

/// true if the figure is not zero even with the deviation that allows for the residual's shape. The criterion
/// alone takes each point of a wavy residual for evidence of its own.
bool significant(const Points& points, const Solution& solution,
                 const std::function<double(const LoadModel&)>& of) {
  auto noise_only = points;  // an error common to all points makes neither a hump nor creep
  std::fill(noise_only.common_ohm.begin(), noise_only.common_ohm.end(), 0.0);
  const auto figure = Certainty(noise_only, solution).figure(of);
  return figure.value > kSignificant * *figure.sigma;
}

/// true if every resonance after the first is one, and not a bent coil, and the last lies within the curve;
/// one found before may move a little beyond its end.
bool further_are_sound(const Points& points, const LoadModel& model) {
  const auto& own = model.resonances.front();
  const auto& last = model.resonances.back();
  return last.f_hz > points.f_hz.front() && last.f_hz < points.f_hz.back() &&
         std::all_of(model.resonances.begin() + 1, model.resonances.end(), [&](const Resonance& r) {
           return r.q > kLeastQ && r.q < kMostQ && std::abs(std::log2(r.f_hz / own.f_hz)) > kOwnOctaves &&
                  r.ohm > kLeastPart * std::abs(model.impedance(r.f_hz));
         });
}

}  // namespace

void add_further_resonances(const Points& points, Choice& choice) {
  for (std::size_t i = 0; i < kMostFurther; ++i) {
    const auto& now = choice.solution();
    const auto found = further_resonance(points, now.model);
    if (!found) return;
    LoadModel more = now.model;
    more.resonances.push_back(*found);
    const auto alone = solve(points, more);
    if (!alone.converged || !alone.identified || !further_are_sound(points, alone.model) ||
        alone.criterion() > now.criterion() - kVeryStrong)
      return;
    auto next = choose_again(points, choice, alone.model.resonances);
    if (!next || !further_are_sound(points, next->solution().model) ||
        next->solution().criterion() > now.criterion() - kVeryStrong)
      return;
    if (!significant(points, next->solution(), [](const LoadModel& m) { return m.resonances.back().ohm; }))
      return;
    choice = std::move(*next);
  }
}

void add_creep(const Points& points, Choice& choice, std::optional<bool> wanted) {
  const bool asked_for = wanted.value_or(false);
  if (wanted && !asked_for) return;
  LoadModel with = choice.solution().model;
  with.resonances.front().creep = kStartCreep;
  const auto solution = solve(points, with);
  if (!solution.converged || !solution.identified) return;
  auto next = choose_again(points, choice, solution.model.resonances);
  if (!next) return;
  const bool evident =
      next->solution().criterion() < choice.solution().criterion() - kVeryStrong &&
      significant(points, next->solution(), [](const LoadModel& m) { return m.resonances.front().creep; });
  if (asked_for || evident) choice = std::move(*next);
}

}  // namespace ohmbench::fitting
