#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "core/error.hpp"
#include "session/result_file.hpp"

namespace ohmbench::cli {

void Output::add_to(CLI::App& command, bool out_required) {
  auto* option = command.add_option("--out", out, "write the result to this file");
  if (out_required) option->required();
  command.add_flag("--json", json, "print the result as JSON instead of a summary");
  command.add_flag("--quiet", quiet, "print no summary and no progress");
}

void Output::deliver(const nlohmann::json& result, const std::string& summary) const {
  if (!out.empty()) session::write_result(out, result);
  const std::string text = json ? result.dump(1) + "\n" : quiet ? "" : summary;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw core::bad_input("the result cannot be written to the standard output", "is the disk full?");
  }
}

}  // namespace ohmbench::cli
