#include "max_output/points.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::max_output {

std::optional<Bracket> bracket(const std::vector<Step>& steps, double limit) {
  for (std::size_t i = steps.size(); i-- > 1;) {
    if (steps[i].collapsed || steps[i].figure() <= limit || steps[i - 1].figure() > limit) continue;
    return Bracket{&steps[i - 1], &steps[i]};
  }
  return {};
}

Passing point_of(const Step& s) {
  return {s.level_dbfs, s.volt, s.ampere, s.watt, s.source_volt};
}

const Step& last_clean(const std::vector<Step>& steps, double limit) {
  for (std::size_t i = steps.size(); i-- > 1;)
    if (!steps[i].collapsed && steps[i].figure() <= limit) return steps[i];
  return steps.front();
}

const Step& cleanest(const std::vector<Step>& steps) {
  return *std::min_element(steps.begin(), steps.end(),
                           [](const Step& a, const Step& b) { return a.figure() < b.figure(); });
}

double volt_at(const std::vector<Step>& steps, double level_dbfs) {
  const auto right =
      std::find_if(steps.begin(), steps.end(), [&](const Step& s) { return s.level_dbfs >= level_dbfs; });
  if (right == steps.begin() || right == steps.end()) return cleanest(steps).volt;
  const auto left = right - 1;
  const double part = (level_dbfs - left->level_dbfs) / (right->level_dbfs - left->level_dbfs);
  return left->volt * std::pow(right->volt / left->volt, part);
}

std::optional<ClipVolt> clip_volt(const Climb& climb, double limit, const Step& linear) {
  constexpr double kFlat = 0.18;  // a sine has 0.13, clipped to 1 % 0.20
  for (const auto& s : climb.steps) {
    if (s.thd_n <= limit || s.collapsed || s.volt_tops.flatness < kFlat) continue;
    return ClipVolt{s.volt_tops.plateau / std::numbers::sqrt2 * linear.volt / linear.source_volt,
                    s.volt_tops.unevenness};
  }
  return {};
}

}  // namespace ohmbench::max_output
