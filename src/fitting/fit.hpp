// fit: a driver's parameters from its impedance curve, with standard deviations, or the reason why not.
// In the room `fitting`, the only header that others need beside mechanics.hpp; hazard: a curve that is no
// single driver in free air or a closed box can be fitted, too, and the numbers mean nothing. Those are
// refused.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitting/classic.hpp"
#include "fitting/figure.hpp"
#include "fitting/load_model.hpp"
#include "impedance/curves.hpp"
#include "models/band.hpp"
#include "models/damping.hpp"

namespace ohmbench::fitting {

struct FitOptions {
  std::optional<CoilModel> coil;     ///< absent: the one that the data justify
  std::optional<models::Band> band;  ///< of the points that are used; absent: all
  std::optional<bool> creep;         ///< absent: where the curve asks for it
  bool magnitude_only = false;       ///< fit |Z| even if the curve has no phase
};

/// A coil model that was tried.
struct Candidate {
  CoilModel coil = CoilModel::kNone;
  double residual_percent = 0;
  double criterion = 0;    ///< Bayesian information criterion above the best one's
  bool identified = true;  ///< false: a parameter ran away or is lost in the others; not chosen
};

/// A resonance with deviations.
struct ResonanceFigures {
  Figure ohm, f_hz, q;
};

/// The parameters. `coil` is in the order of parameters_of(model.coil.model), SI units.
struct LoadFit {
  std::string name;
  LoadModel model;
  Figure re_ohm;
  std::optional<Figure> le_henry;  ///< Im Z_coil/ω at 1 kHz, whatever the coil model; absent without a coil
  Figure fs_hz, qms, qes, qts;
  Figure residual_percent;       ///< RMS of |Z_k − Z(f_k)|/|Z_k|
  double worst_residual_hz = 0;  ///< around which an octave is fitted worst
  std::optional<Figure> creep;   ///< λ of the suspension; absent where the curve does not ask for it
  std::vector<Figure> coil;
  std::vector<ResonanceFigures> resonances;  ///< the first is fs and Qms
  std::vector<Candidate> candidates;
  std::optional<Classic> classic;
  models::Band band;  ///< first and last point used
  std::size_t points = 0;
  std::size_t left_out = 0;      ///< single points that stick out, and rows that repeat the one before
  std::optional<double> excess;  ///< residual's variance over that of the known noise
  bool magnitude_only = false;
  bool re_and_q_known = true;  ///< false only for magnitude_only: then fs alone is worth printing
  std::vector<std::string> notes;
};

/// What of a fit decides how an amplifier damps the driver, with its deviations (0 where they are not known).
models::DriverParameters damped_parameters(const LoadFit& fit);

/// Fits Z(f) = Re + Z_coil + resonances by weighted complex least squares. Weights are 1/(noise² + (0.2 % of
/// |Z|)²): no driver follows its model better than that. Each coil model is fitted, from start values found
/// in the curve, and that with the least Bayesian information criterion is taken. The driver's resonance is
/// the strongest hump of Re Z, which need not be the highest point of |Z|. More resonances are added where a
/// hump asks for one.
///
/// Of |Z| alone neither creep nor further resonances are fitted. Where the model does not follow the curve,
/// the deviation of fs includes how far the peak of |Z| is from that of the model; more than 2 % apart, fs is
/// that of the peak.
/// @throws core::Error kBadInput with the reason if the curve is not one of a single driver in free air or a
/// closed box (two low humps: a vented box, with its frequencies; several humps: a system; none: planar or
/// ribbon, or the range misses it), has no phase, or does not determine the parameters; kNotValid if the
/// curve is not passive, or where a fit fails because its phase does not belong to its magnitude.
LoadFit fit_load(const impedance::ImpedanceCurve& z, const FitOptions& options = {});

}  // namespace ohmbench::fitting
