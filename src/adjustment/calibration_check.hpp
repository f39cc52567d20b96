// Checks of a calibration: is the standard what it is said to be, do the standards agree, what does the
// calibration reach.
#pragma once

#include <string>
#include <vector>

#include "calibration/standard.hpp"
#include "adjustment/calibrate.hpp"

namespace ohmbench::adjustment {

/// Holds a new reading against what is known without it.
/// @throws core::Error kNotValid: open and short exchanged, another resistor, inputs that are not on one node
void refuse_wrong_standard(const calibration::Rig& rig, const calibration::Calibration& known,
                           const calibration::Standard& standard);

/// One redundant standard, measured with the calibration that the others make.
struct KeptOut {
  std::string standard;
  double deviation = 0;  ///< |Z/R − 1| of a resistor, median over frequency
  double allowed = 0;    ///< three standard uncertainties, or 0.5 % if that is more
};

/// Every reference resistor that the other standards can do without, kept out and predicted by them.
std::vector<KeptOut> kept_out(const calibration::Rig& rig, const calibration::Calibration& calibration);

/// @throws core::Error kNotValid: a resistor deviates more than allowed, or input B would feed power back
void refuse_contradiction(const calibration::Rig& rig, const calibration::Calibration& calibration);

/// What a standard showed, in words: the channels' difference, input impedance, the resistor that was found.
std::vector<std::string> describe(const calibration::Rig& rig, const calibration::Calibration& calibration,
                                  const calibration::Standard& standard);

/// For loads of Rs/3, Rs, 3 Rs and 10 Rs: the relative uncertainty at 1 kHz with each of the two.
std::vector<Expected> expected_uncertainty(const calibration::Rig& rig,
                                           const calibration::Calibration& before,
                                           const calibration::Calibration& after);

/// Fills in the deviations of a verification. @param tolerance  of the resistor
void judge(Verification& verification, double tolerance);

}  // namespace ohmbench::adjustment
