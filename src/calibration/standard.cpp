#include "calibration/standard.hpp"

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"

namespace ohmbench::calibration {
namespace {

constexpr double kSameResistor = 0.01;

bool replaces(const Standard& a, const Standard& b) {
  if (a.state != b.state) return false;
  return a.state != core::FixtureState::kReference || std::abs(a.ohm - b.ohm) <= kSameResistor * b.ohm;
}

}  // namespace

std::string in_words(const Standard& s) {
  switch (s.state) {
    case core::FixtureState::kBridged:
      return "channel ratio";
    case core::FixtureState::kReference:
      return "reference resistor " + core::format_si(s.ohm, "ohm", 4);
    default:
      return std::string(core::name_of(s.state));
  }
}

const Standard* Calibration::find(core::FixtureState state) const {
  const auto found =
      std::find_if(standards.begin(), standards.end(), [state](const auto& s) { return s.state == state; });
  return found == standards.end() ? nullptr : &*found;
}

void put(Calibration& calibration, Standard standard) {
  auto& all = calibration.standards;
  const auto same =
      std::find_if(all.begin(), all.end(), [&](const auto& s) { return replaces(standard, s); });
  if (same != all.end()) all.erase(same);
  all.push_back(std::move(standard));
  calibration.created.clear();
  for (const auto& s : all) {
    if (calibration.created.empty() || s.made < calibration.created) calibration.created = s.made;
  }
}

}  // namespace ohmbench::calibration
