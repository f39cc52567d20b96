#include "circuit/bench_circuit.hpp"

namespace ohmbench::circuit {
namespace {

using Complex = std::complex<double>;

Complex parallel(Complex a, Complex b) {
  return a * b / (a + b);
}

/// source -> `above` -> node B -> `below` -> ground; node A between source and `above`.
NodeVoltages ladder(Complex source, Complex above, Complex below, Complex input_a, Complex input_b) {
  const Complex at_b = parallel(below, input_b);
  const Complex at_a = parallel(above + at_b, input_a);
  const Complex a = at_a / (at_a + source);
  return {a, a * at_b / (at_b + above)};
}

}  // namespace

NodeVoltages driven_by_amplifier(const BenchCircuit& c) {
  if (c.sense == core::Sense::kHighSide)
    return ladder(c.source_ohm, c.sense_ohm, c.load_ohm, c.input_a_ohm, c.input_b_ohm);
  return ladder(c.source_ohm, c.load_ohm, c.sense_ohm, c.input_a_ohm, c.input_b_ohm);
}

NodeVoltages driven_by_load(const BenchCircuit& c) {
  const Complex at_a = parallel(c.source_ohm, c.input_a_ohm);
  if (c.sense == core::Sense::kHighSide) {
    const Complex seen = parallel(at_a + c.sense_ohm, c.input_b_ohm);
    const Complex b = seen / (seen + c.load_ohm);
    return {b * at_a / (at_a + c.sense_ohm), b};
  }
  const Complex at_b = parallel(c.sense_ohm, c.input_b_ohm);
  const Complex ampere = 1.0 / (at_a + at_b + c.load_ohm);
  return {ampere * at_a, -ampere * at_b};
}

NodeVoltages bridged(const BenchCircuit& c) {
  const Complex inputs = parallel(c.input_a_ohm, c.input_b_ohm);
  const Complex v = inputs / (inputs + c.source_ohm);
  return {v, v};
}

NodeVoltages injected(const BenchCircuit& c, Complex amplifier_ohm) {
  return ladder(c.source_ohm, c.sense_ohm, amplifier_ohm, c.input_a_ohm, c.input_b_ohm);
}

}  // namespace ohmbench::circuit
