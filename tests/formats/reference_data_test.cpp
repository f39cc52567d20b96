// Facts about real files of other programs. They carry no licence and are not kept here; where they are at
// hand, the environment variable OHMBENCH_REFERENCE_DATA names their folder (loudspeaker/..., headphone/...).
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "formats/foreign_curve.hpp"
#include "support/catch.hpp"

using namespace ohmbench::formats;

namespace {

constexpr const char* kVariable = "OHMBENCH_REFERENCE_DATA";

ForeignCurve read(const std::string& name, const ReadOptions& options = {}) {
  const auto path = std::filesystem::path(std::getenv(kVariable)) / name;
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return read_foreign(bytes.str(), path, options);
}

struct Expected {
  const char* file;
  std::size_t points;
  double first_hz, first_ohm, first_deg, last_hz, last_ohm, last_deg;
  bool phase;
};

}  // namespace

TEST_CASE("Real files of ten programs are read point for point", "[.reference]") {
  if (std::getenv(kVariable) == nullptr) {
    std::cout << kVariable << " is not set\n";
    return;
  }
  const Expected all[] = {
      {"loudspeaker/L16RNX_0g_242_27mV.zma", 386, 10, 7.1179, 25.2241, 20000, 27.1868, 48.1256, true},
      {"loudspeaker/L16RNX_8_017g_242_27mV.zma", 386, 10, 7.1929, 25.7824, 20000, 27.1923, 48.1576, true},
      {"loudspeaker/09_offbox.txt", 301, 9.99512, 23.07625, 69.05924, 19988.74023, 230.08239, 60.87279, true},
      {"loudspeaker/F144W.zma", 344, 1.029, 6.558, 2.958, 20642.546, 75.090, 50.694, true},
      {"loudspeaker/12SW-4HE.zma", 274, 1.029, 3.91, 11.85, 19483.969, 140.029, 60.301, true},
      {"loudspeaker/mid_Backwavecone_sheep75gram.ZMA", 241, 19.958, 3.634, 21.948, 20281.311, 7.12, 38.873,
       true},
      {"loudspeaker/tweeter.ZMA", 161, 199.951, 5.841, 16.043, 20317.199, 5.976, 8.677, true},
      {"loudspeaker/koan-3way/tweeter.zma", 161, 199.951171875, 5.808544635772705, 16.42679214477539,
       20317.19921875, 5.9525651931762695, 8.825249671936035, true},
      {"loudspeaker/Magnitude_of_electric_impedance_Z(f).txt", 239, 0.366211, 7.28297, 0, 1420.53, 11.1448, 0,
       false},
      {"headphone/dt1990 impedance.csv", 500, 19.8863636363636, 360.656899136065, 0, 20000, 277.780404674945,
       0, false},
      {"headphone/Beyerdynamic_DT880_600ohm.txt", 239, 20, 711.143, 0, 19330.546, 642.173, 0, false},
      {"headphone/HiFiMan_Susvara.txt", 239, 20, 65.471, 0, 19330.546, 65.065, 0, false},
      {"headphone/Sennheiser_HD800S.txt", 238, 20, 430.129, 0, 18780.243, 434.476, 0, false},
  };
  for (const auto& e : all) {
    INFO(e.file);
    const auto c = read(e.file);
    REQUIRE(c.is_impedance);
    CHECK(c.f_hz.size() == e.points);
    CHECK(c.f_hz.front() == e.first_hz);
    CHECK(c.magnitude.front() == e.first_ohm);
    CHECK(c.f_hz.back() == e.last_hz);
    CHECK(c.magnitude.back() == e.last_ohm);
    REQUIRE(c.phase_deg.empty() != e.phase);
    if (!e.phase) continue;
    CHECK(c.phase_deg.front() == e.first_deg);
    CHECK(c.phase_deg.back() == e.last_deg);
  }
  CHECK_THROWS_WITH(read("loudspeaker/TangBand W3-871SC/Impedance.csv"), ContainsSubstring("--sort"));
  ReadOptions sort;
  sort.sort = true;
  CHECK(read("loudspeaker/TangBand W3-871SC/Impedance.csv", sort).f_hz.size() > 280);
}

TEST_CASE("LIMP's binary file holds what its text conversion by others holds", "[.reference]") {
  if (std::getenv(kVariable) == nullptr) return;
  const auto binary = read("loudspeaker/mid.lim"), text = read("loudspeaker/koan-3way/mid.zma");
  CHECK(binary.f_hz == text.f_hz);
  CHECK(binary.magnitude == text.magnitude);
  CHECK(binary.phase_deg == text.phase_deg);
  CHECK(read("loudspeaker/limp-tweeter1.lim").f_hz.size() == 336);
}
