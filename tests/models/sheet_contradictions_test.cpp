// Facts about datasheets that cannot be true.
#include "models/sheet_contradictions.hpp"

#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;
using core::Amperes;
using core::Ohms;
using core::Volts;
using core::Watts;

TEST_CASE("4.4 V into 40 ohm are 484 mW, and a datasheet that says 129 mW is told so") {
  AmplifierSheet sheet;
  sheet.rated_power = {{Ohms(40), Watts(0.129)}};
  const auto found = contradictions(sheet, {{Ohms(40), Volts(4.4)}});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found.front(), ContainsSubstring("484 mW") && ContainsSubstring("129 mW"));
  CHECK(contradictions(sheet, {{Ohms(40), Volts(2.27)}}).empty());
  sheet.max_volt = Volts(4.4);  // unloaded: less power than that allows, and nothing that explains it
  CHECK_THAT(contradictions(sheet).front(), ContainsSubstring("does not explain itself"));
  sheet.max_ampere = Amperes(0.0568);
  CHECK(contradictions(sheet).empty());
}

TEST_CASE("More power than the volts, the amperes or a lower load allow is a contradiction") {
  AmplifierSheet sheet;
  sheet.max_volt = Volts(4.5);
  sheet.output_impedance = Ohms(10);
  sheet.rated_power = {{Ohms(32), Watts(0.6)}};  // 4.38 V, where 3.43 V are left
  CHECK_THAT(contradictions(sheet).front(), ContainsSubstring("leave only 3.43 V"));
  sheet = {};
  sheet.max_ampere = Amperes(0.06);
  sheet.rated_power = {{Ohms(32), Watts(0.25)}};  // 88 mA
  CHECK_THAT(contradictions(sheet).front(), ContainsSubstring("60.0 mA"));
  sheet = {};
  sheet.rated_power = {{Ohms(32), Watts(1.0)}, {Ohms(300), Watts(0.05)}};
  CHECK_THAT(contradictions(sheet).front(), ContainsSubstring("less volts"));
  sheet.rated_power = {{Ohms(32), Watts(0.1)}, {Ohms(300), Watts(1.2)}};
  CHECK_THAT(contradictions(sheet).front(), ContainsSubstring("more current"));
  sheet.rated_power = {{Ohms(32), Watts(1.0)}, {Ohms(300), Watts(0.11)}};
  CHECK(contradictions(sheet).empty());
}
