// What was not measured cannot be good.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr models::Band kBand;

}  // namespace

std::string not_covered(const core::OhmCurve& curve, const char* what) {
  constexpr double kEndSlack = 1.1225;  // a sixth of an octave: a grid need not hit the ends
  constexpr double kMostGap = 100.0;    // two decades between two points tell nothing of what lies there
  if (curve.f_hz.front() > kBand.from_hz * kEndSlack || curve.f_hz.back() < kBand.to_hz / kEndSlack)
    return fmt::format("The {} was measured from {} to {} only", what, format_si(curve.f_hz.front(), "Hz"),
                       format_si(curve.f_hz.back(), "Hz"));
  return gap_in(curve, what, kMostGap);
}

std::string gap_in(const core::OhmCurve& curve, const char* what, double ratio) {
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double below = std::max(curve.f_hz[i - 1], kBand.from_hz),
                 above = std::min(curve.f_hz[i], kBand.to_hz);
    if (above > ratio * below)
      return fmt::format("The {} was not measured between {} and {}", what,
                         format_si(curve.f_hz[i - 1], "Hz"), format_si(curve.f_hz[i], "Hz"));
  }
  return {};
}

bool Facts::whole_band_known() const {
  return z_out && not_covered(curve, "load").empty() && not_covered(z_out->curve, "output impedance").empty();
}

void hold_against_coverage(std::vector<Check>& checks, const Facts& facts) {
  const auto hold = [&](const std::string& missing, const auto& names) {
    if (missing.empty()) return;
    for (auto& check : checks) {
      if (check.outcome != Outcome::kYes || std::find(names.begin(), names.end(), check.name) == names.end())
        continue;
      check.outcome = Outcome::kUnknown;
      check.why = missing + ", so this is not the whole answer: " + check.why;
    }
  };
  hold(not_covered(facts.curve, "load"), kOfTheCurve);
  if (facts.z_out && facts.z_out->measured)
    hold(not_covered(facts.z_out->curve, "output impedance"),
         std::array{"output-impedance-ratio", "frequency-response"});
}

void hold_against_rating(std::vector<Check>& checks, core::Ohms rated) {
  for (auto& check : checks) {
    const bool rests = std::find(kOfTheCurve.begin(), kOfTheCurve.end(), check.name) != kOfTheCurve.end();
    if (!rests || !check.value) continue;
    if (check.outcome == Outcome::kYes) check.outcome = Outcome::kUnknown;
    check.why =
        fmt::format("By the rated {} alone, without a curve: ", format_si(rated.value(), "Ω")) + check.why;
  }
}

}  // namespace ohmbench::verdict
