// Quantity: a number with a unit that the compiler checks; exponents of volt, ampere and second.
// For scalars at the borders between rooms. Bulk arrays stay plain, with the unit in the member's name.
// Volts and Amperes are RMS. PeakVolts is a type of its own: the commonest mistake of the field does not
// compile.
#pragma once

#include <cmath>
#include <compare>
#include <complex>
#include <numbers>

namespace ohmbench::core {

/// A value of dimension V^kVolt · A^kAmpere · s^kSecond. Construction is explicit, there is no bare
/// arithmetic. `Kind` tells apart what has the same dimension and must not be mixed (RMS and peak).
template <int kVolt, int kAmpere, int kSecond, int kKind = 0, class Rep = double>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep value) : value_(value) {}

  /// The bare number in SI units.
  constexpr Rep value() const { return value_; }

  constexpr Quantity operator-() const { return Quantity(-value_); }
  constexpr Quantity& operator+=(Quantity o) {
    value_ += o.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity o) {
    value_ -= o.value_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  friend constexpr Quantity operator*(double s, Quantity q) { return Quantity(s * q.value_); }
  friend constexpr Quantity operator*(Quantity q, double s) { return Quantity(s * q.value_); }
  friend constexpr Quantity operator/(Quantity q, double s) { return Quantity(q.value_ / s); }
  friend constexpr bool operator==(Quantity, Quantity) = default;
  friend constexpr auto operator<=>(Quantity a, Quantity b) requires std::totally_ordered<Rep> {
    return a.value_ <=> b.value_;
  }

 private:
  Rep value_{};
};

namespace detail {
template <int V, int A, int S, int K, class R>
constexpr auto wrap(R value) {
  if constexpr (V == 0 && A == 0 && S == 0) {
    return value;  // a ratio of like quantities is a plain number
  } else {
    return Quantity<V, A, S, K, R>(value);
  }
}
}  // namespace detail

template <int V1, int A1, int S1, int V2, int A2, int S2, int K, class R1, class R2>
constexpr auto operator*(Quantity<V1, A1, S1, K, R1> a, Quantity<V2, A2, S2, K, R2> b) {
  return detail::wrap<V1 + V2, A1 + A2, S1 + S2, K>(a.value() * b.value());
}

template <int V1, int A1, int S1, int V2, int A2, int S2, int K, class R1, class R2>
constexpr auto operator/(Quantity<V1, A1, S1, K, R1> a, Quantity<V2, A2, S2, K, R2> b) {
  return detail::wrap<V1 - V2, A1 - A2, S1 - S2, K>(a.value() / b.value());
}

using Volts = Quantity<1, 0, 0>;    ///< RMS
using Amperes = Quantity<0, 1, 0>;  ///< RMS
using Ohms = Quantity<1, -1, 0>;
using Siemens = Quantity<-1, 1, 0>;
using Watts = Quantity<1, 1, 0>;
using Seconds = Quantity<0, 0, 1>;
using Hertz = Quantity<0, 0, -1>;
using Henries = Quantity<1, -1, 1>;
using Farads = Quantity<-1, 1, 1>;
using PeakVolts = Quantity<1, 0, 0, 1>;
using PeakAmperes = Quantity<0, 1, 0, 1>;

using ComplexVolts = Quantity<1, 0, 0, 0, std::complex<double>>;
using ComplexAmperes = Quantity<0, 1, 0, 0, std::complex<double>>;
using ComplexOhms = Quantity<1, -1, 0, 0, std::complex<double>>;

/// RMS volts of a sine with this peak.
constexpr Volts sine_rms(PeakVolts peak) {
  return Volts(peak.value() / std::numbers::sqrt2);
}
/// Peak volts of a sine with this RMS value.
constexpr PeakVolts sine_peak(Volts rms) {
  return PeakVolts(rms.value() * std::numbers::sqrt2);
}

}  // namespace ohmbench::core
