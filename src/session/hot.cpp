#include "session/hot.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "core/frequency_grid.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::session {
namespace {

constexpr double kMostLatencySeconds = 0.5;  // as much as is recorded beyond the stimulus

/// Mean over `count` stretches of `frames` each, from `first` on.
std::vector<double> mean_of(const std::vector<float>& channel, std::size_t first, std::size_t frames,
                            std::size_t count) {
  std::vector<double> mean(frames);
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t n = 0; n < frames; ++n) mean[n] += channel[first + p * frames + n];
  }
  for (double& x : mean) x /= static_cast<double>(count);
  return mean;
}

double rms(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum / static_cast<double>(x.size()));
}

/// Power beside the played bins over the power in them, in dB; DC left out.
double distortion_db(const std::vector<double>& period, const std::vector<std::size_t>& played) {
  const auto bins = dsp::real_fft(period);
  double in = 0;
  double all = 0;
  for (std::size_t k = 1; k < bins.size(); ++k) all += std::norm(bins[k]);
  for (const auto k : played) in += std::norm(bins[k]);
  constexpr double kLeast = 1e-20;
  return 10 * std::log10(std::max(all - in, kLeast * all) / std::max(in, kLeast * all));
}

}  // namespace

stimulus::Plan hot_plan(const stimulus::Plan& injected, core::DbFs level) {
  stimulus::Plan plan = injected;
  plan.period_s = injected.period_s / 2;
  plan.level = level;
  return plan;
}

HotSignal remove_hot(audio::Capture& capture, const stimulus::Stimulus& injected, const stimulus::Plan& hot) {
  const std::size_t half = injected.period_frames / 2;
  ENSURE(2 * half == injected.period_frames);
  // an even number of halves: the odd multiples change their sign from one to the next and cancel
  const std::size_t last =
      std::min(injected.first_frame + injected.periods * injected.period_frames, capture.frames());
  const auto wanted =
      injected.first_frame + static_cast<std::size_t>(kMostLatencySeconds * capture.sample_rate_hz);
  ENSURE(last > injected.period_frames);
  const std::size_t first = std::min(wanted, last - injected.period_frames);
  const std::size_t count = (last - first) / injected.period_frames * 2;
  const auto played =
      core::odd_log_bins(hot.from_hz, hot.to_hz, hot.points_per_octave, half, hot.sample_rate_hz);
  HotSignal signal;
  for (std::size_t c = 0; c < capture.channels.size(); ++c) {
    auto& channel = capture.channels[c];
    const auto mean = mean_of(channel, first, half, count);
    for (std::size_t n = 0; n < channel.size(); ++n)
      channel[n] -= static_cast<float>(mean[(n + half - first % half) % half]);
    if (c >= signal.rms_fs.size()) continue;
    signal.rms_fs[c] = rms(mean);
    signal.distortion_db[c] = distortion_db(mean, played);
  }
  return signal;
}

}  // namespace ohmbench::session
