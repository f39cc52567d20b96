// Forecast: what random uncertainty a measurement will have, from the probe's noise and response.
#pragma once

#include <string>
#include <vector>

#include "session/probe.hpp"
#include "session/run.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::effort {

/// Band in which the worst point counts: the audible one.
inline constexpr double kWorstFromHz = 20;
inline constexpr double kWorstToHz = 20000;

/// What the probe foretells, at its lines. All of it relative to |Z|.
struct Forecast {
  std::vector<double> f_hz;
  /// variance of Z by noise, for a line with the digital peak 1.0 that is averaged over a second
  std::vector<double> noise_variance;
  std::vector<double> other_sigma;      ///< by calibration and tolerance, whatever is played
  std::vector<std::string> other_name;  ///< the greatest term of it

  bool known() const { return !f_hz.empty(); }
  /// Of the larger neighbour: a resonance may hide between the probe's lines.
  double noise_variance_at(double f_hz) const;
};

/// Empty where the probe could not hear the noise.
Forecast forecast(const workbench::Bench& bench, const session::Probe& probe);

/// The worst relative standard uncertainty by noise within the band that counts, once all periods of the
/// stimulus (multisine) or the sweep have been recorded; infinite for what cannot be foretold.
double foretold_worst(const Forecast& forecast, const stimulus::Stimulus& stimulus);

/// The shape that makes it even over the lines of a flat multisine; may be empty.
stimulus::Shape even_shape(const Forecast& forecast, const stimulus::Stimulus& flat);

/// The same as it came out: the noise's worst relative standard uncertainty over all takes of a run.
/// Infinite if the run is not usable.
double measured_worst(const workbench::Bench& bench, const session::Run& run);

}  // namespace ohmbench::effort
