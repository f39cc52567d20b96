// The commands that need no bench: files and words in, files and words out.
#pragma once

#include "cli/command.hpp"

namespace ohmbench::cli {

void add_advise(CLI::App& app, Context& context);
void add_fit(CLI::App& app, Context& context);
void add_match(CLI::App& app, Context& context);
void add_library(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_plot(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);

}  // namespace ohmbench::cli
