// Frequency grids against the reference vectors (group odd_log_grid).
#include "core/frequency_grid.hpp"

#include <numeric>

#include "support/catch.hpp"

using ohmbench::core::log_frequencies;
using ohmbench::core::odd_log_bins;

TEST_CASE("The odd logarithmic grid equals the reference vectors") {
  struct Case {
    std::size_t n;
    double fs, lo, hi, ppo;
    std::size_t count, first, last, sum;
  };
  for (const auto& c : {Case{65536, 48000, 10, 22000, 24, 239, 13, 29625, 1039395},
                        Case{131072, 48000, 10, 22000, 24, 256, 27, 59249, 2079898},
                        Case{262144, 96000, 5, 40000, 48, 525, 13, 108665, 7574517},
                        Case{192000, 48000, 10, 22000, 24, 262, 41, 86791, 3047116}}) {
    const auto bins = odd_log_bins(c.lo, c.hi, c.ppo, c.n, c.fs);
    CHECK(bins.size() == c.count);
    CHECK(bins.front() == c.first);
    CHECK(bins.back() == c.last);
    CHECK(std::accumulate(bins.begin(), bins.end(), std::size_t{0}) == c.sum);
  }
}

TEST_CASE("With a period of whole seconds no line falls on a harmonic of 50 or 60 Hz") {
  for (const auto bin : odd_log_bins(10, 20000, 24, 48000, 48000)) {
    CHECK(bin % 2 == 1);  // bin = hertz; harmonics of 50 and 60 Hz are even
  }
}

TEST_CASE("A logarithmic grid includes both ends") {
  const auto f = log_frequencies(10, 20480, 1);
  REQUIRE(f.size() == 12);
  CHECK(f.front() == 10);
  CHECK(f.back() == Approx(20480));
}
