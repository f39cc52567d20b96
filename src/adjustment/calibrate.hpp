// Calibrate: connect a standard, measure it, hold it against what is known already, and put it into the
// calibration. Hazard: a standard that was wired wrongly spoils every later result; what contradicts is
// refused and the earlier calibration stays as it was.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "calibration/standard.hpp"
#include "session/acquire.hpp"
#include "session/provenance.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::adjustment {

struct CalibrateOptions {
  core::FixtureState state = core::FixtureState::kOpen;  ///< kBridged, kOpen, kShort or kReference
  std::optional<double> ohm;             ///< of the reference resistor; default: that of the bench file
  std::optional<double> relative_sigma;  ///< of it
  bool start_new = false;                ///< whatever the file holds is left behind
  bool by_swap = false;                  ///< kBridged: by exchanging the inputs' plugs, with a load connected
  session::MeasureOptions measure;                ///< band, seconds, level
};

/// What a load would be measured with: relative standard uncertainty at 1 kHz, without noise.
struct Expected {
  double ohm = 0;
  double before = 0;
  double after = 0;
  std::string dominant;  ///< the greatest term that is left
};

struct CalibrateReport {
  calibration::Calibration calibration;
  session::Provenance provenance;
  std::vector<std::string> findings;  ///< in words: what the standard showed, what the check says
  std::vector<Expected> expected;     ///< for loads of Rs/3, Rs, 3 Rs and 10 Rs
};

/// One step. The calibration is returned, not written.
/// @throws core::Error kBadInput: a resistor that cannot be, nothing to do; kNotValid: what is connected is
/// not the standard, or contradicts the others
CalibrateReport calibrate_step(const workbench::Bench& bench, workbench::OpenBench& open,
                               const CalibrateOptions& options, const workbench::Events& events,
                               std::stop_token stop = {});

/// Verify: how far the reference resistor measures from its value.
struct Verification {
  impedance::ImpedanceCurve z;
  session::Provenance provenance;
  double ohm = 0;              ///< of the resistor
  double worst_deviation = 0;  ///< |Z/R − 1|, 20 Hz to 20 kHz
  double median_deviation = 0;
  double allowed = 0;  ///< at the worst frequency: 3 u or 0.5 %, whichever is greater
  bool holds = false;
};
Verification verify_calibration(const workbench::Bench& bench, workbench::OpenBench& open,
                                const CalibrateOptions& options, const workbench::Events& events,
                                std::stop_token stop = {});

/// Volts by a multimeter: plays a tone with nothing connected and takes the reading as the RMS volts at the
/// input. sqrt(2) U/a is the full scale. @param channel  kSource or kLoad
struct VoltsOptions {
  std::size_t channel = session::kSource;
  std::optional<double> measured_volt;  ///< if not given, `ask_volt` is called while the tone plays
  double tone_hz = 1000;
  core::DbFs level{-20};
};
struct VoltsReport {
  calibration::Calibration calibration;
  double full_scale_volt = 0;  ///< peak
  double level_dbfs = 0;       ///< of the tone at the input
  std::vector<std::string> findings;
};
VoltsReport calibrate_volts(const workbench::Bench& bench, workbench::OpenBench& open,
                            const VoltsOptions& options, const workbench::Events& events,
                            std::stop_token stop = {});

}  // namespace ohmbench::adjustment
