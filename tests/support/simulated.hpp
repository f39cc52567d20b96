// A session bench on the virtual bench, for tests that measure from end to end.
#pragma once

#include <memory>

#include "devices/virtual_bench.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::test {

/// Bench file and simulated hardware that agree with each other: 33 Ω, 4 V inputs, 2 V output, limits 2 V.
struct Simulated {
  workbench::Bench bench;
  devices::BenchSetup setup;

  explicit Simulated(
      const std::string& extra_wiring = "reference_channel = 3\ninjection_output_channel = 2\n",
      double rs_ohm = 33)
      : bench(workbench::parse_bench(
            "[interface]\ninput = \"virtual\"\nadc_full_scale_volt = [4.0, 4.0]\ndac_full_scale_volt = 2.0\n"
            "[wiring]\nsense_resistor_tolerance_percent = 0\nsense_resistor_ohm = " +
                std::to_string(rs_ohm) + "\n" + extra_wiring + "[limits]\nload_max_volt = 2.0\n",
            "bench.toml")) {
    setup.sense_resistor_ohm = rs_ohm;
    setup.sense = bench.rig.sense;
    setup.dac_full_scale_volt = 2.0;
    setup.adc_full_scale_volt = {4.0, 4.0};
    setup.amplifier.rout_ohm = 1.0;
    setup.load.re_ohm = 32;
    setup.load.le_henry = 0.1e-3;
    setup.load.resonances = {{20, 90, 3.0}};
  }

  workbench::OpenBench open() const {
    workbench::OpenBench result;
    auto device = std::make_unique<devices::VirtualBench>(setup);
    auto* raw = device.get();
    result.device = std::move(device);
    result.rewire = [raw](core::FixtureState state) { raw->set_state(state); };
    return result;
  }
};

}  // namespace ohmbench::test
