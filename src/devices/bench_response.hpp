// What every channel of the simulated interface records per full scale played: the whole linear path at one
// frequency.
#pragma once

#include <complex>
#include <functional>
#include <vector>

#include "core/fixture_state.hpp"
#include "devices/bench_setup.hpp"

namespace ohmbench::devices {

/// Responses of A, B and the loopback at f > 0.
struct BenchResponse {
  std::complex<double> a;
  std::complex<double> b;
  std::complex<double> loopback;
};

/// ADC full scale per DAC full scale. In the state `injection` A and B are driven by output 2, else by output
/// 1; the loopback always records output 1, or output 2 in the state `injection`.
BenchResponse bench_response(const BenchSetup& setup, core::FixtureState state, double f_hz,
                             double sample_rate_hz);

/// What the amplifier adds through output 1 in the state `injection`; the loopback does not hear it.
BenchResponse amplifier_while_injecting(const BenchSetup& setup, double f_hz, double sample_rate_hz);

/// Impulse responses of A, B, loopback: 4 s long, from their responses on every multiple of 0.25 Hz.
std::vector<std::vector<double>> impulse_responses(const std::function<BenchResponse(double f_hz)>& response,
                                                   double sample_rate_hz);

/// The detour of a load that is not linear, in the state `load`: from what output 1 plays to the current in
/// the load, and from the voltage that the load adds to the inputs.
struct LoadDetour {
  std::complex<double> ampere;  ///< per full scale played
  std::complex<double> a;       ///< ADC full scale per volt
  std::complex<double> b;
};
LoadDetour load_detour(const BenchSetup& setup, double f_hz, double sample_rate_hz);

/// Impulse responses of `load_detour`: ampere, A, B.
std::vector<std::vector<double>> detour_responses(const BenchSetup& setup, double sample_rate_hz);

}  // namespace ohmbench::devices
