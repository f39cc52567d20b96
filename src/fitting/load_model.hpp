// LoadModel: what an impedance curve is explained by: Re, a voice coil, one or several resonances.
// In the room `fitting`, the equations themselves with their derivatives; hazard: the elements of a coil
// model are parameters of an equation, not parts that could be taken out and measured.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ohmbench::fitting {

/// The voice coil's impedance beside its resistance, with s = jω, in the order of their complexity:
///
///   none               0                                          planars, ribbons
///   le                 s Le                                       a plain inductor
///   leach              K s^n                                      losses of the iron, any slope
///   lr2                s Le + s L2 R2/(R2 + s L2)                 a second inductor shorted by a resistor
///   thorborg-futtrup   s Leb + [1/(s Le) + 1/(Ke √s) + 1/Rss]⁻¹   eddy currents as semi-inductance
///   thorborg-futtrup-without-rss   the same where Rss is so large that nothing tells it from infinity
///
/// Sources: W. M. Leach, JAES 50(6), 2002, 442-450; K. Thorborg, C. Futtrup, JAES 59(9), 2011, 612-627.
enum class CoilModel { kNone, kLe, kLeach, kLr2, kThorborgFuttrup3, kThorborgFuttrup };

inline constexpr std::array kCoilModels{CoilModel::kNone,
                                        CoilModel::kLe,
                                        CoilModel::kLeach,
                                        CoilModel::kLr2,
                                        CoilModel::kThorborgFuttrup3,
                                        CoilModel::kThorborgFuttrup};

/// "none", "le", "leach", "lr2", "thorborg-futtrup-without-rss", "thorborg-futtrup"
const char* name_of(CoilModel model);
/// The same, but "thorborg-futtrup" with and without Rss: the name of the model that a reader knows.
const char* family_of(CoilModel model);
/// @throws core::Error kBadInput naming those six
CoilModel coil_model_named(const std::string& name);

/// A parameter of a coil model; the unit is part of the name, as in result files (`k_ohm_s_n`: Ω sⁿ).
struct CoilParameter {
  const char* name;
  bool logarithmic;  ///< positive, and fitted by its logarithm; otherwise as it is
};
/// In the order of Coil::value.
std::span<const CoilParameter> parameters_of(CoilModel model);

/// SI units: henry, ohm, Ω sⁿ, Ω s^½.
struct Coil {
  CoilModel model = CoilModel::kNone;
  std::array<double, 4> value{};
};

/// The moving system as seen from the terminals, x = f/f0:
///
///   R/(1 + jQ (x − 1/(x c))),   c = 1 − λ log10(jx)
///
/// c is the suspension's creep: its compliance grows by the part λ for each decade below the resonance, and
/// loses energy by it. Without creep λ = 0 and c = 1.
/// Source: M. Knudsen, J. Jensen, JAES 41(1/2), 1993, 3-18 (LOG model).
struct Resonance {
  double ohm = 0;
  double f_hz = 0;
  double q = 0;
  double creep = 0;  ///< λ

  /// What creep adds to the losses at f0: there the impedance is R/loss, and the Q is Q/loss.
  double loss() const;
  double peak_ohm() const { return ohm / loss(); }
  double effective_q() const { return q / loss(); }
};

/// Z(f) = Re + Z_coil(f) + Σ resonances; the first resonance is the driver's own.
struct LoadModel {
  double re_ohm = 0;
  Coil coil;
  std::vector<Resonance> resonances;

  std::complex<double> impedance(double f_hz) const;
};

/// Z_coil at f > 0 [Ω].
std::complex<double> coil_impedance(const Coil& coil, double f_hz);

/// Which parameters a model has, and how many.
struct Shape {
  CoilModel coil = CoilModel::kNone;
  std::size_t resonances = 0;
  bool creep = false;  ///< of the first resonance

  std::size_t parameters() const { return 1 + parameters_of(coil).size() + 3 * resonances + (creep ? 1 : 0); }
};

Shape shape_of(const LoadModel& model);

/// The model as the vector that is fitted: ln Re, the coil's parameters (logarithms where positive), then
/// ln R, ln f0, ln Q of each resonance, then λ if it is not 0. Logarithms keep what must be positive
/// positive, and make the steps of the search relative.
std::vector<double> packed(const LoadModel& model);
LoadModel unpacked(const Shape& shape, std::span<const double> theta);

/// Z and ∂Z/∂θ_i by the packed parameters at one frequency [Ω].
/// @param slopes  as many as parameters, or empty where they are not wanted
std::complex<double> evaluate(const LoadModel& model, double f_hz, std::span<std::complex<double>> slopes);

}  // namespace ohmbench::fitting
