#include "findings/readings.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::findings {
namespace {

using diagnosis::ChannelSigns;
using diagnosis::Examination;

constexpr double kMostWanderDb = 0.1;
constexpr double kWanderSigmas = 10;

}  // namespace

double dbfs(double rms_fs) {
  return 20 * std::log10(std::max(rms_fs * std::numbers::sqrt2, 1e-15));
}

double snr_db(const ChannelSigns& c) {
  return c.noise_fs > 0 ? 20 * std::log10(c.level_fs / c.noise_fs) : 300;
}

/// The converter's. What is filtered or scaled behind it hides its steps: 16 bits at least are reckoned with.
double converter_step(const Examination& e) {
  constexpr double k16Bits = 0x1p-15;
  return std::max(e.quantum_fs, k16Bits);
}

/// Distortion re the lines, unless it may be the converter's rounding, which is steady, too.
std::optional<double> distortion_db(const Examination& e, const ChannelSigns& c) {
  if (!c.even_db && !c.odd_db) return {};
  constexpr double kNone = -300;
  const double power =
      std::pow(10, c.even_db.value_or(kNone) / 10) + std::pow(10, c.odd_db.value_or(kNone) / 10);
  constexpr double kRoundingVariance = 1.0 / 12, kClearly = 4;
  const double step_fs = converter_step(e);
  if (power * c.level_fs * c.level_fs < kClearly * kRoundingVariance * step_fs * step_fs) return {};
  return 10 * std::log10(power);
}

double distortion_or_none(const Examination& e, const ChannelSigns& c) {
  constexpr double kNone = -200;
  return distortion_db(e, c).value_or(kNone);
}

/// Few steps of the converter high: too coarse to be judged.
bool is_rounded(const Examination& e, const ChannelSigns& c) {
  constexpr double kLeastSteps = 10;
  return c.level_fs < kLeastSteps * converter_step(e);
}

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

/// Looks like images of a conversion: far more in their bins than in others, whatever the level.
bool has_images(const ChannelSigns& c) {
  return c.image_db && *c.image_db > kImageDb && c.image_contrast > kImageContrast;
}

bool wanders(const Examination& e, const ChannelSigns& c) {
  constexpr double kDbPerRatio = 8.686;  // 20/ln 10
  // what is clipped beside another clock differs a little from period to period
  const double distorted_db = 2 * kDbPerRatio * std::pow(10.0, distortion_or_none(e, c) / 20);
  return c.heard && c.wander_db > kMostWanderDb + distorted_db &&
         c.wander_db > kWanderSigmas * c.wander_sigma_db;
}

}  // namespace ohmbench::findings
