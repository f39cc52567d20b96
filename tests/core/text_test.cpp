// Numbers as people type and read them.
#include "core/si_text.hpp"
#include "support/catch.hpp"

using ohmbench::core::format_si;
using ohmbench::core::parse_si;

TEST_CASE("SI prefixes are read as suffix, with a unit, and in place of the decimal point") {
  CHECK(parse_si("33") == 33.0);
  CHECK(parse_si("33.15 ohm", "ohm") == 33.15);
  CHECK(*parse_si("4k7") == Approx(4700));
  CHECK(*parse_si("100m") == Approx(0.1));
  CHECK(*parse_si("2.2u") == Approx(2.2e-6));
  CHECK(*parse_si("2µ2") == Approx(2.2e-6));
  CHECK(*parse_si("0.1 mH", "H") == Approx(1e-4));
  CHECK(*parse_si("-40") == Approx(-40));
  CHECK(*parse_si("1e3") == Approx(1000));
}

TEST_CASE("What is not a number is not read as one") {
  for (const char* text :
       {"", " ", "ohm", "k", "4k7k", "4,7", "1.2k3", "nan", "inf", "33 V", "--3", "4k-7", "0x10"}) {
    INFO("\"" << text << "\"");
    CHECK_FALSE(parse_si(text, "ohm"));
  }
}

TEST_CASE("Values are written with the prefix that keeps them between 1 and 1000") {
  CHECK(format_si(0.0471, "ohm") == "47.1 mohm");
  CHECK(format_si(4700, "ohm") == "4.70 kohm");
  CHECK(format_si(999.96, "ohm") == "1.00 kohm");
  CHECK(format_si(0, "V") == "0.00 V");
  CHECK(format_si(-0.5, "V") == "-500 mV");
  CHECK(format_si(1e-6, "V") == "1.00 µV");
  CHECK(format_si(1.0 / 0.0, "V") == "unknown");
}

TEST_CASE("A value and its uncertainty have one prefix and end at one decimal") {
  using ohmbench::core::format_with;
  CHECK(format_with(351.3, 0.3513, "Ω") == "351.30 ± 0.35 Ω");
  CHECK(format_with(0.995, 0.029, "V") == "995 ± 29 mV");
  CHECK(format_with(-0.02, 0.004, "dB") == "-0.0200 ± 0.0040 dB");
  CHECK(format_with(12.5, 3.21, "°") == "12.5 ± 3.2 °");
  CHECK(format_with(4700, 996, "Ω") == "4.7 ± 1.0 kΩ");
  CHECK(format_with(624.1, 268.7, "Ω") == "624 ± 269 Ω");
  CHECK(format_with(0.0, 0.02, "Ω") == "0 ± 20 mΩ");
  CHECK(format_with(8.0, 0.0, "Ω") == "8.00 Ω");
}
