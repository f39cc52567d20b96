// Synchronised exponential sweep, repeated without a gap so that every bin of its period is excited and
// settled.
#pragma once

#include "stimulus/stimulus.hpp"

namespace ohmbench::stimulus {

/// x(t) = A sin(2π f1 L e^{t/L}), L = T/ln(f2/f1), T = 0.95 of the period, faded within the rest, then
/// repeated. Precondition: the plan has been checked by `render`. Source: Novak, Lotton, Simon, JAES 63(10),
/// 2015 (synchronised swept-sine).
Stimulus render_sweep(const Plan& plan);

}  // namespace ohmbench::stimulus
