// Facts about the advice: which resistor, which wiring, and whether what it promises comes true.
#include "advice/advice.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::advice;
using advice::CalibratedBy;
using core::Ohms;
using core::Sense;

namespace {

AdviceWish wish_for(double z_min, double z_max) {
  AdviceWish wish;
  wish.load_min = Ohms(z_min);
  wish.load_max = Ohms(z_max);
  return wish;
}

/// Worst error over the load's ends and the advice's frequencies, from the budget itself.
double worst(advice::SenseBench bench, double rs, CalibratedBy calibration, const AdviceWish& wish) {
  bench.sense_resistor = Ohms(rs);
  double most = 0;
  for (const auto z : {wish.load_min, wish.load_max}) {
    for (const double f_hz : kAdviceHz)
      most = std::max(most, advice::expected_error(bench, calibration, z.value(), f_hz).total());
  }
  return most;
}

}  // namespace

TEST_CASE("Headphones and loudspeakers get a resistor of their own size on the high side") {
  struct Row {
    double z_min, z_max;
  };
  for (const auto& row : {Row{4, 8}, Row{16, 64}, Row{32, 32}, Row{16, 300}, Row{300, 600}}) {
    const auto advice = advise(wish_for(row.z_min, row.z_max));
    const double rs = advice.bench.sense_resistor.value();
    CHECK(advice.bench.sense == Sense::kHighSide);
    CHECK(rs > 0.8 * std::sqrt(row.z_min * row.z_max));
    CHECK(rs < 2.5 * std::sqrt(row.z_min * row.z_max));
    CHECK(advice.outlook.size() == 18);
  }
}

TEST_CASE("No standard value does better by value than the one advised, in either wiring") {
  for (const auto sense : {Sense::kHighSide, Sense::kLowSide}) {
    auto wish = wish_for(16, 300);
    wish.sense = sense;
    wish.series = advice::Series::kE24;
    const auto advice = advise(wish);
    const auto by_value = [&](double rs) {
      auto bench = advice.bench;
      bench.sense_resistor = Ohms(rs);
      double most = 0;
      for (const auto z : {wish.load_min, wish.load_max}) {
        for (const double f_hz : kAdviceHz) {
          most = std::max(most, advice::expected_error(bench, CalibratedBy::kRatio, z.value(), f_hz)
                                    .by_value_of_resistor(sense));
        }
      }
      return most;
    };
    const double advised = by_value(advice.bench.sense_resistor.value());
    for (const double other : advice::standard_values(advice::Series::kE24, Ohms(0.1), Ohms(1e5)))
      CHECK(by_value(other) >= advised);
    CHECK(by_value(advice.ideal.value()) <= advised);
    CHECK(by_value(advice.ideal.value() * 1.01) > by_value(advice.ideal.value()));
    CHECK(by_value(advice.ideal.value() / 1.01) > by_value(advice.ideal.value()));
  }
}

TEST_CASE("Among the resistors at hand the best is taken, and the load may float where that is worth it") {
  auto wish = wish_for(16, 64);
  wish.have = {10, 33, 100, 1000};
  CHECK(advise(wish).bench.sense_resistor.value() == 33);
  wish.have = {0.1};
  CHECK(advise(wish).bench.sense == Sense::kLowSide);
  wish.sense = Sense::kHighSide;
  CHECK(advise(wish).bench.sense == Sense::kHighSide);
}

TEST_CASE("An amplifier's current is never exceeded at the load's minimum") {
  auto wish = wish_for(4, 8);
  wish.bench.volt = core::Volts(4);
  wish.amplifier = core::Amperes(0.06);
  const auto advice = advise(wish);
  CHECK(4 / (advice.bench.sense_resistor.value() + 4) <= 0.06);
  CHECK(advice.amplifier_bears_short == (4 / advice.bench.sense_resistor.value() <= 0.06));
  wish.have = {1, 10};
  CHECK_THROWS_AS(advise(wish), core::Error);
}

TEST_CASE("Every promised factor is the ratio of the errors before and after the change") {
  auto wish = wish_for(16, 300);
  wish.present = Ohms(1);
  const auto advice = advise(wish);
  const double rs = advice.bench.sense_resistor.value();
  REQUIRE(advice.remedies.size() == 3);
  const auto at = [&](CalibratedBy c) { return worst(advice.bench, rs, c, wish); };
  CHECK(advice.remedies[0].cause == advice::ErrorSource::kChannelRatio);
  CHECK(*advice.remedies[0].factor ==
        Approx(at(CalibratedBy::kNothing) / at(CalibratedBy::kRatio)).epsilon(1e-12));
  CHECK(advice.remedies[1].cause == advice::ErrorSource::kInputLoading);
  auto declared = advice.bench;
  declared.input_resistance = Ohms(12e3);
  CHECK(*advice.remedies[1].factor ==
        Approx(at(CalibratedBy::kRatio) / worst(declared, rs, CalibratedBy::kRatio, wish)).epsilon(1e-12));
  CHECK(advice.remedies[2].cause == advice::ErrorSource::kReference);
  for (const auto& r : advice.remedies) CHECK(*r.factor > 1.2);
  // 1 Ω under 300 Ω magnifies the inputs' inequality 301 times, the advised value about four times
  CHECK(advice.better_than_present[0] ==
        Approx(worst(advice.bench, 1, CalibratedBy::kNothing, wish) / at(CalibratedBy::kNothing))
            .epsilon(1e-3));
  CHECK(advice.better_than_present[0] > 50);
}

TEST_CASE(
    "The reference resistor is the standard value in the middle of the load's range, or the bench's own") {
  CHECK(advise(wish_for(16, 300)).bench.reference.value() == 68);
  CHECK(advise(wish_for(33, 33)).bench.reference.value() == 33);
  auto wish = wish_for(16, 300);
  wish.bench.reference = Ohms(100.02);
  wish.own_reference = true;
  CHECK(advise(wish).bench.reference.value() == 100.02);
}
