// Facts about the load models' equations.
#include "fitting/load_model.hpp"

#include <vector>

#include "curves.hpp"
#include "support/catch.hpp"

using namespace ohmbench::fitting;
using ohmbench::test::Complex;

namespace {

void check_close(Complex got, Complex want, double rtol) {
  CHECK(std::abs(got - want) <= rtol * std::abs(want));
}

}  // namespace

TEST_CASE("Coil models agree with values computed to 50 digits") {
  struct Row {
    double f_hz;
    Complex plain, leach, lr2, thorborg_futtrup;
  };
  // group "voice_coil_models" of the reference vectors
  const Row rows[] = {{50.0,
                       {0.0, 0.25132741228718347},
                       {0.50825501365087, 0.9975066292668612},
                       {0.0039461108025448995, 0.43974032435118754},
                       {0.03130144763034771, 0.229541183163548}},
                      {1000.0,
                       {0.0, 5.026548245743669},
                       {4.138116073268585, 8.121510078396646},
                       {1.3434206150262562, 8.233728718738412},
                       {1.1501495714541987, 2.679056237445949}},
                      {20000.0,
                       {0.0, 100.53096491487338},
                       {33.69175743656631, 66.12379709393633},
                       {8.873566833557055, 101.59016893318606},
                       {11.077266440694025, 15.754293545912137}}};
  for (const auto& r : rows) {
    check_close(coil_impedance({CoilModel::kLe, {0.0008}}, r.f_hz), r.plain, 1e-12);
    check_close(coil_impedance({CoilModel::kLeach, {0.02, 0.7}}, r.f_hz), r.leach, 1e-12);
    check_close(coil_impedance({CoilModel::kLr2, {0.0008, 0.0006, 9.0}}, r.f_hz), r.lr2, 1e-12);
    check_close(coil_impedance({CoilModel::kThorborgFuttrup, {6e-5, 0.0008, 0.06, 40.0}}, r.f_hz),
                r.thorborg_futtrup, 1e-12);
  }
}

TEST_CASE("A Leach coil with n of one half is Vanderkooy's semi-inductance") {
  // group "voice_coil_models" of the reference vectors, vanderkooy: Ke √s. Its `wright` is no model here: its
  // real and imaginary part are free of each other, which no passive coil is
  const Coil semi{CoilModel::kLeach, {0.06, 0.5}};
  check_close(coil_impedance(semi, 50.0), {0.7519884823893002, 0.7519884823893002}, 1e-12);
  check_close(coil_impedance(semi, 1000.0), {3.362994729838757, 3.362994729838757}, 1e-12);
  check_close(coil_impedance(semi, 20000.0), {15.039769647786002, 15.039769647786002}, 1e-12);
}

TEST_CASE("A driver's impedance agrees with values computed to 50 digits") {
  struct Row {
    double f_hz;
    Complex z_ohm;
    double magnitude_ohm, phase_deg;
  };
  // group "z_thiele_small" of the reference vectors
  const Row rows[] = {
      {5.0, {6.284040589211296, 2.361277929996134}, 6.713032071243357, 20.59410677658143},
      {20.0, {9.480397968710559, 14.392746087717578}, 17.234531777528534, 56.62739212092129},
      {32.0, {72.62857142857143, 0.0}, 72.62857142857143, 0.0},
      {46.5, {11.369800628923398, -17.79594425162921}, 21.117954402559015, -57.42555514863079},
      {200.0, {6.2883318695966866, -2.420734886297199}, 6.738180399182087, -21.05454016258553}};
  const auto m = ohmbench::test::driver(6.2, 32.0, 4.5, 0.42);
  for (const auto& row : rows) {
    const auto z = m.impedance(row.f_hz);
    check_close(z, row.z_ohm, 1e-12);
    CHECK(std::abs(z) == Approx(row.magnitude_ohm).epsilon(1e-12));
    CHECK(std::arg(z) * 180.0 / std::numbers::pi == Approx(row.phase_deg).epsilon(1e-12).margin(1e-12));
  }
}

TEST_CASE("Two resonances agree with values computed to 50 digits") {
  // group "multi_resonance" of the reference vectors
  const LoadModel m{29.0, {CoilModel::kLe, {2e-5}}, {{12.0, 90.0, 2.2}, {5.5, 3200.0, 1.4}}};
  check_close(m.impedance(20.0), {29.134084526431035, 1.2879200407821236}, 1e-12);
  check_close(m.impedance(90.0), {41.00222230419078, 0.12184359448875384}, 1e-12);
  check_close(m.impedance(1000.0), {29.337529978755963, 0.9136758374045804}, 1e-12);
  check_close(m.impedance(3300.0), {34.46130466263498, -0.20462258481004075}, 1e-12);
}

TEST_CASE("The derivatives are those of the impedance, for each coil model and with creep") {
  for (const auto coil : kCoilModels) {
    LoadModel model{6.0, {coil, {4e-4, 0.7, 9.0, 40.0}}, {{40.0, 45.0, 3.0, 0.1}, {2.0, 900.0, 4.0}}};
    if (coil == CoilModel::kThorborgFuttrup3 || coil == CoilModel::kThorborgFuttrup)
      model.coil.value = {5e-5, 8e-4, 0.07, 40.0};
    const auto shape = shape_of(model);
    auto theta = packed(model);
    REQUIRE(theta.size() == shape.parameters());
    std::vector<Complex> slopes(theta.size());
    for (const double f_hz : {12.0, 44.0, 300.0, 950.0, 15000.0}) {
      check_close(evaluate(model, f_hz, slopes), model.impedance(f_hz), 1e-14);
      for (std::size_t i = 0; i < theta.size(); ++i) {
        const double step = 1e-5, at = theta[i];
        theta[i] = at + step;
        const auto above = unpacked(shape, theta).impedance(f_hz);
        theta[i] = at - step;
        const auto below = unpacked(shape, theta).impedance(f_hz);
        theta[i] = at;
        CHECK(std::abs(slopes[i] - (above - below) / (2 * step)) < 1e-7 * std::abs(model.impedance(f_hz)));
      }
    }
  }
}

TEST_CASE("Creep makes the suspension softer below the resonance, and the resonance lower") {
  LoadModel plain = ohmbench::test::driver(6.0, 45.0, 3.0, 0.5), creeping = plain;
  creeping.resonances[0].creep = 0.1;
  CHECK(creeping.impedance(5.0).imag() > plain.impedance(5.0).imag());
  CHECK(std::abs(creeping.impedance(45.0)) < std::abs(plain.impedance(45.0)));
  CHECK(std::abs(creeping.impedance(45.0)) == Approx(6.0 + creeping.resonances[0].peak_ohm()).epsilon(1e-3));
}

TEST_CASE("A coil model is known by its name, and another name is refused with the names that are") {
  for (const auto model : kCoilModels) CHECK(coil_model_named(name_of(model)) == model);
  CHECK_THROWS_WITH(coil_model_named("wright"), Catch::Contains("leach"));
}
