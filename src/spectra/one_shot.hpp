// One-shot analysis: any signal that was played once, by a local rational model with a transient term.
// For captures whose stimulus is not ours: a sweep from another program, a recording of a player.
#pragma once

#include "audio/capture.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::spectra {

struct OneShot {
  Frf frf;            ///< channel 1 over channel 0, at the frequencies where the stimulus has energy
  double snr_db = 0;  ///< |h|² against its variance, median over the points
  RecordHealth health;
};

/// @param capture   two channels or more; the ratio is that of the second to the first
/// @param played    what was played, in any clock: used to find where it begins and which band it covers
/// @throws core::Error kNotValid if the stimulus is not found in the capture
OneShot analyse_one_shot(const audio::Capture& capture, const std::vector<double>& played, double from_hz,
                         double to_hz, double points_per_octave);

}  // namespace ohmbench::spectra
