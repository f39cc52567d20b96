// The virtual bench as a device like any other.
#include "devices/device_contract.hpp"
#include "devices/virtual_bench.hpp"

using namespace ohmbench;

TEST_CASE("The virtual bench honours the contract of a device") {
  devices::VirtualBench bench{devices::BenchSetup{}};
  test::hold_to_contract(bench, {48000, 12345, 3});
}
