// Facts about files that nobody meant: whatever the bytes, the answer is a right curve or one clear line.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <random>

#include "core/error.hpp"
#include "formats/foreign_curve.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using namespace ohmbench::formats;

namespace {

constexpr unsigned kSeed = 20260114;
constexpr int kRounds = 20000;

const std::vector<std::string> kSeeds{
    "* Freq(Hz) Z(Ohms) Phase(degrees)\n20.5 7.25 25.5\n1000 8.0 -10\n20000 30.5 60.125\n",
    "freq;impedance;phase\r\n20,5;7,25;25,5\r\n1000;8;-10\r\n20000;30,5;60,125\r\n",
    "\"Measured\"\t\t\"Fitted\"\t\n\"Frequency [Hz]\"\t\"[Ohm]\"\t\"Frequency "
    "[Hz]\"\t\"[Ohm]\"\n0.3\t7.2\t0.3\t6.9\n0.7\t6.7\t0.7\t6.9\n",
    "{\"z0\": [[20.5, 7.25, 25.5], [1000, 8, -10]], \"z1\": [[1, 2, 3], [2, 3, 4]]}",
    std::string("LIM\0\1\1\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\x80\x3B\x47\0\0\xA0\x41\0\0\x00\x41\0\0\xA0"
                "\x41\0\0\xF0\x41\0\0\x10\x41\0\0\xC0\x41",
                52),
    "\xFF\xFE" + std::string("2\0000\0 \0008\0\n\0003\0000\0 \0009\0\n\0", 18)};

/// Bytes that separate, mark or break numbers.
constexpr char kNasty[] = "0123456789.,;\t\t  \r\n\n\n-+eE\"'*#%!/:\0\xB0\xC2\xFF\xFE[]{}naif\x1A";

char nasty(std::mt19937& random) {
  return kNasty[std::uniform_int_distribution<std::size_t>(0, std::size(kNasty) - 2)(random)];
}

std::string damaged(std::string bytes, std::mt19937& random) {
  const auto place = [&] { return std::uniform_int_distribution<std::size_t>(0, bytes.size())(random); };
  const int times = std::uniform_int_distribution<int>(1, 4)(random);
  for (int i = 0; i < times; ++i) {
    const auto at = place();
    switch (std::uniform_int_distribution<int>(0, 4)(random)) {
      case 0:
        bytes.insert(at, 1, nasty(random));
        break;
      case 1:
        bytes.erase(at, std::uniform_int_distribution<std::size_t>(1, 8)(random));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        if (at < bytes.size()) bytes[at] = nasty(random);
        break;
      default:
        bytes.insert(at, bytes.substr(at / 2, 12));
    }
  }
  return bytes;
}

std::string noise(std::mt19937& random) {
  std::string bytes(std::uniform_int_distribution<std::size_t>(0, 200)(random), '\0');
  for (char& c : bytes) c = nasty(random);
  return bytes;
}

/// Reads it; what comes back keeps every promise of a curve, or the error is one line.
bool survives(const std::string& bytes, const char* name) {
  try {
    const auto c = read_foreign(bytes, name);
    REQUIRE(c.f_hz.size() >= 2);
    REQUIRE(c.magnitude.size() == c.f_hz.size());
    for (std::size_t i = 0; i < c.f_hz.size(); ++i) {
      REQUIRE(std::isfinite(c.f_hz[i]));
      REQUIRE(c.f_hz[i] > (i == 0 ? 0.0 : c.f_hz[i - 1]));
      REQUIRE(std::isfinite(c.magnitude[i]));
      if (c.is_impedance) REQUIRE(c.magnitude[i] > 0);
      if (!c.phase_deg.empty()) REQUIRE(std::abs(c.phase_deg[i]) <= 180.0);
    }
    if (c.is_impedance) ohm_curve(c);
    return true;
  } catch (const core::Error& e) {
    const std::string why = e.what();
    REQUIRE(e.exit_code() == 2);
    REQUIRE(why.find(name) != std::string::npos);
    REQUIRE(why.find('\n') == std::string::npos);
    REQUIRE(why.size() < 500);
    return false;
  }
}

}  // namespace

TEST_CASE("Damaged files and random bytes give a whole curve or one line of error") {
  std::mt19937 random(kSeed);
  const char* const names[] = {"a.zma", "a.frd", "a.txt", "a.csv"};
  int read = 0;
  for (int i = 0; i < kRounds; ++i) {
    const auto& seed = kSeeds[static_cast<std::size_t>(i) % kSeeds.size()];
    const auto bytes = i % 4 == 0 ? noise(random) : damaged(seed, random);
    INFO("round " << i << ": " << bytes);
    read += survives(bytes, names[i / 7 % 4]) ? 1 : 0;
  }
  CHECK(read > kRounds / 20);       // the damage leaves some files readable,
  CHECK(read < kRounds * 19 / 20);  // and most not
}

TEST_CASE(
    "A file cut off anywhere gives the rows that are whole or an error, never a wrong number of columns") {
  const auto& whole = kSeeds[0];
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    INFO(n);
    if (!survives(whole.substr(0, n), "a.txt")) continue;
    const auto c = read_foreign(whole.substr(0, n), "a.txt");
    CHECK(c.phase_deg.size() == c.f_hz.size());
  }
}

TEST_CASE("A million lines are read whole, and one bad line among them is found") {
  constexpr int kLines = 1000000;
  std::string bytes;
  for (int i = 1; i <= kLines; ++i) bytes += std::to_string(i) + ".5 8.25 -30.125\n";
  const auto c = read_foreign(bytes, "a.zma");
  CHECK(c.f_hz.size() == kLines);
  CHECK(c.f_hz.back() == kLines + 0.5);
  bytes += "7 7 7\n";
  CHECK_THROWS_WITH(read_foreign(bytes, "a.zma"), ContainsSubstring("line 1000001"));
}

TEST_CASE("One line without end is no curve") {
  CHECK_FALSE(survives(std::string(10000000, '7'), "a.txt"));
  CHECK_FALSE(survives(std::string(1000000, '['), "a.json"));
  CHECK_FALSE(survives("{\"z0\":" + std::string(1000000, '['), "a.json"));
  std::string columns;
  for (int i = 0; i < 1000000; ++i) columns += "7 ";
  CHECK_FALSE(survives(columns, "a.txt"));
}

namespace {

/// How a program might write a curve.
struct Habit {
  char separator = ' ';
  char decimal = '.';
  bool quotes = false, header = true, marked = true, phase = true, mark = false, trailing = false,
       plus = false;
  int digits = 4;
  const char* end = "\n";
};

std::string cell(double value, const Habit& h) {
  std::string text = fmt::format("{:.{}f}", value, h.digits);
  if (h.plus && value >= 0) text = "+" + text;
  for (char& c : text) c = c == '.' ? h.decimal : c;
  return h.quotes ? '"' + text + '"' : text;
}

}  // namespace

TEST_CASE("A curve written in any usual way is read to the numbers that were written") {
  std::mt19937 random(kSeed);
  const auto coin = [&] { return std::uniform_int_distribution<int>(0, 1)(random) == 1; };
  const auto pick = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const auto rounded = [](double value, int digits) {
    return std::stod(fmt::format("{:.{}f}", value, digits));
  };
  for (int round = 0; round < 3000; ++round) {
    Habit h;
    h.separator = " ;\t,"[pick(4)];
    h.decimal = ".,"[pick(2)];
    h.quotes = h.separator != ' ' && (coin() || (h.separator == ',' && h.decimal == ','));
    h.header = coin(), h.marked = coin() && !h.quotes, h.phase = coin(), h.mark = coin();
    h.trailing = h.separator != ' ' && coin();
    h.plus = coin();
    h.digits = static_cast<int>(1 + pick(6));
    h.end = std::array{"\n", "\r\n", "\r"}[pick(3)];
    std::string text = h.mark ? "\xEF\xBB\xBF" : "";
    const auto row = [&](const std::vector<std::string>& cells) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        text += (i == 0 ? "" : std::string(1, h.separator)) + cells[i];
      if (h.trailing) text += h.separator;
      text += h.end;
    };
    if (h.header) {
      const std::string quote = h.quotes ? "\"" : "";
      if (h.marked) text += "* ";
      std::vector<std::string> names{quote + "Freq(Hz)" + quote, quote + "Z(Ohms)" + quote};
      if (h.phase) names.push_back(quote + "Phase(degrees)" + quote);
      row(names);
    }
    std::vector<double> f, ohm, deg;
    double hz = 5.0 + static_cast<double>(pick(2000));
    for (std::size_t n = 2 + pick(30); n-- > 0; hz *= 1.07) {
      f.push_back(rounded(hz, h.digits));
      ohm.push_back(rounded(4.0 + 0.37 * static_cast<double>(pick(100)), h.digits));
      deg.push_back(rounded(-80.0 + 1.61 * static_cast<double>(pick(100)), h.digits));
      std::vector<std::string> cells{cell(f.back(), h), cell(ohm.back(), h)};
      if (h.phase) cells.push_back(cell(deg.back(), h));
      row(cells);
    }
    INFO(text);
    const auto c = read_foreign(text, "a.txt");
    CHECK(c.f_hz == f);
    CHECK(c.magnitude == ohm);
    CHECK(c.phase_deg == (h.phase ? deg : std::vector<double>()));
  }
}
