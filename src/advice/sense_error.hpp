// SenseError: the error that an impedance will have on a bench, term by term, before it is built.
// In the room `models`; hazard: it is as good as what is said about the bench. Terms that are not in it, such
// as cables and plugs, come on top, and hum is taken to miss the lines of the signal.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/fixture_state.hpp"
#include "core/quantity.hpp"

namespace ohmbench::advice {

/// How far the bench was calibrated.
enum class CalibratedBy {
  kNothing,   ///< two inputs taken to be equal
  kRatio,     ///< both inputs once on the same node
  kStandards  ///< open, short and a reference resistor as well
};
inline constexpr std::array kCalibrations{CalibratedBy::kNothing, CalibratedBy::kRatio,
                                          CalibratedBy::kStandards};

/// What an error comes from.
enum class ErrorSource {
  kNoise,             ///< of the two inputs, in the measurement itself
  kCalibrationNoise,  ///< the same noise in the calibration steps
  kChannelRatio,      ///< the two inputs' gains are not equal, or not as equal as they were
  kCrosstalk,         ///< from the source channel into the load channel
  kResistor,          ///< the sense resistor's tolerance
  kReference,         ///< the reference resistor's tolerance
  kInputLoading,      ///< the load channel's input impedance
  kInductance,        ///< of the sense resistor
  kHeat,              ///< the sense resistor gets warm
};
inline constexpr std::size_t kErrorSources = 9;

/// "noise", "channel-ratio", … as in result files
std::string_view name_of(ErrorSource source);
/// "the noise of the inputs", … for a sentence
std::string_view words_of(ErrorSource source);

/// A bench as far as its errors depend on it. The numbers without an origin are what is usual.
struct SenseBench {
  core::Sense sense = core::Sense::kHighSide;
  core::Ohms sense_resistor{100};
  double resistor_sigma = 0.01;          ///< relative, one standard deviation
  std::optional<core::Watts> rating;     ///< of the sense resistor; absent: a tenth of it is used
  core::Volts volt{0.5};                 ///< RMS at node A, all lines together
  std::size_t lines = 230;               ///< sines of equal amplitude
  double record_s = 4.0;                 ///< of whole periods
  double noise_volt_per_root_hz = 1e-7;  ///< of each input, referred to its node, one-sided
  core::Ohms reference{100};
  double reference_sigma = 0.001;              ///< relative
  std::optional<core::Ohms> input_resistance;  ///< of the load channel, as declared
};

/// Relative standard uncertainties |δZ|/|Z| of the complex value at one load and frequency.
struct SenseError {
  std::array<double, kErrorSources> terms{};  ///< by ErrorSource

  double of(ErrorSource source) const { return terms[static_cast<std::size_t>(source)]; }
  double total() const;  ///< root of the sum of the squares
  ErrorSource largest() const;
  /// Only what the sense resistor's value changes: noise, channel ratio, crosstalk, its inductance, and on
  /// the low side the loading, which is then in parallel with it.
  double by_value_of_resistor(core::Sense sense) const;
};

/// The error for a resistive load. With G = 1 + Z/Rs (high side) or 1 + Rs/Z (low side):
///
///   noise          √F √(S/T) / V_line       F = noise_factor, S the density squared, V_line = V/√lines
///   channel ratio  G u_k                    u_k = 0.25 dB; 2·10⁻⁴ (drift) once calibrated
///   crosstalk      χ/t with t = Z/(Z + Rs) (high side) or Rs/(Z + Rs), χ = −80 dB; its part χ in the ratio
///                  counts there; until calibrated by standards
///   resistor       its tolerance, until the reference resistor's takes its place
///   loading        |Z Y| (high side), |Rs Y| (low side) of the input's admittance as far as it is not known,
///                  likewise
///   inductance     2πf L/Rs, likewise
///   heat           50 ppm/K · 150 K · P/rating
///
/// and for the noise of the standards the sensitivities of the bilinear correction to each of its readings.
/// A resistive load is the worst of a given |Z|.
SenseError expected_error(const SenseBench& bench, CalibratedBy calibration, double z_ohm, double f_hz);

}  // namespace ohmbench::advice
