// ChannelMap: at one frequency, what the channels read for any impedance: m(Z) = (m_open Z + m_short Zc)/(Z +
// Zc). Any linear path between the load's terminals and the samples has this form (bilinear theorem), so it
// covers channel gains, sense resistor, input loading, leads and crosstalk at once.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <string>
#include <vector>

#include "calibration/rig.hpp"
#include "core/fixture_state.hpp"

namespace ohmbench::calibration {

/// m_open: reading with nothing connected; m_short: with the terminals shorted; Zc: the impedance that reads
/// halfway between, the sense resistor in parallel with the input that lies across it or behind it.
struct ChannelMap {
  std::complex<double> open;
  std::complex<double> short_circuit;
  std::complex<double> z_c_ohm;
  std::complex<double> loading;  ///< y = Rs Y_B: how much of the current through Rs input B takes
};

/// Z = Zc (m − m_short)/(m_open − m).
std::complex<double> impedance_of(const ChannelMap& map, std::complex<double> reading);

/// m = (m_open Z + m_short Zc)/(Z + Zc): what the channels read.
std::complex<double> reading_of(const ChannelMap& map, std::complex<double> z_ohm);

/// Why a map is not exact, in standard deviations: an independent cause that moves all of its members at
/// once.
struct MapError {
  enum class Cause {
    kChannelRatio,       ///< declared or assumed, not measured
    kInputLoading,       ///< of input B, not measured
    kCrosstalk,          ///< between the inputs, not measured
    kSenseResistor,      ///< declared with its tolerance
    kCalibrationNoise,   ///< in the reading of a standard
    kReferenceResistor,  ///< tolerance of a standard
    kDrift,              ///< the bench changed while it was measured
  };
  Cause cause;
  std::complex<double> open, short_circuit, ln_z_c, loading;
  std::size_t reading = kNoReading;  ///< which of the given readings brought it

  static constexpr std::size_t kNoReading = static_cast<std::size_t>(-1);
};

/// "channel ratio", "input loading", …
const char* name_of(MapError::Cause cause);
/// true for what is the same at every frequency, so that averaging over frequencies does not reduce it.
bool is_common(MapError::Cause cause);

/// A standard as it reads at one frequency.
struct Reading {
  core::FixtureState state;
  std::complex<double> ohm = 0;
  double relative_sigma = 0;
  std::complex<double> ratio;
  double variance = 0;  ///< E|δratio|²
};

struct SolvedMap {
  ChannelMap map;
  std::vector<MapError> errors;
  std::vector<double> residual_sigmas;  ///< of each reading, against what the map predicts
};

/// The map from everything that is known: what the bench file declares (with wide uncertainties) and the
/// readings of any number of standards. Weighted least squares of θ = (m_open, m_short, ln Zc), Gauss–Newton:
/// each piece of knowledge is a row H θ = value with its standard deviation. A reference resistor takes the
/// place of the declared sense resistor. Without readings the map is the declared one.
/// @param f_hz  for what depends on frequency when it is assumed (stray capacitance of inputs)
/// Source: bilinear theorem, docs/methods.md "Calibration"; least squares with known variances, GUM.
SolvedMap solve_map(const Rig& rig, double f_hz, const std::vector<Reading>& readings);

/// What two inputs of one interface differ by when nobody has measured it: 0.25 dB as a standard uncertainty.
/// Fixed-gain line inputs differ by 0.01 to 0.1 dB, inputs with gain knobs set by eye by some tenths. It is
/// an assumption: calibrate.
inline constexpr double kUnmeasuredRatioSigma = 0.0292;

/// Crosstalk between two inputs that nobody has measured: −80 dB; common interfaces have −80 to −110 dB.
inline constexpr double kUnmeasuredCrosstalk = 1e-4;
/// Capacitance of an input and its cable, when nothing is declared.
inline constexpr double kStrayFarad = 200e-12;
/// Relative, of an input's resistance from a data sheet, or of one input's from that of the other: both are
/// the same circuit, with resistors of 1 to 5 %.
inline constexpr double kInputResistanceSigma = 0.05;

}  // namespace ohmbench::calibration
