// Stepped sine: one frequency after the other, phase-continuous, each with time to settle. Slow and robust.
#pragma once

#include "stimulus/stimulus.hpp"

namespace ohmbench::stimulus {

/// Each frequency settles for max(100 ms, 25 cycles), enough for 1e-5 at a loaded Q of 6, then gives 4 blocks
/// of whole cycles. Blocks are as long as the plan's `seconds` allow, at least 2 cycles and 10 ms.
/// Precondition: the plan has been checked by `render`.
Stimulus render_stepped(const Plan& plan);

}  // namespace ohmbench::stimulus
