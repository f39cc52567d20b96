// A virtual bench that tells what its load really gets, whatever the inputs say, and that can be tampered
// with.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "support/simulated.hpp"

namespace ohmbench::test {

/// Knows the true gain of input B, so its volts are those at node B (high side: of the load), RMS over the
/// loudest 50 ms.
class TrueBench : public audio::AudioDevice {
 public:
  static constexpr int kNever = std::numeric_limits<int>::max();

  explicit TrueBench(const devices::BenchSetup& setup)
      : bench_(setup),
        true_volt_(setup.adc_full_scale_volt[1] /
                   std::pow(10.0, setup.imperfections.channel_gain_db[1] / 20)) {}

  const audio::DeviceInfo& info() const override { return bench_.info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    auto played = request;
    ++calls;
    if (calls >= louder_from && calls < louder_to) {
      for (auto& track : played.outputs) {
        for (auto& x : track.samples) x = std::clamp(static_cast<float>(louder * x), -1.0F, 1.0F);
      }
    }
    auto capture = bench_.play_and_record(played, progress, stop);
    double here = 0;
    if (state_ != core::FixtureState::kOpen) here = loudest(capture);
    volts.push_back(here);
    most_volt = std::max(most_volt, here);
    return capture;
  }
  void set_state(core::FixtureState state) { bench_.set_state(state_ = state); }

  int louder_from = kNever;  ///< call from which the volume is turned up
  int louder_to = kNever;    ///< and from which it is as before
  double louder = 1;         ///< by this factor
  int calls = 0;
  double most_volt = 0;       ///< at the load, in any call
  std::vector<double> volts;  ///< at the load, in each call

 private:
  double loudest(const audio::Capture& capture) const {
    const auto window = static_cast<std::size_t>(0.05 * capture.sample_rate_hz);
    const auto& b = capture.channels[1];
    double most = 0;
    for (std::size_t at = 0; at + window <= b.size(); at += window) {
      double sum = 0;
      for (std::size_t n = at; n < at + window; ++n) sum += std::pow(true_volt_ * b[n], 2);
      most = std::max(most, std::sqrt(sum / static_cast<double>(window)));
    }
    return most;
  }

  devices::VirtualBench bench_;
  double true_volt_;
  core::FixtureState state_ = core::FixtureState::kLoad;
};

/// An open bench with a TrueBench for its device, which it owns.
struct Opened {
  workbench::OpenBench open;
  TrueBench* device;
};

inline Opened open_truly(const Simulated& s) {
  auto device = std::make_unique<TrueBench>(s.setup);
  auto* raw = device.get();
  Opened opened{{}, raw};
  opened.open.device = std::move(device);
  opened.open.rewire = [raw](core::FixtureState state) { raw->set_state(state); };
  return opened;
}

}  // namespace ohmbench::test
