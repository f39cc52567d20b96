// A bench file with any few bytes changed ends in one of the exit codes, in one line, and soon. Seeded: the
// same files every time.
#include <random>

#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;

TEST_CASE("A bench file mutated at random is measured or refused in one line") {
  constexpr int kCount = 60;
  const WorkFolder folder;
  std::mt19937 random(7);
  const std::string pieces[] = {"0",   "9",   "-",    ".", "\"",   "[",   "]", "=",  "\n", "e9",
                                "nan", "inf", "true", "#", "\xff", "ohm", "_", "{}", " "};
  const auto below = [&random](std::size_t n) { return random() % n; };
  for (int i = 0; i < kCount; ++i) {
    std::string text = bench_and("noise_dbfs = -100\nclock_ppm = 3\nbits = 24\nseed = 4");
    for (std::size_t changes = 1 + below(2); changes > 0; --changes)
      text.replace(below(text.size()), below(3), pieces[below(std::size(pieces))]);
    folder.write("bench.toml", text);
    const auto ran = run(folder, measure({"--json"}));
    INFO(text);
    INFO(ran.code << " " << ran.err);
    const bool known = ran.code == 0 || ran.code == kUsage || ran.code == kDevice || ran.code == kNotValid;
    CHECK(known);
    CHECK(lines(ran.err) == (ran.code == 0 ? 0 : 1));
    CHECK((ran.code == 0) == !ran.out.empty());
    CHECK(ran.out.find("null") == std::string::npos);
  }
}
