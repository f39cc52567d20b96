// Fits of real drivers against what others published of them. The curves carry no licence and are not kept
// here; where they are at hand, OHMBENCH_REFERENCE_DATA names their folder.
#include <cstdlib>
#include <iostream>
#include <optional>

#include "core/error.hpp"
#include "fitting/fit.hpp"
#include "intake/any_curve.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

constexpr const char* kVariable = "OHMBENCH_REFERENCE_DATA";

fitting::LoadFit fit_of(const std::string& file, const fitting::FitOptions& options = {}) {
  const auto path = std::filesystem::path(std::getenv(kVariable)) / "loudspeaker" / file;
  return fitting::fit_load(intake::read_any_curve(path).z, options);
}

/// What was published, and how near a fit of the same curve has to come (relative).
struct Published {
  const char* file;
  double fs_hz, qms, qes, qts, q_within;
  std::optional<double> re_ohm;  ///< to 1.5 %; absent where it was not read from this curve
  bool magnitude_only = false;
};

constexpr double kFsWithin = 0.01, kReWithin = 0.015;

}  // namespace

TEST_CASE("Real drivers have the parameters that were published of them", "[.reference]") {
  if (std::getenv(kVariable) == nullptr) {
    std::cout << kVariable << " is not set\n";
    return;
  }
  const Published all[] = {
      {"L16RNX_0g_242_27mV.zma", 44.985, 1.995, 0.490, 0.3934, 0.05, {}},
      {"09_offbox.txt", 17.439, 11.512, 0.2419, 0.2369, 0.05, {}},
      {"12SW-4HE.zma", 22.0, 4.08, 0.48, 0.43, 0.03, 3.9},
      {"Magnitude_of_electric_impedance_Z(f).txt", 65.5, 2.817, 0.921, 0.694, 0.03, 7.00, true},
  };
  for (const auto& p : all) {
    INFO(p.file);
    fitting::FitOptions options;
    options.magnitude_only = p.magnitude_only;
    const auto fit = fit_of(p.file, options);
    CHECK(fit.fs_hz.value == Approx(p.fs_hz).epsilon(kFsWithin));
    CHECK(fit.qms.value == Approx(p.qms).epsilon(p.q_within));
    CHECK(fit.qes.value == Approx(p.qes).epsilon(p.q_within));
    CHECK(fit.qts.value == Approx(p.qts).epsilon(p.q_within));
    if (p.re_ohm) CHECK(fit.re_ohm.value == Approx(*p.re_ohm).epsilon(kReWithin));
  }
}

TEST_CASE("Of real headphones' traced |Z| fs is that of the published peak, and Re and Q are withheld",
          "[.reference]") {
  if (std::getenv(kVariable) == nullptr) return;
  constexpr double kTracedWithin = 0.02;
  struct Headphone {
    const char* file;
    double peak_hz;  ///< as published with the curve, or the highest row of the file
  };
  for (const auto& h : {Headphone{"dt1990 impedance.csv", 62.8}, Headphone{"Sennheiser_HD800S.txt", 70.0}}) {
    INFO(h.file);
    fitting::FitOptions options;
    options.magnitude_only = true;
    const auto fit = fit_of(std::string("../headphone/") + h.file, options);
    CHECK(fit.fs_hz.value == Approx(h.peak_hz).epsilon(kTracedWithin));
    CHECK(*fit.fs_hz.sigma > 0.05 * h.peak_hz);  // skewed humps: the flanks say otherwise
    CHECK_FALSE(fit.re_and_q_known);
  }
}

TEST_CASE("Real curves without a phase are refused unless their magnitude alone is asked for",
          "[.reference]") {
  if (std::getenv(kVariable) == nullptr) return;
  CHECK_THROWS_WITH(fit_of("Magnitude_of_electric_impedance_Z(f).txt"), ContainsSubstring("phase"));
  CHECK_THROWS_WITH(fit_of("../headphone/HiFiMan_Susvara.txt"), ContainsSubstring("phase"));
}
