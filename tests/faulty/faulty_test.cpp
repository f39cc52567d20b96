// The fact that matters most: whatever is wrong with a bench, no measurement gives a wrong result and calls
// it valid.
//
// What "wrong by more than 3 sigma" means. sigma is √E|e|² of a complex error that is estimated from the
// record itself. By chance alone one point in 800 lies beyond 3 sigma where sigma was estimated with 16
// degrees of freedom, and one in 500 with 9: P(|e| > kσ) = (1 + k²/m)^−m. Over 100,000 points that are
// hundreds, so single points cannot be held to 3 sigma; a curve can, in three ways:
//   its median deviation is at most 3 sigma. Noise gives 0.83 and a common error (the resistor, the channels)
//   at most 1.73 here, because these are drawn uniformly: a median of 3 has no excuse;
//   at most one point in twenty lies beyond 3 sigma, and two in any case: chance gives more in less than one
//   of 10⁵ curves (Poisson, mean 0.5 of 240 points);
//   no point lies beyond 7 sigma: with 9 degrees of freedom, the fewest that a sigma has here but for a few,
//   one of 100,000 points does so in one of a hundred whole tests.
//
// ctest runs 100 benches, for their time; all 500 are `test_faulty "[all]"`. N and FROM in the environment
// give the survey other ones.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "faulty/faulty_bench.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using test::Outcome;

namespace {

constexpr double kSigmas = 3;
constexpr double kMostSigmas = 7;
constexpr double kMostBeyond = 0.05;

bool is_right(const Outcome& o) {
  const double points = static_cast<double>(o.deviation.size());
  return o.median() <= kSigmas && o.worst() <= kMostSigmas &&
         o.share_beyond(kSigmas) * points <= std::max(2.0, kMostBeyond * points);
}

const char* name_of(Outcome::Kind kind) {
  return kind == Outcome::Kind::kValid ? "valid" : kind == Outcome::Kind::kInvalid ? "invalid" : "refused";
}

std::string in_words(const test::FaultyBench& f, const Outcome& o) {
  return fmt::format(
      "{} {:.2f} s {} [{}] -> {} {}| median {:.2f} worst {:.1f} sigma, beyond three {:.3f}, worst {:.3g} % | "
      "{}",
      stimulus::name_of(f.options.stimulus), *f.options.seconds, f.calibrated ? "calibrated" : "uncalibrated",
      f.faults, name_of(o.kind), o.said, o.median(), o.worst(), o.share_beyond(kSigmas), o.worst_percent,
      f.bench.words);
}

void no_wrong_result_is_valid(std::uint64_t from, std::uint64_t to) {
  int valid = 0, healthy = 0, alarms = 0;
  for (auto seed = from; seed < to; ++seed) {
    const auto f = test::faulty_bench(seed);
    const auto o = test::measure(f);
    INFO(in_words(f, o));
    if (o.kind == Outcome::Kind::kValid) {
      CHECK(is_right(o));
      ++valid;
    } else {
      CHECK_FALSE(o.said.empty());
    }
    if (f.faults != "nothing") continue;
    ++healthy;
    if (o.kind != Outcome::Kind::kValid) ++alarms;
    CHECK(o.kind == Outcome::Kind::kValid);  // a false alarm
  }
  fmt::print("{} benches: {} valid results; {} benches without a fault, {} false alarms\n", to - from, valid,
             healthy, alarms);
  // neither refusing everything nor drawing harmless faults only
  CHECK(valid > static_cast<int>(to - from) / 4);
  CHECK(valid < static_cast<int>(to - from) * 3 / 4);
}

}  // namespace

TEST_CASE("100 random benches with random faults: none gives a wrong result and calls it valid") {
  no_wrong_result_is_valid(0, 100);
}

TEST_CASE("500 random benches with random faults: none gives a wrong result and calls it valid", "[.all]") {
  no_wrong_result_is_valid(0, 500);
}

TEST_CASE("survey: what becomes of random faults", "[.survey]") {
  const auto number = [](const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return static_cast<std::uint64_t>(text != nullptr ? std::atoi(text) : otherwise);
  };
  const auto from = number("FROM", 0);
  std::map<std::string, std::map<std::string, int>> becomes;
  for (auto seed = from; seed < from + number("N", 20); ++seed) {
    const auto f = test::faulty_bench(seed);
    const auto o = test::measure(f);
    fmt::print("{:4} {}{}\n", seed, is_right(o) ? "" : "WRONG ", in_words(f, o));
    std::fflush(stdout);
    ++becomes[f.faults.substr(0, f.faults.find(' '))][name_of(o.kind)];
  }
  for (const auto& [fault, kinds] : becomes) {
    std::string counts;
    for (const auto& [kind, count] : kinds) counts += fmt::format(" {} {}", count, kind);
    fmt::print("{:20}{}\n", fault, counts);
  }
}
