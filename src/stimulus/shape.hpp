// Shape: how a multisine shares its power out among its lines, in one short word that a plan can carry.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ohmbench::stimulus {

/// One character a line, 0–9 A–Z a–z: its power below the strongest in half decibels, 30.5 dB at most. An
/// empty word is a flat spectrum.
using Shape = std::string;

/// Amplitudes of the lines with Σ a² = number of lines. An empty shape gives ones. ENSUREs one character a
/// line, which `is_shape` has checked.
std::vector<double> amplitudes_of(const Shape& shape, std::size_t lines);

/// Whether every character is one of a shape's.
bool is_shape(const std::string& text);

/// Power that makes the relative uncertainty even: P_k ∝ c_k, with c_k the relative variance of the result at
/// line k per unit power (minimax: the worst line is as good as all others). No line gets less than
/// `least_share` of what a flat spectrum would give it, because c is known from a short look only.
/// Empty if c has nothing to tell: not as many as two lines, or none above zero.
Shape even_shape(std::span<const double> c, double least_share);

}  // namespace ohmbench::stimulus
