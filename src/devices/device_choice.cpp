#include "devices/device_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/error.hpp"

namespace ohmbench::devices {
namespace {

enum class Direction { kInput, kOutput, kBoth };

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool contains(const std::string& text, const std::string& part) {
  return lower(text).find(lower(part)) != std::string::npos;
}

bool serves(const audio::DeviceInfo& device, Direction direction) {
  return (direction == Direction::kOutput || device.input_channels > 0) &&
         (direction == Direction::kInput || device.output_channels > 0);
}

std::optional<std::size_t> best(const std::vector<audio::DeviceInfo>& devices, const std::string& host_api,
                                const std::string& name, Direction direction) {
  std::optional<std::size_t> found;
  std::pair<bool, int> rank_of_found;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const auto& device = devices[i];
    if (!contains(device.host_api, host_api) || !contains(device.name, name) || !serves(device, direction)) {
      continue;
    }
    const std::pair rank(lower(device.name) != lower(name), preference(device));
    if (!found || rank < rank_of_found) {
      found = i;
      rank_of_found = rank;
    }
  }
  return found;
}

/// "bench (JACK …, 4 in, 2 out); …": cards first, plugins only if there is nothing else.
std::string what_there_is(const std::vector<audio::DeviceInfo>& devices) {
  constexpr std::size_t kMost = 6;
  std::vector<const audio::DeviceInfo*> shown;
  for (const int most : {1, 2}) {
    if (!shown.empty()) break;
    for (const auto& device : devices) {
      if (preference(device) <= most) shown.push_back(&device);
    }
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, shown.size()); ++i) {
    text += fmt::format("{}\"{}\" ({}, {} in, {} out)", i == 0 ? "" : ", ", shown[i]->name,
                        shown[i]->host_api, shown[i]->input_channels, shown[i]->output_channels);
  }
  if (shown.size() > kMost) text += fmt::format(" and {} more", shown.size() - kMost);
  return text;
}

core::Error no_such_device(const std::vector<audio::DeviceInfo>& devices, const std::string& host_api,
                           const std::string& name, const char* direction) {
  const bool api_is_there = std::any_of(devices.begin(), devices.end(), [&](const auto& device) {
    return contains(device.host_api, host_api);
  });
  auto what = fmt::format("no audio {} device \"{}\"", direction, name);
  if (!host_api.empty()) what += fmt::format(" in host API \"{}\"", host_api);
  what += devices.empty() ? "; there is no audio device at all" : "; there is " + what_there_is(devices);
  if (!api_is_there && !host_api.empty() && contains("JACK Audio Connection Kit", host_api)) {
    return core::device_error(what, "start the JACK server, or set JACK_DEFAULT_SERVER to its name");
  }
  return core::device_error(
      what, "plug it in, close other programs that use it, or correct [interface] in bench.toml");
}

}  // namespace

int preference(const audio::DeviceInfo& device) {
  if (!contains(device.host_api, "ALSA")) return 1;
  return contains(device.name, "(hw:") ? 0 : 2;
}

DeviceChoice choose_devices(const std::vector<audio::DeviceInfo>& devices,
                            const PortAudioSelection& selection) {
  if (lower(selection.input) == lower(selection.output)) {
    const auto both = best(devices, selection.host_api, selection.input, Direction::kBoth);
    if (both) return {*both, *both};
  }
  const auto input = best(devices, selection.host_api, selection.input, Direction::kInput);
  if (!input) throw no_such_device(devices, selection.host_api, selection.input, "input");
  const auto output = best(devices, selection.host_api, selection.output, Direction::kOutput);
  if (!output) throw no_such_device(devices, selection.host_api, selection.output, "output");
  return {*input, *output};
}

}  // namespace ohmbench::devices
