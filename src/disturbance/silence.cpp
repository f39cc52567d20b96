#include "disturbance/silence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/ensure.hpp"
#include "dsp/fft.hpp"
#include "dsp/statistics.hpp"

namespace ohmbench::disturbance {
namespace {

using Complex = std::complex<double>;

constexpr std::array<double, 2> kMainsHz{50, 60};
constexpr double kMostDeviationHz = 0.5;
constexpr int kScanOrder = 4;
constexpr int kRefineOrder = 12;
constexpr int kMostOrder = 40;
constexpr double kTopOfRate = 0.45;
constexpr double kFoundPower = 30;   // over the noise's mean power, all harmonics of the scan
constexpr double kKeptPower = 12;    // one harmonic, all channels
constexpr std::ptrdiff_t kNear = 4;  // bins either side in which a Hann-weighted sine is looked at
constexpr double kHannPower = 3.0 / 8;

/// Hann-weighted spectra of the silence; amplitudes between the bins are fitted to the few bins around.
class QuietSpectra {
 public:
  QuietSpectra(const std::vector<std::vector<double>>& channels, std::size_t from, std::size_t to,
               double fs_hz)
      : from_(from), frames_(to - from), fs_hz_(fs_hz) {
    const double n = static_cast<double>(frames_);
    std::vector<double> x(frames_);
    for (const auto& channel : channels) {
      const double mean = std::accumulate(channel.begin() + static_cast<std::ptrdiff_t>(from),
                                          channel.begin() + static_cast<std::ptrdiff_t>(to), 0.0) /
                          n;
      for (std::size_t i = 0; i < frames_; ++i) x[i] = channel[from + i] - mean;
      const auto plain = dsp::real_fft(x);
      auto& hann = spectra_.emplace_back(plain.size());
      for (std::size_t k = 1; k + 1 < plain.size(); ++k)
        hann[k] = 0.5 * plain[k] - 0.25 * (plain[k - 1] + plain[k + 1]);
      noise_.push_back(noise_of(hann));
    }
    for (std::size_t i = 0; i < turns_.size(); ++i)
      turns_[i] = std::polar(1.0, std::numbers::pi * (static_cast<double>(i) - 1) / n);
  }

  double seconds() const { return static_cast<double>(frames_) / fs_hz_; }
  std::size_t channels() const { return spectra_.size(); }
  const std::vector<Complex>& hann(std::size_t channel) const { return spectra_[channel]; }
  /// Per sample, of white noise, below 3 kHz.
  double noise(std::size_t channel) const { return noise_[channel]; }

  struct Fit {
    std::vector<Complex> phasor;   // per channel, re the silence's first frame
    std::vector<double> variance;  // of the phasor
    double power = 0;              // Σ |phasor|²/variance
  };
  Fit at(double f_hz) const {
    const Model model(*this, f_hz);
    const double n = static_cast<double>(frames_);
    Fit fit;
    for (std::size_t c = 0; c < channels(); ++c) {
      fit.phasor.push_back(2.0 * matched(model, c) / model.energy);
      fit.variance.push_back(4 * model.noise_gain * kHannPower * n * noise_[c] /
                             (model.energy * model.energy));
      fit.power += std::norm(fit.phasor.back()) / fit.variance.back();
    }
    return fit;
  }
  /// Σ over the harmonics of the power of `at`.
  double powers(double f0_hz, int orders) const {
    double sum = 0;
    for (int h = 1; h <= orders && h * f0_hz < kTopOfRate * fs_hz_; ++h) {
      const Model model(*this, h * f0_hz);
      double over_noise = 0;
      for (std::size_t c = 0; c < channels(); ++c) over_noise += std::norm(matched(model, c)) / noise_[c];
      sum += over_noise / (model.noise_gain * kHannPower * static_cast<double>(frames_));
    }
    return sum;
  }
  /// Turns a phasor re the silence's first frame into one re frame 0 of the record.
  Complex to_origin(double f_hz) const {
    return std::polar(1.0,
                      -2 * std::numbers::pi * std::fmod(f_hz * static_cast<double>(from_) / fs_hz_, 1.0));
  }

 private:
  std::size_t from_;
  std::size_t frames_;
  double fs_hz_;
  std::vector<std::vector<Complex>> spectra_;
  std::vector<double> noise_;

  static constexpr std::size_t kBins = 2 * kNear + 1;
  std::array<Complex, kBins + 2> turns_;  // e^{jπi/N}, i = −1 … kBins

  /// What a sine of unit amplitude does to the bins around it: Σ hann(n) e^{j2πdn/N}, d in bins.
  struct Model {
    std::size_t first = 0;
    std::array<Complex, kBins> at;
    double energy = 0;
    double noise_gain = 0;

    Model(const QuietSpectra& q, double f_hz) {
      const double n = static_cast<double>(q.frames_);
      const double bin = f_hz * q.seconds();
      const auto center = static_cast<std::ptrdiff_t>(std::lround(bin));
      first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, center - kNear));
      // Three geometric sums a bin, D(d − i) = e^{jπd(1 − 1/N)} sin πd · e^{jπi/N}/sin(π(d − i)/N): from bin
      // to bin only the last two factors change.
      const double d = bin - static_cast<double>(first);
      const double sine =
          std::sin(std::numbers::pi * (d - std::round(d))) * (std::lround(d) % 2 == 0 ? 1.0 : -1.0);
      const Complex common = std::polar(sine, std::numbers::pi * d * (1 - 1 / n));
      std::array<Complex, kBins + 2> plain;
      for (std::size_t i = 0; i < plain.size(); ++i) {
        const double e = d + 1 - static_cast<double>(i);
        plain[i] =
            std::abs(e) < 1e-9 ? Complex(n) : common * q.turns_[i] / std::sin(std::numbers::pi * e / n);
      }
      for (std::size_t i = 0; i < kBins; ++i) {
        at[i] = 0.5 * plain[i + 1] - 0.25 * (plain[i] + plain[i + 2]);
        energy += std::norm(at[i]);
      }
      // Hann bins next to each other correlate by 2/3, next but one by 1/6
      noise_gain = energy;
      for (std::size_t i = 0; i + 1 < kBins; ++i)
        noise_gain -= 4.0 / 3 * (std::conj(at[i]) * at[i + 1]).real();
      for (std::size_t i = 0; i + 2 < kBins; ++i)
        noise_gain += 1.0 / 3 * (std::conj(at[i]) * at[i + 2]).real();
    }
  };

  Complex matched(const Model& model, std::size_t channel) const {
    const Complex* x = spectra_[channel].data() + model.first;
    double re = 0, im = 0;
    for (std::size_t i = 0; i < kBins; ++i) {
      re += model.at[i].real() * x[i].real() + model.at[i].imag() * x[i].imag();
      im += model.at[i].real() * x[i].imag() - model.at[i].imag() * x[i].real();
    }
    return {re, im};
  }
  /// The median's mean: hum occupies only some of the bins.
  double noise_of(const std::vector<Complex>& x) const {
    constexpr double kToHz = 3000;
    std::vector<double> powers;
    const auto to = std::min(x.size() - 1, static_cast<std::size_t>(kToHz * seconds()));
    for (std::size_t k = 4; k < to; ++k) powers.push_back(std::norm(x[k]));
    const double mean_power = dsp::median(std::move(powers)) / std::numbers::ln2;
    return std::max(mean_power / (kHannPower * static_cast<double>(frames_)), 1e-34);
  }
};

/// Returns the standard deviation of f0.
double climb(const QuietSpectra& quiet, double& f0_hz, int orders, double step_hz) {
  constexpr int kSteps = 6;
  double sigma_hz = step_hz;
  for (int i = 0; i < kSteps; ++i, step_hz *= 0.3) {
    const double left = quiet.powers(f0_hz - step_hz, orders);
    const double mid = quiet.powers(f0_hz, orders);
    const double right = quiet.powers(f0_hz + step_hz, orders);
    const double bend = left - 2 * mid + right;
    if (bend < 0) {
      f0_hz += step_hz * std::clamp(0.5 * (left - right) / bend, -1.0, 1.0);
      sigma_hz = step_hz / std::sqrt(-bend);
    } else {
      f0_hz += left > right ? -step_hz : step_hz;
    }
  }
  return sigma_hz;
}

QuietHum hum_of(const QuietSpectra& quiet, double fs_hz) {
  QuietHum hum;
  const double step_hz = 1 / (4.0 * kScanOrder * quiet.seconds());
  double best = kFoundPower;
  for (const double mains_hz : kMainsHz) {
    const int steps = static_cast<int>(kMostDeviationHz / step_hz);
    for (int i = -steps; i <= steps; ++i) {
      const double power = quiet.powers(mains_hz + i * step_hz, kScanOrder);
      if (power > best) best = power, hum.f0_hz = mains_hz + i * step_hz;
    }
  }
  if (hum.f0_hz == 0) return hum;
  for (const int orders : {kScanOrder, kRefineOrder, kMostOrder})
    hum.sigma_hz = climb(quiet, hum.f0_hz, orders, 1 / (8.0 * orders * quiet.seconds()));
  for (int h = 1; h <= kMostOrder && h * hum.f0_hz < kTopOfRate * fs_hz; ++h) {
    const double f_hz = h * hum.f0_hz;
    auto fit = quiet.at(f_hz);
    if (fit.power < kKeptPower) continue;
    for (auto& a : fit.phasor) {
      hum.peak = std::max(hum.peak, std::abs(a));
      a *= quiet.to_origin(f_hz);
    }
    hum.harmonics.push_back({h, std::move(fit.phasor), std::move(fit.variance)});
  }
  if (hum.harmonics.empty()) hum.f0_hz = 0;
  return hum;
}

QuietNoise noise_of(const QuietSpectra& quiet, const QuietHum& hum, double fs_hz) {
  constexpr double kHalfWidth = 0.0595;  // of the bin: 1/12 octave either side
  constexpr std::size_t kLeastHalfWidth = 8;
  constexpr std::size_t kSteps = 8;  // in half a width
  constexpr double kHumReaches = 6;  // bins of the Hann-weighted spectrum
  const std::size_t bins = quiet.hann(0).size();
  std::vector<char> used(bins, 1);
  used.front() = used.back() = 0;
  for (const auto& h : hum.harmonics) {
    const double at = h.order * hum.f0_hz * quiet.seconds();
    const auto from = static_cast<std::size_t>(std::max(0.0, at - kHumReaches));
    const auto to = std::min(bins - 1, static_cast<std::size_t>(at + kHumReaches));
    for (std::size_t k = from; k <= to; ++k) used[k] = 0;
  }
  QuietNoise noise;
  noise.bin_hz = 1 / quiet.seconds();
  const double scale = 1 / (kHannPower * quiet.seconds() * fs_hz);
  std::vector<Complex> sum(bins + 1);
  std::vector<double> count(bins + 1);
  for (std::size_t k = 0; k < bins; ++k) count[k + 1] = count[k] + used[k];
  // running sums over the bins; real and imaginary part of Σ X_c conj(X_0)
  const auto averaged = [&](auto&& product) {
    for (std::size_t k = 0; k < bins; ++k) sum[k + 1] = sum[k] + (used[k] != 0 ? product(k) : Complex(0));
    std::vector<Complex> mean(bins);
    for (std::size_t k = 0, next = 0; k < bins; k = next) {
      const auto half =
          std::max(kLeastHalfWidth, static_cast<std::size_t>(kHalfWidth * static_cast<double>(k)));
      std::size_t from = k > half ? k - half : 0;
      std::size_t to = std::min(bins, k + half + 1);
      while (count[to] - count[from] < kLeastHalfWidth && (from > 0 || to < bins)) {
        from = from > 0 ? from - 1 : 0;
        to = std::min(bins, to + 1);
      }
      next = std::min(bins, k + std::max<std::size_t>(1, half / kSteps));  // it changes little so near
      std::fill(mean.begin() + static_cast<std::ptrdiff_t>(k),
                mean.begin() + static_cast<std::ptrdiff_t>(next),
                (sum[to] - sum[from]) * (scale / std::max(1.0, count[to] - count[from])));
    }
    return mean;
  };
  for (std::size_t c = 0; c < quiet.channels(); ++c) {
    const auto power = averaged([&](std::size_t k) { return Complex(std::norm(quiet.hann(c)[k])); });
    auto& variance = noise.variance.emplace_back();
    for (const auto& p : power) variance.push_back(p.real());
    noise.covariance_with_0.push_back(c == 0 ? power : averaged([&](std::size_t k) {
      return quiet.hann(c)[k] * std::conj(quiet.hann(0)[k]);
    }));
  }
  return noise;
}

}  // namespace

Silence listen(const std::vector<std::vector<double>>& channels, std::size_t from, std::size_t to,
               double sample_rate_hz) {
  ENSURE(static_cast<double>(to - from) >= kLeastSilenceSeconds * sample_rate_hz);
  const QuietSpectra quiet(channels, from, to, sample_rate_hz);
  Silence silence;
  silence.hum = hum_of(quiet, sample_rate_hz);
  silence.noise = noise_of(quiet, silence.hum, sample_rate_hz);
  return silence;
}

}  // namespace ohmbench::disturbance
