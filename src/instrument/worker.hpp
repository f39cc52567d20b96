// Worker: does the commands, on the instrument's thread. Private to the room.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "instrument/instrument.hpp"
#include "instrument/live.hpp"

namespace ohmbench::instrument {

class Instrument::Worker {
 public:
  explicit Worker(Instrument& owner) : owner_(owner) {}

  /// @throws core::Error, or whatever else a command ends with
  void perform(const Command& command, const std::stop_token& stop);

  /// Opens the device if it is not; takes the bench of the snapshot. @throws core::Error
  void open();
  /// After a device was lost: the next command opens it again.
  void close();

 private:
  void perform(const UseBench& command);
  void perform(const LookForDevices& command);
  void perform(const Listen& command);
  void perform(const CheckBench& command);
  void perform(const CalibrateStep& command);
  void perform(const VerifyCalibration& command);
  void perform(const CalibrateVolts& command);
  void perform(const MeasureLoad& command);
  void perform(const MeasureOutput& command);
  void perform(const MeasureMaximum& command);

  audio::Listener listener_for(const audio::PlayRequest& request);
  workbench::Events events();
  /// The calibration as it now is on the disk; publishes it, or why it is not used.
  void read_calibration();
  void tell(Outcome outcome);
  void publish(const std::function<void(Snapshot&)>& change) { owner_.publish(change); }

  Instrument& owner_;
  std::stop_token stop_;
  std::optional<workbench::Bench> bench_;  ///< as the user describes it
  workbench::Bench calibrated_;
  workbench::OpenBench open_;
  core::FixtureState wiring_ = core::FixtureState::kLoad;
  bool shows_curve_ = false;  ///< of what is played now
  std::unique_ptr<LiveView> view_;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace ohmbench::instrument
