// The uncertainty of the two-load method over many benches: one bench is one draw of everything that is the
// same at every frequency.
#include <cmath>
#include <random>

#include "session/measure.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

struct Draw {
  std::mt19937_64 random;
  std::normal_distribution<double> gauss;
  std::uniform_real_distribution<double> uniform;
  double about(double value, double relative) { return value * (1 + relative * gauss(random)); }
  double between(double from, double to) { return from + (to - from) * uniform(random); }
};

enum class Kind { kHeadphone, kWoofer };

/// A bench as good interfaces are: inputs of one design, with resistors of some percent and strays.
test::Simulated bench_of(Kind kind, Draw& draw) {
  const bool headphone = kind == Kind::kHeadphone;
  test::Simulated s("reference_channel = 3\n", headphone ? 33 : 1);
  auto& setup = s.setup;
  const double full = headphone ? 4.36 : 21;
  setup.adc_full_scale_volt = {full, full};
  s.bench.rig.adc_full_scale = {core::PeakVolts(full), core::PeakVolts(full)};
  setup.dac_full_scale_volt = headphone ? 4.2 : 19.8;
  s.bench.limits.load_max = core::Volts(headphone ? 3.0 : 6.0);
  s.bench.limits.start = core::DbFs(-40);
  const double input = draw.between(10e3, 25e3), stray = draw.between(50e-12, 300e-12);
  setup.input_ohm = {draw.about(input, 0.03), draw.about(input, 0.03)};
  setup.input_farad = {draw.about(stray, 0.15), draw.about(stray, 0.15)};
  auto& i = setup.imperfections;
  i.channel_gain_db = {0, draw.between(-0.5, 0.5)};
  i.channel_delay_s = {0, draw.between(-1e-7, 1e-7)};
  i.input_highpass_hz = {draw.between(0.8, 2.5), draw.between(0.8, 2.5)};
  i.output_highpass_hz = draw.between(0.8, 2);
  i.noise_dbfs = draw.between(-106, -100);
  i.hum_dbfs = draw.between(-86, -76);
  i.mains_hz = draw.between(49.97, 50.03);
  i.crosstalk_db = draw.between(-100, -85);
  setup.reference_resistor_ohm = headphone ? 100 : 10;
  if (headphone) {
    setup.amplifier = circuit::parse_amplifier("10.4 ohm, 1.1 uH");
    setup.load = circuit::parse_load("302 ohm + 0.12 mH + 213 ohm @ 81 Hz Q 3.7 + semi 0.011 n 0.72");
  } else {
    setup.amplifier.rout_ohm = 0.047;
    setup.amplifier.zobel_ohm = 4.7, setup.amplifier.zobel_henry = 1.6e-6;
    setup.load = circuit::parse_load("5.68 ohm + 0.21 mH + 41 ohm @ 31.7 Hz Q 4.9 + 3.4 ohm | 0.61 mH");
  }
  setup.sense_resistor_ohm = draw.about(headphone ? 33 : 1, 0.004);
  s.bench.rig.sense_resistor_relative_sigma = 0.005;
  setup.seed = draw.random();
  return s;
}

/// Ratio, open, short and a reference resistor that is exact.
void calibrate(test::Simulated& s, workbench::OpenBench& open) {
  using core::FixtureState;
  session::MeasureOptions options;
  options.seconds = 4.5;
  for (const auto state :
       {FixtureState::kBridged, FixtureState::kOpen, FixtureState::kShort, FixtureState::kReference}) {
    open.rewire(state);
    const auto prepared = session::prepare(s.bench, open, options, 1, session::ProbeTarget::kStandard, {});
    const auto run = session::run_stimulus(s.bench, *open.device, state, prepared.stimulus, 1, {}, {});
    calibration::Standard standard;
    standard.state = state;
    standard.ohm = state == FixtureState::kReference ? s.setup.reference_resistor_ohm : 0;
    standard.reading = session::transfer(run, session::kLoad, session::kSource);
    calibration::put(s.bench.calibration, standard);
  }
}

}  // namespace

TEST_CASE("Over many benches the two-load method's sigma holds the truth as often as it says") {
  const auto kind = GENERATE(Kind::kHeadphone, Kind::kWoofer);
  constexpr int kBenches = 4;
  constexpr unsigned kFirst = 1002;  // among them a bench whose crosstalk is most of its error
  double within_one = 0, within_two = 0, points = 0;
  for (int b = 0; b < kBenches; ++b) {
    Draw draw{std::mt19937_64(kFirst + static_cast<unsigned>(b)), {}, {}};
    auto s = bench_of(kind, draw);
    auto open = s.open();
    calibrate(s, open);
    session::Material m;
    m.bench = s.bench;
    m.method = impedance::OutputImpedanceMethod::kTwoLoad;
    m.acquired = session::acquire_output(m.bench, open, *m.method, m.options, {}, {});
    const auto measured = session::evaluate_output(m);
    REQUIRE(measured.provenance.valid());
    const auto& c = measured.z_out.curve;
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (c.f_hz[i] < 20) continue;
      const double error = std::abs(c.z_ohm[i] - s.setup.amplifier.output_impedance(c.f_hz[i]));
      within_one += error < c.sigma_ohm[i], within_two += error < 2 * c.sigma_ohm[i], ++points;
    }
  }
  INFO("within one sigma " << within_one / points << ", two " << within_two / points);
  CHECK(within_one / points > 0.55);
  CHECK(within_one / points < 0.75);
  CHECK(within_two / points > 0.95);
}
