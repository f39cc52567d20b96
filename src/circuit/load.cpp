#include "circuit/load.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "circuit/terms.hpp"
#include "core/error.hpp"

namespace ohmbench::circuit {

std::complex<double> Load::impedance(double f_hz) const {
  const std::complex<double> s(0.0, 2.0 * std::numbers::pi * f_hz);
  std::complex<double> z = re_ohm + s * le_henry;
  if (semi_k > 0) z += semi_k * std::pow(s, semi_n);
  for (const auto& section : sections) z += 1.0 / (1.0 / section.ohm + 1.0 / (s * section.henry));
  for (const auto& r : resonances) {
    z += r.ohm / std::complex<double>(1.0, r.q * (f_hz / r.f0_hz - r.f0_hz / f_hz));
  }
  if (parallel_farad > 0) z = 1.0 / (1.0 / z + s * parallel_farad);
  return z;
}

namespace {

core::Error not_understood(const std::string& term) {
  return core::bad_input(fmt::format("the load's term \"{}\" was not understood", term),
                         "write e.g. \"300 ohm + 0.1 mH + 213 ohm @ 81 Hz Q 3.7\"");
}

/// "213 ohm @ 81 Hz Q 3.7"
Resonance parse_resonance(const std::string& term) {
  const auto parts = split_terms(term, '@');
  const auto q_at = parts.size() == 2 ? parts[1].find('Q') : std::string::npos;
  if (q_at == std::string::npos) throw not_understood(term);
  const auto ohm = value_in(parts[0], "ohm");
  const auto hz = value_in(parts[1].substr(0, q_at), "Hz");
  const auto q = value_after(parts[1].substr(q_at), "Q");
  if (!ohm || !hz || !q || *ohm <= 0 || *hz <= 0 || *q <= 0) throw not_understood(term);
  return {*ohm, *hz, *q};
}

/// "28 ohm | 0.43 mH"
ParallelRl parse_section(const std::string& term) {
  const auto parts = split_terms(term, '|');
  const auto ohm = parts.size() == 2 ? value_in(parts[0], "ohm") : std::nullopt;
  const auto henry = parts.size() == 2 ? value_in(parts[1], "H") : std::nullopt;
  if (!ohm || !henry || *ohm <= 0 || *henry <= 0) throw not_understood(term);
  return {*ohm, *henry};
}

/// "semi 0.011 n 0.72"
void parse_semi(const std::string& term, Load& load) {
  const auto n_at = term.find(" n ");
  const auto k = value_after(term.substr(0, n_at), "semi");
  const auto n = n_at == std::string::npos ? std::optional(0.5) : value_after(term.substr(n_at + 1), "n");
  if (!k || !n || *k <= 0 || *n <= 0 || *n > 1) throw not_understood(term);
  load.semi_k = *k;
  load.semi_n = *n;
}

}  // namespace

Load parse_load(const std::string& text) {
  Load load;
  load.name = text;
  load.re_ohm = 0;
  for (const auto& term : split_terms(text, '+')) {
    if (term.find('@') != std::string::npos) {
      load.resonances.push_back(parse_resonance(term));
    } else if (term.find('|') != std::string::npos) {
      load.sections.push_back(parse_section(term));
    } else if (term.rfind("semi", 0) == 0) {
      parse_semi(term, load);
    } else if (const auto even = value_in(term, "ohm/A")) {
      load.ohm_per_ampere += *even;
    } else if (const auto odd = value_in(term, "ohm/A2")) {
      load.ohm_per_ampere2 += *odd;
    } else if (const auto ohm = value_in(term, "ohm"); ohm && *ohm >= 0) {
      load.re_ohm += *ohm;
    } else if (const auto henry = value_in(term, "H"); henry && *henry >= 0) {
      load.le_henry += *henry;
    } else if (const auto farad = value_in(term, "F"); farad && *farad >= 0) {
      load.parallel_farad += *farad;
    } else {
      throw not_understood(term);
    }
  }
  return load;
}

}  // namespace ohmbench::circuit
