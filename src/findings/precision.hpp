// Precision: which term of a measured uncertainty budget dominates, and what would reduce it, by how much.
// In the room `verdict`, after a measurement (`advice` is the same before one). Hazard: a factor is of the
// whole uncertainty at that frequency, with everything else as it was.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fixture_state.hpp"
#include "impedance/curves.hpp"

namespace ohmbench::findings {

/// What of the bench the remedies depend on.
struct PrecisionBench {
  core::Sense sense = core::Sense::kHighSide;
  double sense_resistor_ohm = 0;
  bool has_reference = false;      ///< a reference resistor is declared
  double reference_sigma = 0.001;  ///< relative, of the reference resistor
};

/// Something to do, and by which factor the uncertainty falls; at least 1.2.
struct Improvement {
  std::string action;
  double factor = 1;
};

/// The uncertainty at one frequency.
struct ErrorCause {
  double f_hz = 0;
  double ohm = 0;        ///< |Z|
  double sigma_ohm = 0;  ///< all terms together
  std::string term;      ///< the greatest
  double term_ohm = 0;
  std::vector<Improvement> improvements;  ///< the best first; empty where none can be foretold
};

/// At 1 kHz (or the middle of the band), and, if another term dominates there, where the relative
/// uncertainty is greatest between 20 Hz and 20 kHz. Empty without a budget.
std::vector<ErrorCause> error_causes(const impedance::ImpedanceCurve& z, const PrecisionBench& bench);
std::vector<ErrorCause> error_causes(const impedance::OutputImpedance& z_out, const PrecisionBench& bench);

/// "0.91 % at 1 kHz, mostly the sense resistor's tolerance (0.9 %): calibrate reference: 8.7 times better"
std::string in_words(const ErrorCause& cause);

/// What can be said of an output impedance at 1 kHz (or the middle of the band).
struct OutputStatement {
  double f_hz = 0;
  double detection_limit_ohm = 0;
  bool is_zero_within = false;  ///< |Zout| is below the limit
  std::string text;             ///< a sentence or two
};

/// ENSUREs a curve that is not empty.
OutputStatement output_statement(const impedance::OutputImpedance& z_out);

}  // namespace ohmbench::findings
