// What is steady in bins that were not played: distortion, and images of a conversion of the rate.
#pragma once

#include <optional>

#include "diagnosis/bins.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::diagnosis {

/// Powers re the lines' power in dB, absent where noise hides them; see ChannelSigns.
struct Unplayed {
  std::optional<double> even_db;
  std::optional<double> odd_db;
  std::optional<double> image_db;
  double image_contrast = 0;
};

/// @param line_power  sum of |line|²
Unplayed find_unplayed(const Bins& bins, const stimulus::Stimulus& stimulus, double line_power);

/// Images of a conversion of the rate in a single period, whose noise is not known.
struct Images {
  double db = -200;     ///< power in their bins re the lines
  double contrast = 0;  ///< power in one of their bins over that in other bins that were not played
};
/// @param period  its spectrum, in any unit
Images find_images(const std::vector<std::complex<double>>& period, const stimulus::Stimulus& stimulus);

/// Within a bin or 2.5 Hz of a harmonic of 50 or 60 Hz below 3 kHz.
bool near_mains(double f_hz, double df_hz);

}  // namespace ohmbench::diagnosis
