// Fixture: brings the wiring into a state, by the virtual bench itself, by the user's switch command, or by
// asking.
#pragma once

#include <optional>

#include "core/fixture_state.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::workbench {

class Fixture {
 public:
  Fixture(const Bench& bench, const OpenBench& open, const Events& events);

  /// Brings the wiring into this state; does nothing if it is known to be in it.
  /// @throws core::Error kBadInput if nobody can do it, kDevice if the switch command fails or hangs (30 s)
  void set(core::FixtureState state);

  /// Whether a state is set without a person.
  bool is_automatic() const;

  /// The same where the user is trusted to have connected the load: without a switch command nobody is asked.
  void assume_load();

 private:
  void run_switch_command(core::FixtureState state) const;

  const Bench& bench_;
  const OpenBench& open_;
  const Events& events_;
  std::optional<core::FixtureState> now_;
};

}  // namespace ohmbench::workbench
