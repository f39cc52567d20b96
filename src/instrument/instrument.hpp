// Instrument: the engine behind a face. Takes commands, does them on its own thread, one after the other, and
// publishes snapshots. Hazard: a face may die at any moment; results and records are on the disk before a
// snapshot tells of them.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "instrument/command.hpp"
#include "instrument/snapshot.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::instrument {

/// Opens a bench's device; called from the worker. @throws core::Error
using OpenDevice = std::function<workbench::OpenBench(const workbench::Bench&)>;

class Instrument {
 public:
  /// @param library    folder where results are written; made when the first one is
  /// @param on_change  called from the worker after every new snapshot; must not block and not call back
  Instrument(OpenDevice open, workbench::Bench bench, std::filesystem::path library,
             std::function<void()> on_change = {});
  /// Stops what runs, and waits for it.
  ~Instrument();
  Instrument(const Instrument&) = delete;
  Instrument& operator=(const Instrument&) = delete;

  /// Queues a command; listening ends at once. A failure or a stop drops what is queued behind it. Any
  /// thread.
  void ask(Command command);
  /// The output falls silent (see audio::AudioDevice), the command ends, the queue is emptied. Any thread.
  void stop();
  /// To the prompt that is shown: it is rewired, or it will not be. Without a prompt nothing happens. Any
  /// thread.
  void answer(bool done);

  /// Nothing is done and nothing waits to be done. Any thread.
  bool idle() const;

  /// Never null. Any thread; never waits for the worker.
  std::shared_ptr<const Snapshot> snapshot() const;

 private:
  class Worker;
  void run(const std::stop_token& closing);
  bool wait_for_answer(const std::string& instruction, const std::stop_token& stop);
  /// Applies `change` to a copy of the latest snapshot and publishes that.
  void publish(const std::function<void(Snapshot&)>& change);

  OpenDevice open_;
  std::filesystem::path library_;
  std::function<void()> on_change_;

  mutable std::mutex snapshot_mutex_;
  std::shared_ptr<const Snapshot> snapshot_;

  mutable std::mutex mutex_;  ///< guards what follows
  std::condition_variable_any changed_;
  std::deque<Command> queue_;
  std::stop_source running_;  ///< of the command that runs
  bool listening_ = false;
  bool working_ = false;
  std::optional<bool> answer_;
  bool asking_ = false;

  std::jthread thread_;  ///< last: begins when all is made, ends before anything is gone
};

}  // namespace ohmbench::instrument
