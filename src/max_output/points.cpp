#include "max_output/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"
#include "disturbance/tone.hpp"

namespace ohmbench::max_output {

std::optional<Bracket> bracket(const std::vector<Step>& steps, double limit) {
  const Step* above = nullptr;
  for (std::size_t i = steps.size(); i-- > 0;) {
    const Step& s = steps[i];
    if (s.collapsed || !(s.figure() > 0) || !(s.volt > 0)) continue;
    if (above != nullptr && above->figure() > limit && s.figure() <= limit) return Bracket{&s, above};
    above = &s;
  }
  return {};
}

std::optional<Passing> passing(const std::vector<Step>& steps, double thd_n) {
  const auto at = bracket(steps, thd_n);
  if (!at) return {};
  const std::array figure{at->low->figure(), at->high->figure()};
  const auto of = [&](double low, double high) {
    if (low > 0 && high > 0) return *disturbance::crossing(std::array{low, high}, figure, thd_n);
    // watts of a load near ±90° may have either sign: linear
    const double part = std::log(thd_n / figure[0]) / std::log(figure[1] / figure[0]);
    return low + part * (high - low);
  };
  const double drive =
      of(std::pow(10.0, at->low->level_dbfs / 20), std::pow(10.0, at->high->level_dbfs / 20));
  return Passing{20 * std::log10(drive), of(at->low->volt, at->high->volt),
                 of(at->low->ampere, at->high->ampere), of(at->low->watt, at->high->watt),
                 of(at->low->source_volt, at->high->source_volt)};
}

Passing point_of(const Step& s) {
  return {s.level_dbfs, s.volt, s.ampere, s.watt, s.source_volt};
}

const Step* last_clean(const std::vector<Step>& steps, double limit) {
  for (std::size_t i = steps.size(); i-- > 0;)
    if (!steps[i].collapsed && steps[i].figure() <= limit) return &steps[i];
  return nullptr;
}

const Step& best(const std::vector<Step>& steps, double limit) {
  if (const Step* clean = last_clean(steps, limit)) return *clean;
  const auto heard = std::find_if(steps.rbegin(), steps.rend(), [](const Step& s) { return !s.collapsed; });
  ENSURE(heard != steps.rend());
  return *heard;
}

const Step& cleanest(const std::vector<Step>& steps) {
  return *std::min_element(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return a.collapsed == b.collapsed ? a.figure() < b.figure() : b.collapsed;
  });
}

double volt_at(const std::vector<Step>& steps, double level_dbfs) {
  const Step* left = nullptr;
  for (const Step& s : steps) {
    if (s.collapsed) continue;
    if (s.level_dbfs >= level_dbfs && left != nullptr) {
      const double part = (level_dbfs - left->level_dbfs) / (s.level_dbfs - left->level_dbfs);
      return left->volt * std::pow(s.volt / left->volt, part);
    }
    left = &s;
    if (s.level_dbfs >= level_dbfs) break;
  }
  ENSURE(left != nullptr);
  return left->volt * std::pow(10.0, (level_dbfs - left->level_dbfs) / 20);
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
