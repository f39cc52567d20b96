#include "intake/import_result.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "results/curve_result.hpp"
#include "results/load_result.hpp"
#include "results/result_file.hpp"

namespace ohmbench::intake {
namespace {

using nlohmann::json;

constexpr const char* kNoPhase =
    "the phase is not known: only the magnitude was in the file; what needs the phase stays unknown";
constexpr const char* kNoSigma = "the uncertainty is not known: the file states none";

std::vector<std::string> warnings_of(const formats::ForeignCurve& curve) {
  std::vector<std::string> warnings;
  if (curve.is_impedance && curve.phase_deg.empty()) warnings.emplace_back(kNoPhase);
  if (curve.is_impedance && curve.sigma_ohm.empty()) warnings.emplace_back(kNoSigma);
  warnings.insert(warnings.end(), curve.doubts.begin(), curve.doubts.end());
  return warnings;
}

/// What another program did not write down is not known.
json quality_of(const formats::ForeignCurve& curve) {
  return {{"clipped", nullptr},
          {"dropouts", nullptr},
          {"repeated_periods", nullptr},
          {"snr_db", nullptr},
          {"warnings", warnings_of(curve)}};
}

}  // namespace

json import_result(const ForeignFile& file, const std::filesystem::path& path, const std::string& name) {
  const auto& curve = file.curve;
  json result = results::result_head(curve.is_impedance ? "impedance" : "response", name);
  if (curve.is_impedance) {
    const auto ohms = formats::ohm_curve(curve);
    results::put_curve(result, ohms);
    result["summary"] = results::load_summary_json(ohms);
    results::put_load_checks(result, ohms);
  } else {
    result["frequency_hz"] = curve.f_hz;
    result["level_db"] = curve.magnitude;
    if (!curve.phase_deg.empty()) result["phase_deg"] = curve.phase_deg;
  }
  result["bench"] = nullptr;
  result["calibration"] = {{"steps", json::array()}, {"note", "measured by another program: not known"}};
  result["quality"] = quality_of(curve);
  result["import"] = {{"file", path.filename().string()},
                      {"sha256", file.sha256},
                      {"format", curve.format},
                      {"points", curve.f_hz.size()},
                      {"read_as", curve.read_as},
                      {"left_out", curve.left_out},
                      {"header", curve.header}};
  return result;
}

std::vector<std::string> import_notes(const formats::ForeignCurve& curve, const std::filesystem::path& path) {
  std::vector<std::string> notes;
  notes.push_back(fmt::format("{}: {}, {} points from {} to {}", path.filename().string(), curve.format,
                              curve.f_hz.size(), core::format_si(curve.f_hz.front(), "Hz"),
                              core::format_si(curve.f_hz.back(), "Hz")));
  for (const auto& how : curve.read_as) notes.push_back("read: " + how);
  for (const auto& what : curve.left_out) notes.push_back("left out: " + what);
  for (const auto& warning : warnings_of(curve)) notes.push_back("mind: " + warning);
  return notes;
}

std::string import_summary(const ForeignFile& file, const std::filesystem::path& path,
                           const std::string& name) {
  std::string text = name + "\n";
  if (file.curve.is_impedance) {
    const auto ohms = formats::ohm_curve(file.curve);
    text += results::load_summary_lines(ohms) + results::load_check_lines(ohms);
  } else {
    text += "a response in dB, not an impedance: it cannot be matched or fitted\n";
  }
  for (const auto& note : import_notes(file.curve, path)) text += note + "\n";
  return text;
}

}  // namespace ohmbench::intake
