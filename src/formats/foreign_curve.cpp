#include "formats/foreign_curve.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <complex>
#include <numbers>

#include "core/ensure.hpp"
#include "formats/readers.hpp"

namespace ohmbench::formats {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

std::size_t chosen(const std::vector<std::string>& names, const std::string& wanted,
                   const std::filesystem::path& path) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (error == std::errc() && end == wanted.data() + wanted.size() && number >= 1 && number <= names.size())
    return number - 1;
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (lower(names[i]) == lower(wanted)) return i;
    if (lower(names[i]).find(lower(wanted)) != std::string::npos) found.push_back(i);
  }
  if (found.size() == 1 && !wanted.empty()) return found.front();
  throw core::bad_input(fmt::format("{}: {} curve is called \"{}\"", path.string(),
                                    found.size() > 1 ? "more than one" : "no", wanted),
                        fmt::format("it holds {}", fmt::join(names, ", ")));
}

bool looks_like_json(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

ForeignCurve read_foreign(std::string_view bytes, const std::filesystem::path& path,
                          const ReadOptions& options) {
  ENSURE(!options.decimal || *options.decimal == '.' || *options.decimal == ',');
  if (bytes.empty()) throw core::bad_input(path.string() + ": the file is empty");
  if (looks_like_lim(bytes)) return read_lim(bytes, path, options);
  if (looks_like_json(bytes)) return read_speakerbench(bytes, path, options);
  return read_text(bytes, path, options);
}

core::OhmCurve ohm_curve(const ForeignCurve& foreign) {
  ENSURE(foreign.is_impedance);
  const std::size_t n = foreign.f_hz.size();
  core::OhmCurve curve;
  curve.f_hz = foreign.f_hz;
  curve.phase_known = !foreign.phase_deg.empty();
  curve.sigma_known = !foreign.sigma_ohm.empty();
  curve.sigma_ohm = curve.sigma_known ? foreign.sigma_ohm : std::vector<double>(n, 0.0);
  curve.noise_ohm.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double ohm = foreign.magnitude[i];
    curve.z_ohm.push_back(curve.phase_known ? std::polar(ohm, foreign.phase_deg[i] * std::numbers::pi / 180.0)
                                            : ohm);
  }
  core::check(curve);
  return curve;
}

}  // namespace ohmbench::formats
