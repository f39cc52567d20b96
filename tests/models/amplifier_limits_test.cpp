// Facts about what an amplifier can bring into a load.
#include "models/amplifier_limits.hpp"

#include <cmath>
#include <numbers>

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;
using core::Amperes;
using core::Ohms;
using core::Volts;
using core::Watts;

namespace {

AmplifierSheet rated(std::vector<RatedPower> powers) {
  AmplifierSheet sheet;
  sheet.rated_power = std::move(powers);
  return sheet;
}

const AmplifierSheet kTwoRatings = rated({{Ohms(32), Watts(1.0)}, {Ohms(300), Watts(0.2)}});

}  // namespace

TEST_CASE("Voltage, divider and current decide together what reaches the load") {
  struct Row {
    double emf_peak, ampere_peak, z_out, z, volt, watt;
    bool by_current;
  };
  // group "amp_limits" of the reference vectors
  const Row rows[] = {{12, 0.2, 1, 16, 2.262741699796952, 0.32, true},
                      {12, 0.2, 1, 300, 8.457091070669671, 0.2384079645920023, false},
                      {40, 8, 0.05, 4, 22.627416997969522, 128.0, true}};
  for (const auto& row : rows) {
    AmplifierLimits limits;
    limits.unloaded = Volts(row.emf_peak / std::numbers::sqrt2);
    limits.current = Amperes(row.ampere_peak / std::numbers::sqrt2);
    const auto bounds = bounds_at(limits, row.z, row.z_out);
    CHECK(*bounds.load_volt.promised == Approx(row.volt).epsilon(1e-12));
    CHECK(*bounds.load_volt.most == Approx(row.volt).epsilon(1e-12));
    CHECK(*bounds.load_volt.promised * *bounds.load_volt.promised / row.z == Approx(row.watt).epsilon(1e-12));
    CHECK((*bounds.ampere.promised * row.z < *bounds.volt.promised) == row.by_current);
  }
}

TEST_CASE("A rated power means its volts and its amperes into its own load") {
  const auto limits = limits_of(kTwoRatings, {});
  REQUIRE(limits.reached.size() == 2);
  CHECK(limits.reached[0].voltage.value() == Approx(std::sqrt(32.0)));
  CHECK(limits.reached[0].current.value() == Approx(1.0 / std::sqrt(32.0)));
  for (const auto& r : kTwoRatings.rated_power) {
    const auto bounds = bounds_at(limits, r.load.value(), {});
    CHECK(*bounds.load_volt.promised == Approx(std::sqrt((r.power * r.load.value()).value())).epsilon(1e-12));
    CHECK(*bounds.load_volt.most == Approx(*bounds.load_volt.promised).epsilon(1e-12));
  }
}

TEST_CASE("Between rated loads the output stays inside a true limit of voltage, resistance and current") {
  // an amplifier of 8 V behind 5 Ω with at most 0.2 A, rated truthfully at 16 and 300 Ω
  const auto truth = [](double z) { return std::min(8.0 * z / (z + 5.0), 0.2 * z); };
  const auto power = [&](double z) { return Watts(truth(z) * truth(z) / z); };
  const auto limits = limits_of(rated({{Ohms(16), power(16)}, {Ohms(300), power(300)}}), {});
  for (double z = 4; z < 2000; z *= 1.1) {
    const auto bounds = bounds_at(limits, z, {});
    INFO(z);
    CHECK(*bounds.load_volt.promised <= truth(z) * (1 + 1e-12));
    if (bounds.load_volt.most) CHECK(*bounds.load_volt.most >= truth(z) * (1 - 1e-12));
  }
}

TEST_CASE("Outside the rated loads nothing is extrapolated upwards") {
  const auto points = limits_of(kTwoRatings, {}).reached;
  CHECK(reach(points, Ohms(8)).current.value() == Approx(points.front().current.value()));
  CHECK(reach(points, Ohms(8)).voltage.value() == Approx(8.0 / std::sqrt(32.0)));
  CHECK(reach(points, Ohms(600)).voltage.value() == Approx(std::sqrt(60.0)));
  // what lies beyond is not known either way
  const auto low = bounds_at(limits_of(kTwoRatings, {}), 8.0, {});
  CHECK_FALSE(low.ampere.most.has_value());
  CHECK(*low.volt.most == Approx(std::sqrt(60.0)));
  const auto high = bounds_at(limits_of(kTwoRatings, {}), 600.0, {});
  CHECK_FALSE(high.volt.most.has_value());
}

TEST_CASE("Without the output impedance the unloaded voltage promises nothing") {
  AmplifierLimits limits;
  limits.unloaded = Volts(4.5);
  const auto bounds = bounds_at(limits, 32.0, {});
  CHECK_FALSE(bounds.volt.promised.has_value());
  CHECK(*bounds.volt.most == 4.5);
  CHECK_FALSE(bounds.ampere.promised.has_value());
  CHECK_FALSE(bounds.load_volt.promised.has_value());
  CHECK(*bounds.load_volt.most == 4.5);
}

TEST_CASE("Nothing known means nothing promised and nothing excluded") {
  const auto bounds = bounds_at(limits_of({}, {}), 32.0, 1.0);
  for (const auto& b : {bounds.volt, bounds.ampere, bounds.load_volt}) {
    CHECK_FALSE(b.promised.has_value());
    CHECK_FALSE(b.most.has_value());
  }
}

TEST_CASE("A measured maximum is the amplifier's limit only if distortion ended the sweep") {
  const MeasuredMaximum by_bench{"bench", Volts(2.0), Amperes(0.0625), false};
  const auto open = bounds_at(limits_of({}, by_bench), 32.0, {});
  CHECK(*open.load_volt.promised == Approx(2.0));
  CHECK_FALSE(open.load_volt.most.has_value());

  const MeasuredMaximum by_amplifier{"amp", Volts(2.0), Amperes(0.0625), true};
  const auto closed = bounds_at(limits_of({}, by_amplifier), 32.0, {});
  CHECK(*closed.load_volt.most == Approx(2.0));

  // it replaces the rated powers; the bench's own limit does not
  CHECK(limits_of(kTwoRatings, by_amplifier).reached.size() == 1);
  CHECK(limits_of(kTwoRatings, by_bench).reached.size() == 2);
  CHECK(limits_of(kTwoRatings, by_bench).reached_is_limit);
}

TEST_CASE("Where figures contradict each other the smaller counts") {
  auto sheet = kTwoRatings;
  sheet.max_volt = Volts(4.5);
  sheet.max_ampere = Amperes(0.06);
  const auto bounds = bounds_at(limits_of(sheet, {}), 32.0, 0.0);
  CHECK(*bounds.volt.promised == Approx(4.5));
  CHECK(*bounds.ampere.promised == Approx(0.06));
  CHECK(*bounds.load_volt.promised == Approx(0.06 * 32));
}

TEST_CASE("A measured cause bounds what it limits at any load, and leaves the other open") {
  MeasuredMaximum m{"amp", Volts(2.0), Amperes(0.0625), true};  // 32 ohm
  m.limit = models::OutputLimit::kCurrent;
  const auto current = models::limits_of({}, m, 1.0);
  const auto at_16 = models::bounds_at(current, 16.0, 1.0);
  CHECK(at_16.ampere.most == 0.0625);
  CHECK_FALSE(at_16.volt.most.has_value());  // the voltage did not end it
  CHECK(*at_16.load_volt.most == Approx(1.0));
  const auto at_300 = models::bounds_at(current, 300.0, 1.0);
  CHECK(*at_300.load_volt.promised == Approx(2.0));
  CHECK(*at_300.load_volt.most == Approx(18.75));

  m.limit = models::OutputLimit::kVoltage;
  const auto voltage = models::limits_of({}, m, 8.0);
  CHECK(voltage.unloaded->value() == Approx(2.5));
  CHECK(*models::bounds_at(voltage, 32.0, 8.0).volt.most == Approx(2.0));
  CHECK(*models::bounds_at(voltage, 300.0, 8.0).load_volt.most == Approx(2.5 * 300 / 308));
  CHECK_FALSE(models::bounds_at(voltage, 300.0, 8.0).ampere.most.has_value());
  CHECK_FALSE(models::bounds_at(models::limits_of({}, m), 300.0, {}).volt.most.has_value());
}

TEST_CASE("What a burst or the next step leaves open lies between what is promised and the most") {
  MeasuredMaximum m{"amp", Volts(2.0), Amperes(0.0625), true};
  m.limit = models::OutputLimit::kSag;
  m.most_ratio = 1.2;
  const auto sag = models::bounds_at(models::limits_of({}, m), 32.0, {});
  CHECK(*sag.load_volt.promised == Approx(2.0));
  CHECK(*sag.load_volt.most == Approx(2.4));
  m.most_ratio = std::numeric_limits<double>::infinity();
  CHECK_FALSE(models::bounds_at(models::limits_of({}, m), 32.0, {}).load_volt.most.has_value());
}

TEST_CASE("What bursts got counts once among the most that an amplifier may do to a load") {
  MeasuredMaximum m{"amp", Volts(2.0), Amperes(0.0625), true};
  m.limit = models::OutputLimit::kSag;
  m.most_ratio = 1.2;
  m.highest_volt = Volts(2.4);  // in the bursts
  const auto most = models::bounds_at(models::most_limits_of({}, m), 32.0, {});
  CHECK(*most.load_volt.most == Approx(2.4));
  m.highest_volt = Volts(2.2);  // distorted, while the bursts reached more
  CHECK(*models::bounds_at(models::most_limits_of({}, m), 32.0, {}).load_volt.most == Approx(2.4));
  m.most_ratio = std::numeric_limits<double>::infinity();
  CHECK_FALSE(models::bounds_at(models::most_limits_of({}, m), 32.0, {}).load_volt.most.has_value());
}
