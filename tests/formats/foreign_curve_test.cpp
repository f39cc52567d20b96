// Facts about the files of other programs: what is read, what is said about it, what is refused and where.
#include "formats/foreign_curve.hpp"

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>

#include "core/error.hpp"
#include "formats/curve_file.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::formats;

namespace {

std::string said(const ForeignCurve& c) {
  std::string text;
  for (const auto* list : {&c.read_as, &c.left_out, &c.doubts}) {
    for (const auto& line : *list) text += line + "\n";
  }
  return text;
}

/// The refusal of a file, in one line.
std::string refusal(const std::string& bytes, const std::string& name = "a.txt",
                    const ReadOptions& options = {}) {
  try {
    read_foreign(bytes, name, options);
  } catch (const core::Error& e) {
    CHECK(e.exit_code() == 2);
    return e.what();
  }
  FAIL("was read: " << bytes.substr(0, 200));
  return {};
}

void check_curve(const ForeignCurve& c, const std::vector<double>& f_hz, const std::vector<double>& ohm,
                 const std::vector<double>& deg) {
  CHECK(c.f_hz == f_hz);
  CHECK(c.magnitude == ohm);
  CHECK(c.phase_deg == deg);
}

std::string little(std::uint32_t word) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(word >> (8 * i));
  return bytes;
}

std::string lim(std::int32_t stated, const std::vector<float>& values, const std::string& behind = "") {
  std::string bytes("LIM\0\1\1\0\0\0\0\0\0", 12);
  bytes += little(std::bit_cast<std::uint32_t>(stated)) + little(0) + little(0);
  bytes += little(std::bit_cast<std::uint32_t>(48000.0f));
  for (const float v : values) bytes += little(std::bit_cast<std::uint32_t>(v));
  return bytes + behind;
}

}  // namespace

TEST_CASE("The same curve is read from every program's way to write it") {
  const std::vector<double> f{20.5, 1000.0, 20000.0}, ohm{7.25, 8.0, 30.5}, deg{25.5, -10.0, 60.125};
  struct Case {
    const char* what;
    const char* file;
    std::string bytes;
  };
  const std::vector<Case> cases{
      {"zma with a fence of stars and plus signs", "a.zma",
       "****\n* FILE:a.zma\n* Data: Impedance (ohms), Phase (degrees)\n****\n   20.500    +7.2500   "
       "+25.5000\n 1000.000    "
       "+8.0000   -10.0000\n20000.000   +30.5000   +60.1250\n"},
      {"limp text without header, CRLF", "a.ZMA",
       "20.500  7.250  25.500\r\n1000.000  8.000  -10.000\r\n20000.000  30.500  60.125\r\n"},
      {"line ends of old computers", "a.zma", "20.5 7.25 25.5\r1000 8 -10\r20000 30.5 60.125"},
      {"DATS: blanks and tabs at the ends", "a.zma",
       "20.500    \t7.250    \t25.500    \n1000\t8\t-10 \n20000.0 \t30.5\t60.125\t\n"},
      {"REW, its decimal comma in the header only", "a.txt",
       "* Measurement data saved by REW V5.00\n* Sense Resistor: 100.0\n* Format:   1M Log Swept Sine, 1 "
       "sweep at -30,0 "
       "dBFS\n*\n* Freq(Hz) Z(Ohms) Phase(degrees)\n20.5 7.25 25.5\n1000 8.0 -10\n20000 30.5 60.125\n"},
      {"REW with commas in the names", "a.txt",
       "* Freq(Hz), Z(ohms), Phase(degrees)\n20.5, 7.25, 25.5\n1000, 8.0, -10\n20000, 30.5, 60.125\n"},
      {"REW quoted CSV", "a.csv",
       "\"Freq\",\"Z\",\"Phase\"\n20.5,7.25,25.5\n1000,8,-10\n20000,30.5,60.125\n"},
      {"CSV of a comma country, with a byte order mark", "a.csv",
       "\xEF\xBB\xBF"
       "Frequenz [Hz];Impedanz [\xCE\xA9];Phase [\xC2\xB0]\n20,5;7,25;25,5\n1000;8;-10\n20000;30,5;60,125\n"},
      {"the same with Latin-1 names and a trailing separator", "a.csv",
       "Fr\xE9quence (Hz);Imp\xE9"
       "dance (ohm);Phase (\xB0);\n20,5;7,25;25,5;\n1000;8;-10;\n20000;30,5;60,125;\n"},
      {"decimal commas between tabs", "a.txt", "20,5\t7,25\t25,5\n1000\t8\t-10\n20000\t30,5\t60,125\n"},
      {"decimal commas between blanks", "a.txt", "20,5 7,25 25,5\n1000,0 8,0 -10,0\n20000,0 30,5 60,125\n"},
      {"quoted decimal commas between commas", "a.csv",
       "\"20,5\",\"7,25\",\"25,5\"\n\"1000\",\"8\",\"-10\"\n\"20000\",\"30,5\",\"60,125\"\n"},
      {"an unmarked header and zero-padded columns", "a.txt",
       "12\" Driver B RE = 5.81 ohms VT = 1 ft^3\nVgen = 001.000 Vrms\nFrequency\tMagnitude\t "
       "Phase\n00020.50000\t007.25000\t "
       "25.50000\n01000.00000\t008.00000\t-10.00000\n20000.00000\t030.50000\t 60.12500\n"},
      {"columns in another order, and kHz", "a.csv",
       "phase (deg),Z (ohm),f (kHz)\n25.5,7.25,0.0205\n-10,8,1\n60.125,30.5,20\n"},
      {"real and imaginary part beside the magnitude", "a.csv",
       "frequency_hz,impedance_ohm,phase_deg,impedance_re_ohm,impedance_im_ohm\n20.5,7.25,25.5,1,2\n1000,8,-"
       "10,1,2\n20000,30.5,60.125,1,2\n"},
      {"text behind the numbers and behind the data", "a.txt",
       "20.5 7.25 25.5 first\n1000 8 -10\n20000 30.5 60.125\nend of data\n"},
      {"comments of every kind, also between the rows", "a.txt",
       "# a\n; b\n% c\n' d\n! e\n// f\n20.5 7.25 25.5\n* g\n\n1000 8 -10\n20000 30.5 60.125\n"},
      {"degree signs behind the phase", "a.txt",
       "20.5 7.25 25.5\xC2\xB0\n1000 8 -10\xB0\n20000 30.5 60.125 \xC2\xB0\n"},
      {"exponents, a bare point", "a.txt", "2.05E+01 7.25e0 25.5\n1E3 8. -1.0e1\n2e4 30.5 60.125\n"},
      {"Speakerbench JSON", "a.json",
       R"({"comments":"x","m1":8.0,"z0":[[20.5,7.25,25.5],[1000,8,-10],[20000,30.5,60.125]],"z1":[[1,2,3],[2,3,4]]})"},
      {"LIMP binary, whatever it is called, with bytes behind", "a.dat",
       lim(3, {20.5f, 7.25f, 25.5f, 1000.0f, 8.0f, -10.0f, 20000.0f, 30.5f, 60.125f}, "tail")},
      {"a level in ohm, a typesetter's minus", "a.csv",
       "Frequency (Hz),Level (Ohm),Phase (deg)\n20.5,7.25,25.5\n1000,8,\xE2\x88\x92"
       "10\n20000,30.5,60.125\n"},
      {"a name that is not understood beside a phase", "a.txt",
       "Freq. Imp. Phase\n20.5 7.25 25.5\n1000 8 -10\n20000 30.5 60.125\n"},
      {"an unwrapped phase", "a.zma", "20.5 7.25 -334.5\n1000 8 350\n20000 30.5 420.125\n"},
      {"the value at 0 Hz left out", "a.zma", "0 5 0\n20.5 7.25 25.5\n1000 8 -10\n20000 30.5 60.125\n"},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    const auto curve = read_foreign(c.bytes, c.file);
    INFO(said(curve));
    check_curve(curve, f, ohm, deg);
    CHECK(curve.is_impedance);
  }
}

TEST_CASE("UTF-16 with its mark is read, without it named") {
  const std::string text = "20.5 7.25 25.5\n1000 8 -10\n";
  std::string little_end = "\xFF\xFE", big_end = "\xFE\xFF", bare;
  for (const char c : text) little_end += {c, '\0'}, big_end += {'\0', c}, bare += {c, '\0'};
  for (const auto& bytes : {little_end, big_end}) {
    const auto curve = read_foreign(bytes, "a.zma");
    check_curve(curve, {20.5, 1000}, {7.25, 8}, {25.5, -10});
    CHECK_THAT(said(curve), ContainsSubstring("UTF-16"));
  }
  CHECK_THAT(refusal(bare), ContainsSubstring("line 1") && ContainsSubstring("UTF-16"));
}

TEST_CASE("What the file does not say is listed as assumed") {
  const auto bare = said(read_foreign("20 8 5\n30 9 6\n", "a.txt"));
  CHECK_THAT(bare, ContainsSubstring("assumed: the magnitude is in ohm"));
  CHECK_THAT(bare, ContainsSubstring("assumed: the third column is the phase in degrees"));
  CHECK_THAT(bare, ContainsSubstring("assumed: the first column is the frequency in Hz"));
  CHECK_THAT(bare, ContainsSubstring("blanks between the columns, decimal point"));
  const auto named = said(read_foreign("* Freq(Hz) Z(Ohms) Phase(degrees)\n20 8 5\n30 9 6\n", "a.txt"));
  CHECK_THAT(named, !ContainsSubstring("assumed"));
  CHECK_THAT(said(read_foreign("20,5;8\n30;9\n", "a.csv")), ContainsSubstring("decimal comma"));
}

TEST_CASE("A curve without phase is magnitude only, and says so") {
  for (const std::string bytes :
       {"20 8\n30 9\n", "* Freq(Hz)\tZ(Ohm)\n20.0\t8\n30.0\t9\n", "freq,impedance\n20,8\n30,9\n",
        "f,Z,phase\n20,8,\n30,9,\n", "f,phase,Z\n20,,8\n30,,9\n", "20;8;\n30;9;\n"}) {
    INFO(bytes);
    const auto curve = read_foreign(bytes, "a.csv");
    check_curve(curve, {20, 30}, {8, 9}, {});
    CHECK_THAT(said(curve), ContainsSubstring("magnitude only"));
    const auto ohms = ohm_curve(curve);
    CHECK_FALSE(ohms.phase_known);
    CHECK_FALSE(ohms.sigma_known);
    CHECK(ohms.z_ohm[1] == std::complex<double>(9, 0));
  }
  ReadOptions ignore;
  ignore.ignore_phase = true;
  check_curve(read_foreign("20 8 5\n30 9 6\n", "a.zma", ignore), {20, 30}, {8, 9}, {});
}

TEST_CASE("Of curves side by side the measured one is taken, and the other one on request") {
  const std::string klippel =
      "\"Magnitude of electric impedance Z(f)\"\t\t\t\n\"Fitted\"\t\t\"Measured\"\t\n\"Frequency "
      "[Hz]\"\t\"[Ohm]\"\t\"Frequency "
      "[Hz]\"\t\"[Ohm]\"\n0.366211\t6.9\t0.5\t7.2\n0.732422\t6.8\t0.8\t6.7\n1.1\t6.7\t\t\n";
  const auto measured = read_foreign(klippel, "Z.txt");
  check_curve(measured, {0.5, 0.8}, {7.2, 6.7}, {});
  CHECK_THAT(said(measured),
             ContainsSubstring("\"Measured\" of 2 curves") &&
                 ContainsSubstring("the curve \"Fitted\" (--curve 1)") &&
                 ContainsSubstring("1 of 3 rows, which have an empty cell (the first is line 6)"));
  ReadOptions wanted;
  for (const char* name : {"fitted", "1", "Fit"}) {
    wanted.curve = name;
    check_curve(read_foreign(klippel, "Z.txt", wanted), {0.366211, 0.732422, 1.1}, {6.9, 6.8, 6.7}, {});
  }
  wanted.curve = "third";
  CHECK_THAT(refusal(klippel, "Z.txt", wanted), ContainsSubstring("Fitted, Measured"));
  check_curve(read_foreign("20 8 20 9\n30 8.5 30 9.5\n", "a.txt"), {20, 30}, {8, 8.5}, {});
  const auto nameless = read_foreign("Frequency,Left,Right\n20,8,9\n30,8.5,9.5\n", "a.csv");
  check_curve(nameless, {20, 30}, {8, 8.5}, {});  // the third column is no phase
  CHECK_THAT(said(nameless), ContainsSubstring("assumed: the magnitude is in ohm") &&
                                 ContainsSubstring("the curve \"Right\""));
  const auto two = read_foreign("freq,left (ohm),right (ohm)\n20,8,9\n30,8.5,9.5\n", "a.csv");
  check_curve(two, {20, 30}, {8, 8.5}, {});
  CHECK_THAT(said(two), ContainsSubstring("right (ohm)"));
}

TEST_CASE("A response in dB is no impedance, and an impedance in dB is one") {
  const auto response = read_foreign("Freq[Hz]     dBSPL  Phase[Deg]\n20 80.5 5\n30 81 6\n", "a.txt");
  CHECK_FALSE(response.is_impedance);
  check_curve(response, {20, 30}, {80.5, 81}, {5, 6});
  CHECK_FALSE(read_foreign("20 -3 5\n30 -2 6\n", "a.frd").is_impedance);
  const auto z = read_foreign("* Freq(Hz) Z(dB) Phase(degrees)\n20 20 5\n30 40 6\n", "a.frd");
  CHECK(z.is_impedance);
  CHECK(z.magnitude[0] == Approx(10.0).epsilon(1e-14));
  ReadOptions ohm;
  ohm.magnitude = Magnitude::kDecibelOhm;
  CHECK(read_foreign("20 20 5\n30 40 6\n", "a.frd", ohm).magnitude[1] == Approx(100.0).epsilon(1e-14));
  CHECK_THAT(refusal("* Freq(Hz) SPL(dB) Phase(degrees)\n20 80 5\n30 81 6\n", "a.zma"),
             ContainsSubstring("--magnitude"));
  CHECK_THAT(refusal("* Freq(Hz) Z(Ohms) Phase(degrees)\n20 80 5\n30 81 6\n", "a.frd"),
             ContainsSubstring("--magnitude"));
  CHECK_THAT(refusal("* SPL of the woofer\n20 80 5\n30 81 6\n", "a.txt"), ContainsSubstring("--magnitude"));
  CHECK_THAT(refusal("20 -3 5\n30 -2 6\n", "a.txt"),
             ContainsSubstring("line 1") && ContainsSubstring("decibels"));
}

TEST_CASE("Radians and units of a resistor are read when they are said") {
  CHECK(read_foreign("f (Hz),Z (ohm),phase (rad)\n20,8,0.5\n30,9,1\n", "a.csv").phase_deg[1] ==
        Approx(57.29577951).epsilon(1e-9));
  const std::string unsaid = "20 8 0.5\n30 9 1.5\n";
  CHECK_THAT(said(read_foreign(unsaid, "a.txt")), ContainsSubstring("--phase-unit rad"));
  ReadOptions options;
  options.phase_unit = PhaseUnit::kRadian;
  CHECK(read_foreign(unsaid, "a.txt", options).phase_deg[0] == Approx(28.64788976).epsilon(1e-9));
  const std::string relative =
      "#f\t|U|\targ U\t|I|\targ I\t|Z|\targ Z\n20\t1\t0\t2\t0\t0.5\t10\n30\t1\t0\t2\t0\t0.25\t-5\n";
  CHECK_THAT(refusal(relative, "data.dat"), ContainsSubstring("--unit-ohm"));
  options = {};
  options.unit_ohm = 100.0;
  check_curve(read_foreign(relative, "data.dat", options), {20, 30}, {50, 25}, {10, -5});
}

TEST_CASE("Frequencies that do not rise are refused with the line, and put in order on request only") {
  const std::string traced = "20.5,7.5\n22.5,7.6\n21.5,7.55\n23.5,7.7\n23.5,7.8\n";
  const auto why = refusal(traced, "traced.csv");
  CHECK_THAT(why, ContainsSubstring("traced.csv, line 3") &&
                      ContainsSubstring("falls from 22.5 to 21.5 Hz") && ContainsSubstring("1 more") &&
                      ContainsSubstring("--sort"));
  ReadOptions sort;
  sort.sort = true;
  const auto sorted = read_foreign(traced, "traced.csv", sort);
  check_curve(sorted, {20.5, 21.5, 22.5, 23.5}, {7.5, 7.55, 7.6, 7.7}, {});
  CHECK_THAT(said(sorted), ContainsSubstring("as was asked: 2 rows did not rise") &&
                               ContainsSubstring("1 rows at a frequency"));
  CHECK_THAT(refusal("* x\n20 8 0\n20 8 0\n"), ContainsSubstring("line 3") && ContainsSubstring("stays"));
  CHECK_THAT(refusal("20000 8 0\n1000 8 0\n20 8 0\n"), ContainsSubstring("line 2"));
}

TEST_CASE("Rows that repeat a value are named as finer than what was measured") {
  const auto plateau = said(read_foreign("1 6.5 3\n2 6.5 3\n3 6.5 3\n4 6.5 3\n5 6.6 3\n6 6.7 3\n", "a.zma"));
  CHECK_THAT(plateau,
             ContainsSubstring("4 of 6 rows stand in a plateau") && ContainsSubstring("from 1 to 4 Hz"));
  CHECK_THAT(said(read_foreign("1 6.5 3\n2 6.5 3\n3 6.5 3\n4 6.6 3\n", "a.zma")),
             !ContainsSubstring("plateau"));
}

TEST_CASE("What is no curve is refused with one line that says where") {
  struct Case {
    std::string bytes, line, why;
  };
  const std::vector<Case> cases{
      {"", "", "empty"},
      {"\n\n", "", "no row"},
      {"hello\n", "", "no row"},
      {"20 8 5\n", "", "one row"},
      {"20\n30\n40\n", "line 1", "no row of a curve"},
      {"20 8 5\n30 x 6\n40 9 7\n", "line 2", "\"x\" is no number"},
      {"20 8 5\n30 nan 6\n40 9 7\n", "line 2", "no"},
      {"20 NaN 5\n30 8 6\n40 9 7\n", "line 1", "NaN"},
      {"20 8 5\n30 inf 6\n", "line 2", "no"},
      {"20 8 5\n30 9\n", "line 2", "cut off"},
      {"20 8 5\n30 9 6\n40 8 5 7\n50 8 5\n", "line 3", "4 numbers"},
      {"20 8 5\n30 9 6x\n", "line 2", "\"6x\" is no number"},
      {"20Hz 8ohm\n30Hz 9ohm\n", "line 1", "without units"},
      {"20 8 5\n30 0 6\n", "line 2", "0 ohm"},
      {"20 8 5\n30 -9 6\n", "line 2", "negative"},
      {"-20 8 5\n30 9 6\n", "line 1", "negative"},
      {"20 8 5\n30 1e300 6\n", "line 2", "no impedance"},
      {"20 8 5\n30 1e999 6\n", "line 2", "no"},
      {"20 8 5\n1e30 9 6\n", "line 2", "no frequency"},
      {"20 8 5\n30 9 1e9\n", "line 2", "no phase"},
      {"20 8 5\nsecond curve\n20 9 6\n", "line 2", "text stands between"},
      {"900.5 7.2 30\n1,000.5 7.1 31\n", "line 2", "thousands"},
      {"1,000.5 7.2 30\n2,000.5 7.1 31\n", "line 1", "thousands"},
      {"900,5;7,2\n1.000,5;7,1\n", "line 2", "thousands"},
      {"900 7.2 30\n1'000 7.1 31\n", "line 2", "thousands"},
      {"1,000;7\n2,000;8\n", "line 1", "--decimal comma"},
      {"1.000\t7\n2.000\t8\n", "line 1", "--decimal point"},
      {"20 8\n30 9\n1 2 3 4\n", "line 3", "4 numbers"},
      {"20,5,7,25\n30,5,8,25\n", "line 1", "--decimal point"},
      {"20.5;7,25\n30.5;8,25\n", "line 1", "no row"},
      {"Frequency [Hz]\t[deg]\n20\t5\n30\t6\n", "line 2", "phase alone"},
      {"f,phase,Z\n20,5,\n30,6,\n", "line 2", "no magnitude"},
      {"20;;5\n30;;6\n", "line 1", "column 2 is empty"},
      {"20;8;5\n30;;\n40;;\n50;9;6\n60;;\n", "line 2", "3 of 5 rows"},
      {std::string("20 8 5\n\0\1\2", 10), "line 2", "no text"},
      {"{\"a\": 1}", "", "Speakerbench"},
      {"{\"z0\": [[20, 8]]}", "row 1", "[Hz, ohm, degrees]"},
      {"{\"z0\": [[20, 8, 5]", "", "not whole"},
      {std::string("LIM\0\1\1", 6), "", "whole"},
      {lim(1000000000, {20, 8, 5}), "", "promises 1000000000"},
      {lim(-1, {20, 8, 5}), "", "promises -1"},
      {lim(2, {20, 8, 5, 30, NAN, 6}), "point 2", "not a number"},
      {lim(2, {20, 8, 5, 10, 9, 6}), "point 2", "falls"},
  };
  for (const auto& c : cases) {
    INFO(c.bytes);
    const auto why = refusal(c.bytes);
    CHECK_THAT(why, ContainsSubstring("a.txt") && ContainsSubstring(c.line) && ContainsSubstring(c.why));
    CHECK(why.find('\n') == std::string::npos);
  }
}

TEST_CASE("A decimal mark that could be a separator is taken as the person says") {
  ReadOptions options;
  options.decimal = ',';
  check_curve(read_foreign("1,250;7\n2,500;8\n", "a.csv", options), {1.25, 2.5}, {7, 8}, {});
  options.decimal = '.';
  check_curve(read_foreign("20,8,5,1\n30,9,6,1\n", "a.csv", options), {20, 30}, {8, 9}, {5, 6});
}

TEST_CASE("A phase beyond a right angle is doubted, not changed") {
  const auto active = read_foreign("20 8 5\n30 9 120\n", "a.zma");
  CHECK(active.phase_deg[1] == 120.0);
  CHECK_THAT(said(active), ContainsSubstring("no passive load") && ContainsSubstring("30 Hz"));
}

TEST_CASE("What is written reads back, and is written again the same byte for byte") {
  impedance::ImpedanceCurve z{{}, "woofer"};
  for (int i = 0; i < 200; ++i) {
    const double f = 10.0 * std::pow(10.0, i / 60.0), x = std::log(f);
    z.curve.f_hz.push_back(f);
    z.curve.z_ohm.push_back(std::polar(6.0 + 3.0 * std::sin(3 * x), 1.2 * std::sin(x)));
    z.curve.sigma_ohm.push_back(0.001 * f);
    z.curve.noise_ohm.push_back(0.0);
  }
  for (const bool phase : {true, false}) {
    if (!phase) {
      for (auto& value : z.curve.z_ohm) value = std::abs(value);
      z.curve.phase_known = false;
    }
    for (const char* name : {"z.zma", "z.frd", "z.txt"}) {
      for (const auto end : {LineEnd::kLf, LineEnd::kCrLf}) {
        INFO(name);
        const auto text = write_curve(z, format_for(name), end);
        const auto back = read_foreign(text, name);
        CHECK(back.is_impedance);
        CHECK_THAT(said(back), !ContainsSubstring("assumed"));
        CHECK(write_curve({ohm_curve(back), z.name}, format_for(name), end) == text);
      }
    }
    const auto back = ohm_curve(read_foreign(write_curve(z, CurveFormat::kCsv), "z.csv"));
    REQUIRE(back.size() == z.curve.size());
    CHECK(back.phase_known == phase);
    for (std::size_t i = 0; i < back.size(); ++i) {
      CHECK(back.f_hz[i] == Approx(z.curve.f_hz[i]).epsilon(5e-9));
      CHECK(std::abs(back.z_ohm[i] - z.curve.z_ohm[i]) < 2e-8 * std::abs(z.curve.z_ohm[i]));
      CHECK(back.sigma_ohm[i] == Approx(z.curve.sigma_ohm[i]).epsilon(5e-9));
    }
  }
}
