#include "spectra/stepped.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>

#include "disturbance/rounding.hpp"
#include "dsp/sine_fit.hpp"
#include "dsp/statistics.hpp"
#include "spectra/clock.hpp"
#include "spectra/stepped_hum.hpp"

namespace ohmbench::spectra {
namespace {

using Complex = std::complex<double>;
using Channels = std::vector<std::vector<double>>;

/// phasors[channel][block] of one frequency, all on the time base of the dwell's first frame
using BlockPhasors = std::vector<std::vector<Complex>>;

/// ADC frame of DAC frame `n` of the stimulus.
double adc_frame(double latency, std::size_t n, double offset) {
  return latency + static_cast<double>(n) * (1.0 + offset);
}

bool within(const Channels& channels, const stimulus::Dwell& d, double latency, double offset) {
  const double end = adc_frame(latency, d.first_frame + d.blocks * d.block_frames, offset);
  return adc_frame(latency, d.first_frame, offset) >= 0 &&
         end + 1 < static_cast<double>(channels.front().size());
}

BlockPhasors fit_dwell(const Channels& channels, const stimulus::Dwell& d, double latency, double offset,
                       double fs_hz) {
  const double omega = 2 * std::numbers::pi * d.f_hz / fs_hz / (1.0 + offset);  // per ADC frame
  const double origin = adc_frame(latency, d.first_frame, offset);
  BlockPhasors phasors(channels.size());
  for (std::size_t b = 0; b < d.blocks; ++b) {
    const auto at =
        static_cast<std::size_t>(std::lround(adc_frame(latency, d.first_frame + b * d.block_frames, offset)));
    const Complex turn = std::polar(1.0, -omega * (static_cast<double>(at) - origin));
    for (std::size_t c = 0; c < channels.size(); ++c) {
      phasors[c].push_back(turn *
                           dsp::fit_sine(std::span(channels[c]).subspan(at, d.block_frames), omega).phasor);
    }
  }
  return phasors;
}

/// Slope of the phase against time over all dwells: what is left of the clock offset.
double remaining_offset(const std::vector<BlockPhasors>& all, const std::vector<stimulus::Dwell>& dwells,
                        double fs_hz) {
  std::vector<double> estimates;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double cycles = dwells[i].f_hz * static_cast<double>(dwells[i].block_frames) / fs_hz;
    if (cycles < 20) continue;  // too short to tell
    const auto& x = all[i].front();
    for (std::size_t b = 1; b < x.size(); ++b) {
      if (std::abs(x[b]) > 0 && std::abs(x[b - 1]) > 0)
        estimates.push_back(-std::arg(x[b] * std::conj(x[b - 1])) / (2 * std::numbers::pi * cycles));
    }
  }
  return estimates.empty() ? 0.0 : dsp::median(estimates);
}

struct Line {
  std::vector<Complex> mean;
  std::vector<double> scatter;
  std::vector<Complex> co_scatter;
  double dof = 0;
  bool unsteady = false;  ///< its blocks differ; all of them are in
};

Line average(const BlockPhasors& phasors, const std::vector<bool>& bad) {
  const std::size_t channels = phasors.size();
  const double n = static_cast<double>(std::count(bad.begin(), bad.end(), false));
  Line line{std::vector<Complex>(channels), std::vector<double>(channels), std::vector<Complex>(channels),
            n - 1};
  const auto over_good = [&](auto&& action) {
    for (std::size_t b = 0; b < bad.size(); ++b) {
      if (!bad[b]) action(b);
    }
  };
  for (std::size_t c = 0; c < channels; ++c)
    over_good([&](std::size_t b) { line.mean[c] += phasors[c][b] / n; });
  for (std::size_t c = 0; c < channels; ++c) {
    over_good([&](std::size_t b) {
      const Complex e = phasors[c][b] - line.mean[c];
      line.scatter[c] += std::norm(e) / (n * (n - 1));
      line.co_scatter[c] += e * std::conj(phasors[0][b] - line.mean[0]) / (n * (n - 1));
    });
  }
  return line;
}

/// Blocks that lie far from the median of their frequency, against the scatter that is usual in this record.
/// @param usual_sigma  per channel, for blocks of one frame; falls with the root of the block's length
std::vector<bool> damaged_blocks(const BlockPhasors& phasors, const std::vector<double>& usual_sigma,
                                 std::size_t block_frames) {
  constexpr double kSigmas = 12;           // of the record's median scatter, which varies over frequency
  constexpr double kLeastRelative = 3e-3;  // hum near a frequency makes blocks differ without damage
  std::vector<bool> bad(phasors.front().size(), false);
  for (std::size_t c = 0; c < phasors.size(); ++c) {
    std::vector<double> re, im;
    for (const auto& x : phasors[c]) re.push_back(x.real()), im.push_back(x.imag());
    const Complex center(dsp::median(re), dsp::median(im));
    const double limit = std::max(kSigmas * usual_sigma[c] / std::sqrt(static_cast<double>(block_frames)),
                                  kLeastRelative * std::abs(center));
    for (std::size_t b = 0; b < bad.size(); ++b) bad[b] = bad[b] || std::abs(phasors[c][b] - center) > limit;
  }
  return bad;
}

std::vector<double> usual_scatter(const std::vector<BlockPhasors>& all,
                                  const std::vector<stimulus::Dwell>& dwells) {
  std::vector<double> sigma;
  for (std::size_t c = 0; c < all.front().size(); ++c) {
    std::vector<double> steps;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& x = all[i][c];
      const double root = std::sqrt(static_cast<double>(dwells[i].block_frames));
      for (std::size_t b = 1; b < x.size(); ++b) steps.push_back(root * std::abs(x[b] - x[b - 1]));
    }
    sigma.push_back(dsp::median(std::move(steps)));
  }
  return sigma;
}

/// Neighbouring frequencies have blocks of similar length and the same noise: ±4 are pooled, weighted by
/// block length.
void put_lines(const std::vector<Line>& lines, const std::vector<stimulus::Dwell>& dwells,
               ChannelSpectra& s) {
  constexpr std::size_t kNeighbours = 4;
  const std::size_t channels = lines.front().mean.size();
  s.mean.resize(channels);
  s.variance.resize(channels);
  s.covariance_with_0.resize(channels);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t from = i > kNeighbours ? i - kNeighbours : 0;
    const std::size_t to = std::min(i + kNeighbours, lines.size() - 1);
    s.f_hz.push_back(dwells[i].f_hz);
    double dof = 0;
    for (std::size_t j = from; j <= to; ++j) dof += lines[j].dof;
    s.degrees_of_freedom.push_back(dof);
    for (std::size_t c = 0; c < channels; ++c) {
      double variance = 0;
      Complex covariance = 0;
      for (std::size_t j = from; j <= to; ++j) {
        const double length =
            static_cast<double>(dwells[j].block_frames) / static_cast<double>(dwells[i].block_frames);
        const double share = length / static_cast<double>(to - from + 1);
        variance += lines[j].scatter[c] * share;
        covariance += lines[j].co_scatter[c] * share;
      }
      s.mean[c].push_back(lines[i].mean[c]);
      s.variance[c].push_back(std::max(
          variance, lines[i].scatter[c] /
                        (lines[i].unsteady ? 1 : 4)));  // a line that scatters by itself keeps its own
      s.covariance_with_0[c].push_back(covariance);
    }
  }
}

/// Hum makes the blocks beside its harmonics differ, and these keep their scatter; a contact that opens makes
/// them differ by more.
bool differ_as_by_hum(const BlockPhasors& phasors) {
  constexpr double kMostRelative = 0.1;
  for (const auto& channel : phasors) {
    Complex mean = 0;
    for (const auto& x : channel) mean += x / static_cast<double>(channel.size());
    for (const auto& x : channel) {
      if (std::abs(x - mean) > kMostRelative * std::abs(mean)) return false;
    }
  }
  return true;
}

Analysed unusable(std::size_t damaged) {
  Analysed result;
  result.spectra.health.damaged_periods = damaged;
  return result;
}

/// Relative change of the ratio of the first two channels over the whole stimulus: what it changes within
/// each dwell, carried on to the next dwell.
std::optional<double> drift_of(const std::vector<BlockPhasors>& all, const stimulus::Stimulus& s,
                               const std::vector<double>& usual_sigma) {
  double drift = 0, variance = 0;
  std::optional<double> found;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& a = all[i][0];
    const auto& b = all[i][1];
    const auto& dwell = s.dwells[i];
    const double n = static_cast<double>(a.size());
    if (a.size() < 3) return {};
    std::vector<double> ratio;
    for (std::size_t k = 0; k < a.size(); ++k) {
      if (std::abs(a[k]) == 0 || std::abs(b[k]) == 0) return {};
      ratio.push_back(std::log(std::abs(b[k] / a[k])));
    }
    double slope = 0, spread = 0, mean = 0, scatter = 0;
    for (const double r : ratio) mean += r / n;
    for (std::size_t k = 0; k < a.size(); ++k) {
      const double x = static_cast<double>(k) - 0.5 * (n - 1);
      slope += x * ratio[k];
      spread += x * x;
    }
    slope /= spread;
    for (std::size_t k = 0; k < a.size(); ++k)
      scatter += std::pow(ratio[k] - mean - slope * (static_cast<double>(k) - 0.5 * (n - 1)), 2) / (n - 2);
    const double usual =
        (std::pow(usual_sigma[0], 2) / std::norm(a[0]) + std::pow(usual_sigma[1], 2) / std::norm(b[0])) /
        static_cast<double>(dwell.block_frames);
    const std::size_t until = i + 1 < all.size() ? s.dwells[i + 1].first_frame : s.samples.size();
    const double blocks =
        static_cast<double>(until - dwell.first_frame) / static_cast<double>(dwell.block_frames);
    drift += slope * blocks;
    variance += std::max(scatter, usual) / spread * blocks * blocks;
    // what warms has done so after a while: drift is looked for up to each dwell
    constexpr double kSignificant = 6;
    if (std::abs(drift) > kSignificant * std::sqrt(variance) && std::abs(drift) > std::abs(found.value_or(0)))
      found = drift;
  }
  return found;
}

}  // namespace

Analysed analyse_stepped(const Channels& channels, const stimulus::Stimulus& stimulus, double latency) {
  const double fs_hz = stimulus.plan.sample_rate_hz;
  Analysed result;
  double offset = 0;
  std::vector<BlockPhasors> all;
  for (int round = 0; round < 3; ++round) {
    all.clear();
    for (const auto& d : stimulus.dwells) {
      if (!within(channels, d, latency, offset)) return result;
      all.push_back(fit_dwell(channels, d, latency, offset, fs_hz));
    }
    const double step = remaining_offset(all, stimulus.dwells, fs_hz);
    if (std::abs(step) < 1e-8 || std::abs(offset + step) > kMostClockOffset) break;
    offset += step;
  }
  const auto usual = usual_scatter(all, stimulus.dwells);
  std::vector<Line> lines;
  std::size_t damaged = 0;
  std::size_t unsteady_dwells = 0;
  constexpr std::size_t kMostUnsteady = 4;  // one in so many frequencies
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& phasors = all[i];
    auto bad = damaged_blocks(phasors, usual, stimulus.dwells[i].block_frames);
    const auto bad_count = static_cast<std::size_t>(std::count(bad.begin(), bad.end(), true));
    damaged += bad_count;
    const bool unsteady = bad.size() - bad_count < 2;
    if (unsteady && ++unsteady_dwells * kMostUnsteady > all.size()) return unusable(damaged);
    if (unsteady && !differ_as_by_hum(phasors)) return unusable(damaged);
    if (unsteady) bad.assign(bad.size(), false);
    lines.push_back(average(phasors, bad));
    lines.back().unsteady = unsteady;
  }
  put_lines(lines, stimulus.dwells, result.spectra);
  const auto hum = stepped_hum_variance(channels, stimulus, latency, offset, result.spectra.mean);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    for (std::size_t i = 0; i < lines.size(); ++i) result.spectra.variance[c][i] += hum[c][i];
  }
  constexpr double kScatterPerSigma = 2.35;  // median |difference| of two phasors of one frame
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const double step = disturbance::converter_step(channels[c]);
    for (std::size_t i = 0; i < lines.size(); ++i)
      result.spectra.variance[c][i] += disturbance::sine_rounding_variance(
          step, std::pow(usual[c] / kScatterPerSigma, 2), std::abs(result.spectra.mean[c][i]));
  }
  result.spectra.health.drift = drift_of(all, stimulus, usual);
  result.spectra.health.clock_ppm = offset * 1e6;
  result.spectra.health.periods = stimulus.dwells.front().blocks;
  result.spectra.health.damaged_periods = damaged;
  result.usable = true;
  return result;
}

}  // namespace ohmbench::spectra
