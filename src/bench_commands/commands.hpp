// The commands that need a bench: they play, record, or read what was recorded.
#pragma once

#include "cli/command.hpp"

namespace ohmbench::cli {

void add_demo(CLI::App& app, Context& context);
void add_devices(CLI::App& app, Context& context);
void add_calibrate(CLI::App& app, Context& context);
void add_check(CLI::App& app, Context& context);
void add_measure(CLI::App& app, Context& context);
void add_analyze(CLI::App& app, Context& context);
void add_reprocess(CLI::App& app, Context& context);
void add_stimulus(CLI::App& app, Context& context);
void add_virtual_bench(CLI::App& app, Context& context);

}  // namespace ohmbench::cli
