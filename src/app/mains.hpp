// The mains: the only place that knows both a device and a face.
#pragma once

#include "cli/command.hpp"

namespace ohmbench::app {

/// Everything that the command line needs from the devices.
cli::Mains connect_mains();

}  // namespace ohmbench::app
