#include <algorithm>
#include <cmath>
#include <complex>

#include "disturbance/silence.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::disturbance {
namespace {

/// One period of the hum as a table, read with straight lines between its values.
class Waveform {
 public:
  Waveform(const QuietHum& hum, std::size_t channel) {
    std::vector<dsp::Complex> bins(kSteps / 2 + 1);
    for (const auto& h : hum.harmonics)
      bins[static_cast<std::size_t>(h.order)] = 0.5 * double{kSteps} * h.phasor[channel];
    table_ = dsp::inverse_real_fft(bins, kSteps);
    table_.push_back(table_.front());
  }
  /// @param turn  within [0, 1)
  double at(double turn) const {
    const double x = turn * double{kSteps};
    const auto i = static_cast<std::size_t>(x);
    return table_[i] + (x - static_cast<double>(i)) * (table_[i + 1] - table_[i]);
  }

 private:
  static constexpr std::size_t kSteps = 8192;  // (2πh/8192)²/8: 1e-4 of the 40th harmonic, 1e-7 of the first
  std::vector<double> table_;
};

}  // namespace

void subtract_hum(const QuietHum& hum, std::size_t from, std::size_t to, double fs_hz,
                  std::vector<std::vector<double>>& channels) {
  if (hum.harmonics.empty()) return;
  const double step = hum.f0_hz / fs_hz;
  constexpr std::size_t kBlock = 4096;  // over which a sum of steps stays exact to 1e-13 of a turn
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const Waveform waveform(hum, c);
    for (std::size_t n = from; n < to;) {
      const std::size_t end = std::min(to, n + kBlock);
      double turn = std::fmod(step * static_cast<double>(n), 1.0);
      for (; n < end; ++n) {
        channels[c][n] -= waveform.at(turn);
        turn += step;
        turn -= turn >= 1 ? 1.0 : 0.0;
      }
    }
  }
}

}  // namespace ohmbench::disturbance
