#include "formats/curve_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

#include "core/error.hpp"
#include "core/file_ending.hpp"

namespace ohmbench::formats {
namespace {

struct Ending {
  std::string_view text;
  CurveFormat format;
};
constexpr std::array kEndings{Ending{".zma", CurveFormat::kZma}, Ending{".frd", CurveFormat::kFrd},
                              Ending{".csv", CurveFormat::kCsv}, Ending{".txt", CurveFormat::kText}};
constexpr std::size_t kNameColumns = 120;  // header lines stay short

std::string printable_ascii(std::string_view name) {
  std::string ascii;
  for (const char c : name.substr(0, kNameColumns)) ascii += c >= ' ' && c <= '~' ? c : '?';
  return ascii;
}

/// Degrees within −180 … 180; a negative zero from the imaginary part is written as zero.
double degrees(std::complex<double> z) {
  const double deg = std::arg(z) * 180.0 / std::numbers::pi;
  return deg == 0.0 ? 0.0 : deg;
}

double decibels(std::complex<double> z, double f_hz) {
  if (z == 0.0) {
    throw core::bad_input(fmt::format("the impedance is 0 at {:g} Hz, which has no decibels", f_hz),
                          "export to .zma or .csv instead");
  }
  return 20.0 * std::log10(std::abs(z));
}

/// `*` lines: what it is, and last the names of the columns.
std::string header(const impedance::ImpedanceCurve& z, CurveFormat format, std::string_view end) {
  std::string lines = fmt::format("* Impedance measured by ohmbench{}", end);
  if (!z.curve.phase_known) lines += fmt::format("* Magnitude only: the phase is not known{}", end);
  if (!z.name.empty()) lines += fmt::format("* {}{}", printable_ascii(z.name), end);
  if (format == CurveFormat::kFrd) {
    lines += fmt::format("* The magnitude is an impedance in dB re 1 ohm, not a sound pressure level{}", end);
  }
  return lines + (format == CurveFormat::kFrd ? "* Freq(Hz) Z(dB)" : "* Freq(Hz) Z(Ohms)") +
         (z.curve.phase_known ? " Phase(degrees)" : "") + std::string(end);
}

/// Only columns of what is known.
std::string write_csv(const core::OhmCurve& curve, std::string_view end) {
  std::string text = "frequency_hz,impedance_ohm";
  if (curve.phase_known) text += ",phase_deg,impedance_re_ohm,impedance_im_ohm";
  if (curve.sigma_known) text += ",sigma_ohm";
  text += end;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto z = curve.z_ohm[i];
    text += fmt::format("{:.9g},{:.9g}", curve.f_hz[i], std::abs(z));
    if (curve.phase_known) text += fmt::format(",{:.9g},{:.9g},{:.9g}", degrees(z), z.real(), z.imag());
    if (curve.sigma_known) text += fmt::format(",{:.9g}", curve.sigma_ohm[i]);
    text += end;
  }
  return text;
}

/// Readers want frequencies that rise as they stand in the file.
void ensure_told_apart(const core::OhmCurve& curve) {
  const auto same = [](double a, double b) { return fmt::format("{:.4f}", a) == fmt::format("{:.4f}", b); };
  const auto found = std::adjacent_find(curve.f_hz.begin(), curve.f_hz.end(), same);
  if (found == curve.f_hz.end()) return;
  throw core::bad_input(
      fmt::format("two points at {:.6g} Hz are closer than the 0.1 mHz that this format tells apart", *found),
      "export to .csv instead");
}

}  // namespace

CurveFormat format_for(const std::filesystem::path& path) {
  const auto ending = core::ending_of(path);
  const auto found =
      std::find_if(kEndings.begin(), kEndings.end(), [&](const Ending& e) { return e.text == ending; });
  if (found == kEndings.end()) {
    throw core::bad_input(fmt::format("{}: no format is known for the ending \"{}\"", path.string(), ending),
                          "use .zma, .frd, .csv or .txt");
  }
  return found->format;
}

std::string write_curve(const impedance::ImpedanceCurve& z, CurveFormat format, LineEnd line_end) {
  core::check(z.curve);
  const std::string_view end = line_end == LineEnd::kLf ? "\n" : "\r\n";
  if (format == CurveFormat::kCsv) return write_csv(z.curve, end);
  ensure_told_apart(z.curve);
  std::string text = header(z, format, end);
  for (std::size_t i = 0; i < z.curve.size(); ++i) {
    const auto value = z.curve.z_ohm[i];
    const double f_hz = z.curve.f_hz[i];
    const double magnitude = format == CurveFormat::kFrd ? decibels(value, f_hz) : std::abs(value);
    text += fmt::format("{:.4f} {:.6f}", f_hz, magnitude);
    if (z.curve.phase_known) text += fmt::format(" {:.4f}", degrees(value));
    text += end;
  }
  return text;
}

}  // namespace ohmbench::formats
