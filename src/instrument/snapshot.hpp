// Snapshot: all that a face may show of the instrument, at one moment. Immutable once it is published: faces
// keep it for as long as they like, and nothing in it changes under them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "audio/audio_device.hpp"
#include "checkup/check.hpp"
#include "core/error.hpp"
#include "core/fixture_state.hpp"
#include "core/ohm_curve.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::instrument {

enum class Activity { kIdle, kListening, kChecking, kCalibrating, kMeasuring };

/// Level of one wired input over the latest 0.1 s.
struct Meter {
  std::string name;  ///< "A, input 1"
  double rms_dbfs = -200;
  double peak_dbfs = -200;
  bool clipped = false;  ///< at full scale at least once in this recording
};

/// What is heard while a recording runs.
struct Live {
  std::vector<Meter> meters;
  std::vector<double> spectrum_hz;
  std::vector<std::vector<double>>
      spectrum_dbfs;     ///< of A and B, the strongest bin of each twelfth of an octave
  core::OhmCurve curve;  ///< so far, without what only the whole record tells; empty before a whole period
  bool of_amplifier = false;  ///< the curve is an output impedance, not a load
  std::size_t periods = 0;    ///< that are in it
};

/// One step of the way to the maximum output.
struct ClimbStep {
  double f_hz = 0;
  double load_ohm = 0;  ///< |V/I| at the tone
  double volt = 0;      ///< RMS, across the load
  double thd = 0, thd_n = 0;
};

/// Somebody has to rewire; the worker waits for `Instrument::answer`.
struct Prompt {
  core::FixtureState state = core::FixtureState::kLoad;
  std::string instruction;
};

/// Why the latest command did not do what it should: one sentence with its remedy.
struct Problem {
  core::ErrorKind kind = core::ErrorKind::kBadInput;
  std::string text;
};

/// One finished command, newest last.
struct Outcome {
  std::string kind;  ///< of a result file: "impedance", "output-impedance", "calibration-step", "check"
  std::string name;
  std::string made;
  std::string summary;  ///< as the command line prints it
  std::vector<std::string> warnings;
  nlohmann::json result;         ///< empty where it is not valid
  std::string invalid;           ///< why not, with the remedy; empty where it is
  std::filesystem::path file;    ///< the result file; empty where there is none
  std::filesystem::path record;  ///< the record's folder; empty where none is kept
};

struct Snapshot {
  std::uint64_t number = 0;                       ///< counts up with every change
  std::shared_ptr<const workbench::Bench> bench;  ///< with the calibration that holds for it now
  std::optional<audio::DeviceInfo> device;        ///< empty: not open
  std::shared_ptr<const std::vector<audio::DeviceInfo>> devices;  ///< when it was last looked; null: never
  std::optional<core::FixtureState> wiring;  ///< the latest state that was set or asked for
  bool rewires_itself = false;               ///< nobody will be asked
  std::string calibration_problem;           ///< why the calibration file is not used
  Activity activity = Activity::kIdle;
  std::string doing;  ///< "calibrate open"
  std::string phase;
  double progress = 0;     ///< of the phase, 0 … 1
  std::size_t queued = 0;  ///< commands that wait
  std::optional<Prompt> prompt;
  std::optional<Problem> problem;  ///< of the latest command
  std::string note;                ///< of the latest command: "stopped"
  std::shared_ptr<const Live> live;
  std::shared_ptr<const std::vector<ClimbStep>> climb;  ///< of the maximum being measured, so far; or null
  std::shared_ptr<const checkup::CheckReport> check;
  std::vector<std::shared_ptr<const Outcome>> outcomes;

  /// A command would be done: the device is open, or will be tried again.
  bool ready() const { return !busy() && (device || problem); }
  bool busy() const { return activity != Activity::kIdle && activity != Activity::kListening; }
};

}  // namespace ohmbench::instrument
