#include "session/signs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "core/error.hpp"
#include "diagnosis/echo.hpp"
#include "diagnosis/examination.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::session {
namespace {

using findings::Fault;

findings::InputNumbers inputs_of(const workbench::Bench& bench) {
  findings::InputNumbers inputs{bench.wiring.source_channel, bench.wiring.load_channel};
  if (bench.wiring.reference_channel) inputs.push_back(*bench.wiring.reference_channel);
  return inputs;
}

/// Where a stimulus is loud: from its first to its last sample of a tenth of the peak.
struct Loud {
  std::size_t from = 0, to = 0;
  double pause_frames = 0;  ///< the longest that is not loud in between
};

Loud loud_part(const stimulus::Stimulus& s) {
  constexpr double kPart = 0.1;
  Loud loud{s.samples.size(), 0};
  for (std::size_t n = 0; n < s.samples.size(); ++n) {
    if (std::abs(s.samples[n]) < kPart * s.peak_fs) continue;
    if (loud.to > 0) loud.pause_frames = std::max(loud.pause_frames, static_cast<double>(n - loud.to));
    loud.from = std::min(loud.from, n);
    loud.to = n;
  }
  return loud;
}

/// Longest run within [from, to) of frames for which `is_zero`.
template <typename IsZero>
double zeros(std::size_t from, std::size_t to, IsZero is_zero) {
  std::size_t longest = 0, run = 0;
  for (std::size_t n = from; n < to; ++n) {
    run = is_zero(n) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return static_cast<double>(longest);
}

/// A gate in the driver closes where a sweep or a sine is quiet at an input. Multisines are never quiet, and
/// a dropout in one is told by its period.
void find_gate(const Take& take, const stimulus::Stimulus& s, const findings::InputNumbers& inputs,
               std::vector<Fault>& faults) {
  const double frame_s = 1 / take.capture.sample_rate_hz;
  const auto loud = loud_part(s);
  // a low sine is near zero for long, and sweeps and sines have pauses
  const double longest_s = std::max(0.005, 0.5 / s.plan.from_hz) + loud.pause_frames * frame_s;
  constexpr double kSilentSeconds = 0.01;
  constexpr double kNeverLongZeroFs = 0x1p-11;  // 16 steps of 16 bits: the crossing of a 20 Hz sine is short
  constexpr double kLoudFs = 0x1p-13;           // four steps of 16 bits: a quieter signal is rounded to zeros
  const auto latency = static_cast<std::size_t>(std::max(0.0, take.analysed.spectra.health.latency_frames));
  const auto from = latency + loud.from;
  const auto to = std::min(take.capture.frames(), latency + loud.to);
  const char* remedy = "switch off noise suppression and gates of the recording device; use larger buffers";
  const auto& channels = take.capture.channels;
  for (std::size_t c = 0; c < 2; ++c) {
    const auto& x = channels[c];
    if (audio::peak_fs(x) < kLoudFs) continue;
    const double silent_s = zeros(from, to, [&x](std::size_t n) { return x[n] == 0; }) * frame_s;
    const auto first = std::find_if(x.begin(), x.end(), [](float v) { return v != 0; }) - x.begin();
    const bool opened = static_cast<double>(first) * frame_s > kSilentSeconds &&
                        std::abs(x[static_cast<std::size_t>(first)]) > kLoudFs;
    if (silent_s < longest_s && !opened) continue;
    faults.push_back({true, findings::fault::kNoiseGate,
                      opened ? fmt::format("input {} delivers nothing but zeros until the signal is loud: a "
                                           "noise gate in the driver",
                                           inputs[c])
                             : fmt::format("input {} delivers nothing but zeros for {:.0f} ms within the "
                                           "signal: a noise gate in the driver, or lost buffers",
                                           inputs[c], 1e3 * silent_s),
                      remedy});
    return;
  }
  constexpr double kLostFrames = 128;
  const auto both = [&channels](std::size_t n) {
    return channels[kSource][n] == 0 && channels[kLoad][n] == 0;
  };
  if (!s.single() ||
      std::max(audio::peak_fs(channels[kSource]), audio::peak_fs(channels[kLoad])) < kNeverLongZeroFs ||
      zeros(from, to, both) < kLostFrames)
    return;
  faults.push_back({true, findings::fault::kDamaged, "buffers were lost while the signal was played",
                    "use larger buffers (buffer_frames), close other programs and measure again"});
}

void find_drift(const spectra::RecordHealth& health, std::vector<Fault>& faults) {
  constexpr double kTold = 2e-4, kMost = 0.02;
  if (!health.drift || std::abs(*health.drift) < kTold) return;
  faults.push_back({std::abs(*health.drift) > kMost, findings::fault::kDrifting,
                    fmt::format("the ratio of the inputs drifted by {:.2g} % while it was measured: the "
                                "resistor or the load warms, or a contact is poor",
                                100 * *health.drift),
                    "lower the level, use a resistor of more watts, or let it warm before measuring"});
}

/// Amplitude of the played lines, peak, at the frequencies of a record's spectra.
std::vector<double> played_at(const std::vector<double>& f_hz, const stimulus::Stimulus& s) {
  if (s.plan.kind == stimulus::Kind::kStepped)
    return std::vector<double>(f_hz.size(), std::numbers::sqrt2 * core::rms_fs(s.plan.level));
  const auto bins = dsp::real_fft(std::span(s.samples).subspan(s.first_frame, s.period_frames));
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  std::vector<double> played;
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    const auto k = std::min(bins.size() - 1, static_cast<std::size_t>(std::lround(f_hz[i] / df_hz)));
    // a line of a single sweep holds the power of all bins up to its neighbours
    const double count = s.single() && i > 0 && i + 1 < f_hz.size()
                             ? std::max(1.0, (f_hz[i + 1] - f_hz[i - 1]) / (2 * df_hz))
                             : 1.0;
    played.push_back(2 * std::abs(bins[k]) * std::sqrt(count) / static_cast<double>(s.period_frames));
  }
  return played;
}

constexpr double kMostDb = 1.5, kMostRatioDb = 0.3;  // from what the probe foretold

/// What of the probe's own lines is noise.
double noise_db(double gain_sigma) {
  return 20 * std::log10(1 + 3 * gain_sigma);
}

}  // namespace

void refuse_signs(const workbench::Bench& bench, const audio::Capture& capture, const stimulus::Stimulus& s,
                  std::size_t start) {
  const auto inputs = inputs_of(bench);
  std::vector<Fault> faults;
  if (capture.channels[kSource] == capture.channels[kLoad]) faults.push_back(findings::mono_fault());
  const auto played = dsp::real_fft(std::span(s.samples).subspan(s.first_frame, s.period_frames));
  for (std::size_t c = 0; c < 2 && faults.empty(); ++c) {
    const auto from = capture.channels[c].begin() + static_cast<std::ptrdiff_t>(start);
    const auto period =
        dsp::real_fft(std::vector<double>(from, from + static_cast<std::ptrdiff_t>(s.period_frames)));
    faults = findings::image_faults(diagnosis::find_images(period, s), inputs[c]);
    if (!faults.empty() || c != kSource) continue;  // a load has echoes of its own
    std::vector<std::complex<double>> response;
    for (const auto k : s.bins) response.push_back(period[k] / played[k]);
    if (const auto echo = diagnosis::find_echo(s.f_hz, response))
      faults = findings::echo_faults(*echo, inputs[c]);
  }
  for (const auto& fault : faults) {
    if (fault.invalid) throw core::not_valid("not valid: " + fault.what, fault.remedy);
  }
}

std::vector<Fault> recording_faults(const workbench::Bench& bench, const Run& run) {
  const Take& take = run.best();
  const auto inputs = inputs_of(bench);
  std::vector<Fault> faults;
  const auto& channels = take.capture.channels;
  if (channels[kSource] == channels[kLoad]) return {findings::mono_fault()};
  const auto s = stimulus::render(take.plan);
  if (take.plan.kind == stimulus::Kind::kMultisine) {
    faults =
        findings::signal_faults(diagnosis::examine(take.capture, s, align_channel(take.capture)), inputs);
  } else {
    find_gate(take, s, inputs, faults);
  }
  if (take.plan.kind == stimulus::Kind::kSweep) {
    const auto r =
        diagnosis::response_to_sweep(channels[kSource], s, take.analysed.spectra.health.latency_frames);
    if (const auto step = diagnosis::delay_step(r, take.capture.sample_rate_hz)) {
      faults.push_back({true, findings::fault::kDamaged,
                        fmt::format("{:.0f} frames were lost while the sweep was played", *step),
                        "use larger buffers (buffer_frames), close other programs and measure again"});
    } else if (const auto echo = diagnosis::find_echo(r.f_hz, r.response, diagnosis::farthest_echo_s(s))) {
      for (auto& fault : findings::echo_faults(*echo, inputs[kSource])) faults.push_back(std::move(fault));
    }
  }
  find_drift(take.analysed.spectra.health, faults);
  return faults;
}

bool is_louder(double a_db, double b_db, const Probe& probe) {
  return a_db >= kMostDb + noise_db(probe.gain_sigma[0]) || b_db >= kMostDb + noise_db(probe.gain_sigma[1]);
}

bool has_changed(double a_db, double b_db, const Probe& probe) {
  constexpr double kHardlyHeard = 0.5;  // 6 dB of signal over all else
  if (probe.gain_sigma[1] > kHardlyHeard)
    return is_louder(a_db, b_db, probe) || a_db <= -kMostDb - noise_db(probe.gain_sigma[0]);
  const double noise = noise_db(std::max(probe.gain_sigma[0], probe.gain_sigma[1]));
  return std::abs(a_db) >= kMostDb + noise || std::abs(a_db - b_db) >= kMostRatioDb + noise;
}

core::Error changed(const workbench::Bench& bench, double a_db, double b_db) {
  return core::not_valid(
      fmt::format("automatic gain: inputs {} and {} heard {:+.1f} and {:+.1f} dB against what the probe "
                  "foretold",
                  bench.wiring.source_channel, bench.wiring.load_channel, a_db, b_db),
      "switch off automatic gain, limiters and enhancements of the recording and of the playing device; "
      "lower "
      "the level if something clips; leave the bench alone while it measures");
}

void refuse_changed(const workbench::Bench& bench, const Probe& probe, const stimulus::Stimulus& s,
                    const Run& run) {
  if (!run.usable() || run.clipped() > 0 || probe.ratio.size() < 2) return;
  // what clips is quieter than foretold, and is told as such
  if (run.best().analysed.spectra.health.distortion_db.value_or(-200) > -kClippingSnrDb) return;
  const auto& spectra = run.best().analysed.spectra;
  const auto played = played_at(spectra.f_hz, s);
  double heard[2] = {0, 0}, foretold[2] = {0, 0};
  std::size_t right = 1;
  for (std::size_t i = 0; i < spectra.f_hz.size(); ++i) {
    const double f = spectra.f_hz[i];
    if (f < std::max(kChangeFromHz, s.plan.from_hz) || f > std::min(kChangeToHz, s.plan.to_hz)) continue;
    while (right + 1 < probe.ratio.size() && probe.ratio.f_hz[right] < f) ++right;
    const double from_hz = probe.ratio.f_hz[right - 1];
    const double part = std::clamp((f - from_hz) / (probe.ratio.f_hz[right] - from_hz), 0.0, 1.0);
    for (std::size_t c = 0; c < 2; ++c) {
      const auto& gain = probe.gain[c];
      const double g = gain[right - 1] * (1 - part) + gain[right] * part;
      heard[c] += std::norm(spectra.mean[c][i]);
      foretold[c] += g * g * played[i] * played[i];
    }
  }
  if (heard[0] <= 0 || heard[1] <= 0 || foretold[0] <= 0 || foretold[1] <= 0) return;
  const double a_db = 10 * std::log10(heard[0] / foretold[0]);
  const double b_db = 10 * std::log10(heard[1] / foretold[1]);
  if (has_changed(a_db, b_db, probe)) throw changed(bench, a_db, b_db);
}

}  // namespace ohmbench::session
