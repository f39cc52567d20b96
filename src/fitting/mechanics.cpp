#include "fitting/mechanics.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::fitting {
namespace {

/// The measured figures that all else follows from.
enum Input : std::size_t { kFs, kRe, kQms, kQes, kFsOther, kQesOther, kInputs };
using Values = std::array<double, kInputs>;

/// Less than half a percent of fs is no change that a mass could be told from.
constexpr double kLeastChange = 0.005;

double square(double x) {
  return x * x;
}

double omega(const Values& v) {
  return 2.0 * std::numbers::pi * v[kFs];
}

/// First-order propagation of the six figures, taken as independent. Re, Qms and Qes of one fit are not
/// quite, but what they have in common cancels in none of the formulas.
class Propagated {
 public:
  Propagated(const LoadFit& free, const LoadFit& other)
      : figures_{free.fs_hz, free.re_ohm, free.qms, free.qes, other.fs_hz, other.qes} {}

  Figure operator()(const std::function<double(const Values&)>& of) const {
    constexpr double kStep = 1e-6;  // relative
    Values v{};
    for (std::size_t i = 0; i < kInputs; ++i) v[i] = figures_[i].value;
    double variance = 0;
    for (std::size_t i = 0; i < kInputs; ++i) {
      auto up = v, down = v;
      up[i] *= 1.0 + kStep;
      down[i] *= 1.0 - kStep;
      const double slope = (of(up) - of(down)) / (2.0 * kStep * v[i]);
      variance += square(slope * figures_[i].sigma.value_or(0.0));
    }
    return {of(v), std::sqrt(variance)};
  }

 private:
  std::array<Figure, kInputs> figures_;
};

/// All that follows from the moving mass.
void put_from_mass(Mechanics& m, const Propagated& figure, const std::function<double(const Values&)>& mass) {
  m.mms_kg = figure(mass);
  m.cms_m_per_n = figure([&](const Values& v) { return 1.0 / (square(omega(v)) * mass(v)); });
  m.rms_kg_per_s = figure([&](const Values& v) { return omega(v) * mass(v) / v[kQms]; });
  m.bl_tm = figure([&](const Values& v) { return std::sqrt(omega(v) * v[kRe] * mass(v) / v[kQes]); });
}

void note_other_resistance(Mechanics& m, const LoadFit& free, const LoadFit& other) {
  constexpr double kSame = 0.03;  // 7 K of copper
  if (std::abs(other.re_ohm.value / free.re_ohm.value - 1.0) < kSame) return;
  m.notes.push_back(
      fmt::format("Re is {:.3g} ohm in one curve and {:.3g} ohm in the other: is it the same driver, "
                  "equally warm?",
                  free.re_ohm.value, other.re_ohm.value));
}

}  // namespace

Mechanics with_added_mass(const LoadFit& free, const LoadFit& loaded, double added_kg,
                          std::optional<double> sd_m2) {
  ENSURE(added_kg > 0);
  if (!(loaded.fs_hz.value < (1.0 - kLeastChange) * free.fs_hz.value)) {
    throw core::bad_input(
        fmt::format("the added mass does not lower the resonance: {:.4g} Hz without, {:.4g} Hz with it",
                    free.fs_hz.value, loaded.fs_hz.value),
        "are the two files exchanged?");
  }
  Mechanics m;
  const Propagated figure(free, loaded);
  const auto mass = [added_kg](const Values& v) { return added_kg / (square(v[kFs] / v[kFsOther]) - 1.0); };
  put_from_mass(m, figure, mass);
  if (sd_m2) {
    m.vas_m3 = figure(
        [&](const Values& v) { return kAirStiffnessPa * square(*sd_m2) / (square(omega(v)) * mass(v)); });
  } else {
    m.notes.push_back("Vas is not known: it needs the cone's area, --diameter-cm");
  }
  constexpr double kLeastFall = 0.9;
  if (loaded.fs_hz.value > kLeastFall * free.fs_hz.value)
    m.notes.push_back("the mass lowers the resonance by less than 10 %: more of it would make Mms surer");
  note_other_resistance(m, free, loaded);
  return m;
}

Mechanics in_box(const LoadFit& free, const LoadFit& boxed, double box_m3, std::optional<double> sd_m2) {
  ENSURE(box_m3 > 0);
  const auto vas = [box_m3](const Values& v) {
    return box_m3 * (v[kFsOther] * v[kQesOther] / (v[kFs] * v[kQes]) - 1.0);
  };
  const double ratio = boxed.fs_hz.value * boxed.qes.value / (free.fs_hz.value * free.qes.value);
  if (!(boxed.fs_hz.value > (1.0 + kLeastChange) * free.fs_hz.value) || !(ratio > 1.0)) {
    throw core::bad_input(
        fmt::format("the box does not raise the resonance: {:.4g} Hz in free air, {:.4g} Hz in it",
                    free.fs_hz.value, boxed.fs_hz.value),
        "are the two files exchanged, or does the box leak?");
  }
  Mechanics m;
  const Propagated figure(free, boxed);
  m.vas_m3 = figure(vas);
  if (sd_m2) {
    put_from_mass(m, figure, [&](const Values& v) {
      return kAirStiffnessPa * square(*sd_m2) / (square(omega(v)) * vas(v));
    });
  } else {
    m.notes.push_back("Mms, Cms, Rms and Bl are not known: they need the cone's area, --diameter-cm");
  }
  note_other_resistance(m, free, boxed);
  return m;
}

}  // namespace ohmbench::fitting
