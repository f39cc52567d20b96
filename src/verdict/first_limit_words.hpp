// The first limit as a sentence, the same in the terminal, in the dashboard and on the report's page.
#pragma once

#include <string>

#include "verdict/match.hpp"

namespace ohmbench::verdict {

/// "Runs out first: current at 553 Hz, by 20.8 dB.", without the frequency where it is the same at all of
/// them.
std::string in_words(const FirstLimit& first);

}  // namespace ohmbench::verdict
