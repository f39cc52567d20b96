#include "session/gain_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "dsp/statistics.hpp"
#include "session/probe.hpp"

namespace ohmbench::session {
namespace {

constexpr double kFromHz = 100;  // below, hum and the inputs' coupling spoil a short record
constexpr double kToHz = 15000;
constexpr double kNoiseRiseDb = 6;

struct Median {
  double value;
  double standard_error;
};

/// Median with the standard error that the scatter about it lets expect (normal errors).
Median median_of(std::vector<double> values) {
  const double middle = dsp::median(values);
  for (double& v : values) v = std::abs(v - middle);
  const double sigma = 1.4826 * dsp::median(values);
  return {middle, 1.2533 * sigma / std::sqrt(static_cast<double>(values.size()))};
}

bool beyond(double change, double sigma, double limit) {
  return std::abs(change) > std::max(limit, 3 * sigma);
}

const calibration::Standard* repeatable(const workbench::Bench& bench) {
  const auto state =
      bench.rig.sense == core::Sense::kHighSide ? core::FixtureState::kOpen : core::FixtureState::kBridged;
  const auto* standard = bench.calibration.find(state);
  return standard != nullptr ? standard : bench.calibration.find(core::FixtureState::kBridged);
}

}  // namespace

bool GainChange::moved() const {
  return beyond(db, sigma_db, kMostGainChangeDb) || beyond(degrees, sigma_degrees, kMostPhaseChangeDeg);
}

std::optional<GainChange> gain_change(const spectra::Frf& ratio, const calibration::Standard& standard) {
  std::vector<double> db;
  std::vector<double> degrees;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    calibration::Reading then;
    if (ratio.f_hz[i] < kFromHz || ratio.f_hz[i] > kToHz || std::abs(ratio.h[i]) == 0 ||
        !calibration::read_at(standard, ratio.f_hz[i], then) || std::abs(then.ratio) == 0)
      continue;
    const auto change = std::log(ratio.h[i] / then.ratio);
    db.push_back(change.real() * 20 / std::numbers::ln10);
    degrees.push_back(change.imag() * 180 / std::numbers::pi);
  }
  constexpr std::size_t kLeastLines = 8;
  if (db.size() < kLeastLines) return {};
  const auto gain = median_of(db);
  const auto phase = median_of(degrees);
  return GainChange{gain.value, phase.value, gain.standard_error, phase.standard_error};
}

void refuse_moved_gain(const workbench::Bench& bench, workbench::OpenBench& open, workbench::Fixture& fixture,
                       core::DbFs level, std::stop_token stop) {
  const auto* standard = repeatable(bench);
  if (standard == nullptr || !fixture.is_automatic()) return;
  fixture.set(standard->state);
  const auto found =
      probe(bench, *open.device, bench.wiring.output_channel, level, ProbeTarget::kStandard, stop);
  const auto change = gain_change(found.ratio, *standard);
  if (!change || !change->moved()) return;
  throw core::not_valid(
      fmt::format(
          "the inputs' gains have moved since the calibration: {:+.3f} dB, {:+.2f} degrees between them",
          change->db, change->degrees),
      "put the gain knobs back where they were, or calibrate again");
}

calibration::GainProbe gains_of(const Run& run) {
  calibration::GainProbe gains;
  const auto& take = run.best();
  const double played = core::rms_fs(take.plan.level) * std::sqrt(2.0);  // peak of the line sum's power
  for (std::size_t c = 0; c < take.analysed.spectra.channels(); ++c) {
    double power = 0;
    double noise = 0;
    for (std::size_t i = 0; i < take.analysed.spectra.lines(); ++i) {
      power += std::norm(take.analysed.spectra.mean[c][i]);
      noise += take.analysed.spectra.variance[c][i];
    }
    gains.input_per_output.push_back(std::sqrt(power) / played);
    // a line's variance is 4 σ²/N of the record: back to the RMS of one sample
    const double frames = take.plan.sample_rate_hz * take.plan.period_s *
                          static_cast<double>(take.analysed.spectra.health.periods);
    const double sigma2 = noise / static_cast<double>(take.analysed.spectra.lines()) * frames / 4;
    gains.noise_dbfs.push_back(10 * std::log10(std::max(2 * sigma2, 1e-30)));
  }
  return gains;
}

std::optional<double> noise_above(const Run& run, const calibration::GainProbe& then, std::size_t channel) {
  if (run.best().plan.kind != stimulus::Kind::kMultisine) return {};  // others estimate their noise otherwise
  const auto now = gains_of(run);
  if (channel >= now.noise_dbfs.size() || channel >= then.noise_dbfs.size()) return {};
  const double rise_db = now.noise_dbfs[channel] - then.noise_dbfs[channel];
  return rise_db > kNoiseRiseDb ? std::optional(rise_db) : std::nullopt;
}

}  // namespace ohmbench::session
