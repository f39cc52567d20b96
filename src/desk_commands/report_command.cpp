// ohmbench report
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "desk_commands/commands.hpp"
#include "intake/any_curve.hpp"
#include "plot_cairo/typeface.hpp"
#include "report/page.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::cli {
namespace {

struct ReportWords {
  std::filesystem::path folder;
  std::filesystem::path out;
  bool quiet = false;
};

void write(const ReportWords& words) {
  const auto folder = report::read_folder(
      words.folder, [](const std::filesystem::path& file) { return intake::read_any_curve(file).result; });
  const auto page = report::page_of(folder, plot_cairo::system_typeface());
  storage::write_atomically(words.out, page.html);
  for (const auto& problem : page.problems) fmt::print(stderr, "ohmbench: left out: {}\n", problem);
  if (words.quiet) return;
  const bool one = folder.results() == 1;
  Output{}.print({}, fmt::format("{} result{} from {} {} in {}\n", folder.results(), one ? "" : "s",
                                 words.folder.string(), one ? "is" : "are", words.out.string()));
}

}  // namespace

void add_report(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("report", "all results of a folder as one page to read, print and send");
  auto words = std::make_shared<ReportWords>();
  command->add_option("folder", words->folder, "folder with results; those below it too")
      ->required()
      ->check(named());
  command->add_option("--out", words->out, "the page: one .html file that needs no other")
      ->required()
      ->check(named());
  command->add_flag("--quiet", words->quiet, "print nothing but what was left out");
  command->footer("Example: ohmbench report ohmbench-demo --out report.html");
  command->callback([words] { write(*words); });
}

}  // namespace ohmbench::cli
