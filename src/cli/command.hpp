// What every command shares: where results go, and what the mains hand in.
// A command registers itself on the CLI11 app; its callback does the work and throws core::Error when it
// cannot.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "audio/audio_device.hpp"

namespace ohmbench::workbench {
struct Bench;
struct OpenBench;
}  // namespace ohmbench::workbench

namespace ohmbench::cli {

/// Options of `ohmbench virtual-bench`, handed to the mains.
struct VirtualBenchOptions {
  bool jack = false;
  bool list = false;
  bool fast = false;
  std::string name = "ohmbench-virtual";
  std::filesystem::path bench;  ///< optional bench.toml whose [virtual] and [wiring] are simulated
  std::filesystem::path
      state_file;  ///< optional file holding the fixture state's name, read again while running
};

/// What only the mains know: the devices. Handed in by `app`, so that the command line includes no device.
struct Mains {
  std::function<workbench::OpenBench(const workbench::Bench&)> open_bench;
  std::function<std::vector<audio::DeviceInfo>()> list_devices;
  std::function<int(const VirtualBenchOptions&)> virtual_bench;
  std::stop_token stop;                   ///< requested by Ctrl-C
  std::filesystem::path executable = {};  ///< where the program is; empty if that cannot be told
};

/// Where the result goes: `--out FILE`, `--json` for stdout, `--quiet`.
struct Output {
  std::filesystem::path out;
  bool json = false;
  bool quiet = false;

  /// Adds the three options to a command.
  void add_to(CLI::App& command, bool out_required);
  /// Writes the result to `out` (if given), and to stdout either the JSON or `summary`.
  void deliver(const nlohmann::json& result, const std::string& summary) const;
  /// The part that goes to stdout. @throws core::Error kBadInput if it does not get there
  void print(const nlohmann::json& result, const std::string& summary) const;
};

/// Refuses an empty file name, which `--out "$UNSET"` gives.
CLI::Validator named();
/// A number within [least, most], and so neither "nan" nor "inf", which CLI11's own range checks let pass.
CLI::Validator within(double least, double most);

/// Shared by all commands of one run.
struct Context {
  Mains mains;
  int exit_code = 0;
};

/// Adds one command to the program; each command file has one.
using AddCommand = void (*)(CLI::App& app, Context& context);

}  // namespace ohmbench::cli
