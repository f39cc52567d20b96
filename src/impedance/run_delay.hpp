// Delay between runs: without a loopback every run has a time base of its own, and a delay looks like an
// output inductance.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "spectra/frf.hpp"

namespace ohmbench::impedance {

struct Delay {
  double seconds = 0;
  double variance = 0;  ///< s²
  bool merged = false;  ///< the load is resistive: inductance and delay cannot be told apart
};

/// Brings the second run of a state onto the time base of the first: their ratio is 1 but for a pure delay.
void align_runs(const spectra::Frf& first, spectra::Frf& second);

/// Fits the delay between the states and removes it from `rho` = V_loaded/V_open:
/// 1/ρ − 1 = R·Y + jωL·Y + jωτ over real R, L, τ, each row weighted by its own variance.
/// @param relative_variance  E|δρ|²/|ρ|²
/// @param admittance  Y: by how much more the loaded amplifier is loaded, S
/// @param whole_frame_s  where all runs share one clock: the delay is a whole number of frames of this length
Delay remove_delay(const std::vector<double>& f_hz, std::vector<std::complex<double>>& rho,
                   const std::vector<double>& relative_variance,
                   const std::vector<std::complex<double>>& admittance, std::optional<double> whole_frame_s);

}  // namespace ohmbench::impedance
