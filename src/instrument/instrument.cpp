#include "instrument/instrument.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "instrument/worker.hpp"

namespace ohmbench::instrument {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

Activity activity_of(const Command& command) {
  return std::visit(Overloaded{[](const UseBench&) { return Activity::kIdle; },
                               [](const LookForDevices&) { return Activity::kIdle; },
                               [](const Listen&) { return Activity::kListening; },
                               [](const CheckBench&) { return Activity::kChecking; },
                               [](const CalibrateStep&) { return Activity::kCalibrating; },
                               [](const VerifyCalibration&) { return Activity::kCalibrating; },
                               [](const CalibrateVolts&) { return Activity::kCalibrating; },
                               [](const MeasureLoad&) { return Activity::kMeasuring; },
                               [](const MeasureOutput&) { return Activity::kMeasuring; },
                               [](const MeasureMaximum&) { return Activity::kMeasuring; }},
                    command);
}

}  // namespace

std::string name_of(const Command& command) {
  return std::visit(
      Overloaded{
          [](const UseBench&) -> std::string { return "open the device"; },
          [](const LookForDevices&) -> std::string { return "look for devices"; },
          [](const Listen&) -> std::string { return "listen"; },
          [](const CheckBench&) -> std::string { return "check the bench"; },
          [](const CalibrateStep& c) { return fmt::format("calibrate {}", core::name_of(c.options.state)); },
          [](const VerifyCalibration&) -> std::string { return "verify the calibration"; },
          [](const CalibrateVolts& c) -> std::string {
            return c.options.measured_volt ? "calibrate volts" : "play the tone for the meter";
          },
          [](const MeasureLoad&) -> std::string { return "measure the load"; },
          [](const MeasureOutput&) -> std::string { return "measure the output impedance"; },
          [](const MeasureMaximum&) -> std::string { return "measure the maximum output"; }},
      command);
}

Instrument::Instrument(OpenDevice open, workbench::Bench bench, std::filesystem::path library,
                       std::function<void()> on_change)
    : open_(std::move(open)), library_(std::move(library)), on_change_(std::move(on_change)) {
  Snapshot first;
  first.bench = std::make_shared<const workbench::Bench>(bench);
  snapshot_ = std::make_shared<const Snapshot>(std::move(first));
  queue_.push_back(UseBench{std::move(bench)});
  thread_ = std::jthread([this](const std::stop_token& closing) { run(closing); });
}

Instrument::~Instrument() {
  thread_.request_stop();
  stop();
  thread_.join();
}

void Instrument::ask(Command command) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(command));
    if (listening_) running_.request_stop();
  }
  changed_.notify_all();
}

void Instrument::stop() {
  {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    running_.request_stop();
  }
  changed_.notify_all();
}

void Instrument::answer(bool done) {
  {
    const std::lock_guard lock(mutex_);
    if (!asking_) return;
    answer_ = done;
  }
  changed_.notify_all();
}

bool Instrument::idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !working_;
}

std::shared_ptr<const Snapshot> Instrument::snapshot() const {
  const std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

void Instrument::publish(const std::function<void(Snapshot&)>& change) {
  // only the worker publishes, so nothing can come between the copy and the exchange
  auto next = std::make_shared<Snapshot>(*snapshot());
  change(*next);
  ++next->number;
  {
    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = std::move(next);
  }
  if (on_change_) on_change_();
}

bool Instrument::wait_for_answer(const std::string& instruction, const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    answer_.reset();
    asking_ = true;  // before anybody can see the prompt and answer it
  }
  publish([&](Snapshot& s) { s.prompt = Prompt{s.wiring.value_or(core::FixtureState::kLoad), instruction}; });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return answer_.has_value(); });
  asking_ = false;
  const bool done = answer_.value_or(false);
  lock.unlock();
  publish([](Snapshot& s) { s.prompt.reset(); });
  if (stop.stop_requested()) throw core::not_valid("stopped");
  return done;
}

void Instrument::run(const std::stop_token& closing) {
  Worker worker(*this);
  while (true) {
    std::optional<Command> command;
    std::stop_token stop;
    std::size_t waiting = 0;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, closing, [this] { return !queue_.empty(); })) return;
      command = std::move(queue_.front());
      queue_.pop_front();
      running_ = {};
      stop = running_.get_token();
      listening_ = std::holds_alternative<Listen>(*command);
      if (listening_ && !queue_.empty()) continue;
      working_ = true;
      waiting = queue_.size();
    }
    publish([&](Snapshot& s) {
      s.activity = activity_of(*command);
      s.doing = name_of(*command);
      s.phase.clear();
      s.progress = 0;
      s.queued = waiting;
      s.problem.reset();
      s.note.clear();
      s.live.reset();
      s.climb.reset();
    });
    const auto told_before = snapshot()->outcomes.size();
    std::optional<Problem> problem;
    try {
      worker.perform(*command, stop);
    } catch (const core::Error& e) {
      problem = Problem{e.kind(), e.what()};
    } catch (const std::exception& e) {
      problem =
          Problem{core::ErrorKind::kBadInput, fmt::format("{} failed: {}", name_of(*command), e.what())};
    }
    const bool stopped = stop.stop_requested();
    if (problem && !stopped && problem->kind == core::ErrorKind::kDevice) worker.close();
    {
      const std::lock_guard lock(mutex_);
      listening_ = false;
      if (problem && !stopped) queue_.clear();
    }
    publish([&](Snapshot& s) {
      s.activity = Activity::kIdle;
      s.prompt.reset();
      s.live.reset();                                         // what was heard last is not what is heard now
      const bool finished = s.outcomes.size() > told_before;  // it was done before the stop came
      if (stopped && !finished && activity_of(*command) != Activity::kListening) s.note = "stopped";
      if (problem && !stopped) s.problem = problem;
    });
    const std::lock_guard lock(mutex_);
    working_ = false;
  }
}

}  // namespace ohmbench::instrument
