#include "diagnosis/bins.hpp"

#include <span>

#include "dsp/fft.hpp"

namespace ohmbench::diagnosis {

Bins bins_of(const spectra::Periods& p, std::size_t channel) {
  Bins b;
  const double scale = 2.0 / static_cast<double>(p.period_frames);
  for (std::size_t i = 0; i < p.count; ++i) {
    if (p.damaged[i]) continue;
    b.periods.push_back(dsp::real_fft(std::span(p.at(channel, i), p.period_frames)));
    for (auto& x : b.periods.back()) x *= scale;
  }
  b.mean.resize(b.periods.front().size());
  b.variance.resize(b.mean.size());
  const double n = static_cast<double>(b.periods.size());
  for (std::size_t k = 0; k < b.mean.size(); ++k) {
    for (const auto& x : b.periods) b.mean[k] += x[k] / n;
    for (const auto& x : b.periods) b.variance[k] += std::norm(x[k] - b.mean[k]) / (n - 1);
  }
  return b;
}

}  // namespace ohmbench::diagnosis
