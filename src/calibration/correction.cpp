#include "calibration/correction.hpp"

namespace ohmbench::calibration {

CorrectedFrf correct(const spectra::Frf& raw, const Rig& rig) {
  double scale = 1.0;
  if (rig.adc_full_scale) scale = (*rig.adc_full_scale)[1] / (*rig.adc_full_scale)[0];
  CorrectedFrf corrected;
  corrected.f_hz = raw.f_hz;
  corrected.degrees_of_freedom = raw.degrees_of_freedom;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    corrected.t.push_back(raw.h[i] * scale);
    corrected.noise_variance.push_back(raw.variance[i] * scale * scale);
    corrected.ratio_relative_sigma.push_back(kUnmeasuredRatioSigma);
    corrected.coverage.push_back(Coverage::kNone);
  }
  return corrected;
}

}  // namespace ohmbench::calibration
