// analyze: impedance from a capture and a stimulus file, recorded by any program on any device.
#pragma once

#include <filesystem>
#include <optional>

#include "session/evaluate.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::session {

struct AnalyzeOptions {
  /// empty: all of a stimulus of ours, 10 Hz to 20 kHz of any other
  std::optional<double> from_hz, to_hz;
  double points_per_octave =
      192;  ///< of a signal that is not ours: a sweep of some seconds resolves that much
  std::optional<double> expected_ohm;
  std::string name;
};

/// The capture's start is unknown and its clock may differ from the stimulus'. A stimulus written by
/// `ohmbench stimulus` is recognised by its comment and its samples and gets the periodic analysis; any other
/// is analysed as played once. Node A and B are the channels of [wiring]; a two-channel file may also hold
/// them as 1 and 2.
/// @throws core::Error kBadInput: files that cannot be used; kNotValid: the stimulus is not in the capture
LoadMeasurement analyze_impedance(const std::filesystem::path& capture, const std::filesystem::path& stimulus,
                                  const workbench::Bench& bench, const AnalyzeOptions& options);

}  // namespace ohmbench::session
