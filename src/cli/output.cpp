#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "core/error.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::cli {

CLI::Validator named() {
  return {[](std::string& text) { return text.empty() ? std::string("the name is empty") : std::string(); },
          ""};
}

CLI::Validator within(double least, double most) {
  return {[=](std::string& text) {
            double value = 0;
            const bool good = CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
            return good ? std::string()
                        : fmt::format("{} is not a number from {:g} to {:g}", text, least, most);
          },
          ""};
}

void Output::add_to(CLI::App& command, bool out_required) {
  auto* option = command.add_option("--out", out, "write the result to this file");
  option->check(named());
  if (out_required) option->required();
  command.add_flag("--json", json, "print the result as JSON instead of a summary");
  command.add_flag("--quiet", quiet, "print no summary and no progress");
}

void Output::deliver(const nlohmann::json& result, const std::string& summary) const {
  if (!out.empty()) {
    auto file = storage::stage_json(out, result);
    print(result, summary);  // before: a command that fails leaves the earlier file
    file.commit();
  } else {
    print(result, summary);
  }
}

void Output::print(const nlohmann::json& result, const std::string& summary) const {
  const std::string text = json ? storage::as_text(result) : quiet ? "" : summary;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw core::bad_input("the standard output cannot be written", "is the disk full, or the pipe closed?");
  }
}

}  // namespace ohmbench::cli
