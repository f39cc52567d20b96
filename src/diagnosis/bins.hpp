// Bins: spectra of the undamaged periods of one channel.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "spectra/periods.hpp"

namespace ohmbench::diagnosis {

/// Mean and scatter of every bin over the periods. Peak phasors.
struct Bins {
  std::vector<std::vector<std::complex<double>>> periods;
  std::vector<std::complex<double>> mean;
  std::vector<double> variance;  // of one period
};

Bins bins_of(const spectra::Periods& periods, std::size_t channel);

}  // namespace ohmbench::diagnosis
