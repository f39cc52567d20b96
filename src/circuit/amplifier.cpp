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

/// "limit 0.25 A" for the word "limit" and the unit "A"; a second value, if one is wanted, in seconds.
bool takes(const std::string& term, const std::string& word, const char* unit, double& value,
           double* seconds = nullptr) {
  if (term.rfind(word + ' ', 0) != 0) return false;
  std::string rest = term.substr(word.size() + 1);
  if (const auto at = rest.find(unit); seconds != nullptr && at != std::string::npos) {
    const auto end = at + std::string(unit).size();
    if (const auto s = value_in(rest.substr(end), "s"); s && *s > 0) *seconds = *s, rest.resize(end);
  }
  const auto found = value_in(rest, unit);
  if (!found || *found <= 0) return false;
  value = *found;
  return true;
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
    if (takes(term, "limit", "A", amp.limit_ampere_peak) ||
        takes(term, "protect", "A", amp.protect_ampere_peak, &amp.protect_after_s) ||
        takes(term, "sag", "ohm", amp.sag_ohm, &amp.sag_s))
      continue;
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
                            "write e.g. \"10.4 ohm, gain 2, clip 5.9 V, limit 0.25 A, sag 3 ohm 0.3 s\"");
    }
  }
  return amp;
}

}  // namespace ohmbench::circuit
