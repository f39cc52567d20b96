// Around the maximum: frequency response and the noise at the output.
#include <algorithm>
#include <cmath>

#include "disturbance/tone.hpp"
#include "dsp/fft.hpp"
#include "max_output/surroundings.hpp"
#include "session/acquire.hpp"

namespace ohmbench::max_output {
namespace {

using Complex = std::complex<double>;

/// Raw B/A at any frequency, linear over its logarithm; beyond the probe's lines that of the last one.
Complex ratio_at(const spectra::Frf& ratio, double f_hz) {
  const auto& f = ratio.f_hz;
  const auto right = static_cast<std::size_t>(std::lower_bound(f.begin(), f.end(), f_hz) - f.begin());
  if (right == 0) return ratio.h.front();
  if (right == f.size()) return ratio.h.back();
  const double part = std::log(f_hz / f[right - 1]) / std::log(f[right] / f[right - 1]);
  return ratio.h[right - 1] + part * (ratio.h[right] - ratio.h[right - 1]);
}

/// Mean square that both inputs share, and the standard deviation of what chance makes of it.
struct Shared {
  double power = 0, variance = 0;

  void add(double share, double chance, double weight) {
    power += weight * share;
    variance += weight * weight * chance;
  }
};

CommonNoise::Level level_of(const Shared& shared, double most_volt) {
  constexpr double kSure = 2;
  const double sigma = std::sqrt(shared.variance);
  if (shared.power > kSure * sigma) return {std::sqrt(shared.power), false};
  return {std::min(most_volt, std::sqrt(std::max(shared.power, 0.0) + kSure * sigma)), true};
}

std::vector<double> last(const std::vector<float>& x, std::size_t count) {
  return {x.end() - static_cast<long>(std::min(count, x.size())), x.end()};
}

}  // namespace

CommonNoise common_noise(const std::vector<double>& a, const std::vector<double>& b,
                         const spectra::Frf& b_over_a, double sample_rate_hz,
                         const disturbance::NoiseRms& of_a) {
  const auto spectrum_a = dsp::real_fft(a);
  const auto spectrum_b = dsp::real_fft(b);
  const double scale = 2.0 / static_cast<double>(a.size());
  const double bin_hz = sample_rate_hz / static_cast<double>(a.size());
  const double top_hz = std::min(disturbance::kAudioToHz, stimulus::highest_hz(sample_rate_hz));
  Shared flat, weighted;
  for (std::size_t k = 1; k < spectrum_a.size(); ++k) {
    const double f_hz = static_cast<double>(k) * bin_hz;
    if (f_hz < disturbance::kAudioFromHz || f_hz > top_hz) continue;
    const Complex at_a = scale * spectrum_a[k];
    const Complex at_b = scale * spectrum_b[k] / ratio_at(b_over_a, f_hz);  // as a source at A would be
    const double share = (at_a * std::conj(at_b)).real() / 2;
    const double chance = std::norm(at_a) * std::norm(at_b) / 8;
    const double weight = std::pow(disturbance::a_weight(f_hz), 2);
    flat.add(share, chance, 1);
    weighted.add(share, chance, weight);
  }
  return {level_of(flat, of_a.flat), level_of(weighted, of_a.a_weighted)};
}

Response response_of(const session::Probe& probe) {
  Response r;
  if (probe.lines.empty()) return r;
  const auto reference =
      std::min_element(probe.lines.begin(), probe.lines.end(), [](const auto& a, const auto& b) {
        return std::abs(std::log(a.f_hz / 1000)) < std::abs(std::log(b.f_hz / 1000));
      });
  for (const auto& line : probe.lines) {
    if (line.f_hz < disturbance::kAudioFromHz || line.f_hz > disturbance::kAudioToHz ||
        !(line.source_volt > 0))
      continue;
    r.f_hz.push_back(line.f_hz);
    r.db.push_back(20 * std::log10(line.source_volt / reference->source_volt));
  }
  return r;
}

Noise listen(Player& player, const session::Probe& probe) {
  constexpr double kSeconds = 1;
  stimulus::Stimulus silence;
  silence.plan.sample_rate_hz = player.bench.interface.sample_rate_hz;
  silence.samples.assign(static_cast<std::size_t>(kSeconds * silence.plan.sample_rate_hz), 0.0);
  const auto capture =
      session::record_stimulus(player.bench, *player.open.device, silence, player.bench.wiring.output_channel,
                               session::reporter(player.events, "listening"), player.stop);
  const auto count = static_cast<std::size_t>(kSeconds * capture.sample_rate_hz);
  const auto a = last(capture.channels[session::kSource], count);
  const auto rms = disturbance::noise_rms(a, capture.sample_rate_hz);
  const double full_scale = (*player.bench.rig.adc_full_scale)[0].value();
  Noise noise{full_scale * rms.flat, full_scale * rms.a_weighted, {}};
  if (probe.ratio.f_hz.empty()) return noise;
  auto common = common_noise(a, last(capture.channels[session::kLoad], count), probe.ratio,
                             capture.sample_rate_hz, rms);
  common.flat.volt *= full_scale;
  common.a_weighted.volt *= full_scale;
  noise.amplifier = common;
  return noise;
}

}  // namespace ohmbench::max_output
