// Run: the dashboard from opening its window to closing it. Main thread.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "gui/desk.hpp"
#include "instrument/instrument.hpp"

namespace ohmbench::gui {

struct DashboardOptions {
  workbench::Bench bench;
  std::filesystem::path library;   ///< results go there, and are read from there
  std::filesystem::path exports;   ///< figures go there
  std::filesystem::path benches;   ///< benches made in the window keep calibration and records there
  std::filesystem::path settings;  ///< a file for what is remembered (memory.hpp); empty: nothing is
  std::filesystem::path script;    ///< done in place of a person; empty: none
  int width = 1440, height = 900;
  bool sized = false;  ///< the size was wished for, and goes before the remembered one
  bool white = false;
  instrument::OpenDevice open_device;
  std::function<std::vector<audio::DeviceInfo>()> list_devices;
  VirtualChoices virtual_choices;
  /// bench.toml of the virtual bench with these choices
  std::function<std::string(const std::string& amp, const std::string& load,
                            const std::vector<std::string>& faults, bool real_time)>
      virtual_bench_text;
  std::stop_token stop;
};

/// Returns when the window is closed or a stop is asked for.
/// @throws core::Error kBadInput: no display, no OpenGL 3, no font; kNotValid: a script that does not come to
/// its end
void run_dashboard(const DashboardOptions& options);

}  // namespace ohmbench::gui
