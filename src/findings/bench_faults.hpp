// Bench faults: what silence and examined records say is wrong with the interface, its driver, the amplifier
// or the cables. Pure functions for the bench check and for every measurement by multisine. Hazard: what
// cannot be told apart is named together, never guessed.
#pragma once

#include <optional>
#include <vector>

#include "calibration/correction.hpp"
#include "core/fixture_state.hpp"
#include "diagnosis/examination.hpp"
#include "diagnosis/silence.hpp"
#include "diagnosis/unplayed.hpp"
#include "findings/fault_names.hpp"
#include "findings/measurement_faults.hpp"

namespace ohmbench::findings {

/// Numbers of the inputs, counting from 1: node A, node B, and the loopback where one is wired.
using InputNumbers = std::vector<int>;

/// Noise, hum, stray tones, inputs that deliver the same sample all the time.
std::vector<Fault> silence_faults(const diagnosis::Silence& silence, const InputNumbers& inputs);

/// What one record shows: mono, a mix of what is played, gain that wanders, conversion of the rate, overload.
/// For any examined multisine; a measurement adds these to its own faults. Distortion as such is told by
/// `record_faults`.
std::vector<Fault> signal_faults(const diagnosis::Examination& e, const InputNumbers& inputs);

/// A conversion of the rate, by its images in a single period.
std::vector<Fault> image_faults(const diagnosis::Images& images, int input);

/// Both inputs carry the same samples.
Fault mono_fault();

/// An input hears what is played more than once: a monitor mix, or a loop of monitoring.
/// @param input  its number, counting from 1
std::vector<Fault> echo_faults(const diagnosis::Echo& echo, int input);

/// Periods that do not repeat the others. Not a fault of wiring, so it is told only where it comes again.
std::vector<Fault> damage_faults(const diagnosis::Examination& e);

/// What silence and a record show together: a gate that opens for the signal, a bridged amplifier's grounded
/// leg.
std::vector<Fault> ground_and_gate_faults(const diagnosis::Silence& silence, const diagnosis::Examination& e,
                                          const InputNumbers& inputs);

/// What two records at different levels show: inputs that do not follow the level; a load that changes by
/// more than 5 % in some octave.
std::vector<Fault> level_faults(const diagnosis::Examination& quieter, const diagnosis::Examination& louder,
                                const InputNumbers& inputs);

/// Both channels and, where one is wired, the loopback hear what is played. @param rate  the rate at which
/// the stimulus was found instead, if it was
std::vector<Fault> hearing_faults(const diagnosis::Examination& e, const InputNumbers& inputs,
                                  core::Sense sense, std::optional<double> other_rate_hz);

/// The faults of wiring with those that cannot be told from them: an open load looks like both inputs on one
/// node.
std::vector<Fault> wiring_faults_with_doubles(const calibration::CorrectedFrf& t, core::Sense sense);

/// No current that can be told from unequal channels: no load, or both inputs on one node.
std::vector<Fault> no_current_faults();

/// Facts of an examined record for `record_faults`.
RunFacts facts_of(const diagnosis::Examination& e);

}  // namespace ohmbench::findings
