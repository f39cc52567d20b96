// Tone: what a steady tone turns into on its way: harmonics, noise, and the figures made of them.
// Hazard: coherent only. The record holds whole cycles, settled, on one clock; no window, so that nothing
// leaks.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace ohmbench::disturbance {

/// Band of THD+N, SINAD and noise (IEC 60268-3, AES17).
inline constexpr double kAudioFromHz = 20;
inline constexpr double kAudioToHz = 20000;
/// Harmonics told one by one, and counted in THD: 2 … 10, as far as they lie within the band (methods 7.3).
inline constexpr std::size_t kMostHarmonics = 10;

/// √(Σ V_h²)/V_1 over h ≥ 2. @param peaks  amplitudes of the harmonics 1, 2, 3 …; any unit, peaks[0] > 0
double thd_f(std::span<const double> peaks);
/// The same re the total: THD_F/√(1 + THD_F²).
double thd_r(std::span<const double> peaks);
/// RMS of everything but the tone over RMS of everything, of a tone with harmonics and noise.
double thd_n(std::span<const double> peaks, double noise_rms);
/// −20 log₁₀(THD+N) [dB].
double sinad_db(double thd_n);

/// One tone in a record of whole cycles.
struct Tone {
  double f_hz = 0;
  std::vector<std::complex<double>> harmonics;  ///< peak phasors of the harmonics 1, 2 …, unit of the record
  double thd = 0;                               ///< THD_F, of the harmonics up to 10 within the band
  double thd_n = 0;        ///< everything from 20 Hz to 20 kHz but the tone, over everything
  double thd_n_notch = 0;  ///< the same behind the standard notch, with Q = kNotchQ
  double rms = 0;          ///< of everything in the band
};

/// @param record  a whole number of cycles, `cycles` ≥ 1 of them
/// The fundamental is one bin; DC and what lies outside 20 Hz … 20 kHz are left out, as is everything from
/// 0.46 of the sample rate up. ENSUREs that record and cycles are not empty.
Tone analyse_tone(std::span<const double> record, std::size_t cycles, double sample_rate_hz);

/// The standard notch removes not only the tone but also noise and hum beside it: a second-order notch,
/// |H|² = x²/(x² + 1) with x = Q (f/f₀ − f₀/f). AES17 asks for an electrical Q between 1 and 5; this is the
/// middle of it.
inline constexpr double kNotchQ = 2;
double notch_power(double f_hz, double f0_hz);

/// A-weighting, amplitude re 1 kHz: IEC 61672-1, annex E, with the poles 20.598997, 107.65265, 737.86223 and
/// 12194.217 Hz; 1 at 1 kHz exactly.
double a_weight(double f_hz);

/// RMS of a record from 20 Hz to 20 kHz, flat or A-weighted; without DC.
struct NoiseRms {
  double flat = 0;
  double a_weighted = 0;
};
NoiseRms noise_rms(std::span<const double> record, double sample_rate_hz);

/// Where a figure that grows with x crosses a limit, by log-log interpolation between neighbours:
/// ln x = ln xᵢ + (ln limit − ln yᵢ)/(ln yᵢ₊₁ − ln yᵢ) · ln(xᵢ₊₁/xᵢ).
/// The last crossing upwards counts, so that noise, which makes THD+N large at low levels, is passed over.
/// Empty where there is none. @param x  ascending, > 0  @param y  > 0
std::optional<double> crossing(std::span<const double> x, std::span<const double> y, double limit);

}  // namespace ohmbench::disturbance
