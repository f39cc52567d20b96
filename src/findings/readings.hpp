// Readings: what an examined record's figures mean, for the rules that name faults.
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/examination.hpp"

namespace ohmbench::findings {

/// RMS in full scale as a level re a full-scale sine.
double dbfs(double rms_fs);

double snr_db(const diagnosis::ChannelSigns& c);

/// The converter's. What is filtered or scaled behind it hides its steps: 16 bits at least are reckoned with.
double converter_step(const diagnosis::Examination& e);

/// Distortion re the lines, unless it may be the converter's rounding, which is steady, too.
std::optional<double> distortion_db(const diagnosis::Examination& e, const diagnosis::ChannelSigns& c);
/// The same; −200 where there is none.
double distortion_or_none(const diagnosis::Examination& e, const diagnosis::ChannelSigns& c);

/// Few steps of the converter high: too coarse to be judged.
bool is_rounded(const diagnosis::Examination& e, const diagnosis::ChannelSigns& c);

inline constexpr double kImageContrast =
    2.5;  // distortion fills all bins alike; two clocks smear images a little
inline constexpr double kImageDb = -70;

/// Looks like images of a conversion: far more in their bins than in others, whatever the level.
bool has_images(const diagnosis::ChannelSigns& c);

/// The gain changed within the record by more than noise and distortion explain.
bool wanders(const diagnosis::Examination& e, const diagnosis::ChannelSigns& c);

double median(std::vector<double> v);

}  // namespace ohmbench::findings
