// A bench that something happens to: from a call on the amplifier is louder, an input hears nothing more, or
// the output falls silent for good. An ideal meter keeps what the load really got.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "support/simulated.hpp"

namespace ohmbench::test {

class Disturbed : public audio::AudioDevice {
 public:
  static constexpr int kNever = std::numeric_limits<int>::max();

  explicit Disturbed(const Simulated& s)
      : inner_(std::make_unique<devices::VirtualBench>(s.setup)), volt_(s.setup.adc_full_scale_volt[1]) {}

  int louder_from = kNever;  ///< the call, counted from 1
  double louder = 1;
  int deaf_from = kNever;
  std::size_t deaf_channel = 1;
  int silent_from = kNever;   ///< from half of this call on
  double silent_after_s = 0;  ///< or from half of the first call that plays as long as this
  int calls = 0;
  double most_volt = 0;  ///< at input B, RMS over 50 ms
  devices::VirtualBench& inner() { return *inner_; }

  const audio::DeviceInfo& info() const override { return inner_->info(); }
  audio::Capture play_and_record(const audio::PlayRequest& request, const audio::Progress& progress,
                                 std::stop_token stop) override {
    ++calls;
    auto asked = request;
    if (calls >= louder_from) {
      for (auto& track : asked.outputs)
        for (float& x : track.samples) x = std::clamp(static_cast<float>(louder) * x, -1.0F, 1.0F);
    }
    auto capture = inner_->play_and_record(asked, progress, stop);
    const double seconds = static_cast<double>(request.frames) / request.sample_rate_hz;
    const bool falls = silent_from == kNever && silent_after_s > 0 && seconds > silent_after_s;
    if (falls) silent_from = calls;
    if (calls >= silent_from) {
      const std::size_t from = calls == silent_from ? capture.frames() / 2 : 0;
      for (const std::size_t c : {std::size_t{0}, std::size_t{1}}) only_noise(capture.channels[c], from);
    }
    measure(capture);
    if (calls >= deaf_from) only_noise(capture.channels[deaf_channel], 0);
    return capture;
  }

 private:
  void only_noise(std::vector<float>& x, std::size_t from) {
    std::normal_distribution<float> noise(0, 3e-6F);
    for (std::size_t n = from; n < x.size(); ++n) x[n] = noise(dice_);
  }
  void measure(const audio::Capture& capture) {
    const auto& b = capture.channels[1];
    const auto window = static_cast<std::size_t>(0.05 * capture.sample_rate_hz);
    for (std::size_t at = 0; at + window <= b.size(); at += window / 2) {
      double sum = 0;
      for (std::size_t n = at; n < at + window; ++n) sum += std::pow(volt_ * b[n], 2);
      most_volt = std::max(most_volt, std::sqrt(sum / static_cast<double>(window)));
    }
  }

  std::unique_ptr<devices::VirtualBench> inner_;
  double volt_;
  std::mt19937 dice_{1};
};

/// An open bench with such a device, and a look at it.
struct DisturbedBench {
  explicit DisturbedBench(const Simulated& s) {
    auto made = std::make_unique<Disturbed>(s);
    device = made.get();
    auto* inner = &made->inner();
    open.device = std::move(made);
    open.rewire = [inner](core::FixtureState state) { inner->set_state(state); };
  }
  workbench::OpenBench open;
  Disturbed* device = nullptr;
};

}  // namespace ohmbench::test
