#include "max_output/tone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/ensure.hpp"
#include "core/error.hpp"
#include "dsp/resample.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::max_output {
namespace {

using Complex = std::complex<double>;

constexpr double kTailSeconds = 0.05;    // after the last period: the tone is found to within 10 ms
constexpr double kBlockSeconds = 0.005;  // of the envelope
constexpr double kLeastOverNoise = 3;
constexpr double kClockKnown = 2e-7;       // below, correcting would add more than it takes away
constexpr double kMostClockOffset = 5e-4;  // of any two crystals; more is frames that were lost
constexpr double kSplitHz = 100;           // periods of 0.2 s from here on

double phase_of(const TonePlan& plan, std::size_t n) {
  const std::size_t in_period = plan.cycles * (n % plan.period_frames) % plan.period_frames;
  return 2 * std::numbers::pi * static_cast<double>(in_period) / static_cast<double>(plan.period_frames);
}

std::size_t frames_of(double seconds, const TonePlan& plan) {
  return static_cast<std::size_t>(std::lround(seconds * plan.sample_rate_hz));
}

/// RMS in blocks of 5 ms.
std::vector<double> envelope(const std::vector<float>& x, std::size_t block) {
  std::vector<double> rms;
  for (std::size_t at = 0; at + block <= x.size(); at += block) {
    double sum = 0;
    for (std::size_t n = at; n < at + block; ++n) sum += static_cast<double>(x[n]) * x[n];
    rms.push_back(std::sqrt(sum / static_cast<double>(block)));
  }
  return rms;
}

/// Frame at which the tone's ramp begins: where the envelope passes half of its largest, less half a ramp.
std::optional<double> onset(const std::vector<float>& x, const TonePlan& plan) {
  const std::size_t block = std::min(frames_of(kBlockSeconds, plan), frames_of(plan.fade_in_s, plan) + 1);
  const auto rms = envelope(x, std::max<std::size_t>(block, 8));
  if (rms.empty()) return {};
  const double most = *std::max_element(rms.begin(), rms.end());
  const auto first = std::find_if(rms.begin(), rms.end(), [&](double r) { return r >= most / 2; });
  const auto i = static_cast<std::size_t>(first - rms.begin());
  // what was heard before it is noise; silence is played first, so a record that is loud at once holds no
  // tone
  constexpr std::size_t kLeastBlocksBefore = 3;
  if (i < kLeastBlocksBefore) return {};
  const double before = *std::max_element(rms.begin(), rms.begin() + static_cast<long>(i / 2));
  if (most == 0 || most < kLeastOverNoise * before) return {};
  const double width = static_cast<double>(std::max<std::size_t>(block, 8));
  return (static_cast<double>(i) + 0.5) * width - 0.5 * plan.fade_in_s * plan.sample_rate_hz;
}

Complex phasor(const double* x, const TonePlan& plan) {
  Complex sum = 0;
  for (std::size_t n = 0; n < plan.period_frames; ++n) sum += x[n] * std::polar(1.0, -phase_of(plan, n));
  return sum * (2.0 / static_cast<double>(plan.period_frames));
}

/// Relative by which the tone is faster in the record than it was played, from the phase of its last period
/// against its first.
double clock_offset(const std::vector<double>& x, const TonePlan& plan) {
  if (plan.periods < 2) return 0;
  const Complex a = phasor(x.data(), plan);
  const Complex b = phasor(x.data() + (plan.periods - 1) * plan.period_frames, plan);
  if (std::abs(a) == 0 || std::abs(b) == 0) return 0;
  const double turn = std::arg(b / a) / (2 * std::numbers::pi);
  return turn / static_cast<double>(plan.cycles * (plan.periods - 1));
}

/// A jump from one cycle to the next but one in how the two periods differ: hum and noise are in all cycles
/// alike, and rails that sag or a limiter that sets in change little from cycle to cycle.
bool differs_abruptly(const std::vector<double>& x, const TonePlan& plan) {
  if (plan.periods < 2) return false;
  constexpr double kBeyondOthers = 20;
  constexpr double kOfPeak = 0.01;
  double peak = 0;
  for (const double v : x) peak = std::max(peak, std::abs(v));
  const std::size_t cycle = plan.period_frames / plan.cycles;
  std::vector<double> rms;
  for (std::size_t at = 0; at + cycle <= plan.period_frames; at += cycle) {
    double sum = 0;
    for (std::size_t n = at; n < at + cycle; ++n) sum += std::pow(x[n + plan.period_frames] - x[n], 2);
    rms.push_back(std::sqrt(sum / static_cast<double>(cycle)));
  }
  double jump = 0;
  for (std::size_t i = 2; i < rms.size(); ++i) jump = std::max(jump, std::abs(rms[i] - rms[i - 2]));
  return jump > kBeyondOthers * dsp::median(std::move(rms)) && jump > kOfPeak * peak;
}

/// The tone's phase does not advance evenly: frames are missing, or there twice.
bool skips(const std::vector<double>& x, const TonePlan& plan) {
  constexpr std::size_t kBlocksInPeriod = 8;
  constexpr double kJumpRad = 0.05;
  const std::size_t cycles = std::max<std::size_t>(1, plan.cycles / kBlocksInPeriod);
  const double length = static_cast<double>(cycles * plan.period_frames) / static_cast<double>(plan.cycles);
  std::vector<double> turns;
  std::optional<Complex> before;
  for (double at = 0; std::lround(at + length) <= static_cast<long>(x.size()); at += length) {
    Complex sum = 0;
    for (auto n = static_cast<std::size_t>(std::lround(at));
         n < static_cast<std::size_t>(std::lround(at + length)); ++n)
      sum += x[n] * std::polar(1.0, -phase_of(plan, n));
    if (before && std::abs(*before) > 0 && std::abs(sum) > 0) turns.push_back(std::arg(sum / *before));
    before = sum;
  }
  if (turns.size() < 3) return false;
  const double even = dsp::median(turns);
  return std::any_of(turns.begin(), turns.end(), [&](double t) {
    return std::abs(std::remainder(t - even, 2 * std::numbers::pi)) > kJumpRad;
  });
}

/// The tone's envelope falls below half and does not come back before the tone ends. A buffer that was lost
/// at its very end looks so as well, but is digital silence, and short.
bool falls_silent(const std::vector<float>& x, const TonePlan& plan, double start) {
  constexpr double kLeastSeconds = 0.03;
  constexpr double kLongestBufferSeconds = 0.15;
  const double end = start + (plan.tone_s() - plan.fade_out_s()) * plan.sample_rate_hz;
  const auto from = static_cast<std::size_t>(std::max(0.0, start + plan.fade_in_s * plan.sample_rate_hz));
  const auto to = std::min(x.size(), static_cast<std::size_t>(std::max(0.0, end)));
  if (plan.periods < 2 || from >= to) return false;
  // blocks of a cycle at least, else a low tone would seem to come and go
  const double block_s = std::max(kBlockSeconds, 1 / plan.f_hz());
  const std::size_t block = frames_of(block_s, plan);
  const auto rms = envelope({x.begin() + static_cast<long>(from), x.begin() + static_cast<long>(to)}, block);
  if (rms.empty()) return false;
  const double most = *std::max_element(rms.begin(), rms.end());
  const auto loud = std::find_if(rms.rbegin(), rms.rend(), [&](double r) { return r >= most / 2; });
  const auto silent_blocks = static_cast<std::size_t>(loud - rms.rbegin());
  const double silent_s = static_cast<double>(silent_blocks) * block_s;
  if (silent_s < kLeastSeconds) return false;
  const auto first = x.begin() + static_cast<long>(from + (rms.size() - silent_blocks) * block);
  const auto zeros = std::count(first, x.begin() + static_cast<long>(to), 0.0F);
  const bool digital = 2 * zeros > (x.begin() + static_cast<long>(to)) - first;
  return !digital || silent_s > kLongestBufferSeconds;
}

}  // namespace

double TonePlan::tone_s() const {
  return fade_in_s + settle_s + static_cast<double>(periods * period_frames) / sample_rate_hz + tail_s() +
         fade_out_s();
}

// a burst ends as quickly as it begins
double TonePlan::tail_s() const {
  return is_burst() ? settle_s : kTailSeconds;
}

double TonePlan::fade_out_s() const {
  return is_burst() ? fade_in_s : stimulus::kFadeOutSeconds;
}

double highest_tone_hz(double sample_rate_hz) {
  constexpr double kAudioToHz = 20000;
  return std::min(kAudioToHz, stimulus::highest_hz(sample_rate_hz));
}

TonePlan steady_tone(double f_hz, double fs_hz) {
  constexpr double kLeastHz = 10;
  const double most_hz = highest_tone_hz(fs_hz);
  if (!(f_hz >= kLeastHz && f_hz <= most_hz)) {
    throw core::bad_input(fmt::format("a level sweep at {:g} Hz is not possible", f_hz),
                          fmt::format("give --frequency from {:g} to {:.0f} Hz", kLeastHz, most_hz));
  }
  constexpr double kShortPeriodSeconds = 0.2, kLongPeriodSeconds = 1;
  TonePlan plan;
  plan.sample_rate_hz = fs_hz;
  const double period_s = f_hz >= kSplitHz ? kShortPeriodSeconds : kLongPeriodSeconds;
  plan.period_frames = static_cast<std::size_t>(std::lround(period_s * fs_hz));
  plan.cycles = static_cast<std::size_t>(std::lround(f_hz * period_s));
  constexpr double kSettleCycles = 10;
  plan.settle_s = std::max(plan.settle_s, kSettleCycles / f_hz);
  return plan;
}

std::optional<TonePlan> burst(double f_hz, double fs_hz) {
  constexpr double kLeastCycles = 5;
  constexpr std::array kWindows{0.01, 0.02, 0.05};
  std::optional<double> window_s;
  for (const double w : kWindows) {
    if (f_hz * w < kLeastCycles - 1e-9) continue;
    window_s = w;
    if (std::abs(f_hz * w - std::round(f_hz * w)) < 1e-6) break;
  }
  if (!window_s) return {};
  TonePlan plan;
  plan.sample_rate_hz = fs_hz;
  plan.period_frames = static_cast<std::size_t>(std::lround(*window_s * fs_hz));
  plan.cycles = static_cast<std::size_t>(std::lround(f_hz * *window_s));
  plan.periods = 1;
  plan.fade_in_s = 0.002;
  plan.settle_s = std::max(0.004, 2 / f_hz);
  plan.quiet_s = 0.48;
  return plan;
}

stimulus::Stimulus render(const TonePlan& plan, double peak_fs) {
  ENSURE(peak_fs >= 0 && peak_fs <= 1);
  const std::size_t frames =
      frames_of(plan.fade_in_s + plan.settle_s + plan.tail_s() + plan.fade_out_s(), plan) +
      plan.periods * plan.period_frames;
  std::vector<double> tone(frames);
  for (std::size_t n = 0; n < frames; ++n) tone[n] = peak_fs * std::sin(phase_of(plan, n));
  stimulus::apply_ramps(tone, plan.sample_rate_hz, plan.fade_in_s, plan.fade_out_s());
  stimulus::Stimulus s;
  s.plan.sample_rate_hz = plan.sample_rate_hz;
  s.plan.level = core::DbFs(20 * std::log10(std::max(peak_fs, 1e-12)));
  s.quiet_frames = frames_of(plan.quiet_s, plan);
  s.samples.assign(s.quiet_frames, 0.0);
  s.samples.insert(s.samples.end(), tone.begin(), tone.end());
  s.peak_fs = peak_fs;
  return s;
}

std::optional<Cut> cut(const audio::Capture& capture, const TonePlan& plan, std::size_t align) {
  const auto start = onset(capture.channels[align], plan);
  if (!start) return {};
  Cut result;
  for (std::size_t c = 0; c < 2; ++c) {
    result.peak_fs = std::max(result.peak_fs, audio::peak_fs(capture.channels[c]));
    result.clipped += audio::clipped_samples(capture.channels[c]);
  }
  result.collapsed = falls_silent(capture.channels.front(), plan, *start);
  const double first = *start + (plan.fade_in_s + plan.settle_s) * plan.sample_rate_hz;
  const std::size_t count = plan.periods * plan.period_frames;
  const auto from = static_cast<std::size_t>(std::lround(std::max(0.0, first)));
  if (from + count > capture.frames()) return {};
  const auto part = [&](std::size_t c) {
    const auto& x = capture.channels[c];
    return std::vector<double>(x.begin() + static_cast<long>(from),
                               x.begin() + static_cast<long>(from + count));
  };
  const auto as_recorded = part(align);
  result.damaged = skips(as_recorded, plan);
  double offset = result.damaged ? 0.0 : clock_offset(as_recorded, plan);
  if (std::abs(offset) > kMostClockOffset) result.damaged = true, offset = 0;
  std::vector<double> whole;
  const auto on_clock = [&](std::size_t c) {
    const auto& x = capture.channels[c];
    whole.assign(x.begin(), x.end());
    return dsp::resample(whole, static_cast<double>(from), 1 / (1 + offset), count);
  };
  const bool drifts = std::abs(offset) > kClockKnown;
  if (drifts) offset += clock_offset(on_clock(align), plan);  // the first estimate leaks a little
  for (std::size_t c = 0; c < capture.channels.size(); ++c)
    result.channels.push_back(drifts ? on_clock(c) : part(c));
  result.clock_ppm = drifts ? 1e6 * offset : 0.0;
  for (std::size_t c = 0; c < 2; ++c)
    result.damaged = result.damaged || differs_abruptly(result.channels[c], plan);
  const auto& a = result.channels.front();
  const double v0 = std::abs(phasor(a.data(), plan));
  const double v1 = std::abs(phasor(a.data() + (plan.periods - 1) * plan.period_frames, plan));
  if (v0 > 0 && v1 > 0) result.sag_db = 20 * std::log10(v1 / v0);
  return result;
}

}  // namespace ohmbench::max_output
