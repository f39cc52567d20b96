#include "app/virtual_setup.hpp"

#include "circuit/library.hpp"

namespace ohmbench::app {

devices::BenchSetup setup_of(const workbench::Bench& bench) {
  const auto& v = bench.virtual_bench;
  devices::BenchSetup setup;
  setup.amplifier = circuit::find_amplifier(v.amp);
  setup.load = circuit::find_load(v.load);
  setup.sense = bench.rig.sense;
  setup.sense_resistor_ohm = bench.rig.sense_resistor.value();
  if (bench.fixture.reference_resistor)
    setup.reference_resistor_ohm = bench.fixture.reference_resistor->value();
  if (bench.rig.dac_full_scale) setup.dac_full_scale_volt = bench.rig.dac_full_scale->value();
  for (std::size_t c = 0; c < 2; ++c) {
    if (bench.rig.adc_full_scale) setup.adc_full_scale_volt[c] = (*bench.rig.adc_full_scale)[c].value();
    if (bench.rig.input_resistance) setup.input_ohm[c] = (*bench.rig.input_resistance)[c].value();
  }
  setup.imperfections.noise_dbfs = v.noise_dbfs;
  setup.imperfections.hum_dbfs = v.hum_dbfs;
  setup.imperfections.mains_hz = v.mains_hz;
  setup.imperfections.channel_gain_db = {0.0, v.channel_gain_db};
  setup.imperfections.clock_ppm = v.clock_ppm;
  setup.imperfections.bits = v.bits;
  setup.imperfections.output_highpass_hz = 1.0;
  setup.imperfections.input_highpass_hz = {1.0, 1.0};
  for (const auto& fault : v.faults) setup.faults.push_back(devices::fault_named(fault));
  setup.pace = v.pace;
  setup.seed = v.seed;
  return setup;
}

}  // namespace ohmbench::app
