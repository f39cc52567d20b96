// Provenance: how a result was obtained, with everything that was found doubtful or wrong on the way.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "findings/measurement_faults.hpp"
#include "session/level.hpp"
#include "session/run.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::session {

/// What every result says about its record.
struct Quality {
  std::size_t clipped = 0;           ///< samples at full scale
  std::size_t dropouts = 0;          ///< damaged periods that were found
  std::size_t repeated_periods = 0;  ///< periods measured again because of damage
  double snr_db = 0;                 ///< of the source channel, signal lines to noise in the same lines
  std::vector<std::string> warnings;
};

/// What was applied of a calibration.
struct AppliedCalibration {
  struct Step {
    std::string name;  ///< "channel ratio", "open", "reference resistor 100 ohm"
    std::string made;  ///< ISO 8601
  };
  std::vector<Step> steps;  ///< empty: uncalibrated
  std::string sha256;       ///< of the file
};

/// Everything a result file says besides the curve.
struct Provenance {
  std::string made;  ///< when it was recorded, ISO 8601 UTC
  stimulus::Plan plan;
  ChosenLevel level;
  std::optional<double> hot_volt;  ///< RMS at the amplifier's terminals, played while injecting
  Quality quality;
  std::vector<findings::Fault> faults;
  double latency_frames = 0;
  double clock_ppm = 0;
  bool one_clock = true;  ///< no run showed a clock offset
  std::string device;
  AppliedCalibration calibration;

  bool valid() const;
  /// The first invalid fault. Only if !valid().
  const findings::Fault& cause() const;
};

/// Adds what one run says. Returns false if the record itself is invalid.
bool take_in(const Run& run, Provenance& provenance);

/// What the load and the sense resistor really got, against the limits: the loudest period of a multisine,
/// the loudest 0.1 s of a stimulus that is at one frequency at a time. Needs the volts of the inputs, and no
/// valid record.
void check_limit(const workbench::Bench& bench, ProbeTarget target, const Run& run, Provenance& provenance);

/// Puts down which calibration was applied; warns where the channel ratio was not measured.
void note_calibration(const workbench::Bench& bench, Provenance& provenance);
/// Puts what is doubtful, but not invalid, among the warnings.
void note_faults(Provenance& provenance);

}  // namespace ohmbench::session
