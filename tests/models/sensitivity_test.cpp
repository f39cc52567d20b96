// Facts about sensitivity: what is read, and the volts that follow.
#include "models/sensitivity.hpp"

#include <cmath>

#include "core/error.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::models;
using core::DbSpl;
using core::Ohms;

TEST_CASE("The three spellings of a sensitivity and their variants are read") {
  struct Row {
    const char* text;
    double db;
    SensitivityReference reference;
  };
  using enum SensitivityReference;
  const Row rows[] = {{"103 dB/V", 103, kPerVolt},
                      {"103dB/V", 103, kPerVolt},
                      {"103.5 db/vrms", 103.5, kPerVolt},
                      {"103 dB SPL/V", 103, kPerVolt},
                      {"103 dB(SPL)/1 Vrms", 103, kPerVolt},
                      {"103 dB @ 1V", 103, kPerVolt},
                      {"99 dB/mW", 99, kPerMilliwatt},
                      {"99,5 dB / 1mW", 99.5, kPerMilliwatt},
                      {"99 dB SPL @ 1 mW", 99, kPerMilliwatt},
                      {"87 dB/2.83V/1m", 87, kPer2V83AtOneMetre},
                      {"87 dB/2,83 V/m", 87, kPer2V83AtOneMetre},
                      {"87 dB (2.83 V / 1 m)", 87, kPer2V83AtOneMetre},
                      {"86 dB/W/m", 86, kPerWattAtOneMetre},
                      {"86 dB/1W/1m", 86, kPerWattAtOneMetre}};
  for (const auto& row : rows) {
    INFO(row.text);
    const auto s = parse_sensitivity(row.text);
    CHECK(s.level.value() == row.db);
    CHECK(s.reference == row.reference);
    const auto again = parse_sensitivity(to_text(s));
    CHECK(again.level == s.level);
    CHECK(again.reference == s.reference);
  }
}

TEST_CASE("A sensitivity without its reference, or with another, is refused with an example") {
  for (const char* text : {"103", "103 dB", "dB/V", "103 dB/mV", "103 dB/2V", "abc dB/V", "103 dB/V/1m", "",
                           "10300 dB/V", "-3 dB/V"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_sensitivity(text), core::Error);
  }
  CHECK_THROWS_WITH(parse_sensitivity("103 dB"),
                    ContainsSubstring("103 dB/V") && ContainsSubstring("reference"));
}

TEST_CASE("Watts and 2.83 V without a distance are not completed: they may be a headphone's") {
  for (const char* text : {"87 dB/W", "87 dB SPL @ 1 W", "87dB/2.83V", "87 dB/2,83 Vrms", "87 dB (1W)"}) {
    INFO(text);
    CHECK_THROWS_WITH(parse_sensitivity(text), ContainsSubstring("at which distance?"));
  }
  CHECK_THROWS_WITH(parse_sensitivity("87 dB/W"), ContainsSubstring("\"87 dB/W/1m\""));
  CHECK_THROWS_WITH(parse_sensitivity("87.5 dB/2.83V"),
                    ContainsSubstring("\"87.5 dB/2.83V/1m\"") && ContainsSubstring("dB/mW"));
}

TEST_CASE("A headphone's volts for a level follow from dB/mW and its rated impedance") {
  struct Row {
    double db_per_mw, rated, spl, db_per_v, volt, ampere, milliwatt, millivolt_for_94;
  };
  // group "headphone_sensitivity" of the reference vectors
  const Row rows[] = {{83.5, 50, 115, 96.51029995663981, 8.403979844760322, 0.16807959689520643,
                       1412.5375446227542, 749.0054920699725},
                      {103, 300, 110, 108.22878745280337, 1.2261980675575284, 0.004087326891858428,
                       5.011872336272723, 194.33929698808993},
                      {111, 16, 100, 128.95880017344075, 0.03565003752534982, 0.002228127345334364,
                       0.07943282347242815, 17.867343686038524}};
  for (const auto& row : rows) {
    const Sensitivity s{DbSpl(row.db_per_mw), SensitivityReference::kPerMilliwatt};
    const Listening listening{Ohms(row.rated)};
    const auto volt = volts_for(DbSpl(row.spl), s, listening);
    CHECK(volt.value() == Approx(row.volt).epsilon(1e-12));
    CHECK((volt / Ohms(row.rated)).value() == Approx(row.ampere).epsilon(1e-12));
    CHECK((volt * (volt / Ohms(row.rated))).value() == Approx(row.milliwatt * 1e-3).epsilon(1e-12));
    CHECK(volts_for(DbSpl(94), s, listening).value() == Approx(row.millivolt_for_94 * 1e-3).epsilon(1e-12));
    CHECK(level_at(core::Volts(1.0), s, listening).value() == Approx(row.db_per_v).epsilon(1e-12));
  }
}

TEST_CASE("A loudspeaker's volts for a level grow with the distance, and its peaks by the crest factor") {
  struct Row {
    double db_at_2v83, spl, distance_m, crest_db, rated;
    double volt, peak_volt, sine_volt, sine_watt, db_at_1w;
  };
  // group "speaker_level" of the reference vectors
  const Row rows[] = {{87, 95, 3.0, 15, 4, 21.314063151490828, 119.85778517800141, 84.75225267736526,
                       1795.7360834719916, 83.98970004336019},
                      {90, 85, 2.5, 12, 8, 3.976353643835253, 15.830148982673414, 11.193605692841698,
                       15.66210105085226, 90.0}};
  const double sine_crest_db = 10.0 * std::log10(2.0);
  for (const auto& row : rows) {
    const Sensitivity s{DbSpl(row.db_at_2v83), SensitivityReference::kPer2V83AtOneMetre};
    const Listening there{Ohms(row.rated), row.distance_m}, near{Ohms(row.rated), 1.0};
    CHECK(volts_for(DbSpl(row.spl), s, there).value() == Approx(row.volt).epsilon(1e-12));
    CHECK(volts_for(DbSpl(row.spl + row.crest_db), s, there).value() == Approx(row.peak_volt).epsilon(1e-12));
    // the sine with the programme's peaks, which amplifiers are rated for
    const auto sine = volts_for(DbSpl(row.spl + row.crest_db - sine_crest_db), s, there);
    CHECK(sine.value() == Approx(row.sine_volt).epsilon(1e-12));
    CHECK((sine * (sine / Ohms(row.rated))).value() == Approx(row.sine_watt).epsilon(1e-12));
    // 1 W into 4 Ω is 2 V: the same driver makes 3.01 dB less than at 2.83 V
    const core::Volts at_1w(std::sqrt(row.rated));
    CHECK(level_at(at_1w, s, near).value() == Approx(row.db_at_1w).epsilon(1e-12));
  }
}

TEST_CASE("1 W into 8 ohm and 2.83 V are the same") {
  const Sensitivity watt{DbSpl(88), SensitivityReference::kPerWattAtOneMetre};
  const Sensitivity volt{DbSpl(88), SensitivityReference::kPer2V83AtOneMetre};
  CHECK(volts_for(DbSpl(100), watt, {Ohms(8), 2.0}).value() ==
        Approx(volts_for(DbSpl(100), volt, {Ohms(8), 2.0}).value()).epsilon(1e-14));
}

TEST_CASE("Volts and level are each other's inverse for every reference") {
  for (const char* text : {"103 dB/V", "99 dB/mW", "87 dB/2.83V/1m", "86 dB/W/1m"}) {
    const auto s = parse_sensitivity(text);
    const Listening listening{Ohms(32), 2.5};
    CHECK(level_at(volts_for(DbSpl(93.7), s, listening), s, listening).value() ==
          Approx(93.7).epsilon(1e-13));
  }
}

TEST_CASE("A headphone does not care how far the loudspeakers are") {
  const auto s = parse_sensitivity("103 dB/V");
  CHECK(volts_for(DbSpl(103), s, {Ohms(300), 5.0}).value() == Approx(1.0));
}
