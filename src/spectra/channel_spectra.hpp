// ChannelSpectra: averaged phasors of every channel with the noise that was measured in them.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

namespace ohmbench::spectra {

/// What was found about the record on the way to its spectra.
struct RecordHealth {
  double latency_frames = 0;        ///< of the recording behind the stimulus
  double correlation = 0;           ///< 0 … 1 between the stimulus and the channel it was aligned on
  double clock_ppm = 0;             ///< ADC's clock against the DAC's; 0 where it could not be told from 0
  std::size_t periods = 0;          ///< periods (or blocks) that were averaged
  std::size_t damaged_periods = 0;  ///< left out because of a dropout or a click
  /// multisine: what is steady in bins that were not played (mains left out), re the lines, in the worst of
  /// the first two channels
  std::optional<double> distortion_db;
  /// mains hum that was found and taken out: its fundamental, on the DAC's clock, and its strongest harmonic
  /// re a full-scale sine
  std::optional<double> hum_hz;
  std::optional<double> hum_dbfs;
  /// relative change of |channel 1 / channel 0| from the beginning of the stimulus to its last period, as far
  /// as it is more than noise
  std::optional<double> drift;
};

/// Arrays over [channel][line]. Peak phasors in full scale, re the stimulus' own time base.
struct ChannelSpectra {
  std::vector<double> f_hz;
  std::vector<std::vector<std::complex<double>>> mean;
  /// E|n|² of each mean
  std::vector<std::vector<double>> variance;
  /// E[n_c conj(n_0)] of the means, channel c against channel 0
  std::vector<std::vector<std::complex<double>>> covariance_with_0;
  /// complex degrees of freedom behind the variances, per line
  std::vector<double> degrees_of_freedom;
  RecordHealth health;

  std::size_t channels() const { return mean.size(); }
  std::size_t lines() const { return f_hz.size(); }
};

}  // namespace ohmbench::spectra
