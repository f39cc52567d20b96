// Distortion: what is steady in the bins that a multisine does not play. Its lines are odd, so even bins hold
// what has even order and unplayed odd bins what has odd order.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace ohmbench::disturbance {

/// In bands of a third of an octave. Levels are power re the power of the lines in the same band, in dB, with
/// the noise taken off; bins near harmonics of 50 and 60 Hz are left out.
struct DistortionCurve {
  std::vector<double> f_hz;  ///< middle of each band

  struct Channel {
    std::vector<double> even_db;
    std::vector<double> odd_db;
    /// not larger than noise explains: the level is what may hide in the noise (three standard deviations)
    std::vector<bool> even_is_bound;
    std::vector<bool> odd_is_bound;
  };
  std::vector<Channel> channels;  ///< the first two
};

/// @param mean     [channel][bin] of one period, averaged
/// @param scatter  [channel][bin] variance of `mean`
/// @param lines    played bins, odd, ascending
/// @param dof      complex degrees of freedom of `scatter` in one bin
/// A band holds at least 6 bins of either kind; odd-order distortion in the played bins is taken to be as
/// strong as in the others.
DistortionCurve distortion_curve(const std::vector<std::vector<std::complex<double>>>& mean,
                                 const std::vector<std::vector<double>>& scatter,
                                 const std::vector<std::size_t>& lines, double df_hz, double dof);

/// All of it over all of the lines, in dB, in the worst of the first two channels; −200 at least.
double total_distortion_db(const std::vector<std::vector<std::complex<double>>>& mean,
                           const std::vector<std::vector<double>>& scatter,
                           const std::vector<std::size_t>& lines, double df_hz);

}  // namespace ohmbench::disturbance
