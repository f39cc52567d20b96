#include "devices/bench_response.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "circuit/bench_circuit.hpp"
#include "dsp/fft.hpp"

namespace ohmbench::devices {
namespace {

using Complex = std::complex<double>;

constexpr double kOpenOhm = 1e12;
constexpr double kLoopbackGain = 0.5;  // the loopback cable and its input: −6 dB
constexpr int kConvertersFrames =
    37;  // what a mix inside of the interface does not pass: both converters' filters
constexpr double kSecondsOfResponse = 4.0;
constexpr double kFilterFrom = 0.455;  // the converters' anti-alias filters, of the sample rate

Complex highpass(double f_hz, double corner_hz) {
  return corner_hz > 0 ? Complex(0, f_hz) / Complex(corner_hz, f_hz) : Complex(1.0);
}

/// Smooth roll-off to zero at half the sample rate: the impulse responses stay short.
double converter_filter(double f_hz, double sample_rate_hz) {
  const double x = std::clamp((f_hz / sample_rate_hz - kFilterFrom) / (0.5 - kFilterFrom), 0.0, 1.0);
  return 0.5 + 0.5 * std::cos(std::numbers::pi * x);
}

Complex input_impedance(const BenchSetup& setup, std::size_t channel, double f_hz) {
  const Complex s(0, 2 * std::numbers::pi * f_hz);
  return 1.0 / (1.0 / setup.input_ohm[channel] + s * setup.input_farad[channel]);
}

Complex load_in_place(const BenchSetup& setup, core::FixtureState state, double f_hz) {
  using core::FixtureState;
  if (state == FixtureState::kOpen) return kOpenOhm;
  if (state == FixtureState::kShort) return setup.short_ohm;
  if (state == FixtureState::kReference) return setup.reference_resistor_ohm;
  if (setup.has(Fault::kOpenLoad)) return kOpenOhm;
  if (setup.has(Fault::kShortedLoad)) return setup.short_ohm;
  return setup.load.impedance(f_hz);
}

circuit::BenchCircuit circuit_of(const BenchSetup& setup, core::FixtureState state, double f_hz) {
  circuit::BenchCircuit c;
  c.sense = setup.sense;
  c.sense_ohm = setup.sense_resistor_ohm * (setup.has(Fault::kWrongResistor) ? 10.0 : 1.0);
  c.input_a_ohm = input_impedance(setup, 0, f_hz);
  c.input_b_ohm = input_impedance(setup, 1, f_hz);
  c.source_ohm = setup.amplifier.output_impedance(f_hz);
  if (state != core::FixtureState::kBridged && state != core::FixtureState::kInjection)
    c.load_ohm = load_in_place(setup, state, f_hz);
  return c;
}

circuit::NodeVoltages nodes(const BenchSetup& setup, core::FixtureState state, double f_hz) {
  auto c = circuit_of(setup, state, f_hz);
  if (state == core::FixtureState::kBridged) return circuit::bridged(c);
  if (state == core::FixtureState::kInjection) {
    const Complex amplifier_ohm = c.source_ohm;
    c.source_ohm = setup.injector_ohm;
    return circuit::injected(c, amplifier_ohm);
  }
  return circuit::driven_by_amplifier(c);
}

/// From output 1 through both converters.
Complex converters_of(const BenchSetup& setup, double f_hz, double sample_rate_hz) {
  const auto& imperfect = setup.imperfections;
  const Complex s(0, 2 * std::numbers::pi * f_hz);
  return highpass(f_hz, imperfect.output_highpass_hz) * converter_filter(f_hz, sample_rate_hz) *
         std::exp(-s * (imperfect.latency_frames / sample_rate_hz));
}

/// From volts at a node to full scale; peak volts at the DAC's full scale are left out.
Complex input_of(const BenchSetup& setup, std::size_t channel, double f_hz) {
  const auto& imperfect = setup.imperfections;
  const Complex s(0, 2 * std::numbers::pi * f_hz);
  return std::pow(10.0, imperfect.channel_gain_db[channel] / 20) / setup.adc_full_scale_volt[channel] *
         highpass(f_hz, imperfect.input_highpass_hz[channel]) *
         std::exp(-s * imperfect.channel_delay_s[channel]);
}

/// Impulse responses of three functions of frequency.
template <class Response>
std::vector<std::vector<double>> three_responses(double sample_rate_hz, Response response) {
  const auto n = static_cast<std::size_t>(std::lround(kSecondsOfResponse * sample_rate_hz));
  std::vector<std::vector<Complex>> spectra(3, std::vector<Complex>(n / 2 + 1));
  for (std::size_t k = 0; k <= n / 2; ++k) {
    // DC: the limit from a frequency that lies below every corner worth simulating
    const double f_hz = (k == 0 ? 1e-6 : static_cast<double>(k)) * sample_rate_hz / static_cast<double>(n);
    const std::array<Complex, 3> r = response(f_hz);
    for (std::size_t c = 0; c < r.size(); ++c) spectra[c][k] = r[c];
  }
  std::vector<std::vector<double>> responses;
  for (auto& spectrum : spectra) {
    spectrum.front() = spectrum.front().real();
    spectrum.back() = spectrum.back().real();
    responses.push_back(dsp::inverse_real_fft(spectrum, n));
  }
  return responses;
}

/// From node voltages per volt of the source to full scale per full scale.
BenchResponse recorded(const BenchSetup& setup, circuit::NodeVoltages v, Complex drive, double f_hz,
                       double sample_rate_hz) {
  const Complex converters = converters_of(setup, f_hz, sample_rate_hz);
  if (setup.has(Fault::kOneNode)) v.b = v.a;
  if (setup.has(Fault::kSwappedChannels)) std::swap(v.a, v.b);  // the plugs; each input keeps its gain

  std::array<Complex, 2> inputs{v.a, v.b};
  for (std::size_t c = 0; c < 2; ++c) {
    inputs[c] *= converters * drive * setup.dac_full_scale_volt * input_of(setup, c, f_hz);
    if (setup.has(Fault::kMutedOutput)) inputs[c] = 0;
  }
  const double crosstalk = std::pow(10.0, setup.imperfections.crosstalk_db / 20);
  BenchResponse r{inputs[0] + crosstalk * inputs[1], inputs[1] + crosstalk * inputs[0],
                  converters * kLoopbackGain};
  if (setup.has(Fault::kInvertedPolarity)) r.b = -r.b;
  return r;
}

}  // namespace

BenchResponse bench_response(const BenchSetup& setup, core::FixtureState state, double f_hz,
                             double sample_rate_hz) {
  const bool injection = state == core::FixtureState::kInjection;
  const Complex drive = injection ? Complex(setup.injector_gain) : setup.amplifier.transfer(f_hz);
  auto r = recorded(setup, nodes(setup, state, f_hz), drive, f_hz, sample_rate_hz);
  if (setup.has(Fault::kMonitorMix)) {
    const int frames = std::max(0, setup.imperfections.latency_frames - kConvertersFrames);
    const Complex s(0, 2 * std::numbers::pi * f_hz);
    const Complex mix = std::pow(10.0, setup.monitor_mix_db / 20) * converter_filter(f_hz, sample_rate_hz) *
                        std::exp(-s * (frames / sample_rate_hz));
    r.a += mix;
    r.b += mix;
  }
  return r;
}

BenchResponse amplifier_while_injecting(const BenchSetup& setup, double f_hz, double sample_rate_hz) {
  // the circuit of the injection seen from its other end
  auto c = circuit_of(setup, core::FixtureState::kInjection, f_hz);
  std::swap(c.input_a_ohm, c.input_b_ohm);
  const auto v = circuit::injected(c, setup.injector_ohm);
  auto r = recorded(setup, {v.b, v.a}, setup.amplifier.transfer(f_hz), f_hz, sample_rate_hz);
  r.loopback = 0;
  return r;
}

std::vector<std::vector<double>> impulse_responses(const std::function<BenchResponse(double f_hz)>& response,
                                                   double sample_rate_hz) {
  return three_responses(sample_rate_hz, [&](double f_hz) {
    const auto r = response(f_hz);
    return std::array{r.a, r.b, r.loopback};
  });
}

LoadDetour load_detour(const BenchSetup& setup, double f_hz, double sample_rate_hz) {
  const auto c = circuit_of(setup, core::FixtureState::kLoad, f_hz);
  const auto v = circuit::driven_by_amplifier(c);
  const Complex across = setup.sense == core::Sense::kHighSide ? v.b : v.a - v.b;
  const auto back = circuit::driven_by_load(c);
  return {across / c.load_ohm * converters_of(setup, f_hz, sample_rate_hz) * setup.amplifier.transfer(f_hz) *
              setup.dac_full_scale_volt,
          back.a * input_of(setup, 0, f_hz), back.b * input_of(setup, 1, f_hz)};
}

std::vector<std::vector<double>> detour_responses(const BenchSetup& setup, double sample_rate_hz) {
  return three_responses(sample_rate_hz, [&](double f_hz) {
    const auto r = load_detour(setup, f_hz, sample_rate_hz);
    return std::array{r.ampere, r.a, r.b};
  });
}

}  // namespace ohmbench::devices
