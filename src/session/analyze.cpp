#include "session/analyze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "audio/wav.hpp"
#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "impedance/load.hpp"
#include "session/run.hpp"
#include "spectra/one_shot.hpp"
#include "stimulus/description.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::session {
namespace {

/// The channels on A and B (and the loopback, where the file has it) of the file.
audio::Capture wired_channels(audio::WavFile file, const std::filesystem::path& path,
                              const workbench::Bench& bench, std::vector<std::string>& warnings) {
  const auto count = static_cast<int>(file.capture.channels.size());
  if (count < 2) {
    throw core::bad_input(
        fmt::format("{} is mono: node A and node B are needed as two channels", path.string()),
        "record two channels");
  }
  int a = bench.wiring.source_channel;
  int b = bench.wiring.load_channel;
  if (std::max(a, b) > count) {
    if (count > 2)
      throw core::bad_input(
          fmt::format("{} has {} channels, [wiring] names channel {}", path.string(), count, std::max(a, b)),
          "correct [wiring] in bench.toml");
    warnings.push_back("the file has two channels: 1 is taken as node A and 2 as node B");
    a = 1, b = 2;
  }
  audio::Capture capture;
  capture.sample_rate_hz = file.capture.sample_rate_hz;
  capture.device = file.capture.device;
  std::vector<int> wanted{a, b};
  if (bench.wiring.reference_channel && *bench.wiring.reference_channel <= count)
    wanted.push_back(*bench.wiring.reference_channel);
  for (const int channel : wanted)
    capture.channels.push_back(file.capture.channels[static_cast<std::size_t>(channel - 1)]);
  for (std::size_t c = 0; c < 2; ++c) {
    if (audio::peak_fs(capture.channels[c]) == 0) {
      throw core::not_valid(fmt::format("{}: channel {} is all zeros", path.string(), wanted[c]),
                            "record it again, with a signal on both channels");
    }
  }
  return capture;
}

/// A plan that a file of ours can have; a comment may hold anything.
bool is_likely(const stimulus::Plan& plan, const audio::Capture& file) {
  constexpr double kLeastPeriod = 0.01, kMostPeriod = 100;  // s
  const double file_s = static_cast<double>(file.frames()) / file.sample_rate_hz;
  return plan.sample_rate_hz == file.sample_rate_hz && plan.period_s >= kLeastPeriod &&
         plan.period_s <= kMostPeriod && plan.settle_s >= 0 && plan.settle_s <= kMostPeriod &&
         plan.seconds <= 2 * file_s + kMostPeriod;
}

std::optional<stimulus::Stimulus> rendered(const stimulus::Plan& plan) {
  try {
    return stimulus::render(plan);
  } catch (const core::Error&) {  // not a plan of ours
    return {};
  }
}

/// Our own stimulus, if the comment says so and the samples agree.
std::optional<stimulus::Stimulus> recognised(const audio::WavFile& file) {
  const auto plan = stimulus::parse_description(file.comment);
  if (!plan || !is_likely(*plan, file.capture)) return {};
  auto s = rendered(*plan);
  if (!s) return {};
  const auto& samples = file.capture.channels.front();
  if (samples.size() < s->samples.size()) return {};
  constexpr double kFloatRounding = 1e-6;
  for (std::size_t n = 0; n < s->samples.size(); ++n) {
    if (std::abs(s->samples[n] - samples[n]) > kFloatRounding) return {};
  }
  return s;
}

double bottom_hz(const AnalyzeOptions& options) {
  return options.from_hz.value_or(10);
}

double top_hz(const AnalyzeOptions& options, double sample_rate_hz) {
  return options.to_hz.value_or(std::min(20000.0, stimulus::highest_hz(sample_rate_hz)));
}

void check_band(const AnalyzeOptions& options, double sample_rate_hz) {
  const double to_hz = top_hz(options, sample_rate_hz);
  const double from_hz = bottom_hz(options);
  if (!(from_hz >= 1))
    throw core::bad_input(fmt::format("--from {} Hz is below 1 Hz", from_hz), "use e.g. 10");
  if (!(to_hz <= 0.5 * sample_rate_hz)) {
    throw core::bad_input(
        fmt::format("--to {} Hz is above half the sample rate of {:g} Hz", to_hz, sample_rate_hz),
        "use e.g. 20000");
  }
  if (!(to_hz > from_hz))
    throw core::bad_input(fmt::format("--to {} Hz is not above --from {} Hz", to_hz, from_hz),
                          "widen the band");
  if (!(options.points_per_octave >= 1 && options.points_per_octave <= 1000)) {
    throw core::bad_input(
        fmt::format("--points-per-octave {} is not between 1 and 1000", options.points_per_octave),
        "use e.g. 24");
  }
}

void check_stimulus(const audio::Capture& stimulus, const std::filesystem::path& path) {
  constexpr double kLeastSeconds = 0.1;
  if (audio::peak_fs(stimulus.channels.front()) == 0)
    throw core::bad_input(fmt::format("{} is all zeros", path.string()), "give the signal that was played");
  if (static_cast<double>(stimulus.frames()) < kLeastSeconds * stimulus.sample_rate_hz) {
    throw core::bad_input(fmt::format("{} is shorter than {:g} s", path.string(), kLeastSeconds),
                          "give the whole signal that was played");
  }
}

/// True if more than a fifth of the lines are missing on node A: not above their own noise, or far below the
/// others.
bool misses_lines(const spectra::Analysed& a) {
  if (!a.points.empty()) return false;  // a sweep has no lines
  const auto& mean = a.spectra.mean[kSource];
  std::vector<double> power;
  for (const auto& x : mean) power.push_back(std::norm(x));
  auto sorted = power;
  std::sort(sorted.begin(), sorted.end());
  constexpr double kFarBelow = 1e-6;  // of the strong lines: −60 dB, more than any player's tone control
  constexpr double kOverNoise = 10;
  const double strong = sorted[sorted.size() * 9 / 10];
  std::size_t missing = 0;
  for (std::size_t i = 0; i < power.size(); ++i) {
    missing += power[i] < kOverNoise * a.spectra.variance[kSource][i] || power[i] < kFarBelow * strong;
  }
  return 5 * missing > power.size();
}

/// What was asked for of what the stimulus tells.
spectra::Frf within(const spectra::Frf& all, const AnalyzeOptions& options) {
  constexpr double kOnTheEdge = 1e-9;
  const double from_hz = options.from_hz.value_or(0) * (1 - kOnTheEdge);
  const double to_hz = options.to_hz.value_or(all.f_hz.back()) * (1 + kOnTheEdge);
  const auto first = std::lower_bound(all.f_hz.begin(), all.f_hz.end(), from_hz) - all.f_hz.begin();
  const auto last = std::upper_bound(all.f_hz.begin(), all.f_hz.end(), to_hz) - all.f_hz.begin();
  if (last - first < 2) {
    throw core::bad_input(
        fmt::format("the stimulus has fewer than two frequencies from {:g} to {:g} Hz", from_hz, to_hz),
        fmt::format("it reaches from {:g} to {:g} Hz", all.f_hz.front(), all.f_hz.back()));
  }
  const auto part = [first, last](const auto& v) {
    return v.empty() ? v : std::decay_t<decltype(v)>(v.begin() + first, v.begin() + last);
  };
  return {part(all.f_hz),          part(all.h),
          part(all.variance),      part(all.degrees_of_freedom),
          part(all.hidden_shift),  part(all.hidden_scatter),
          part(all.drift_variance)};
}

spectra::Frf ratio_of(const audio::Capture& capture, const audio::WavFile& stimulus_file,
                      const AnalyzeOptions& options, Provenance& p,
                      disturbance::DistortionCurve& distortion) {
  findings::RunFacts facts;
  facts.clipped =
      audio::clipped_samples(capture.channels[kSource]) + audio::clipped_samples(capture.channels[kLoad]);
  p.quality.clipped = facts.clipped;
  spectra::Frf frf;
  if (const auto ours = recognised(stimulus_file)) {
    p.plan = ours->plan;
    const auto analysed = spectra::analyse(capture, *ours, align_channel(capture));
    facts.usable = analysed.usable;
    facts.correlation = analysed.spectra.health.correlation;
    facts.dropouts = p.quality.dropouts = analysed.spectra.health.damaged_periods;
    p.latency_frames = analysed.spectra.health.latency_frames;
    p.clock_ppm = analysed.spectra.health.clock_ppm;
    if (analysed.usable) {
      facts.source_snr_db = p.quality.snr_db = spectra::snr_db(analysed.spectra, kSource);
      facts.load_snr_db = spectra::snr_db(analysed.spectra, kLoad);
      facts.distortion_db = analysed.spectra.health.distortion_db;
      if (misses_lines(analysed)) {
        p.faults.push_back({true, "no-stimulus",
                            "the recording lacks many of the stimulus' frequencies: it is of another signal",
                            "give the stimulus that was played"});
      }
      frf = within(spectra::transfer(analysed, kLoad, kSource), options);
      distortion = analysed.distortion;
    }
  } else {
    const auto& samples = stimulus_file.capture.channels.front();
    const double to_hz = top_hz(options, capture.sample_rate_hz);
    const auto shot = spectra::analyse_one_shot(capture, {samples.begin(), samples.end()}, bottom_hz(options),
                                                to_hz, options.points_per_octave);
    facts.usable = true;
    facts.source_snr_db = facts.load_snr_db = p.quality.snr_db = shot.snr_db;
    p.latency_frames = shot.health.latency_frames;
    p.plan.kind = stimulus::Kind::kSweep;
    p.plan.from_hz = bottom_hz(options);
    p.plan.to_hz = to_hz;
    p.plan.points_per_octave = options.points_per_octave;
    p.plan.seconds = static_cast<double>(samples.size()) / capture.sample_rate_hz;
    frf = shot.frf;
  }
  for (auto& fault : findings::record_faults(facts)) p.faults.push_back(std::move(fault));
  return frf;
}

}  // namespace

LoadMeasurement analyze_impedance(const std::filesystem::path& capture_path,
                                  const std::filesystem::path& stimulus_path, const workbench::Bench& given,
                                  const AnalyzeOptions& options) {
  const auto bench = workbench::with_calibration(given, "", storage::utc_now());
  LoadMeasurement result;
  result.provenance.made = storage::utc_now();
  auto& p = result.provenance;
  const auto stimulus_file = audio::read_wav(stimulus_path);
  const auto capture = wired_channels(audio::read_wav(capture_path), capture_path, bench, p.quality.warnings);
  if (stimulus_file.capture.sample_rate_hz != capture.sample_rate_hz) {
    throw core::bad_input(
        fmt::format("{} has {:g} Hz, {} has {:g} Hz", capture_path.string(), capture.sample_rate_hz,
                    stimulus_path.string(), stimulus_file.capture.sample_rate_hz),
        "record at the stimulus' sample rate");
  }
  check_stimulus(stimulus_file.capture, stimulus_path);
  check_band(options, capture.sample_rate_hz);
  p.device = capture.device;
  p.plan.sample_rate_hz = capture.sample_rate_hz;
  p.level.limited_by = "the recording";
  const auto raw = ratio_of(capture, stimulus_file, options, p, result.distortion);
  if (p.valid()) {
    const auto t = calibration::correct(raw, bench.rig, bench.calibration);
    for (auto& fault : findings::wiring_faults(t, bench.rig.sense)) p.faults.push_back(fault);
    result.z = impedance::load_impedance(t, bench.rig.sense, options.name);
    for (auto& fault : findings::curve_faults(result.z, options.expected_ohm)) p.faults.push_back(fault);
    note_calibration(bench, p);
  }
  note_faults(p);
  return result;
}

}  // namespace ohmbench::session
