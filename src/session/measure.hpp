// The measurements: plan, play, analyse, judge the record. From a bench to a result with its quality.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/capture.hpp"
#include "core/level.hpp"
#include "core/quantity.hpp"
#include "impedance/curves.hpp"
#include "session/bench.hpp"
#include "session/fixture.hpp"
#include "session/level.hpp"
#include "session/open_bench.hpp"
#include "session/result_file.hpp"
#include "stimulus/stimulus.hpp"
#include "verdict/measurement_faults.hpp"

namespace ohmbench::session {

struct MeasureOptions {
  stimulus::Kind stimulus = stimulus::Kind::kMultisine;
  double from_hz = 10;
  std::optional<double> to_hz;  ///< default: 20 kHz, or what the sample rate allows
  double points_per_octave = 24;
  LevelWish level;
  std::optional<double> seconds;       ///< of playing; default 4.5 (and 0.5 for the probe)
  std::optional<double> expected_ohm;  ///< the load's rated impedance, if the user says it
  std::string name;
};

/// How a curve was obtained; everything a result file says besides the curve.
struct Provenance {
  stimulus::Plan plan;
  ChosenLevel level;
  Quality quality;
  std::vector<verdict::Fault> faults;
  double latency_frames = 0;
  double clock_ppm = 0;
  bool one_clock = true;  ///< no run showed a clock offset
  std::string device;

  bool valid() const;
  /// The first invalid fault. Only if !valid().
  const verdict::Fault& cause() const;
};

struct LoadMeasurement {
  impedance::ImpedanceCurve z;
  Provenance provenance;
  audio::Capture capture;  ///< of the last run
};

struct OutputMeasurement {
  impedance::OutputImpedance z_out;
  Provenance provenance;
};

/// The load's impedance. The result may be invalid (see Provenance); exceptions are for what prevented a
/// measurement.
/// @throws core::Error
LoadMeasurement measure_impedance(const Bench& bench, OpenBench& open, const MeasureOptions& options,
                                  const Events& events, std::stop_token stop = {});

/// The amplifier's output impedance by two loads (loaded, open, open, loaded) or by injection. @throws
/// core::Error
OutputMeasurement measure_output_impedance(const Bench& bench, OpenBench& open,
                                           impedance::OutputImpedanceMethod method,
                                           const MeasureOptions& options, const Events& events,
                                           std::stop_token stop = {});

/// Warns that the channel ratio was not measured.
void note_uncalibrated(const Bench& bench, Provenance& provenance);
/// Puts what is doubtful, but not invalid, among the warnings.
void note_faults(Provenance& provenance);

/// The plan that a measurement on this bench plays; the level is filled in later.
stimulus::Plan plan_of(const Bench& bench, const MeasureOptions& options);

}  // namespace ohmbench::session
