#include "workbench/calibration_use.hpp"

#include <fmt/format.h>

#include <cmath>

#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "storage/utc.hpp"

namespace ohmbench::workbench {
namespace {

constexpr const char* kRemedy = "calibrate again, or name another [calibration] file in bench.toml";
constexpr double kSameResistor = 0.05;
constexpr double kRatioHz = 1000;  // where one input's volts are carried over to the other

/// B/A of one voltage on both inputs; empty if no standard tells it.
std::optional<double> measured_ratio(const calibration::Calibration& c, core::Sense sense) {
  for (const auto state : {core::FixtureState::kBridged, core::FixtureState::kOpen}) {
    if (state == core::FixtureState::kOpen && sense == core::Sense::kLowSide) continue;
    const auto* standard = c.find(state);
    calibration::Reading reading;
    if (standard != nullptr && calibration::read_at(*standard, kRatioHz, reading))
      return std::abs(reading.ratio);
  }
  return {};
}

std::string join(const std::vector<int>& channels) {
  std::string text;
  for (const int c : channels) text += (text.empty() ? "" : ", ") + std::to_string(c);
  return text;
}

}  // namespace

std::string identity_of(const audio::DeviceInfo& info) {
  return info.host_api + ": " + info.name;
}

calibration::Fingerprint fingerprint_of(const Bench& bench, const std::string& device) {
  calibration::Fingerprint f;
  f.device = device;
  f.sample_rate_hz = bench.interface.sample_rate_hz;
  f.channels = {bench.wiring.source_channel, bench.wiring.load_channel};
  f.sense = bench.rig.sense;
  f.sense_resistor_ohm = bench.rig.sense_resistor.value();
  return f;
}

std::string foreign(const calibration::Fingerprint& then, const calibration::Fingerprint& now) {
  if (!then.device.empty() && !now.device.empty() && then.device != now.device)
    return fmt::format("it was made with the device \"{}\", not with \"{}\"", then.device, now.device);
  if (then.sample_rate_hz != now.sample_rate_hz)
    return fmt::format("it was made at {:g} Hz, not at {:g} Hz", then.sample_rate_hz, now.sample_rate_hz);
  if (then.channels != now.channels)
    return fmt::format("it was made with the channels {}, not {}", join(then.channels), join(now.channels));
  if (then.sense != now.sense) return "it was made with the sense resistor on the other side of the load";
  if (std::abs(then.sense_resistor_ohm - now.sense_resistor_ohm) > kSameResistor * then.sense_resistor_ohm) {
    return fmt::format("it was made with a sense resistor of {}, not {}",
                       core::format_si(then.sense_resistor_ohm, "ohm"),
                       core::format_si(now.sense_resistor_ohm, "ohm"));
  }
  return {};
}

void apply_volts(const calibration::Calibration& c, calibration::Rig& rig) {
  if (!c.volt_full_scale[0] && !c.volt_full_scale[1]) return;
  std::optional<double> a = c.volt_full_scale[0];
  std::optional<double> b = c.volt_full_scale[1];
  const auto ratio = measured_ratio(c, rig.sense);  // full scale of A over full scale of B
  if (!b && ratio) b = *a / *ratio;
  if (!a && ratio) a = *b * *ratio;
  if (!a && rig.adc_full_scale) a = (*rig.adc_full_scale)[0].value();
  if (!b && rig.adc_full_scale) b = (*rig.adc_full_scale)[1].value();
  if (!a || !b) return;
  rig.adc_full_scale = {core::PeakVolts(*a), core::PeakVolts(*b)};
  // all volts are the source input's, seen through the ratio; only declared, they stay declared
  rig.volts_by_meter = c.volt_full_scale[0].has_value() || ratio.has_value();
}

Bench with_calibration(const Bench& given, const StoredCalibration& stored, const std::string& now) {
  Bench bench = given;
  bench.calibration = stored.calibration;
  bench.calibration_sha256 = stored.sha256;
  apply_volts(stored.calibration, bench.rig);
  const auto age_s = storage::seconds_between(stored.calibration.created, now);
  constexpr double kHour = 3600, kDay = 24 * kHour;
  if (age_s && *age_s > kMostAgeDays * kDay) {
    throw core::bad_input(
        fmt::format("{} is {:.0f} days old; {:.0f} is the most", bench.calibration_file.filename().string(),
                    *age_s / kDay, kMostAgeDays),
        kRemedy);
  }
  if (age_s && *age_s > kDoubtfulAgeHours * kHour) {
    bench.calibration_notes.push_back(fmt::format(
        "the calibration is {:.0f} hours old: ohmbench calibrate verify tells whether it still holds",
        *age_s / kHour));
  }
  return bench;
}

Bench with_calibration(const Bench& bench, const std::string& device, const std::string& now) {
  std::error_code ignored;
  if (bench.calibration_file.empty() || !std::filesystem::exists(bench.calibration_file, ignored))
    return bench;
  const auto stored = read_calibration(bench.calibration_file);
  const auto why = foreign(stored.calibration.fingerprint, fingerprint_of(bench, device));
  if (!why.empty()) {
    throw core::bad_input(
        fmt::format("{} does not belong to this bench: {}", bench.calibration_file.filename().string(), why),
        kRemedy);
  }
  return with_calibration(bench, stored, now);
}

}  // namespace ohmbench::workbench
