// BenchCircuit: the voltages on a bench's nodes, solved from Kirchhoff's equations; forward physics only.
#pragma once

#include <complex>

#include "core/fixture_state.hpp"

namespace ohmbench::circuit {

/// What is connected to what at one frequency. Impedances in Ω.
struct BenchCircuit {
  core::Sense sense = core::Sense::kHighSide;
  std::complex<double> source_ohm;  ///< output impedance of whatever drives
  std::complex<double> sense_ohm;
  std::complex<double> load_ohm;     ///< what is in the load's place; huge = open
  std::complex<double> input_a_ohm;  ///< input impedance of the channel on A
  std::complex<double> input_b_ohm;
};

struct NodeVoltages {
  std::complex<double> a;
  std::complex<double> b;
};

/// Node voltages per volt of the driving source, for the states load, open, short, reference (by `load_ohm`).
NodeVoltages driven_by_amplifier(const BenchCircuit& circuit);

/// Node voltages per volt of an EMF in series with the load, against the current from A to ground; the
/// amplifier is silent.
NodeVoltages driven_by_load(const BenchCircuit& circuit);

/// Both inputs on the amplifier's output node, nothing else connected.
NodeVoltages bridged(const BenchCircuit& circuit);

/// The injector (source_ohm) drives A; B is the output of the amplifier under test, `amplifier_ohm` to
/// ground.
NodeVoltages injected(const BenchCircuit& circuit, std::complex<double> amplifier_ohm);

}  // namespace ohmbench::circuit
