#include "fitting/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "fitting/choice.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::fitting {
namespace {

constexpr std::size_t kLeastPoints = 20;
/// 80 % of 16 Ω: what has less resistance is a loudspeaker; headphones begin at 16 Ω.
constexpr double kLoudspeakerBelowOhm = 12.8;
/// A vented box's humps: not above this, not further apart, and comparable in height.
constexpr double kVentedBelowHz = 300.0, kVentedMostRatio = 12.0, kVentedLeastPart = 0.08;
/// Against the resistance: lower humps are a cone or surround that has resonances of its own.
constexpr double kStrongPart = 0.2;
/// A hump too low to be fitted is named from here on; lower ones are noise and waviness. Nepers.
constexpr double kNamedProminence = 0.03;
/// From where on a hump beside the driver's own is that of another driver or a crossover.
constexpr double kOtherDriverPart = 0.25;
/// Beside the phase that the magnitude implies: whatever shape such a curve has means nothing. Delays and
/// noise that a fit can live with are below.
constexpr double kGrossDeg = 10.0;

std::string hz(double f_hz) {
  return core::format_si(f_hz, "Hz");
}

std::string ohm(double value) {
  return core::format_si(value, "ohm");
}

/// The least Re Z: the resistance, or a little more.
double resistance_of(const core::OhmCurve& curve) {
  double least = std::abs(curve.z_ohm.front());
  for (const auto& z : curve.z_ohm) {
    if (z.real() > 0) least = std::min(least, z.real());
  }
  return least;
}

/// The port's frequency. The two resonances' sum R1/(1 + jQ1 u1) + R2/(1 + jQ2 u2) has a zero where the port
/// holds the cone still, at f² = (c1 f2² + c2 f1²)/(c1 + c2), c = R f/Q. Where they cannot be fitted, the
/// least Re Z.
double port_hz(const core::OhmCurve& curve, const Points& points, const Hump& low, const Hump& high) {
  LoadModel both{resistance_of(curve), {}, {low.resonance, high.resonance}};
  try {
    const auto fitted = choose_coil(points, both, {}).solution().model.resonances;
    const auto &a = fitted[0], &b = fitted[1];
    const double c_a = a.ohm * a.f_hz / a.q, c_b = b.ohm * b.f_hz / b.q;
    const double f = std::sqrt((c_a * b.f_hz * b.f_hz + c_b * a.f_hz * a.f_hz) / (c_a + c_b));
    if (f > low.resonance.f_hz && f < high.resonance.f_hz) return f;
  } catch (const core::Error&) {
    // the minimum is a fair second best
  }
  auto real = curve;  // the real part: a coil's reactance would move the minimum of |Z|
  for (auto& z : real.z_ohm) z = z.real();
  const auto dip = models::summarize(real, {low.resonance.f_hz, high.resonance.f_hz}).min;
  return dip ? dip->f_hz : std::sqrt(low.resonance.f_hz * high.resonance.f_hz);
}

void refuse_vented(const core::OhmCurve& curve, const Points& points, const Hump& low, const Hump& high) {
  const double f_l = low.resonance.f_hz, f_h = high.resonance.f_hz;
  const double f_b = port_hz(curve, points, low, high);
  const double f_c2 = f_l * f_l + f_h * f_h - f_b * f_b;  // R. Small, JAES 21(5), 1973: fc² = fL² + fH² − fM²
  throw core::bad_input(
      fmt::format("two humps, at {} and {}, with a minimum between: a vented box or passive radiator, whose "
                  "port frequency is {}; with the port closed the box would resonate at {}",
                  hz(f_l), hz(f_h), hz(f_b), hz(std::sqrt(f_c2))),
      "close the port, or measure the driver in free air");
}

/// Below a driver's resonance its impedance is inductive.
void refuse_capacitor(const core::OhmCurve& curve, const Hump& lowest) {
  constexpr double kCapacitiveDeg = -30.0;
  const double deg = std::arg(curve.z_ohm.front()) * 180.0 / std::numbers::pi;
  if (deg > kCapacitiveDeg) return;
  throw core::bad_input(
      fmt::format("the phase is {:+.0f} degrees at {}, below the hump at {}: a series capacitor, or another "
                  "resonance below the range (a vented box?)",
                  deg, hz(curve.f_hz.front()), hz(lowest.resonance.f_hz)),
      "measure the driver without its crossover, and from a quarter of its resonance on");
}

void refuse_system(const std::vector<Hump>& strong) {
  std::string list;
  for (const auto& h : strong) list += (list.empty() ? "" : ", ") + hz(h.resonance.f_hz);
  throw core::bad_input(
      fmt::format("{} humps of several drivers or a crossover, at {}: a system has no single fs and Q",
                  strong.size(), list),
      "measure each driver alone, without the crossover");
}

void refuse_flat(const core::OhmCurve& curve, const Points& points) {
  const auto low = humps(points, kNamedProminence);
  if (!low.empty()) {
    const auto& top = *std::max_element(
        low.begin(), low.end(), [](const Hump& a, const Hump& b) { return a.prominence < b.prominence; });
    throw core::bad_input(
        fmt::format("no resonance stands out between {} and {}: the best hump, at {}, is {:.1f} % above the "
                    "valley beside it, and less than {:.0f} % may be anything",
                    hz(curve.f_hz.front()), hz(curve.f_hz.back()), hz(top.resonance.f_hz),
                    100.0 * std::expm1(top.prominence), 100.0 * kLeastProminence),
        "measure further down: the valley below the hump may be that of the range; fs is near the hump");
  }
  const auto first = curve.z_ohm.front();
  const double deg = std::arg(first) * 180.0 / std::numbers::pi;
  constexpr double kSlopingDeg = 5.0;
  if (curve.phase_known && std::abs(deg) > kSlopingDeg) {
    throw core::bad_input(
        fmt::format(
            "no resonance between {} and {}, but the phase of {:+.0f} degrees at {} says that there is "
            "one {}: the range misses it",
            hz(curve.f_hz.front()), hz(curve.f_hz.back()), deg, hz(curve.f_hz.front()),
            deg < 0 ? "below" : "elsewhere"),
        "measure from a quarter of the resonance frequency on");
  }
  throw core::bad_input(
      fmt::format(
          "no resonance between {} and {}: a planar, a ribbon or a resistor, which has no fs and Q, or a "
          "driver whose resonance lies outside the range",
          hz(curve.f_hz.front()), hz(curve.f_hz.back())),
      "its curve itself says all there is: see `summary` of the measurement");
}

/// true for a plain resistor: its phase is 0 everywhere because it is, and not because nobody measured it.
bool is_flat(const core::OhmCurve& curve) {
  double least = std::abs(curve.z_ohm.front()), most = least;
  for (const auto& z : curve.z_ohm) {
    least = std::min(least, std::abs(z));
    most = std::max(most, std::abs(z));
  }
  return std::log(most / least) < kLeastProminence;
}

}  // namespace

void refuse_wrong_phase(const core::OhmCurve& curve) {
  const auto check = models::kramers_kronig(curve);
  if (!check || check->holds()) return;
  auto mirrored = curve;
  for (auto& z : mirrored.z_ohm) z = std::conj(z);
  const auto reversed = models::kramers_kronig(mirrored);
  if (reversed && reversed->holds()) {
    throw core::not_valid(
        fmt::format(
            "the phase has the wrong sign: as it is it lies {:.1f} degrees RMS beside the one that the "
            "magnitude implies, and reversed {:.1f} degrees",
            check->rms_deg, reversed->rms_deg),
        "reverse the sign of the phase, which is positive where the load is inductive; on a bench check "
        "which "
        "channel is which");
  }
  if (check->rms_deg < kGrossDeg) return;
  throw core::not_valid(
      fmt::format(
          "the phase does not belong to the magnitude: it lies {:.1f} degrees RMS beside the one that "
          "the magnitude implies, most at {} ({:+.0f} degrees), and reversed it does, too",
          check->rms_deg, hz(check->worst_hz), check->worst_deg),
      "check the delay between the channels, the calibration and the columns of the file; --magnitude-only "
      "fits |Z| alone");
}

void refuse_unfit(const core::OhmCurve& curve, bool magnitude_only) {
  if (curve.size() < kLeastPoints)
    throw core::bad_input(
        fmt::format("{} points are too few for a fit, which needs {}", curve.size(), kLeastPoints));
  if (std::any_of(curve.z_ohm.begin(), curve.z_ohm.end(), [](auto z) { return z == 0.0; }))
    throw core::bad_input("an impedance of 0 ohm in the curve", "leave those rows out");
  const bool flat_phase =
      std::all_of(curve.z_ohm.begin(), curve.z_ohm.end(), [](auto z) { return z.imag() == 0.0; });
  if (!magnitude_only && (!curve.phase_known || (flat_phase && !is_flat(curve)))) {
    const auto top = models::summarize(curve, {curve.f_hz.front(), curve.f_hz.back()}).max;
    throw core::bad_input(
        fmt::format("the curve has no phase: Re and Q of a fit would not be worth printing; |Z| is highest, "
                    "{}, at {}",
                    ohm(top->ohm), hz(top->f_hz)),
        "measure it with the phase; --magnitude-only fits |Z| alone and says what that can tell");
  }
  if (const auto worst = models::not_passive(curve)) {
    throw core::not_valid(
        fmt::format("not passive: Re Z is {} at {} (phase {:+.0f} degrees), and no load gives power back",
                    ohm(worst->re_ohm), hz(worst->f_hz), worst->phase_deg),
        "check the wiring, the channels' order and polarity, and the calibration; in a file from elsewhere "
        "the "
        "phase");
  }
}

std::vector<Resonance> resonances_of(const core::OhmCurve& curve, const Points& points,
                                     const std::vector<Hump>& found) {
  if (found.empty()) refuse_flat(curve, points);
  refuse_capacitor(curve, found.front());
  const double re = resistance_of(curve);
  std::vector<Hump> strong;
  for (const auto& h : found) {
    if (h.height_ohm > kStrongPart * re) strong.push_back(h);
  }
  if (re < kLoudspeakerBelowOhm) {
    for (std::size_t i = 0; i + 1 < strong.size(); ++i) {
      const auto &low = strong[i].resonance, &high = strong[i + 1].resonance;
      const double part = std::min(low.ohm, high.ohm) / std::max(low.ohm, high.ohm);
      if (high.f_hz < kVentedBelowHz && high.f_hz < kVentedMostRatio * low.f_hz && part > kVentedLeastPart)
        refuse_vented(curve, points, strong[i], strong[i + 1]);
    }
    std::vector<Hump> drivers;
    for (const auto& h : strong) {
      const double there = std::abs(core::interpolate(curve, h.resonance.f_hz));
      if (h.height_ohm > kOtherDriverPart * std::max(re, 0.5 * there)) drivers.push_back(h);
    }
    if (drivers.size() > 1) refuse_system(drivers);
  }
  // the driver's own first: the strongest; weak ones wait until the residual asks for them
  std::vector<Resonance> resonances;
  for (const auto& h : found) {
    const double there = std::abs(core::interpolate(curve, h.resonance.f_hz));
    if (found.size() == 1 || h.height_ohm > kStrongPart * there) resonances.push_back(h.resonance);
  }
  std::stable_sort(resonances.begin(), resonances.end(),
                   [](const Resonance& a, const Resonance& b) { return a.ohm > b.ohm; });
  if (resonances.empty()) {
    const auto strongest = std::max_element(found.begin(), found.end(), [](const Hump& a, const Hump& b) {
      return a.resonance.ohm < b.resonance.ohm;
    });
    resonances.push_back(strongest->resonance);
  }
  return resonances;
}

}  // namespace ohmbench::fitting
