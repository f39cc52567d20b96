// Surroundings: frequency response and noise, beside the level sweep. Private to the room, but for tests.
#pragma once

#include <vector>

#include "disturbance/tone.hpp"
#include "max_output/measure.hpp"
#include "session/probe.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::max_output {

Response response_of(const session::Probe& probe);

/// A second of silence.
Noise listen(Player& player, const session::Probe& probe);

/// What two inputs hear in common, from records of the same second in any unit: the inputs' own noise is not
/// the same in both and falls out of Σ Re(A conj(B/m)), with m = B/A as the probe found it, but for what
/// chance leaves, √(Σ |A|²|B/m|²/2). Below two standard deviations of that it is a bound. Hum that both
/// inputs pick up alike counts as the amplifier's.
/// @param of_a  the noise of A, which no bound exceeds
CommonNoise common_noise(const std::vector<double>& a, const std::vector<double>& b,
                         const spectra::Frf& b_over_a, double sample_rate_hz,
                         const disturbance::NoiseRms& of_a);

}  // namespace ohmbench::max_output
