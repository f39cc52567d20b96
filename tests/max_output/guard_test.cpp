// Facts about the guard: what no step may do, whatever plays it.
#include "max_output/guard.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::max_output;

namespace {

workbench::Bench bench() {
  return workbench::parse_bench(
      "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [2.0, 2.0]\n[wiring]\nsense_resistor_ohm = 1\n"
      "sense_resistor_max_watt = 0.01\n[limits]\nload_max_volt = 0.5\nload_max_watt = 0.02\n",
      "bench.toml");
}

/// 1 V RMS at the terminals per full scale, into 9 ohm behind 1 ohm.
Step linear(double level_dbfs) {
  Step s;
  s.level_dbfs = level_dbfs;
  s.source_volt = std::pow(10.0, level_dbfs / 20);
  s.volt = 0.9 * s.source_volt;
  s.ampere = 0.1 * s.source_volt;
  s.watt = s.volt * s.ampere;
  s.load_ohm = 9;
  s.ratio = 0.9;
  s.thd_n = s.thd = 1e-4;
  return s;
}

Step plain(double level, double) {
  return linear(level);
}

}  // namespace

TEST_CASE("The ceiling is that of the most sensitive step: one that reads less does not raise it") {
  const auto b = bench();
  Guard guard(b);
  guard.play(-40, 0, plain);
  const double before = guard.ceiling().level_dbfs;
  CHECK(before == Approx(20 * std::log10(0.995 * std::sqrt(0.02 / 0.09))).margin(0.01));
  guard.play(-30, 0, [](double level, double) {
    auto s = linear(level);  // a plug that slips: 4 dB less at B
    s.volt *= 0.63, s.watt *= 0.63, s.ratio *= 0.63;
    return s;
  });
  CHECK(guard.ceiling().level_dbfs == Approx(before).margin(0.01));
}

TEST_CASE("A step is never played above the ceiling of those before it") {
  const auto b = bench();
  Guard guard(b);
  guard.play(-40, 0, plain);
  const double ceiling = guard.ceiling().level_dbfs;
  CHECK(guard.play(0, 0, plain).level_dbfs == ceiling);
}

TEST_CASE("An input that hears far less than before against the other ends everything") {
  const auto b = bench();
  const double factor = GENERATE(0.001, 0.4, 3.0, 1000.0);
  Guard guard(b);
  guard.play(-40, 0, plain);
  CHECK_THROWS_AS(guard.play(-34, 0,
                             [&](double level, double) {
                               auto s = linear(level);
                               s.ratio *= factor;
                               (factor < 1 ? s.volt : s.source_volt) *= factor < 1 ? factor : 1 / factor;
                               return s;
                             }),
                  Unsafe);
}

TEST_CASE("The first step is held against the probe") {
  const auto b = bench();
  const Expected expected{1.0, 0.7, 0.95};
  Guard good(b, expected);
  CHECK_NOTHROW(good.play(-40, 0, plain));
  Guard deaf(b, expected);
  CHECK_THROWS_WITH(deaf.play(-40, 0,
                              [](double level, double) {
                                auto s = linear(level);
                                s.ratio = 0.01, s.volt = 1e-4, s.watt = 1e-6;
                                return s;
                              }),
                    ContainsSubstring("input B hears"));
  Guard louder(b, expected);
  CHECK_THROWS_WITH(louder.play(-40, 0,
                                [](double level, double) {
                                  auto s = linear(level + 6);
                                  s.level_dbfs = level;
                                  return s;
                                }),
                    ContainsSubstring("louder by itself"));
}

TEST_CASE("What is not a number, or no volts at all, passes no guard") {
  const auto b = bench();
  const auto broken = GENERATE(0, 1, 2, 3, 4);
  Guard guard(b);
  guard.play(-40, 0, plain);
  CHECK_THROWS_AS(guard.play(-34, 0,
                             [&](double level, double) {
                               auto s = linear(level);
                               constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
                               if (broken == 0) s.volt = kNan;
                               if (broken == 1) s.watt = kNan;
                               if (broken == 2) s.ampere = std::numeric_limits<double>::infinity();
                               if (broken == 3) s.thd_n = kNan;
                               if (broken == 4) s.volt = 0;
                               return s;
                             }),
                  Unsafe);
}

TEST_CASE("More than a limit at the load or in the sense resistor ends everything") {
  const auto b = bench();
  const auto [volt, watt, ampere] = GENERATE(table<double, double, double>(
      {{0.51, 0.001, 0.01}, {0.1, 0.021, 0.01}, {0.1, 0.001, 0.26}}));  // 0.25 A are 6.25 times 10 mW
  Guard guard(b);
  CHECK_THROWS_AS(guard.play(-40, 0,
                             [&, v = volt, w = watt, a = ampere](double level, double) {
                               auto s = linear(level);
                               s.volt = v, s.watt = w, s.ampere = a;
                               return s;
                             }),
                  Unsafe);
}

TEST_CASE("An output that was heard and is heard no more fell silent") {
  const auto b = bench();
  const auto unheard = [](double, double) -> Step { throw NotHeard("no tone was heard", ""); };
  Guard never(b);
  CHECK_THROWS_AS(never.play(-40, 0, unheard), NotHeard);
  Guard guard(b);
  guard.play(-40, 0, plain);
  const auto silent = guard.play(-34, 0, unheard);
  CHECK(silent.collapsed);
  CHECK(silent.level_dbfs == -34);
  const auto hardly = guard.play(-34, 0, [](double level, double) {
    auto s = linear(level - 30);
    s.level_dbfs = level;
    return s;
  });
  CHECK(hardly.collapsed);
}
