// Facts about headroom.
#include "models/headroom.hpp"

#include <cmath>
#include <numbers>

#include "core/frequency_grid.hpp"
#include "models/sensitivity.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;
using core::Amperes;
using core::Ohms;
using core::Volts;

namespace {

template <class Function>
core::OhmCurve curve(Function z_of_f) {
  core::OhmCurve c;
  c.f_hz = core::log_frequencies(20, 20000, 12);
  for (const double f : c.f_hz) c.z_ohm.push_back(z_of_f(f));
  c.sigma_ohm.assign(c.size(), 0.0);
  c.noise_ohm.assign(c.size(), 0.0);
  return c;
}

core::OhmCurve resistor(double ohm) {
  return curve([ohm](double) { return std::complex<double>(ohm, 0.0); });
}

AmplifierLimits limits(double volt, double ampere) {
  AmplifierLimits l;
  l.unloaded = Volts(volt);
  l.current = Amperes(ampere);
  return l;
}

}  // namespace

TEST_CASE("A loudspeaker on a headphone amplifier runs out of current by 29 dB") {
  // 86 dB/2.83 V, 85 dB on average at 2.5 m with peaks 14 dB above; 4.6 Ω; the amplifier makes 12 V and 0.25
  // A peak
  const Sensitivity s{core::DbSpl(86), SensitivityReference::kPer2V83AtOneMetre};
  const auto average = volts_for(core::DbSpl(85), s, {Ohms(8), 2.5});
  CHECK(average.value() == Approx(6.30).epsilon(1e-3));
  const Volts wanted(average.value() * std::pow(10.0, 14.0 / 20.0) / std::numbers::sqrt2);
  const double peak = 1.0 / std::numbers::sqrt2;
  const auto z = resistor(4.6);
  const auto h = headroom(z, resistor(0.0), limits(12 * peak, 0.25 * peak), wanted);
  CHECK(*h->voltage.headroom_db == Approx(-8.4).margin(0.05));
  CHECK(*h->current.headroom_db == Approx(-28.8).margin(0.05));
  CHECK(*h->power.headroom_db == Approx(-28.8).margin(0.05));
}

TEST_CASE("Current runs out where the impedance is least, voltage where the divider takes most") {
  const auto z = curve([](double f) {
    const double x = std::log(f / 300.0);
    return std::complex<double>(30.0 + 20.0 * x * x, 0.0);
  });
  const auto h = headroom(z, resistor(10.0), limits(5.0, 0.1), Volts(1.0));
  CHECK(h->current.f_hz == Approx(300.0).epsilon(0.04));
  CHECK(h->voltage.f_hz == h->current.f_hz);
  CHECK(h->current.need == Approx(1.0 / 30.0).epsilon(0.01));
  CHECK(*h->current.headroom_db == Approx(20 * std::log10(3.0)).margin(0.1));
  CHECK(*h->voltage.headroom_db == Approx(20 * std::log10(5.0 * 30 / 40)).margin(0.1));
  CHECK_FALSE(h->current.everywhere);
}

TEST_CASE(
    "Power is real power: a reactive load of the same magnitude needs fewer watts and no fewer amperes") {
  const auto resistive = headroom(resistor(8.0), resistor(0.0), limits(20, 5), Volts(10.0));
  const auto reactive = headroom(curve([](double) { return std::polar(8.0, std::numbers::pi / 3); }),
                                 resistor(0.0), limits(20, 5), Volts(10.0));
  CHECK(resistive->power.need == Approx(12.5));
  CHECK(reactive->power.need == Approx(6.25));
  CHECK(reactive->current.need == Approx(resistive->current.need));
}

TEST_CASE("Headroom falls by a decibel with every decibel wanted") {
  const auto z = resistor(32.0);
  const auto a = headroom(z, resistor(1.0), limits(4, 0.05), Volts(0.1));
  const auto b = headroom(z, resistor(1.0), limits(4, 0.05), Volts(0.1 * std::pow(10.0, 0.05)));
  CHECK(*a->voltage.headroom_db - *b->voltage.headroom_db == Approx(1.0));
  CHECK(*a->current.headroom_db - *b->current.headroom_db == Approx(1.0));
  CHECK(*a->power.headroom_db - *b->power.headroom_db == Approx(1.0));
}

TEST_CASE("An unknown limit has no headroom") {
  AmplifierLimits volt_only;
  volt_only.unloaded = Volts(5.0);
  const auto h = headroom(resistor(32.0), resistor(1.0), volt_only, Volts(1.0));
  CHECK(h->voltage.headroom_db.has_value());
  CHECK_FALSE(h->current.headroom_db.has_value());
  CHECK_FALSE(h->power.headroom_db.has_value());
  CHECK(h->current.need == Approx(1.0 / 32.0));
}

TEST_CASE("Without the output impedance a voltage can be too little for sure but not enough for sure") {
  AmplifierLimits volt_only;
  volt_only.unloaded = Volts(5.0);
  CHECK_FALSE(headroom(resistor(32.0), {}, volt_only, Volts(4.0))->voltage.headroom_db.has_value());
  CHECK(*headroom(resistor(32.0), {}, volt_only, Volts(10.0))->voltage.headroom_db ==
        Approx(-6.02).margin(0.01));
}

TEST_CASE("A rating for another load promises, but does not exclude") {
  AmplifierLimits eight_ohm;
  eight_ohm.reached = {{Volts(20.0), Amperes(2.5)}};
  // 2 A at 4 Ω is within the 2.5 A it showed; 4 A is not, and nobody said what it does there
  CHECK(*headroom(resistor(4.0), {}, eight_ohm, Volts(8.0))->current.headroom_db ==
        Approx(20 * std::log10(1.25)));
  CHECK_FALSE(headroom(resistor(4.0), {}, eight_ohm, Volts(16.0))->current.headroom_db.has_value());
  // more volts than at 8 Ω cannot come at 4 Ω
  CHECK(*headroom(resistor(4.0), {}, eight_ohm, Volts(25.0))->voltage.headroom_db < 0);
}

TEST_CASE("The largest power is where the impedance allows it") {
  const auto z = curve([](double f) { return std::complex<double>(f < 200 ? 4.0 : 8.0, 0.0); });
  const auto w = largest_watt(z, resistor(0.0), limits(10.0, 100.0)).bounds;
  CHECK(*w.promised == Approx(25.0));
  CHECK(*w.most == Approx(25.0));
  CHECK_FALSE(largest_watt(z, {}, {}).bounds.most.has_value());
}

TEST_CASE("Where the output impedance was not measured it is not known, and no frequency is left out") {
  auto z_out = resistor(1.0);
  for (auto& f : z_out.f_hz) f *= 1e4;
  const auto nowhere = headroom(resistor(32.0), z_out, limits(5, 1), Volts(1.0));
  CHECK_FALSE(nowhere->voltage.headroom_db);
  CHECK(*nowhere->current.headroom_db == Approx(20.0 * std::log10(32.0)));
  // the load's minimum lies below what the output impedance covers
  const auto z = curve([](double f) { return std::complex<double>(f < 1000 ? 4.0 : 64.0, 0.0); });
  auto high = resistor(1.0);
  for (auto& f : high.f_hz) f *= 100;
  const auto h = headroom(z, high, limits(5, 0.1), Volts(1.0));
  CHECK(h->current.f_hz < 1000);
  CHECK(*h->current.headroom_db == Approx(20.0 * std::log10(0.1 * 4.0)));
  CHECK_FALSE(h->voltage.headroom_db);
}

TEST_CASE("Headroom over frequency is least where the headroom says, and no less anywhere") {
  const auto z = curve([](double f) {
    const double x = std::log(f / 300.0);
    return std::complex<double>(30.0 + 20.0 * x * x, 5.0 * x);
  });
  const auto all = headroom_over_frequency(z, resistor(10.0), limits(5.0, 0.1), Volts(1.0));
  const auto worst = headroom(z, resistor(10.0), limits(5.0, 0.1), Volts(1.0));
  REQUIRE(all.f_hz.size() == z.size());
  double least_ampere = 1e9, least_volt = 1e9;
  for (std::size_t i = 0; i < all.f_hz.size(); ++i) {
    CHECK(*all.current_db[i] == Approx(20 * std::log10(0.1 * std::abs(z.z_ohm[i]))));
    least_ampere = std::min(least_ampere, *all.current_db[i]);
    least_volt = std::min(least_volt, *all.voltage_db[i]);
  }
  CHECK(least_ampere == Approx(*worst->current.headroom_db));
  CHECK(least_volt == Approx(*worst->voltage.headroom_db));
  const auto unknown = headroom_over_frequency(z, resistor(10.0), {}, Volts(1.0));
  CHECK_FALSE(unknown.voltage_db.front().has_value());
}
