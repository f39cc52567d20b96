// Facts about checks: limits, uncertainty, and what counts.
#include "verdict/check.hpp"

#include "support/catch.hpp"
#include "verdict/first_limit_words.hpp"

using namespace ohmbench::verdict;

namespace {

Check with(Outcome outcome, const char* name = "x") {
  Check check;
  check.name = name;
  check.outcome = outcome;
  return check;
}

}  // namespace

TEST_CASE("A value is good up to one limit, bearable up to the next, and no further") {
  CHECK(at_most(0.5, 0.5, 3.0) == Outcome::kYes);
  CHECK(at_most(0.51, 0.5, 3.0) == Outcome::kMarginal);
  CHECK(at_most(3.0, 0.5, 3.0) == Outcome::kMarginal);
  CHECK(at_most(3.01, 0.5, 3.0) == Outcome::kNo);
  CHECK(at_least(8.0, 8.0, 1.0) == Outcome::kYes);
  CHECK(at_least(7.99, 8.0, 1.0) == Outcome::kMarginal);
  CHECK(at_least(0.99, 8.0, 1.0) == Outcome::kNo);
}

TEST_CASE("A limit within two standard deviations costs the yes, and an uncertainty never earns one") {
  CHECK(at_most(0.4, 0.5, 3.0, 0.04) == Outcome::kYes);
  CHECK(at_most(0.4, 0.5, 3.0, 0.06) == Outcome::kMarginal);
  CHECK(at_least(9.0, 8.0, 1.0, 0.4) == Outcome::kYes);
  CHECK(at_least(9.0, 8.0, 1.0, 0.6) == Outcome::kMarginal);
  CHECK(at_most(0.6, 0.5, 3.0, 1.0) == Outcome::kMarginal);
  CHECK(at_most(3.1, 0.5, 3.0, 1.0) == Outcome::kNo);
}

TEST_CASE("The worst known check wins, and an unknown one is neither good nor bad") {
  CHECK(worst({with(Outcome::kYes), with(Outcome::kNo), with(Outcome::kMarginal)}) == Outcome::kNo);
  CHECK(worst({with(Outcome::kYes), with(Outcome::kUnknown)}) == Outcome::kYes);
  CHECK(worst({with(Outcome::kMarginal), with(Outcome::kUnknown)}) == Outcome::kMarginal);
  CHECK(worst({with(Outcome::kUnknown)}) == Outcome::kUnknown);
  CHECK(worst({}) == Outcome::kUnknown);
}

TEST_CASE("Checks are found by their outcome in their order") {
  const std::vector<Check> checks{with(Outcome::kNo, "a"), with(Outcome::kYes, "b"), with(Outcome::kNo, "c")};
  CHECK(names_with(checks, Outcome::kNo) == std::vector<std::string>{"a", "c"});
  CHECK(names_with(checks, Outcome::kUnknown).empty());
}

TEST_CASE("The first limit names its frequency only where that tells something") {
  FirstLimit first{"current", 553.0, -20.8, {}, false};
  CHECK(in_words(first) == "Runs out first: current at 553 Hz, by 20.8 dB.");
  first.everywhere = true;
  first.headroom_db = 3.0;
  CHECK(in_words(first) == "Runs out first: current, 3.0 dB above the level wanted.");
}
