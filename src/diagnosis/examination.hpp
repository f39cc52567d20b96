// Examination: what the record of one periodic stimulus says about the bench that made it, besides impedance:
// levels, noise, distortion, images of a conversion of the rate, gain that wanders, arrivals. For the bench
// check and for every measurement by multisine.
#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

#include "audio/capture.hpp"
#include "diagnosis/echo.hpp"
#include "spectra/frf.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::diagnosis {

/// One channel of the record. Powers re the lines' power in dB, absent where noise hides them.
struct ChannelSigns {
  bool heard = false;         ///< the lines stand 6 dB above the bins beside them
  double level_fs = 0;        ///< RMS of the lines, full scale
  double noise_fs = 0;        ///< RMS of what differs from period to period, 20 Hz … the highest line
  double disturbance_fs = 0;  ///< RMS of everything between the lines: noise, hum, distortion
  double peak_fs = 0;
  std::size_t clipped = 0;         ///< samples at full scale
  bool flat_tops = false;          ///< samples pile up within 0.1 % of the largest: the peaks are cut
  std::optional<double> even_db;   ///< steady content of even bins from 3 kHz up: distortion of even order
  std::optional<double> odd_db;    ///< of odd bins that were not played: distortion of odd order, and images
  std::optional<double> image_db;  ///< of those where a conversion to 44.1 or 48 kHz puts images of the lines
  double image_contrast = 0;       ///< power in a bin of the images over that in other bins not played
  double wander_db = 0;            ///< range of the gain over the periods
  double wander_sigma_db = 0;      ///< what noise makes of one period's gain
  double top_slope_db = 0;         ///< steepest loss within 1/6 octave that is not made good above it
  std::optional<Echo> echo;
  std::vector<std::complex<double>> response;  ///< per line: recorded over played, from the found beginning
};

struct Examination {
  double level_dbfs = 0;  ///< of the stimulus
  bool found = false;     ///< the stimulus is in the record, and whole
  double correlation = 0;
  double latency_frames = 0;
  double clock_ppm = 0;
  std::size_t damaged_periods =
      0;                     ///< by dropouts, clicks, a loose contact; left out where two others remain
  bool identical = false;    ///< the first two channels are the same, sample by sample, and not silent
  double quantum_fs = 0;     ///< smallest step between two samples of the first two channels
  std::vector<double> f_hz;  ///< the lines
  std::vector<ChannelSigns> channels;  ///< as in the capture
  spectra::Frf b_over_a;               ///< channel 1 over channel 0; empty where one of them has no line
};

/// A multisine's record. ENSUREs two channels at least and a multisine.
/// @param align_channel  where the stimulus is sought
Examination examine(const audio::Capture& capture, const stimulus::Stimulus& stimulus,
                    std::size_t align_channel);

/// If the record holds the stimulus at another sample rate than it was made for: that rate in Hz, re the
/// stimulus' own: 44.1 kHz against 48 kHz and their multiples.
std::optional<double> other_rate(const audio::Capture& capture, const stimulus::Stimulus& stimulus,
                                 std::size_t channel);

}  // namespace ohmbench::diagnosis
