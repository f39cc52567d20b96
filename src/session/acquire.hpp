// Acquire: everything that plays. What comes back can be evaluated again at any time, without the bench.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/level.hpp"
#include "impedance/curves.hpp"
#include "session/level.hpp"
#include "session/probe.hpp"
#include "session/run.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"
#include "workbench/fixture.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::session {

struct MeasureOptions {
  stimulus::Kind stimulus = stimulus::Kind::kMultisine;
  double from_hz = 10;
  std::optional<double> to_hz;  ///< default: 20 kHz, or what the sample rate allows
  double points_per_octave = 24;
  LevelWish level;
  std::optional<double> seconds;  ///< of playing; default 4.5 (and 0.5 for the probe)
  int levels = 1;                 ///< of the load: the chosen one and others, each 6 dB lower
  int realisations = 1;           ///< of a multisine: choices of phases that share the seconds
  /// injection: RMS that the amplifier plays at its terminals meanwhile
  std::optional<core::Volts> hot_volt;
  int cycles = 1;                      ///< two-load: how many times loaded, open, open, loaded
  std::optional<double> expected_ohm;  ///< the load's rated impedance, if the user says it
  std::string name;
};

/// The recordings of one measurement.
struct Acquisition {
  /// In the order of playing. Load: one; with several levels the loudest, the lower ones, the loudest again.
  std::vector<Run> runs;
  ChosenLevel level;
  bool has_one_clock = true;  ///< of the device, by its own word
};

/// All that evaluation reads: the same material gives the same numbers, bit for bit.
struct Material {
  std::string made;        ///< when, ISO 8601 UTC
  std::string device;      ///< on what, as in the calibration's fingerprint
  workbench::Bench bench;  ///< with its calibration
  MeasureOptions options;
  std::optional<impedance::OutputImpedanceMethod> method;  ///< empty: the load was measured
  Acquisition acquired;
};

/// The plan that a measurement on this bench plays; the level is filled in later.
stimulus::Plan plan_of(const workbench::Bench& bench, const MeasureOptions& options);

struct Prepared {
  Probe probe;
  stimulus::Stimulus stimulus;
  std::vector<stimulus::Stimulus> more;  ///< further realisations
  ChosenLevel level;
  int output_channel = 1;  ///< where it was probed, and what was connected
  ProbeTarget target = ProbeTarget::kTheLoad;
  std::optional<core::DbFs> proven;          ///< up to here the bench was found to do what the probe foretold
  std::optional<core::FixtureState> played;  ///< in which state it was played last
};

/// Probes, and renders the stimulus at the level that the probe allows. The bench must be in the state that
/// will be measured. @throws core::Error
Prepared prepare(const workbench::Bench& bench, workbench::OpenBench& open, const MeasureOptions& options,
                 int output_channel, ProbeTarget target, std::stop_token stop);

/// Renders a plan, in place of the prepared one, at the level that its probe allows. @throws core::Error
void render_at_level(const workbench::Bench& bench, const MeasureOptions& options, stimulus::Plan plan,
                     Prepared& prepared);

/// Up to below `level` in steps of 12 dB at most, each held against what the probe foretold and against the
/// limits: what goes wrong when it gets louder goes wrong a little first.
/// @throws core::Error kNotValid: an input is overloaded, a limit is exceeded, or another level or ratio is
/// heard than foretold
void approach(const workbench::Bench& bench, workbench::OpenBench& open, Prepared& prepared, core::DbFs level,
              std::stop_token stop);

struct Playing {
  core::FixtureState state = core::FixtureState::kLoad;
  std::string phase;
  bool as_probed = true;  ///< false: the state is another one than was probed, and has levels of its own
  std::optional<core::DbFs> hot_level;  ///< see run.hpp
};

/// The one road to more than the probe's level, for whatever was rendered from `prepared`. Hazard: nobody
/// calls run_stimulus at a level that was not approached. Refuses what the limits do not allow; approaches a
/// level that was not played before; where another state was played since, looks first whether the bench is
/// still as it was probed; and holds what was heard against what was foretold.
/// @throws core::Error
Run play(const workbench::Bench& bench, workbench::OpenBench& open, Prepared& prepared,
         const stimulus::Stimulus& stimulus, const Playing& playing, const workbench::Events& events,
         std::stop_token stop);

/// The load. Ends early after a run that is not usable. @throws core::Error
Acquisition acquire_load(const workbench::Bench& bench, workbench::OpenBench& open,
                         const MeasureOptions& options, const workbench::Events& events,
                         std::stop_token stop);

/// The same, with a change to what the probe prepared, such as another spectrum.
using Refine = std::function<void(const workbench::Bench&, Prepared&)>;
Acquisition acquire_refined(const Refine& refine, const workbench::Bench& bench, workbench::OpenBench& open,
                            const MeasureOptions& options, const workbench::Events& events,
                            std::stop_token stop);

/// Probes for a measurement of the load, after a look whether a gain has moved. @throws core::Error
Prepared prepare_load(const workbench::Bench& bench, workbench::OpenBench& open,
                      const MeasureOptions& options, const workbench::Events& events, std::stop_token stop);

/// The amplifier's output impedance: four runs (loaded, open, open, loaded), or one (injection). Ends early
/// after a run that is not usable. @throws core::Error
Acquisition acquire_output(const workbench::Bench& bench, workbench::OpenBench& open,
                           impedance::OutputImpedanceMethod method, const MeasureOptions& options,
                           const workbench::Events& events, std::stop_token stop);

/// Progress of one phase for record_stimulus; empty where nobody looks.
std::function<void(double)> reporter(const workbench::Events& events, const std::string& phase);

}  // namespace ohmbench::session
