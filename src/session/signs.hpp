// Signs: what recordings tell about the bench besides impedance, while it is measured: monitoring that is
// mixed in, automatic gain, mono inputs, drift. What a bench check finds must not slip through a measurement.
#pragma once

#include <vector>

#include "core/error.hpp"
#include "findings/bench_faults.hpp"
#include "session/probe.hpp"
#include "session/run.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::session {

/// Looks through the probe's record: mono, monitoring that is mixed in, conversion of the rate.
/// @param start  frame of the period that is looked at
/// @throws core::Error kNotValid
void refuse_signs(const workbench::Bench& bench, const audio::Capture& capture,
                  const stimulus::Stimulus& stimulus, std::size_t start);

/// Faults in the record of the run's best take. Pure.
std::vector<findings::Fault> recording_faults(const workbench::Bench& bench, const Run& run);

/// Where the probe foretells a level: below, a resonance hides between its lines.
inline constexpr double kChangeFromHz = 400, kChangeToHz = 18000;
/// What is more distorted than this clips, and has no level that could be foretold.
inline constexpr double kClippingSnrDb = 25;

/// Whether nodes A and B, heard `a_db` and `b_db` above what the probe foretold, tell a change: 1.5 dB of
/// level or 0.3 dB between them, and 3 sigma of the probe's noise. A node B that the probe hardly heard (at a
/// short, at a small output impedance) tells by getting louder only.
bool has_changed(double a_db, double b_db, const Probe& probe);
/// Whether one of them is louder than foretold by 1.5 dB and 3 sigma of its noise.
bool is_louder(double a_db, double b_db, const Probe& probe);
/// The error that says so.
core::Error changed(const workbench::Bench& bench, double a_db, double b_db);

/// Compares what the inputs heard with what the probe foretold of this stimulus, from 400 Hz to 18 kHz. The
/// ratio of the channels must be the same within 0.3 dB, the level within 1.5 dB.
/// @throws core::Error kNotValid: automatic gain, a limiter, a gate, or a bench that was touched meanwhile
void refuse_changed(const workbench::Bench& bench, const Probe& probe, const stimulus::Stimulus& stimulus,
                    const Run& run);

}  // namespace ohmbench::session
