// Signs: what recordings tell about the bench besides impedance, while it is measured: monitoring that is
// mixed in, automatic gain, mono inputs, drift. What a bench check finds must not slip through a measurement.
#pragma once

#include <vector>

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

/// Compares what the inputs heard with what the probe foretold of this stimulus, from 400 Hz to 18 kHz. The
/// ratio of the channels must be the same within 0.3 dB, the level within 1.5 dB.
/// @throws core::Error kNotValid: automatic gain, a limiter, a gate, or a bench that was touched meanwhile
void refuse_changed(const workbench::Bench& bench, const Probe& probe, const stimulus::Stimulus& stimulus,
                    const Run& run);

}  // namespace ohmbench::session
