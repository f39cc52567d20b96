#include "figures/spectrum.hpp"

#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>
#include <numbers>

#include "dsp/fft.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {

nlohmann::json spectrum_of(const audio::Capture& capture, const std::filesystem::path& path) {
  constexpr std::size_t kPiece = 16384, kLeast = 256;
  std::size_t piece = kPiece;
  while (piece > capture.frames()) piece /= 2;
  if (piece < kLeast) throw storage::unusable(path, "is too short for a spectrum");
  std::vector<double> window(piece);
  for (std::size_t n = 0; n < piece; ++n)
    window[n] =
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(piece));
  nlohmann::json result;
  const double bin_hz = capture.sample_rate_hz / static_cast<double>(piece);
  std::vector<double> f_hz;
  for (std::size_t k = 1; k < piece / 2; ++k) f_hz.push_back(static_cast<double>(k) * bin_hz);
  result["frequency_hz"] = f_hz;
  result["bin_hz"] = bin_hz;
  for (const auto& channel : capture.channels) {
    std::vector<double> power(f_hz.size());
    std::size_t pieces = 0;
    for (std::size_t at = 0; at + piece <= channel.size(); at += piece / 2, ++pieces) {
      std::vector<double> x(piece);
      for (std::size_t n = 0; n < piece; ++n) x[n] = window[n] * channel[at + n];
      const auto bins = dsp::real_fft(x);
      for (std::size_t k = 0; k < power.size(); ++k) power[k] += std::norm(bins[k + 1]);
    }
    constexpr double kFloorDb = -200;
    std::vector<double> level_db;
    for (const double p : power) {
      // a sine of peak 1 in the middle of a bin gives N/4 behind this window
      const double peak = 4 * std::sqrt(p / static_cast<double>(pieces)) / static_cast<double>(piece);
      level_db.push_back(peak > 0 ? std::max(kFloorDb, 20 * std::log10(peak)) : kFloorDb);
    }
    result["channels"].push_back(std::move(level_db));
  }
  return result;
}

}  // namespace ohmbench::figures
