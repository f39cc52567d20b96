// combine: several records of the same thing become one transfer function.
#pragma once

#include <vector>

#include "spectra/frf.hpp"

namespace ohmbench::spectra {

/// Mean weighted by 1/variance at each frequency. Where the records differ by more than their noise says
/// (over all frequencies together, χ² per degree of freedom above 1), the variance is raised by that factor:
/// what does not repeat is not known any better. One record is returned as it is. ENSUREs equal frequencies.
Frf combine(const std::vector<Frf>& records);

}  // namespace ohmbench::spectra
