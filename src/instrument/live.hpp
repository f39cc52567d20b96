// Live: what a recording shows while it still runs: levels, spectrum, and the load's curve so far.
// Hazard: computed between two looks at the stop, so it must take milliseconds only.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "audio/audio_device.hpp"
#include "instrument/snapshot.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::instrument {

/// What B/A tells while a recording runs.
enum class LiveCurve {
  kNone,
  kLoad,      ///< in the states load and reference
  kAmplifier  ///< while something is injected into its output
};

/// One recording. The bench (with its calibration) must outlive it.
class LiveView {
 public:
  LiveView(const workbench::Bench& bench, const audio::PlayRequest& request, LiveCurve shown);

  /// The tape so far, as audio::Listener tells it.
  std::shared_ptr<const Live> look(std::span<const std::vector<float>> tape, std::size_t recorded);

 private:
  void take_period(std::span<const std::vector<float>> tape, std::size_t from);
  core::OhmCurve curve() const;

  const workbench::Bench& bench_;
  double rate_hz_;
  LiveCurve shown_;
  std::vector<std::string> names_;
  std::vector<bool> clipped_;
  std::size_t looked_at_ = 0;

  std::size_t period_ = 0;  ///< frames; 0: nothing periodic is played
  std::size_t next_ = 0;    ///< first frame of the period that comes next
  std::size_t end_ = 0;     ///< frames up to which the output is steady
  std::vector<std::size_t> bins_;
  std::vector<std::vector<std::complex<double>>> ratios_;  ///< B/A of each period at the bins
  std::vector<std::complex<double>> sum_a_, sum_b_;
  core::OhmCurve curve_;
};

/// Frames after which the samples repeat in their middle: 1 s, 1/2 s or 2 s; 0 if they do not. The least.
std::size_t period_of(std::span<const float> samples, double sample_rate_hz);

}  // namespace ohmbench::instrument
