// The command line as a whole: parse, run one command, turn errors into one line and an exit code.
#pragma once

#include <span>

#include "cli/command.hpp"

namespace ohmbench::cli {

/// Exit codes: 0 done, 1 QA: the unit fails, 2 usage or input, 3 device, 4 not valid.
/// Never throws. `commands` in the order of the help.
int run_command_line(int argc, const char* const* argv, const Mains& mains,
                     std::span<const AddCommand> commands);

}  // namespace ohmbench::cli
