#include "workbench/calibration_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "storage/digest.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::workbench {
namespace {

using calibration::Calibration;
using storage::Json;
using storage::number;
using storage::numbers;
using storage::text_of;
using storage::unusable;

constexpr int kVersion = 1;
constexpr double kMostRatio = 1e4;  // of two channels: 80 dB apart
constexpr const char* kAgain = "calibrate again; the damaged file can be removed";
constexpr const char* kDigestKey = "sha256";

const char* name_of(core::Sense sense) {
  return sense == core::Sense::kHighSide ? "high-side" : "low-side";
}

/// "ratio" for the step that the states call bridged: the words of the command line.
std::string step_name(core::FixtureState state) {
  return state == core::FixtureState::kBridged ? "ratio" : std::string(core::name_of(state));
}

Json to_json(const calibration::Standard& s) {
  Json re = Json::array();
  Json im = Json::array();
  for (const auto& h : s.reading.h) re.push_back(h.real()), im.push_back(h.imag());
  return {{"step", step_name(s.state)},
          {"made", s.made},
          {"ohm", s.ohm},
          {"relative_sigma", s.relative_sigma},
          {"frequency_hz", s.reading.f_hz},
          {"ratio_re", std::move(re)},
          {"ratio_im", std::move(im)},
          {"variance", s.reading.variance},
          {"degrees_of_freedom", s.reading.degrees_of_freedom}};
}

calibration::Standard standard_from(const Json& json, const std::filesystem::path& path) {
  if (!json.is_object()) throw unusable(path, "holds a step that is none", kAgain);
  calibration::Standard s;
  const auto step = text_of(json, "step");
  const auto state = core::fixture_state(step == "ratio" ? "bridged" : step);
  if (!state || *state == core::FixtureState::kLoad || *state == core::FixtureState::kInjection)
    throw unusable(path, fmt::format("holds an unknown step \"{}\"", step), kAgain);
  s.state = *state;
  s.made = text_of(json, "made");
  s.ohm = number(json, "ohm", path);
  s.relative_sigma = number(json, "relative_sigma", path);
  if (s.ohm < 0 || (s.ohm == 0 && s.state == core::FixtureState::kReference) || s.relative_sigma < 0)
    throw unusable(path, fmt::format("holds a standard of {:g} ohm", s.ohm), kAgain);
  auto& r = s.reading;
  r.f_hz = numbers(json, "frequency_hz", path);
  const auto re = numbers(json, "ratio_re", path);
  const auto im = numbers(json, "ratio_im", path);
  r.variance = numbers(json, "variance", path);
  r.degrees_of_freedom = numbers(json, "degrees_of_freedom", path);
  const std::size_t n = r.f_hz.size();
  if (n == 0 || re.size() != n || im.size() != n || r.variance.size() != n ||
      r.degrees_of_freedom.size() != n)
    throw unusable(path, "has lists of different lengths, or empty ones", kAgain);
  for (std::size_t i = 0; i < n; ++i) {
    r.h.emplace_back(re[i], im[i]);
    if (!(r.f_hz[i] > (i == 0 ? 0.0 : r.f_hz[i - 1])) || r.variance[i] < 0 ||
        !(std::abs(r.h[i]) < kMostRatio))
      throw unusable(path, fmt::format("holds a reading that cannot be, at entry {}", i + 1), kAgain);
  }
  return s;
}

Json to_json(const Calibration& c) {
  Json steps = Json::array();
  for (const auto& s : c.standards) steps.push_back(to_json(s));
  Json json{{"format", "ohmbench"},
            {"version", kVersion},
            {"kind", "calibration"},
            {"created", c.created},
            {"fingerprint",
             {{"device", c.fingerprint.device},
              {"sample_rate", c.fingerprint.sample_rate_hz},
              {"channels", c.fingerprint.channels},
              {"sense", name_of(c.fingerprint.sense)},
              {"sense_resistor_ohm", c.fingerprint.sense_resistor_ohm}}},
            {"steps", std::move(steps)}};
  if (c.gains)
    json["gains"] = {{"input_per_output", c.gains->input_per_output}, {"noise_dbfs", c.gains->noise_dbfs}};
  for (const std::size_t i : {0, 1}) {
    if (c.volt_full_scale[i]) json["volts"][i == 0 ? "source" : "load"] = *c.volt_full_scale[i];
  }
  return json;
}

std::string digest_of(Json json) {
  json.erase(kDigestKey);
  return storage::sha256(json.dump());
}

calibration::Fingerprint fingerprint_from(const Json& json, const std::filesystem::path& path) {
  if (!json.is_object()) throw unusable(path, "says not for which device it was made", kAgain);
  calibration::Fingerprint f;
  f.device = text_of(json, "device");
  f.sample_rate_hz = number(json, "sample_rate", path);
  for (const double channel : numbers(json, "channels", path))
    f.channels.push_back(static_cast<int>(channel));
  f.sense = text_of(json, "sense") == "low-side" ? core::Sense::kLowSide : core::Sense::kHighSide;
  f.sense_resistor_ohm = number(json, "sense_resistor_ohm", path);
  return f;
}

}  // namespace

StoredCalibration read_calibration(const std::filesystem::path& path) {
  Json json;
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw core::bad_input(fmt::format("{} is not there", path.string()),
                          "calibrate, or name another [calibration] file in bench.toml");
  try {
    json = storage::read_json(path);
  } catch (const core::Error&) {
    throw unusable(path, "is not a calibration file (truncated?)", kAgain);
  }
  if (json.value("format", Json()) != "ohmbench" || json.value("kind", Json()) != "calibration")
    throw unusable(path, "is not a calibration file", "name another [calibration] file in bench.toml");
  if (json.value("version", Json()) != kVersion)
    throw unusable(path, "is of another version of ohmbench", kAgain);
  if (text_of(json, kDigestKey) != digest_of(json))
    throw unusable(path, "was edited or damaged: its digest does not fit its content", kAgain);
  StoredCalibration stored;
  stored.sha256 = text_of(json, kDigestKey);
  auto& c = stored.calibration;
  c.created = text_of(json, "created");
  c.fingerprint = fingerprint_from(json.value("fingerprint", Json()), path);
  const auto steps = json.value("steps", Json());
  if (!steps.is_array()) throw unusable(path, "holds no steps", kAgain);
  for (const auto& step : steps) c.standards.push_back(standard_from(step, path));
  if (json.contains("gains") && json["gains"].is_object()) {
    c.gains = calibration::GainProbe{numbers(json["gains"], "input_per_output", path),
                                     numbers(json["gains"], "noise_dbfs", path)};
  }
  for (const std::size_t i : {0, 1}) {
    const char* channel = i == 0 ? "source" : "load";
    if (!json.contains("volts") || !json["volts"].contains(channel)) continue;
    c.volt_full_scale[i] = number(json["volts"], channel, path);
    if (!(*c.volt_full_scale[i] > 0))
      throw unusable(path, "holds a full scale that is not above 0 V", kAgain);
  }
  return stored;
}

void write_calibration(const std::filesystem::path& path, const Calibration& calibration) {
  // what is written must read back as the same digest: numbers take the same way through text
  Json json = Json::parse(to_json(calibration).dump());
  json[kDigestKey] = digest_of(json);
  storage::stage_json(path, json).commit();
}

}  // namespace ohmbench::workbench
