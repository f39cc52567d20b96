#include "figures/subject.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "audio/wav.hpp"
#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "figures/spectrum.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::figures {
namespace {

using nlohmann::json;

core::OhmCurve curve_of(const json& result, const std::filesystem::path& path) {
  core::OhmCurve curve;
  curve.f_hz = storage::numbers(result, "frequency_hz", path);
  const auto re = storage::numbers(result, "impedance_re_ohm", path);
  const auto im = storage::numbers(result, "impedance_im_ohm", path);
  if (re.size() != curve.f_hz.size() || im.size() != curve.f_hz.size() || re.empty())
    throw storage::unusable(path, "its lists have different lengths, or hold no points");
  for (std::size_t i = 0; i < re.size(); ++i) {
    if (!(curve.f_hz[i] > (i == 0 ? 0.0 : curve.f_hz[i - 1])))
      throw storage::unusable(path, fmt::format("frequency_hz does not ascend at entry {}", i + 1));
    curve.z_ohm.emplace_back(re[i], im[i]);
  }
  if (result.contains("sigma_ohm")) curve.sigma_ohm = storage::numbers(result, "sigma_ohm", path);
  // without it extrema would be found in another way than the result's summary found them
  if (result.contains("noise_ohm")) curve.noise_ohm = storage::numbers(result, "noise_ohm", path);
  const auto fits = [&re](const std::vector<double>& list) {
    return list.empty() || list.size() == re.size();
  };
  if (!fits(curve.sigma_ohm) || !fits(curve.noise_ohm))
    throw storage::unusable(path, "its lists have different lengths");
  return curve;
}

std::vector<char> beyond_calibration(const json& result, std::size_t points) {
  const auto found = result.find("coverage");
  if (found == result.end() || !found->is_array() || found->size() != points) return {};
  std::vector<char> beyond;
  for (const auto& c : *found) beyond.push_back(c == "none" || c == "extrapolated" ? 1 : 0);
  const auto count = static_cast<std::size_t>(std::count(beyond.begin(), beyond.end(), 1));
  return count == 0 || count == points ? std::vector<char>{} : beyond;
}

}  // namespace

Subject subject_of(json result, const std::filesystem::path& path) {
  Subject s;
  if (storage::text_of(result, "format") != "ohmbench")
    throw storage::unusable(path, "was not written by ohmbench", "other programs' files can be imported");
  s.kind = storage::text_of(result, "kind");
  s.name = storage::text_of(result, "name");
  if (s.name.empty()) s.name = path.stem().string();
  if (s.kind == "impedance" || s.kind == "output-impedance") {
    s.curve = curve_of(result, path);
    s.phase_known = result.value("phase_known", json(true)) != json(false);
    s.beyond_calibration = beyond_calibration(result, s.curve.size());
    s.sigma_known = !s.curve.sigma_ohm.empty();
    if (result.contains("detection_limit_ohm"))
      s.limit_ohm = storage::numbers(result, "detection_limit_ohm", path);
  }
  s.result = std::move(result);
  return s;
}

Subject read_subject(const std::filesystem::path& path) {
  if (core::ending_of(path) != ".wav") return subject_of(storage::read_json(path), path);
  Subject s;
  s.kind = "spectrum";
  s.name = path.stem().string();
  s.result = spectrum_of(audio::read_wav(path).capture, path);
  return s;
}

}  // namespace ohmbench::figures
