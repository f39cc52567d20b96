// ohmbench devices
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench_commands/commands.hpp"

namespace ohmbench::cli {

void add_devices(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("devices", "audio devices that can be used, the best first");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print JSON");
  command->footer(
      "Example: ohmbench devices\nPart of a name goes into [interface] input and output of bench.toml.");
  command->callback([json, &context] {
    const auto devices = context.mains.list_devices();
    if (*json) {
      auto list = nlohmann::json::array();
      for (const auto& d : devices) {
        list.push_back({{"host_api", d.host_api},
                        {"name", d.name},
                        {"inputs", d.input_channels},
                        {"outputs", d.output_channels},
                        {"default_sample_rate", d.default_sample_rate_hz}});
      }
      fmt::print(
          "{}\n",
          nlohmann::json{{"format", "ohmbench"}, {"version", 1}, {"kind", "devices"}, {"devices", list}}.dump(
              1));
      return;
    }
    fmt::print("{:<10} {:>6} {:>7} {:>9}  {}\n", "host API", "inputs", "outputs", "rate", "name");
    for (const auto& d : devices) {
      fmt::print("{:<10.10} {:>6} {:>7} {:>6.0f} Hz  {}\n", d.host_api, d.input_channels, d.output_channels,
                 d.default_sample_rate_hz, d.name);
    }
    if (devices.size() <= 1)
      fmt::print(
          "No audio interface was found. Without one, the virtual bench works: input = \"virtual\".\n");
  });
}

}  // namespace ohmbench::cli
