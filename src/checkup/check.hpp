// Checks a bench before anything loud is played: silence; whispers from 30 dB below a millivolt at the
// interface's output up to a millivolt at node A; then steps of at most 6 dB up to the level of a
// measurement; and what is wrong, by name. Hazard: every step is judged before the next is played, what is
// invalid ends the climb, and so does a node A that does not hear the millivolt.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "diagnosis/examination.hpp"
#include "diagnosis/silence.hpp"
#include "findings/bench_faults.hpp"
#include "session/level.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::checkup {

struct CheckOptions {
  std::optional<double> expected_ohm;  ///< the load's rated impedance, if the user says it
  session::LevelWish level;            ///< of the measurement that is to follow
};

struct CheckReport {
  std::string device;
  std::vector<int> inputs;  ///< numbers of the wired inputs: A, B, loopback
  diagnosis::Silence silence;
  std::vector<diagnosis::Examination> steps;  ///< in the order played; empty where silence forbade any
  std::optional<session::ChosenLevel>
      level;                        ///< that of a measurement; empty if the climb ended before it was known
  std::optional<double> least_ohm;  ///< smallest |Z| from 20 Hz up, by the last step; a rough figure
  std::vector<findings::Fault> findings;  ///< in the order found, each name once
  std::vector<std::string> cannot_tell;   ///< what no check of this kind can know, on this bench

  bool valid() const;
  /// The first invalid finding. Only if !valid().
  const findings::Fault& cause() const;
};

/// What no check of this kind can know, on this bench.
std::vector<std::string> unknowns(const CheckReport& report, const workbench::Bench& bench,
                                  const CheckOptions& options);

/// The bench must be in the state `load`.
/// @throws core::Error kDevice; kBadInput for a wish that cannot be; kNotValid when stopped
CheckReport check_bench(const workbench::Bench& bench, workbench::OpenBench& open,
                        const CheckOptions& options, const workbench::Events& events,
                        std::stop_token stop = {});

}  // namespace ohmbench::checkup
