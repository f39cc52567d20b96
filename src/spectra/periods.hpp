// Periods: the settled part of a record cut into periods on the DAC's clock, with the damaged ones found.
// Hazard: drivers' flags prove nothing; damage is looked for in the samples themselves.
#pragma once

#include <cstddef>
#include <vector>

namespace ohmbench::spectra {

/// Samples as [channel][period · period_frames + frame].
struct Periods {
  std::size_t period_frames = 0;
  std::size_t count = 0;
  std::vector<std::vector<double>> channels;
  std::vector<bool> damaged;  ///< per period
  bool interpolated = false;  ///< brought to another clock

  std::size_t good() const;
  const double* at(std::size_t channel, std::size_t period) const {
    return channels[channel].data() + period * period_frames;
  }
};

/// Cuts `count` periods from each channel, beginning at `start_frames` of the record and taking every DAC
/// frame 1 + clock_offset ADC frames apart. Offset 0 copies; otherwise band-limited interpolation.
Periods cut_periods(const std::vector<std::vector<double>>& channels, double start_frames,
                    std::size_t period_frames, std::size_t count, double clock_offset);

/// Marks every period in which some channel departs from the median of all periods by more than 8 robust
/// standard deviations and by more than 1e-5 of the channel's peak (1e-4 where it was brought to another
/// clock: what lies next to half the sample rate, such as a sweep's harmonics, then differs from period to
/// period): a click, a dropout, lost frames, a contact that opened. With two periods only, damage in one
/// marks both: it cannot be told which is right.
void find_damage(Periods& periods);

}  // namespace ohmbench::spectra
