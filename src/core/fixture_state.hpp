// The states that a bench's wiring can be in, by the names of bench.toml's switch_command.
#pragma once

#include <optional>
#include <string_view>

namespace ohmbench::core {

enum class FixtureState {
  kLoad,       ///< the load is connected
  kOpen,       ///< nothing is connected in place of the load
  kShort,      ///< the load terminals are shorted
  kBridged,    ///< both inputs on the amplifier's output node
  kReference,  ///< the reference resistor in place of the load
  kInjection,  ///< output 2 drives through the sense resistor into the amplifier's output
};

constexpr std::string_view name_of(FixtureState state) {
  switch (state) {
    case FixtureState::kLoad:
      return "load";
    case FixtureState::kOpen:
      return "open";
    case FixtureState::kShort:
      return "short";
    case FixtureState::kBridged:
      return "bridged";
    case FixtureState::kReference:
      return "reference";
    case FixtureState::kInjection:
      return "injection";
  }
  return "?";
}

constexpr std::optional<FixtureState> fixture_state(std::string_view name) {
  for (const auto state : {FixtureState::kLoad, FixtureState::kOpen, FixtureState::kShort,
                           FixtureState::kBridged, FixtureState::kReference, FixtureState::kInjection}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

/// Where the sense resistor is (docs/conventions.md).
enum class Sense { kHighSide, kLowSide };

}  // namespace ohmbench::core
