// BenchAdvice: which sense resistor suits a load on the bench that is there, in words for its page.
#pragma once

#include <string>
#include <vector>

#include "views/pages.hpp"

namespace ohmbench::views {

struct BenchAdvice {
  std::string problem;  ///< why there is none, with what to do; the rest is then empty
  std::string title;    ///< "33 Ω, high side"
  double ohm = 0;
  std::vector<Fact> facts;         ///< what it will bear and how good the bench will be with it
  std::vector<std::string> notes;  ///< what has to be known besides
};

/// Pure. @param load  "32", "16..300": least and greatest |Z| of the loads in Ω
/// @param have  of which to choose, "10, 33, 100"; empty: any value that can be bought (E12)
BenchAdvice advice_for(const std::string& load, const std::string& have, const workbench::Bench& bench);

}  // namespace ohmbench::views
