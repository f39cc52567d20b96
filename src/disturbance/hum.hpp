// Hum: mains fundamental and harmonics in a periodic record, estimated and taken out of every bin.
// Hazard: a line may lie exactly on a harmonic; there nobody can tell the two apart, and only the variance
// can say so.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace ohmbench::disturbance {

/// [channel][period][bin], peak phasors of single periods; bin k is k cycles a period.
using PeriodSpectra = std::vector<std::vector<std::vector<std::complex<double>>>>;

/// How the spectra lie in time.
struct PeriodTiming {
  std::size_t period_frames = 0;
  double sample_rate_hz = 0;
  std::vector<std::size_t> numbers;  ///< which period of the record each spectrum is of; ascending
};

struct Hum {
  double f0_hz = 0;  ///< of the fundamental, on the clock of the spectra; 0: no hum found
  double peak = 0;   ///< of the strongest harmonic in any channel, of full scale
  /// [channel][bin]: what the estimate's own error adds to the variance of the mean over all periods; empty
  /// without hum
  std::vector<std::vector<double>> variance;
  /// bins whose scatter over the periods was used up by the fit: it no longer tells their noise
  std::vector<std::size_t> used_up;

  bool found() const { return f0_hz > 0; }
};

/// Fits x_h(t) = Re[a_h e^{j2π h f0 t}], h = 1 … 40, f0 common to all channels and within 0.5 Hz of 50 or 60
/// Hz, to what differs between the periods, and subtracts it with all of its leakage: X_p[k] = a e^{jβp} K(ν)
/// + conj(a) e^{−jβp} K(−ν), K(ν) = (1 − e^{jβ})(1 + j cot π(ν − k/N))/(2N), β = 2πνN. Whatever is the same
/// in every period (the stimulus, its distortion, hum that is locked to the period) does not enter the fit,
/// so excited bins may be used. Long records are treated in blocks of 8 periods, because mains wander. A
/// harmonic is subtracted only where chance does not explain it. Source: maximum likelihood with unknown
/// noise per harmonic (concentrated); exact kernel of a finite sine.
Hum remove_hum(PeriodSpectra& spectra, const PeriodTiming& timing);

}  // namespace ohmbench::disturbance
