#include "records/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.hpp"

namespace ohmbench::records {
namespace {

constexpr double kSame = 1e-5;  // relative: sines of another machine's library differ in their last digits

PlayedTrack track_of(const audio::OutputTrack& t) {
  PlayedTrack played{t.channel, t.samples.size(), audio::peak_fs(t.samples), 0};
  double sum = 0;
  for (const float x : t.samples) sum += static_cast<double>(x) * x;
  if (!t.samples.empty()) played.rms_fs = std::sqrt(sum / static_cast<double>(t.samples.size()));
  return played;
}

TapedCall call_of(const audio::PlayRequest& request) {
  TapedCall call;
  call.sample_rate_hz = request.sample_rate_hz;
  call.frames = request.frames;
  call.inputs = request.input_channels;
  for (const auto& t : request.outputs) call.played.push_back(track_of(t));
  return call;
}

bool same(double a, double b) {
  return std::abs(a - b) <= kSame * std::max(std::abs(a), std::abs(b));
}

bool same(const TapedCall& a, const TapedCall& b) {
  const auto alike = [](const PlayedTrack& x, const PlayedTrack& y) {
    return x.channel == y.channel && x.samples == y.samples && same(x.peak_fs, y.peak_fs) &&
           same(x.rms_fs, y.rms_fs);
  };
  return a.sample_rate_hz == b.sample_rate_hz && a.frames == b.frames && a.inputs == b.inputs &&
         std::equal(a.played.begin(), a.played.end(), b.played.begin(), b.played.end(), alike);
}

class Recorder : public audio::AudioDevice {
 public:
  Recorder(std::unique_ptr<audio::AudioDevice> inner, Tape& tape) : inner_(std::move(inner)), tape_(tape) {}
  const audio::DeviceInfo& info() const override { return inner_->info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto capture = inner_->play_and_record(request, progress, stop);
    auto call = call_of(request);
    call.state = state;
    call.capture = capture;
    tape_.calls.push_back(std::move(call));
    return capture;
  }

  std::unique_ptr<audio::AudioDevice> take_inner() { return std::move(inner_); }

  core::FixtureState state = core::FixtureState::kLoad;

 private:
  std::unique_ptr<audio::AudioDevice> inner_;
  Tape& tape_;
};

class Player : public audio::AudioDevice {
 public:
  explicit Player(Tape tape) : tape_(std::move(tape)) {}
  const audio::DeviceInfo& info() const override { return tape_.device; }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress&,
                                 std::stop_token) override {
    if (next_ >= tape_.calls.size())
      throw core::bad_input("the record ends before the measurement does", kOther);
    auto& call = tape_.calls[next_];
    if (!same(call_of(request), call))
      throw core::bad_input(
          fmt::format("recording {} of the record was made of something else than is asked now", next_ + 1),
          kOther);
    ++next_;
    return std::move(call.capture);
  }

 private:
  static constexpr const char* kOther =
      "evaluate it with the version of ohmbench that made it; its result is in the record";
  Tape tape_;
  std::size_t next_ = 0;
};

}  // namespace

workbench::OpenBench taping(workbench::OpenBench open, const workbench::Bench& bench, Tape& tape) {
  tape = {};
  tape.device = open.device->info();
  tape.rewires = open.rewire || !bench.fixture.switch_command.empty();
  open.device = std::make_unique<Recorder>(std::move(open.device), tape);
  return open;
}

workbench::OpenBench untaped(workbench::OpenBench open) {
  if (auto* recorder = dynamic_cast<Recorder*>(open.device.get())) open.device = recorder->take_inner();
  return open;
}

workbench::Events telling(workbench::Events events, const workbench::OpenBench& taped) {
  auto* recorder = dynamic_cast<Recorder*>(taped.device.get());
  if (recorder == nullptr) return events;
  events.rewiring = [recorder, before = std::move(events.rewiring)](core::FixtureState state) {
    recorder->state = state;
    if (before) before(state);
  };
  return events;
}

workbench::OpenBench replaying(Tape tape) {
  workbench::OpenBench open;
  if (tape.rewires) open.rewire = [](core::FixtureState) {};
  open.device = std::make_unique<Player>(std::move(tape));
  return open;
}

}  // namespace ohmbench::records
