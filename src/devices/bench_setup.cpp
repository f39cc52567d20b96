#include "devices/bench_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace ohmbench::devices {
namespace {

constexpr std::array<std::pair<Fault, const char*>, 10> kFaultNames{{
    {Fault::kSwappedChannels, "swapped-channels"},
    {Fault::kInvertedPolarity, "inverted-polarity"},
    {Fault::kOpenLoad, "open-load"},
    {Fault::kShortedLoad, "shorted-load"},
    {Fault::kWrongResistor, "wrong-resistor"},
    {Fault::kMutedOutput, "muted-output"},
    {Fault::kDropout, "dropout"},
    {Fault::kLostFrames, "lost-frames"},
    {Fault::kLooseContact, "loose-contact"},
    {Fault::kDeviceLost, "device-lost"},
}};

}  // namespace

bool BenchSetup::has(Fault fault) const {
  return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

std::string name_of(Fault fault) {
  for (const auto& [known, name] : kFaultNames) {
    if (known == fault) return name;
  }
  return "?";
}

Fault fault_named(const std::string& name) {
  std::string names;
  for (const auto& [fault, known] : kFaultNames) {
    if (name == known) return fault;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", known);
  }
  throw core::bad_input(fmt::format("the virtual bench knows no fault \"{}\"", name), "use one of " + names);
}

}  // namespace ohmbench::devices
