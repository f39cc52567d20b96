// Facts about the files that other programs read.
#include "formats/curve_file.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::formats;

namespace {

impedance::ImpedanceCurve example() {
  const std::vector<double> f_hz{19.958, 1000.0, 20000.0};
  const std::vector<std::complex<double>> z{{5.7212, 2.5}, {7.0, -0.25}, {-0.01, 40.0}};
  return {{f_hz, z, {0.01, 0.02, 0.03}, {0.0, 0.0, 0.0}}, "woofer"};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Reads the numbers of the lines that are not comments, the way a strict reader does: single blanks only.
std::vector<std::vector<double>> rows_of(const std::string& text, char separator = ' ') {
  std::vector<std::vector<double>> rows;
  for (const auto& line : lines_of(text)) {
    if (line.front() == '*' || std::isalpha(static_cast<unsigned char>(line.front())) != 0) continue;
    std::istringstream stream(line);
    std::vector<double> row;
    for (std::string field; std::getline(stream, field, separator);) row.push_back(std::stod(field));
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("The ending decides the format, in any case of letters") {
  CHECK(format_for("z.zma") == CurveFormat::kZma);
  CHECK(format_for("dir.csv/z.FRD") == CurveFormat::kFrd);
  CHECK(format_for("z.csv") == CurveFormat::kCsv);
  CHECK(format_for("z.Txt") == CurveFormat::kText);
  CHECK_THROWS_WITH(format_for("z.xlsx"),
                    ContainsSubstring(".xlsx") && ContainsSubstring(".zma, .frd, .csv or .txt"));
  CHECK_THROWS_AS(format_for("z"), core::Error);
}

TEST_CASE("What is written to .zma and .txt reads back to the same complex impedance") {
  for (const auto format : {CurveFormat::kZma, CurveFormat::kText}) {
    const auto z = example();
    const auto rows = rows_of(write_curve(z, format));
    REQUIRE(rows.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      REQUIRE(rows[i].size() == 3);
      CHECK(rows[i][0] == Approx(z.curve.f_hz[i]).margin(5e-5));
      const auto back = std::polar(rows[i][1], rows[i][2] * std::numbers::pi / 180.0);
      CHECK(std::abs(back - z.curve.z_ohm[i]) < 1e-6 * (1 + std::abs(back)));
      CHECK(std::abs(rows[i][2]) <= 180.0);
    }
  }
}

TEST_CASE("An .frd holds decibels re 1 ohm and says that it is no sound pressure") {
  const auto text = write_curve(example(), CurveFormat::kFrd);
  const auto rows = rows_of(text);
  REQUIRE(rows.size() == 3);
  CHECK(rows[2][1] == Approx(20 * std::log10(40.0)).margin(1e-5));
  CHECK_THAT(text, ContainsSubstring("dB re 1 ohm, not a sound pressure level"));
}

TEST_CASE("A .csv has a row of names and nine digits of everything") {
  const auto z = example();
  const auto text = write_curve(z, CurveFormat::kCsv);
  CHECK(lines_of(text)[0] ==
        "frequency_hz,impedance_ohm,phase_deg,impedance_re_ohm,impedance_im_ohm,sigma_ohm");
  const auto rows = rows_of(text, ',');
  REQUIRE(rows.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(rows[i].size() == 6);
    CHECK(rows[i][3] == Approx(z.curve.z_ohm[i].real()).epsilon(1e-8));
    CHECK(rows[i][4] == Approx(z.curve.z_ohm[i].imag()).epsilon(1e-8));
    CHECK(rows[i][1] == Approx(std::hypot(rows[i][3], rows[i][4])).epsilon(1e-8));
    CHECK(rows[i][5] == z.curve.sigma_ohm[i]);
  }
}

TEST_CASE("The header is `*` lines above the data only, the last one naming the columns") {
  for (const auto format : {CurveFormat::kZma, CurveFormat::kFrd, CurveFormat::kText}) {
    const auto lines = lines_of(write_curve(example(), format));
    const auto first_row =
        std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l.front() != '*'; });
    CHECK(first_row - lines.begin() >= 1);
    CHECK(first_row - lines.begin() < 60);
    CHECK(std::none_of(first_row, lines.end(), [](const auto& l) { return l.front() == '*'; }));
    CHECK((first_row - 1)->rfind("* Freq(Hz) Z(", 0) == 0);
  }
}

TEST_CASE("Files are ASCII without tabs, whatever the load is called") {
  auto z = example();
  z.name = "8 Ω Tieftöner\nline two\t";
  for (const auto format : {CurveFormat::kZma, CurveFormat::kFrd, CurveFormat::kCsv, CurveFormat::kText}) {
    const auto text = write_curve(z, format);
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    CHECK(rows_of(text, format == CurveFormat::kCsv ? ',' : ' ').size() == 3);
  }
}

TEST_CASE("Line ends are LF, or CRLF if wanted") {
  const auto lf = write_curve(example(), CurveFormat::kZma);
  const auto crlf = write_curve(example(), CurveFormat::kZma, LineEnd::kCrLf);
  CHECK(lf.find('\r') == std::string::npos);
  CHECK(std::count(crlf.begin(), crlf.end(), '\r') == std::count(crlf.begin(), crlf.end(), '\n'));
  CHECK(lf.back() == '\n');
}

TEST_CASE("A short has no decibels and is refused in an .frd only") {
  auto z = example();
  z.curve.z_ohm[1] = 0.0;
  CHECK_THROWS_WITH(write_curve(z, CurveFormat::kFrd), ContainsSubstring("1000 Hz"));
  CHECK(rows_of(write_curve(z, CurveFormat::kZma))[1][1] == 0.0);
}

TEST_CASE("A resistance has phase 0, not -0") {
  impedance::ImpedanceCurve z{{{1000.0}, {{8.0, -0.0}}, {0.0}, {0.0}}, ""};
  CHECK_THAT(write_curve(z, CurveFormat::kZma), ContainsSubstring("1000.0000 8.000000 0.0000\n"));
}
