#include "instrument/live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "calibration/correction.hpp"
#include "dsp/fft.hpp"
#include "impedance/load.hpp"
#include "impedance/output.hpp"

namespace ohmbench::instrument {
namespace {

constexpr double kMeterSeconds = 0.1;
constexpr double kFloorDbfs = -160;
constexpr std::size_t kSpectrumFrames = 8192;
constexpr double kPerOctave = 12;
constexpr double kLeastSpectrumHz = 20;
constexpr double kSettleSeconds = 0.7;  // the stimulus' own onset of 0.5 s, and latencies up to 0.2 s
constexpr double kFadeSeconds = 0.05;   // at the end, that of the stimulus is 20 ms
constexpr double kLine = 1e-3;          // of the strongest line: what is played on purpose

double dbfs(double rms_fs) {
  // a full-scale sine is 0 dBFS
  return rms_fs > 0 ? std::max(kFloorDbfs, 20 * std::log10(rms_fs * std::sqrt(2.0))) : kFloorDbfs;
}

/// The latest frames, Hann-windowed, as the strongest bin of each twelfth of an octave.
std::vector<double> spectrum_of(const std::vector<float>& tape, std::size_t recorded, double rate_hz,
                                std::vector<double>& f_hz) {
  std::vector<double> x(kSpectrumFrames);
  const double step = 2 * M_PI / static_cast<double>(kSpectrumFrames);
  for (std::size_t n = 0; n < kSpectrumFrames; ++n)
    x[n] = tape[recorded - kSpectrumFrames + n] * (0.5 - 0.5 * std::cos(step * static_cast<double>(n)));
  const auto bins = dsp::real_fft(x);
  std::vector<double> level;
  f_hz.clear();
  const double bin_hz = rate_hz / static_cast<double>(kSpectrumFrames);
  std::size_t k = 1;
  for (double f = kLeastSpectrumHz; f < rate_hz / 2; f *= std::exp2(1 / kPerOctave)) {
    double most = 0;
    const auto end = static_cast<std::size_t>(f * std::exp2(0.5 / kPerOctave) / bin_hz);
    if (end < k) continue;  // low octaves have fewer bins than twelfths
    for (; k <= end && k < bins.size(); ++k) most = std::max(most, std::norm(bins[k]));
    f_hz.push_back(f);
    // a sine of amplitude a has a bin of a N/4
    level.push_back(dbfs(4 * std::sqrt(most) / static_cast<double>(kSpectrumFrames) / std::sqrt(2.0)));
  }
  return level;
}

}  // namespace

std::size_t period_of(std::span<const float> samples, double rate_hz) {
  constexpr double kTried[] = {0.5, 1, 2};   // s
  constexpr double kSame = 1e-5;             // of the peak
  constexpr double kComparedSeconds = 0.25;  // at least
  for (const double seconds : kTried) {
    const auto period = static_cast<std::size_t>(std::lround(seconds * rate_hz));
    const auto from = static_cast<std::size_t>(kSettleSeconds * rate_hz);
    const auto fade = static_cast<std::size_t>(kFadeSeconds * rate_hz);
    const auto compared = static_cast<std::size_t>(kComparedSeconds * rate_hz);
    if (samples.size() < from + period + compared + fade) return 0;
    float peak = 0;
    float change = 0;
    for (std::size_t n = from; n + period + fade < samples.size(); ++n) {
      peak = std::max(peak, std::abs(samples[n]));
      change = std::max(change, std::abs(samples[n + period] - samples[n]));
    }
    if (peak > 0 && change < kSame * peak) return period;
  }
  return 0;
}

LiveView::LiveView(const workbench::Bench& bench, const audio::PlayRequest& request, LiveCurve shown)
    : bench_(bench),
      rate_hz_(request.sample_rate_hz),
      shown_(shown),
      clipped_(request.input_channels.size()) {
  for (const int channel : request.input_channels) {
    const auto& w = bench.wiring;
    const char* role = channel == w.source_channel ? "A" : channel == w.load_channel ? "B" : "loopback";
    names_.push_back(fmt::format("{}, input {}", role, channel));
  }
  const bool has_both = request.input_channels.size() >= 2 &&
                        request.input_channels[0] == bench.wiring.source_channel &&
                        request.input_channels[1] == bench.wiring.load_channel;
  if (shown == LiveCurve::kNone || !has_both || request.outputs.size() != 1) return;
  const auto& played = request.outputs.front().samples;
  period_ = period_of(played, rate_hz_);
  if (period_ == 0) return;
  next_ = static_cast<std::size_t>(kSettleSeconds * rate_hz_);
  end_ = played.size() - std::min(played.size(), static_cast<std::size_t>(kFadeSeconds * rate_hz_));
  std::vector<double> one(played.begin() + static_cast<std::ptrdiff_t>(next_),
                          played.begin() + static_cast<std::ptrdiff_t>(next_ + period_));
  const auto x = dsp::real_fft(one);
  double most = 0;
  for (std::size_t k = 1; k + 1 < x.size(); ++k) most = std::max(most, std::abs(x[k]));
  for (std::size_t k = 1; k + 1 < x.size(); ++k)
    if (std::abs(x[k]) > kLine * most) bins_.push_back(k);
  sum_a_.resize(bins_.size());
  sum_b_.resize(bins_.size());
}

void LiveView::take_period(std::span<const std::vector<float>> tape, std::size_t from) {
  const auto bins_of = [&](const std::vector<float>& channel) {
    const std::vector<double> x(channel.begin() + static_cast<std::ptrdiff_t>(from),
                                channel.begin() + static_cast<std::ptrdiff_t>(from + period_));
    return dsp::real_fft(x);
  };
  const auto a = bins_of(tape[0]);
  const auto b = bins_of(tape[1]);
  auto& ratio = ratios_.emplace_back();
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    sum_a_[i] += a[bins_[i]];
    sum_b_[i] += b[bins_[i]];
    ratio.push_back(b[bins_[i]] / a[bins_[i]]);
  }
}

core::OhmCurve LiveView::curve() const {
  spectra::Frf frf;
  const auto n = static_cast<double>(ratios_.size());
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto h = sum_b_[i] / sum_a_[i];
    if (!std::isfinite(std::abs(h))) continue;
    double scatter = 0;
    for (const auto& ratio : ratios_) scatter += std::norm(ratio[i] - h);
    frf.f_hz.push_back(static_cast<double>(bins_[i]) * rate_hz_ / static_cast<double>(period_));
    frf.h.push_back(h);
    frf.variance.push_back(n > 1 ? scatter / (n - 1) / n : 0.0);
    frf.degrees_of_freedom.push_back(std::max(1.0, n - 1));
  }
  if (frf.f_hz.empty()) return {};
  if (shown_ == LiveCurve::kAmplifier) {
    const auto wired = impedance::for_injection(bench_.rig, bench_.calibration);
    return impedance::injection(calibration::correct(frf, wired.rig, wired.calibration), {}).curve;
  }
  const auto t = calibration::correct(frf, bench_.rig, bench_.calibration);
  return impedance::load_impedance(t, bench_.rig.sense, {}).curve;
}

std::shared_ptr<const Live> LiveView::look(std::span<const std::vector<float>> tape, std::size_t recorded) {
  auto live = std::make_shared<Live>();
  for (std::size_t c = 0; c < tape.size(); ++c) {
    const auto window = std::min(recorded, static_cast<std::size_t>(kMeterSeconds * rate_hz_));
    double sum = 0;
    float peak = 0;
    for (std::size_t n = recorded - window; n < recorded; ++n) {
      sum += static_cast<double>(tape[c][n]) * static_cast<double>(tape[c][n]);
      peak = std::max(peak, std::abs(tape[c][n]));
    }
    const auto fresh = std::span(tape[c]).subspan(looked_at_, recorded - looked_at_);
    clipped_[c] = clipped_[c] || audio::clipped_samples({fresh.begin(), fresh.end()}) > 0;
    live->meters.push_back(
        {names_[c], dbfs(window > 0 ? std::sqrt(sum / static_cast<double>(window)) : 0),
         peak > 0 ? std::max(kFloorDbfs, 20 * std::log10(static_cast<double>(peak))) : kFloorDbfs,
         clipped_[c]});
  }
  looked_at_ = recorded;
  for (std::size_t c = 0; recorded >= kSpectrumFrames && c < std::min<std::size_t>(2, tape.size()); ++c)
    live->spectrum_dbfs.push_back(spectrum_of(tape[c], recorded, rate_hz_, live->spectrum_hz));
  // one period a look: what has piled up is taken in by the looks that follow
  if (period_ > 0 && next_ + period_ <= std::min(recorded, end_)) {
    take_period(tape, next_);
    next_ += period_;
    curve_ = curve();
  }
  live->curve = curve_;
  live->of_amplifier = shown_ == LiveCurve::kAmplifier;
  live->periods = ratios_.size();
  return live;
}

}  // namespace ohmbench::instrument
