// The mains: the only place that knows both a device and a face.
#pragma once

#include <stop_token>

#include "cli/command.hpp"

namespace ohmbench::app {

/// Everything that the command line needs from the devices; `stop` ends what runs.
cli::Mains connect_mains(std::stop_token stop);

}  // namespace ohmbench::app
