// The same measurement several times: what they agree on, with the uncertainty that is left.
#pragma once

#include <vector>

#include "impedance/curves.hpp"

namespace ohmbench::impedance {

/// Mean of several measurements of one amplifier on one bench. What is new in each of them (noise,
/// repeatability, the delay between its runs) falls with the root of their number; every other cause is the
/// same in all and stays. ENSUREs one at least, all on the same frequencies.
OutputImpedance mean_of(const std::vector<OutputImpedance>& repeated);

}  // namespace ohmbench::impedance
