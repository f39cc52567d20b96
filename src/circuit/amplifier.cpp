#include "circuit/amplifier.hpp"

#include <fmt/format.h>

#include <numbers>

#include "circuit/terms.hpp"
#include "core/error.hpp"

namespace ohmbench::circuit {
namespace {

std::complex<double> s_at(double f_hz) {
  return {0.0, 2.0 * std::numbers::pi * f_hz};
}

}  // namespace

std::complex<double> Amplifier::output_impedance(double f_hz) const {
  const auto s = s_at(f_hz);
  std::complex<double> z = rout_ohm + s * lout_henry;
  if (cout_farad > 0) z += 1.0 / (s * cout_farad);
  if (zobel_ohm > 0 && zobel_henry > 0) z += 1.0 / (1.0 / zobel_ohm + 1.0 / (s * zobel_henry));
  return z;
}

std::complex<double> Amplifier::transfer(double f_hz) const {
  std::complex<double> h = gain;
  const std::complex<double> jf(0.0, f_hz);
  if (bandwidth_hz > 0) h /= 1.0 + jf / bandwidth_hz;
  if (highpass_hz > 0) h *= jf / (jf + highpass_hz);
  return h;
}

Amplifier parse_amplifier(const std::string& text) {
  Amplifier amp;
  amp.name = text;
  amp.rout_ohm = 0;
  for (const auto& term : split_terms(text, ',')) {
    if (const auto ohm = value_in(term, "ohm"); ohm && *ohm >= 0) {
      amp.rout_ohm = *ohm;
    } else if (const auto gain = value_after(term, "gain"); gain && *gain > 0) {
      amp.gain = *gain;
    } else if (term.rfind("clip", 0) == 0 && value_in(term.substr(4), "V").value_or(0) > 0) {
      amp.clip_volt_peak = *value_in(term.substr(4), "V");
    } else if (const auto henry = value_in(term, "H"); henry && *henry >= 0) {
      amp.lout_henry = *henry;
    } else if (const auto farad = value_in(term, "F"); farad && *farad > 0) {
      amp.cout_farad = *farad;
    } else {
      throw core::bad_input(fmt::format("the amplifier's term \"{}\" was not understood", term),
                            "write e.g. \"10.4 ohm, gain 2, clip 5.9 V, 1.1 uH\"");
    }
  }
  return amp;
}

}  // namespace ohmbench::circuit
