// What every refusal must look like, and the bench that most tests begin with.
#pragma once

#include <string>
#include <vector>

#include "support/run_program.hpp"

namespace ohmbench::test {

inline constexpr int kUsage = 2;
inline constexpr int kDevice = 3;
inline constexpr int kNotValid = 4;

/// Checks the exit code, that stderr is one line "ohmbench: …" with every one of `words`, and that stdout is
/// empty.
void check_refused(const Ran& ran, int code, const std::vector<std::string>& words);
/// Checks exit code 0 and that nothing is on stderr.
void check_done(const Ran& ran);

/// A virtual bench: 33 ohm, 4.36 V inputs, limits of 1 V and 0.1 W, 10 ohm amplifier, 32 ohm load.
std::string bench_toml();
/// The same with the line of `key` replaced by `line`, which may be several or empty.
std::string bench_with(const std::string& key, const std::string& line);
/// The same with these lines at the end, in [virtual].
std::string bench_and(const std::string& lines);

/// measure impedance --bench bench.toml --out z.json, and more
std::vector<std::string> measure(const std::vector<std::string>& more = {});

}  // namespace ohmbench::test
