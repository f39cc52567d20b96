// What the tests of the instrument share: a place on the disk, a bench, and how to wait for what is
// published.
#pragma once

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "instrument/instrument.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

namespace ohmbench::test {

using namespace std::chrono_literals;
using core::FixtureState;
using instrument::Activity;
using instrument::Instrument;
using instrument::Snapshot;

inline constexpr auto kLongest = 60s;  // also under a sanitizer

struct Place {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("ohmbench-instrument-" + std::to_string(getpid()));
  Place() { std::filesystem::create_directories(folder); }
  ~Place() { std::filesystem::remove_all(folder); }
};

using Told = std::shared_ptr<const Snapshot>;

/// The first snapshot that this holds for; fails where none comes.
inline Told wait_for(const Instrument& instrument, const std::function<bool(const Snapshot&)>& holds) {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end) {
    auto snapshot = instrument.snapshot();
    if (holds(*snapshot)) return snapshot;
    std::this_thread::sleep_for(1ms);
  }
  FAIL("nothing of the kind was published");
  return {};
}

inline bool done(const Snapshot& s) {
  return s.device && s.activity == Activity::kIdle && s.number > 3;
}

inline session::MeasureOptions quick() {
  session::MeasureOptions options;
  options.seconds = 3;
  options.name = "simulated";
  return options;
}

/// A bench that does not rewire itself.
inline workbench::OpenBench by_hand(Simulated simulated, std::vector<FixtureState>* = nullptr,
                                    double pace = 0) {
  simulated.setup.pace = pace;
  auto open = simulated.open();
  open.rewire = nullptr;
  return open;
}

}  // namespace ohmbench::test
