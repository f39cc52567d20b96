// Hot injection: the amplifier plays while the injector measures, so that its output stage works as it does
// with music. The injector's lines are odd multiples of 1/T; what the amplifier plays repeats after T/2, and
// so does all of its distortion: even multiples, which can be taken out without touching the lines.
#pragma once

#include <array>
#include <cstddef>

#include "audio/capture.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::session {

/// What the amplifier plays beside the injector's multisine: half its period, as long. @param level  RMS,
/// dBFS
stimulus::Plan hot_plan(const stimulus::Plan& injected, core::DbFs level);

/// What the amplifier did while it played, on the channels A and B.
struct HotSignal {
  std::array<double, 2> rms_fs{};         ///< full scale of a sine's peak: RMS of the samples
  std::array<double, 2> distortion_db{};  ///< all that repeats after T/2 and was not played, re what was
};

/// Takes out of every channel the mean of what repeats after T/2, estimated where both signals are steady;
/// the odd multiples of 1/T stay as they are, exactly. Needs one clock for output and input. ENSUREs that the
/// record holds two periods.
HotSignal remove_hot(audio::Capture& capture, const stimulus::Stimulus& injected, const stimulus::Plan& hot);

}  // namespace ohmbench::session
