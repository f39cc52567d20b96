// A small library of loads and amplifiers for the virtual bench, modelled on published figures, each with its
// source.
#pragma once

#include <string>
#include <vector>

#include "circuit/amplifier.hpp"
#include "circuit/load.hpp"

namespace ohmbench::circuit {

const std::vector<Load>& library_loads();
const std::vector<Amplifier>& library_amplifiers();

/// A library name (case-insensitive) or component values. @throws core::Error kBadInput naming what is known
Load find_load(const std::string& name_or_values);
Amplifier find_amplifier(const std::string& name_or_values);

}  // namespace ohmbench::circuit
