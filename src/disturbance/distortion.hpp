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
  /// What of channel 1 did not come through channel 0, B − T·A with T from the played lines, re the lines of
  /// channel 1: distortion of the source cancels, that of the load and of the inputs is left. Empty with
  /// one channel.
  Channel beyond;

  /// What distortion of odd order does to B/A at the played lines, as far as the empty bins tell: |δ(B/A)|²
  /// that is the same at every choice of phases and grows with the level (`shift`), and that scatters with
  /// the phases (`scatter`). 0 where the empty bins show no more than noise.
  std::vector<double> hidden_shift;
  std::vector<double> hidden_scatter;
};

/// The band that a line lies in or next to. ENSUREs a curve that is not empty.
std::size_t nearest_band(const DistortionCurve& curve, double f_hz);

/// @param mean     [channel][bin] of one period, averaged
/// @param scatter  [channel][bin] variance of `mean`
/// @param co_scatter  [channel][bin] covariance of `mean` with channel 0
/// @param lines    played bins, odd, ascending
/// @param dof      complex degrees of freedom of `scatter` in one bin
/// A band holds at least 6 bins of either kind; in the levels, odd-order distortion in the played bins is
/// taken to be as strong as in the others. That is not enough for the error of B/A: in played bins a cubic
/// law adds in phase (three times the mean square of the signal), and phases of low crest keep the empty bins
/// emptier than random ones. How much hides behind what shows is therefore taken from a cubic law applied to
/// this very signal, band by band.
/// Source: best linear approximation, Pintelon and Schoukens, System Identification, 2nd ed., ch. 3.
DistortionCurve distortion_curve(const std::vector<std::vector<std::complex<double>>>& mean,
                                 const std::vector<std::vector<double>>& scatter,
                                 const std::vector<std::vector<std::complex<double>>>& co_scatter,
                                 const std::vector<std::size_t>& lines, double df_hz, double dof);

/// All of it over all of the lines, in dB, in the worst of the first two channels; −200 at least.
double total_distortion_db(const std::vector<std::vector<std::complex<double>>>& mean,
                           const std::vector<std::vector<double>>& scatter,
                           const std::vector<std::size_t>& lines, double df_hz);

}  // namespace ohmbench::disturbance
