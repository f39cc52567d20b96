#include "app/mains.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <stop_token>

#include "app/virtual_setup.hpp"
#include "circuit/library.hpp"
#include "devices/jack_bench.hpp"
#include "devices/portaudio_device.hpp"
#include "devices/virtual_bench.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::app {
namespace {

workbench::OpenBench open_bench(const workbench::Bench& bench) {
  workbench::OpenBench open;
  if (bench.interface.is_virtual()) {
    auto device = std::make_unique<devices::VirtualBench>(setup_of(bench));
    auto* raw = device.get();
    open.device = std::move(device);
    open.rewire = [raw](core::FixtureState state) { raw->set_state(state); };
  } else {
    open.device = std::make_unique<devices::PortAudioDevice>(devices::PortAudioSelection{
        bench.interface.host_api, bench.interface.input, bench.interface.output,
        bench.interface.packed_24_bit ? devices::SampleFormat::kInt24 : devices::SampleFormat::kFloat32});
  }
  return open;
}

std::vector<audio::DeviceInfo> list_devices() {
  auto devices = devices::list_portaudio_devices();
  audio::DeviceInfo simulated = devices::VirtualBench(devices::BenchSetup{}).info();
  simulated.name = "virtual (built in: input = \"virtual\")";
  devices.push_back(simulated);
  return devices;
}

void print_library() {
  fmt::print("amplifiers\n");
  for (const auto& a : circuit::library_amplifiers()) fmt::print("  {:<18} {}\n", a.name, a.source);
  fmt::print("loads\n");
  for (const auto& l : circuit::library_loads()) fmt::print("  {:<18} {}\n", l.name, l.source);
  fmt::print(
      "or component values\n  amp = \"10.4 ohm, gain 2, clip 5.9 V\"\n  load = \"300 ohm + 0.1 mH + 213 ohm "
      "@ 81 Hz Q 3.7\"\n");
  fmt::print("faults\n");
  for (const auto fault : devices::all_faults())
    fmt::print("  {:<18} {}\n", devices::name_of(fault), devices::words_of(fault));
}

int run_virtual_bench(const cli::VirtualBenchOptions& options, std::stop_token stop) {
  if (options.list) {
    print_library();
    return 0;
  }
  const auto bench = options.bench.empty() ? workbench::virtual_bench("O2", "HD 800 S", core::Ohms(33))
                                           : workbench::read_bench(options.bench);
  const auto setup = setup_of(bench);
  devices::JackBenchOptions jack;
  jack.name = options.name;
  jack.fast = options.fast;
  jack.state_file =
      options.state_file.empty() ? std::filesystem::path(bench.virtual_bench.state_file) : options.state_file;
  return devices::run_jack_bench(jack, setup, std::cerr, stop);
}

}  // namespace

cli::Mains connect_mains(std::stop_token stop) {
  std::error_code no_proc;  // then the library that came with the program is not found, and nothing else
  return {open_bench, list_devices,
          [stop](const cli::VirtualBenchOptions& options) { return run_virtual_bench(options, stop); }, stop,
          std::filesystem::read_symlink("/proc/self/exe", no_proc)};
}

}  // namespace ohmbench::app
