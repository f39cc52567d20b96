// analyse: from a capture and its stimulus to averaged spectra; the station between `audio` and
// `calibration`.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "audio/capture.hpp"
#include "disturbance/distortion.hpp"
#include "spectra/frf.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::spectra {

/// Spectra and how to read transfer functions from them.
struct Analysed {
  ChannelSpectra spectra;
  /// sweep only: `spectra` then holds every bin of a period from 1 up, and these are the bins that are asked
  /// for
  std::vector<std::size_t> points;
  /// single sweep only: `spectra` holds every bin of the record, and these are the frequencies that are asked
  /// for
  std::vector<double> grid_hz;
  /// single sweep only: [channel][bin], as far as low frequencies go, of the record's last part alone
  std::vector<std::vector<std::complex<double>>> ending;
  double bin_hz =
      0;  ///< single sweep only: distance of independent bins; at low frequencies there are more between
  /// multisine only: what amplifier, load and converters add, band by band; empty elsewhere
  disturbance::DistortionCurve distortion;
  /// false: fewer than two undamaged periods; `spectra` is empty then
  bool usable = false;
};

/// Aligns by correlation, finds the ADC's clock, leaves out damaged periods, averages coherently, measures
/// the noise. The record need not begin with the stimulus. A record that holds fewer than two whole periods
/// is not usable.
/// @param align_channel  index into capture.channels: the loopback where there is one, else node A
Analysed analyse(const audio::Capture& capture, const stimulus::Stimulus& stimulus,
                 std::size_t align_channel);

/// Transfer function Y/X at the stimulus' frequencies: the ratio of lines for multisine and stepped sine, a
/// local rational model over ±1/24 octave of bins for a sweep. ENSUREs `a.usable`.
Frf transfer(const Analysed& a, std::size_t y_channel, std::size_t x_channel);

}  // namespace ohmbench::spectra
