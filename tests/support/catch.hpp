// Bridges Catch2 v2 (Debian 12) and v3 (elsewhere): tests include this header only.
#pragma once

#if OHMBENCH_CATCH2_MAJOR >= 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>
inline auto ContainsSubstring(const std::string& text) {
  return Catch::Matchers::Contains(text);
}
#endif
