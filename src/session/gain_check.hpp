// GainCheck: is the ratio of the two inputs still what the calibration found? A gain knob that was touched
// since makes every number wrong, and nothing else shows it.
#pragma once

#include <optional>
#include <stop_token>

#include "calibration/standard.hpp"
#include "session/run.hpp"
#include "workbench/bench.hpp"
#include "workbench/fixture.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::session {

/// Limits of a same-node test (methods 2.5).
inline constexpr double kMostGainChangeDb = 0.02;
inline constexpr double kMostPhaseChangeDeg = 0.2;

struct GainChange {
  double db = 0;  ///< of B/A since the calibration, median over frequency
  double degrees = 0;
  double sigma_db = 0;  ///< standard error of both medians
  double sigma_degrees = 0;

  /// Beyond the limits, and beyond three standard errors.
  bool moved() const;
};

/// @param ratio     raw B/A now, with the same connected as for `standard`
/// Empty where they have no frequency in common.
std::optional<GainChange> gain_change(const spectra::Frf& ratio, const calibration::Standard& standard);

/// Where the bench can rewire itself, repeats half a second of its open (or bridged) standard at the level of
/// the probe, before a measurement. Leaves the wiring in that state. Does nothing where there is no such
/// standard or nobody to rewire.
/// @throws core::Error kNotValid: the gain has moved
void refuse_moved_gain(const workbench::Bench& bench, workbench::OpenBench& open, workbench::Fixture& fixture,
                       core::DbFs level, std::stop_token stop);

/// What a run of a calibration says about levels and noise.
calibration::GainProbe gains_of(const Run& run);

/// Channels (by name) whose noise is more than 6 dB above that of the calibration's run: by how much in dB.
std::optional<double> noise_above(const Run& run, const calibration::GainProbe& then, std::size_t channel);

}  // namespace ohmbench::session
