#include "advice/sense_resistor.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"

namespace ohmbench::advice {
namespace {

constexpr std::array kE12{1.0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2};
constexpr std::array kE24{1.0, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2.0, 2.2, 2.4, 2.7, 3.0,
                          3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6, 6.2, 6.8, 7.5, 8.2, 9.1};
constexpr std::array kRatings{0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 25.0, 50.0, 100.0};  // W, as sold
constexpr double kWorkingPart = 0.1;  // of the rating: 15 K of self-heating and 50 ppm/K are 0.08 %
constexpr double kRounding = 1e-9;    // of decimal values in binary

}  // namespace

double noise_factor(core::Sense sense, double x, double phase_rad, double rho) {
  ENSURE(x > 0);
  const double d = 1.0 + 2.0 * x * std::cos(phase_rad) + x * x;
  return sense == core::Sense::kHighSide ? d / (x * x) * (1.0 + rho * rho * d)
                                         : d * (1.0 + rho * rho * d / (x * x));
}

core::Ohms least_noise_resistor(core::Sense sense, core::Ohms load, double rho) {
  ENSURE(rho > 0);
  // Newton from the right of the root, where u²(u − 2) is convex and rising
  const double target = 1.0 / (rho * rho);
  double u = 2.0 + std::cbrt(target);
  for (double step = u; std::abs(step) > 1e-15 * u;) {
    step = (u * u * (u - 2.0) - target) / (u * (3.0 * u - 4.0));
    u -= step;
  }
  return sense == core::Sense::kHighSide ? load * (u - 1.0) : load / (u - 1.0);
}

std::complex<double> ratio_sensitivity(core::Sense sense, std::complex<double> z_ohm, double rs_ohm) {
  return sense == core::Sense::kHighSide ? 1.0 + z_ohm / rs_ohm : -(1.0 + rs_ohm / z_ohm);
}

core::Ohms least_error_resistor(const std::function<double(double rs_ohm)>& error, core::Ohms from,
                                core::Ohms to) {
  ENSURE(from.value() > 0 && to >= from);
  constexpr double kNarrow = 1e-7;  // of ln Rs; a minimum is flat, so nothing is gained beyond
  const double part = 1.0 / std::numbers::phi;
  const auto at = [&](double ln_rs) { return error(std::exp(ln_rs)); };
  double left = std::log(from.value()), right = std::log(to.value());
  double a = right - part * (right - left), b = left + part * (right - left);
  double at_a = at(a), at_b = at(b);
  while (right - left > kNarrow) {
    if (at_a < at_b) {
      right = b, b = a, at_b = at_a;
      at_a = at(a = right - part * (right - left));
    } else {
      left = a, a = b, at_a = at_b;
      at_b = at(b = left + part * (right - left));
    }
  }
  return core::Ohms(std::exp(0.5 * (left + right)));
}

std::vector<double> standard_values(Series series, core::Ohms from, core::Ohms to) {
  ENSURE(from.value() > 0);
  std::vector<double> values;
  const int last = static_cast<int>(std::floor(std::log10(to.value()) + kRounding));
  for (int decade = static_cast<int>(std::floor(std::log10(from.value()))); decade <= last; ++decade) {
    const auto add = [&](double mantissa) {
      // a quotient of whole numbers is the decimal value to the last digit; a product with 0.1 is not
      const double tens = std::round(mantissa * 10.0);
      const double value = decade > 0 ? tens * std::pow(10.0, decade - 1) : tens / std::pow(10.0, 1 - decade);
      if (value >= from.value() * (1 - kRounding) && value <= to.value() * (1 + kRounding))
        values.push_back(value);
    };
    if (series == Series::kE12) {
      for (const double m : kE12) add(m);
    } else {
      for (const double m : kE24) add(m);
    }
  }
  return values;
}

Dissipation dissipation(core::Volts volt, core::Ohms rs, core::Ohms z_min) {
  const auto current = volt / (rs + z_min);
  return {current * current * rs, volt * volt / rs};
}

std::optional<core::Watts> power_rating(const Dissipation& d) {
  for (const double watt : kRatings) {
    if (d.shorted.value() <= watt && d.working.value() <= kWorkingPart * watt) return core::Watts(watt);
  }
  return {};
}

}  // namespace ohmbench::advice
