// ohmbench export
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "desk_commands/commands.hpp"
#include "formats/curve_file.hpp"
#include "intake/any_curve.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::cli {
namespace {

void run(const std::filesystem::path& input, bool crlf, const Output& output) {
  const auto format = formats::format_for(output.out);
  // other programs do not tell load and output impedance apart
  const auto any = intake::read_any_curve(input, intake::Accept::kLoadOrOutput);
  const auto& z = any.z;
  const auto line_end = crlf ? formats::LineEnd::kCrLf : formats::LineEnd::kLf;
  storage::StagedFile file(output.out, formats::write_curve(z, format, line_end));

  auto result = results::result_head("export", z.name);
  result["file"] = output.out.string();
  result["points"] = z.curve.size();
  result["read"] = any.notes;
  std::string summary = fmt::format("{} points written to {}\n", z.curve.size(), output.out.string());
  for (const auto& note : any.notes) summary += note + "\n";
  output.print(result, summary);
  file.commit();
}

}  // namespace

void add_export(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("export", "write an impedance as other programs read it");
  auto input = std::make_shared<std::filesystem::path>();
  auto crlf = std::make_shared<bool>(false);
  auto output = std::make_shared<Output>();
  command
      ->add_option("file", *input,
                   "result of measure impedance or output-impedance, or another program's file")
      ->required();
  command->add_flag("--crlf", *crlf, "end lines as Windows does");
  output->add_to(*command, true);
  command->get_option("--out")->description(
      "file to write; its ending decides: .zma and .txt (Hz, ohm, degrees), .frd (Hz, dB re 1 ohm, degrees), "
      ".csv");
  command->footer("Example: ohmbench export z.json --out z.zma");
  command->callback([input, crlf, output] { run(*input, *crlf, *output); });
}

}  // namespace ohmbench::cli
