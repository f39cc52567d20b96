// Facts about what an output impedance does to the response.
#include "models/response.hpp"

#include <cmath>
#include <random>

#include "support/catch.hpp"

namespace {

using namespace ohmbench;
using namespace ohmbench::models;
using Complex = std::complex<double>;

core::OhmCurve curve(std::vector<double> f_hz, std::vector<Complex> z_ohm, double sigma_ohm = 0.0) {
  const std::vector<double> sigma(f_hz.size(), sigma_ohm);
  return {std::move(f_hz), std::move(z_ohm), sigma, sigma};
}

}  // namespace

TEST_CASE("The divider agrees with its node equations") {
  struct Row {
    Complex z, z_out, z_at_reference, h;
    double loss_db, deviation_db;
  };
  // group "divider_deviation" of the reference vectors
  const Row rows[] = {
      {80.0, 10.0, 32.0, {0.8888888888888888, 0.0}, -1.0230504489476258, 1.338935792612264},
      {{40.0, 20.0},
       10.0,
       32.0,
       {0.8275862068965517, 0.06896551724137931},
       -1.613680022349749,
       0.7483062192101408},
      {{8.0, -6.0},
       {0.1, 0.25},
       {6.0, 1.0},
       {1.0063594213179965, -0.026349793508829714},
       0.05803868225671612,
       0.2612594880789287},
      {500.0, 120.0, 300.0, {0.8064516129032258, 0.0}, -1.8684337032447014, 1.054127010320059}};
  for (const auto& row : rows) {
    const auto h = divider(row.z, row.z_out);
    CHECK(std::abs(h - row.h) < 1e-12 * std::abs(row.h));
    const auto r = response(curve({1000, 2000}, {row.z_at_reference, row.z}),
                            curve({1000, 2000}, {row.z_out, row.z_out}));
    REQUIRE(r.f_hz.size() == 2);
    CHECK(r.loss_db[1] == Approx(row.loss_db).epsilon(1e-11));
    CHECK(r.deviation_db[0] == Approx(0.0).margin(1e-13));
    CHECK(r.deviation_db[1] == Approx(row.deviation_db).epsilon(1e-11));
    CHECK(r.span_db == Approx(std::abs(row.deviation_db)).epsilon(1e-11));
  }
}

TEST_CASE("A resistive source loses between the quadrature and the plain sum, and a reactive one can gain") {
  struct Row {
    double y, loss_max_db, loss_90deg_db, gain_max_db;
  };
  // group "divider_bounds" of the reference vectors
  const Row rows[] = {{0.125, 1.0230504489476258, 0.06733382658968402, 1.1598389395537352},
                      {0.15625, 1.2610349149417803, 0.10475531553745908, 1.4757242832183732},
                      {0.1, 0.8278537031645008, 0.04321373782642574, 0.9151498112135025},
                      {0.25, 1.9382002601611283, 0.2632893872234915, 2.498774732165999}};
  for (const auto& row : rows) {
    const auto loss_db = [&](Complex z, Complex z_out) {
      return -20.0 * std::log10(std::abs(divider(z, z_out)));
    };
    CHECK(loss_db(8.0, 8.0 * row.y) == Approx(row.loss_max_db).epsilon(1e-12));
    CHECK(loss_db({0.0, 8.0}, 8.0 * row.y) == Approx(row.loss_90deg_db).epsilon(1e-11));
    CHECK(loss_db({0.0, 8.0}, {0.0, -8.0 * row.y}) == Approx(-row.gain_max_db).epsilon(1e-12));
    for (double deg = -90; deg <= 90; deg += 10) {
      const double loss = loss_db(std::polar(8.0, deg * 0.017453292519943295), 8.0 * row.y);
      CHECK(loss <= row.loss_max_db + 1e-12);
      CHECK(loss >= row.loss_90deg_db - 1e-12);
    }
  }
}

TEST_CASE("A load in quadrature with a source of its own size loses 3 dB, not 6") {
  const auto r = response(curve({1000}, {{0.0, 10.0}}), curve({1000}, {10.0}));
  CHECK(r.loss_db[0] == Approx(-3.0102999566).epsilon(1e-9));
}

TEST_CASE("The loss's sigma is the spread of the loss of noisy impedances") {
  std::mt19937_64 random(7);
  const Complex z(20.0, 12.0), z_out(8.0, 3.0);
  const double sigma_z = 0.05, sigma_out = 0.03;
  const auto r = response(curve({1000}, {z}, sigma_z), curve({1000}, {z_out}, sigma_out));
  std::normal_distribution<double> normal;
  const auto noisy = [&](Complex value, double sigma) {
    return value + sigma / std::sqrt(2.0) * Complex(normal(random), normal(random));
  };
  double sum2 = 0;
  constexpr int kRuns = 20000;
  for (int i = 0; i < kRuns; ++i) {
    const double loss_db = 20.0 * std::log10(std::abs(divider(noisy(z, sigma_z), noisy(z_out, sigma_out))));
    sum2 += (loss_db - r.loss_db[0]) * (loss_db - r.loss_db[0]);
  }
  // the standard deviation of a standard deviation from 20000 runs is 0.5 %; four of them
  CHECK(std::sqrt(sum2 / kRuns) == Approx(r.sigma_db[0]).epsilon(0.02));
}

TEST_CASE("Only frequencies that both curves cover are judged, and without 1 kHz there is no deviation") {
  const auto z = curve({100, 200, 500, 900}, {8.0, 9.0, 10.0, 11.0});
  const auto r = response(z, curve({150, 600}, {1.0, 1.0}));
  CHECK(r.f_hz == std::vector<double>{200, 500});
  CHECK(r.deviation_db.empty());
  CHECK(r.span_db == Approx(20.0 * std::log10((10.0 / 11.0) / (9.0 / 10.0))));
  CHECK(r.least_hz == 200);
  CHECK(r.most_hz == 500);
  CHECK(response(z, curve({2000, 3000}, {1.0, 1.0})).empty());
}

TEST_CASE("No output impedance changes nothing") {
  const auto z = curve({100, 1000, 5000}, {8.0, {9.0, 5.0}, {1.0, -30.0}});
  const auto r = response(z, resistance_over(z, core::Ohms(0.0)));
  CHECK(r.span_db == 0.0);
  CHECK(r.span_sigma_db == 0.0);
  for (const double loss : r.loss_db) CHECK(loss == 0.0);
}

TEST_CASE("Without the phase a passive load's divider and span lie within their bounds, and reach them") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> angle(-90, 90), decade(-2, 2), any(-180, 180);
  const auto at = [](double ohm, double deg) { return std::polar(ohm, deg * 3.14159265358979 / 180); };
  for (int i = 0; i < 2000; ++i) {
    const auto z_out = at(std::pow(10.0, decade(random)), i % 3 == 0   ? any(random)
                                                          : i % 3 == 1 ? angle(random)
                                                                       : 0);
    core::OhmCurve z, only;
    for (const double f_hz : {100.0, 1000.0, 10000.0}) {
      const auto value = at(std::pow(10.0, decade(random)), angle(random));
      const auto bounds = divider_bounds(std::abs(value), z_out);
      CHECK(std::abs(divider(value, z_out)) >= bounds.least * (1 - 1e-12));
      CHECK(std::abs(divider(value, z_out)) <= bounds.most * (1 + 1e-12));
      z.f_hz.push_back(f_hz), z.z_ohm.push_back(value);
      only.f_hz.push_back(f_hz), only.z_ohm.push_back(std::abs(value));
    }
    for (auto* c : {&z, &only}) c->sigma_ohm.assign(3, 0.0), c->noise_ohm.assign(3, 0.0);
    only.phase_known = only.sigma_known = false;
    const auto constant = curve({100, 1000, 10000}, {z_out, z_out, z_out});
    const auto whole = response(z, constant);
    const auto bounds = span_bounds(only, constant);
    REQUIRE(bounds);
    CHECK(whole.span_db >= bounds->least_db - 1e-9);
    CHECK(whole.span_db <= bounds->most_db + 1e-9);
    CHECK(response(only, constant).empty());
  }
  // a resistance takes most from a resistance and least from a reactance of the same magnitude
  CHECK(divider_bounds(30, 10.0).least == Approx(std::abs(divider(30.0, 10.0))));
  CHECK(divider_bounds(30, 10.0).most == Approx(std::abs(divider(Complex(0, -30), 10.0))));
  CHECK_FALSE(span_bounds(curve({100}, {8.0}), curve({200, 300}, {1.0, 1.0})));
}
