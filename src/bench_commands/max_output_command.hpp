// ohmbench measure max-output: registered by measure_command.cpp.
#pragma once

#include "cli/command.hpp"

namespace ohmbench::cli {

void add_max_output(CLI::App& measure, Context& context);

}  // namespace ohmbench::cli
