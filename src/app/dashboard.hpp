// ohmbench dashboard: connects the devices with the face.
#pragma once

#include "cli/command.hpp"

namespace ohmbench::app {

void add_dashboard(CLI::App& app, cli::Context& context);

}  // namespace ohmbench::app
