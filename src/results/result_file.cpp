#include "results/result_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "storage/json_file.hpp"
#include "storage/utc.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;
using storage::numbers;
using storage::text_of;
using storage::unusable;

constexpr int kVersion = 1;

/// Known unless the file says that it is not.
bool phase_known(const json& result, const std::filesystem::path& path) {
  const auto found = result.find("phase_known");
  if (found == result.end()) return true;
  if (!found->is_boolean()) throw unusable(path, "\"phase_known\" is neither true nor false");
  return found->get<bool>();
}

core::OhmCurve read_curve(const json& result, const std::filesystem::path& path) {
  core::OhmCurve curve;
  curve.f_hz = numbers(result, "frequency_hz", path);
  const auto re = numbers(result, "impedance_re_ohm", path);
  const auto im = numbers(result, "impedance_im_ohm", path);
  const std::size_t n = curve.f_hz.size();
  // curves of other programs come without: not known, which is not the same as exact
  curve.sigma_known = result.contains("sigma_ohm");
  curve.sigma_ohm = curve.sigma_known ? numbers(result, "sigma_ohm", path) : std::vector<double>(n, 0.0);
  curve.noise_ohm = curve.sigma_known && result.contains("noise_ohm") ? numbers(result, "noise_ohm", path)
                                                                      : std::vector<double>(n, 0.0);
  curve.phase_known = phase_known(result, path);
  if (n == 0) throw unusable(path, "holds no points");
  if (re.size() != n || im.size() != n || curve.sigma_ohm.size() != n || curve.noise_ohm.size() != n) {
    throw unusable(path, "its lists have different lengths");
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!(curve.f_hz[i] > (i == 0 ? 0.0 : curve.f_hz[i - 1])))
      throw unusable(path, fmt::format("frequency_hz does not ascend at entry {}", i + 1));
    if (curve.sigma_ohm[i] < 0) throw unusable(path, fmt::format("sigma_ohm is negative at entry {}", i + 1));
    if (!curve.phase_known && (re[i] < 0 || im[i] != 0.0))
      throw unusable(path, fmt::format("says that the phase is not known, and has one at entry {}", i + 1));
    curve.z_ohm.emplace_back(re[i], im[i]);
  }
  return curve;
}

void need_kind(const json& result, const std::string& kind, const std::filesystem::path& path) {
  const auto found = text_of(result, "kind");
  if (found != kind) throw unusable(path, fmt::format("is of kind \"{}\", \"{}\" is needed", found, kind));
}

json quality_json(const session::Quality& q) {
  return {{"clipped", q.clipped},
          {"dropouts", q.dropouts},
          {"repeated_periods", q.repeated_periods},
          {"snr_db", q.snr_db},
          {"warnings", q.warnings}};
}

json calibration_json(const session::Provenance& p) {
  json steps = json::array();
  for (const auto& s : p.calibration.steps) steps.push_back({{"step", s.name}, {"made", s.made}});
  if (steps.empty()) return {{"steps", std::move(steps)}, {"note", "uncalibrated"}};
  return {{"steps", std::move(steps)}, {"sha256", p.calibration.sha256}};
}

}  // namespace

json result_head(const std::string& kind, const std::string& name) {
  return {{"format", "ohmbench"}, {"version", kVersion},           {"kind", kind},
          {"name", name},         {"created", storage::utc_now()}, {"program", "ohmbench " OHMBENCH_VERSION}};
}

void put_origin(json& result, const session::Provenance& p, const workbench::Bench& bench) {
  result["created"] = p.made;
  result["bench"] = json::parse(bench.as_json);
  result["calibration"] = calibration_json(p);
  result["quality"] = quality_json(p.quality);
}

void put_curve(json& result, const core::OhmCurve& curve) {
  core::check(curve);
  json re = json::array();
  json im = json::array();
  for (const auto& z : curve.z_ohm) re.push_back(z.real()), im.push_back(z.imag());
  result["frequency_hz"] = curve.f_hz;
  result["impedance_re_ohm"] = std::move(re);
  result["impedance_im_ohm"] = std::move(im);
  if (!curve.phase_known) result["phase_known"] = false;
  if (!curve.sigma_known) return;
  result["sigma_ohm"] = curve.sigma_ohm;
  result["noise_ohm"] = curve.noise_ohm;
}

void write_result(const std::filesystem::path& path, const json& result) {
  storage::stage_json(path, result).commit();
}

json read_result(const std::filesystem::path& path) {
  return checked_result(storage::read_json(path), path);
}

json checked_result(json result, const std::filesystem::path& path) {
  if (result.value("format", json()) != "ohmbench")
    throw unusable(path, "was not written by ohmbench", "other programs' files can be imported");
  const auto version = result.value("version", json());
  if (!version.is_number_integer() || version.get<std::int64_t>() < 1)
    throw unusable(path, "says no version", "write it again");
  if (version.get<std::int64_t>() > kVersion)
    throw unusable(path, "was written by a newer ohmbench", "update this one");
  if (!result.value("kind", json()).is_string()) throw unusable(path, "says no kind");
  return result;
}

impedance::ImpedanceCurve impedance_of(const json& result, const std::filesystem::path& path) {
  need_kind(result, "impedance", path);
  return {read_curve(result, path), text_of(result, "name")};
}

impedance::ImpedanceCurve read_impedance(const std::filesystem::path& path) {
  return impedance_of(read_result(path), path);
}

impedance::OutputImpedance read_output_impedance(const std::filesystem::path& path) {
  return output_impedance_of(read_result(path), path);
}

impedance::OutputImpedance output_impedance_of(const json& result, const std::filesystem::path& path) {
  need_kind(result, "output-impedance", path);
  impedance::OutputImpedance z_out;
  z_out.curve = read_curve(result, path);
  z_out.name = text_of(result, "name");
  if (text_of(result.value("summary", json()), "method") == "injection")
    z_out.method = impedance::OutputImpedanceMethod::kInjection;
  if (result.contains("detection_limit_ohm"))
    z_out.detection_limit_ohm = numbers(result, "detection_limit_ohm", path);
  if (!z_out.detection_limit_ohm.empty() && z_out.detection_limit_ohm.size() != z_out.curve.size())
    throw unusable(path, "its lists have different lengths");
  return z_out;
}

}  // namespace ohmbench::results
