// ohmbench plot
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>

#include "cli/numbers.hpp"
#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "core/si_text.hpp"
#include "desk_commands/commands.hpp"
#include "figures/figures.hpp"
#include "formats/foreign_curve.hpp"
#include "intake/any_curve.hpp"
#include "plot_cairo/paper.hpp"
#include "plot_cairo/typeface.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::cli {
namespace {

constexpr double kPxPerInch = 96;
constexpr double kMmPerInch = 25.4;

struct PlotWords {
  std::vector<std::filesystem::path> files;
  std::filesystem::path out;
  std::string figure, preset, title;
  std::string width = "190mm", height = "120mm";
  double dpi = 192;
  bool dark = false, linear = false, logarithmic = false, no_phase = false, no_caption = false;
  std::vector<std::string> source_ohm;
  std::optional<std::string> rated_ohm, least_ohm, most_ohm;
  double from_hz = 20, to_hz = 20000;
  bool quiet = false;
};

/// "180mm", "18cm", "7in" or "900px" (also "900") in pixels of 1/96 inch.
double parse_length(const std::string& text, const char* option) {
  constexpr std::pair<const char*, double> kUnits[] = {{"mm", kPxPerInch / kMmPerInch},
                                                       {"cm", 10 * kPxPerInch / kMmPerInch},
                                                       {"in", kPxPerInch},
                                                       {"px", 1},
                                                       {"", 1}};
  for (const auto& [unit, px] : kUnits) {
    const std::string_view ending(unit);
    if (!std::string_view(text).ends_with(ending)) continue;
    auto number = text.substr(0, text.size() - ending.size());
    while (!number.empty() && number.back() == ' ') number.pop_back();
    const bool plain = !number.empty() && number.find_first_not_of("0123456789.") == std::string::npos;
    const auto value = plain ? core::parse_si(number, "") : std::nullopt;
    constexpr double kMostPx = 20000;
    if (value && *value > 0 && *value * px <= kMostPx) return *value * px;
  }
  throw core::bad_input(fmt::format("{} \"{}\" is not a length", option, text),
                        "write e.g. 180mm, 7in or 900px");
}

figures::Look look_of(const PlotWords& words) {
  figures::Look look;
  if (!words.preset.empty()) figures::apply_preset(words.preset, look);
  look.title = words.title;
  look.from_hz = words.from_hz, look.to_hz = words.to_hz;
  if (!(look.to_hz > look.from_hz))
    throw core::bad_input(fmt::format("--to {:g} Hz is not above --from {:g} Hz", look.to_hz, look.from_hz),
                          "widen the band");
  if (words.linear) look.ohms = figures::OhmScale::kLinear;
  if (words.logarithmic) look.ohms = figures::OhmScale::kLog;
  look.with_phase = !words.no_phase;
  look.with_caption = !words.no_caption;
  if (!words.source_ohm.empty()) look.source_ohm.clear();
  for (const auto& text : words.source_ohm)
    look.source_ohm.push_back(parse_positive(text, "--source-ohm", "ohm"));
  if (words.rated_ohm) look.rated_ohm = parse_positive(*words.rated_ohm, "--rated-ohm", "ohm");
  if (words.least_ohm)
    look.least_ohm = *words.least_ohm == "0" ? 0 : parse_positive(*words.least_ohm, "--least-ohm", "ohm");
  if (words.most_ohm) look.most_ohm = parse_positive(*words.most_ohm, "--most-ohm", "ohm");
  if (look.least_ohm && look.most_ohm && *look.least_ohm >= *look.most_ohm)
    throw core::bad_input("--least-ohm is not below --most-ohm", "exchange them");
  if (look.ohms == figures::OhmScale::kLog && look.least_ohm == 0.0)
    throw core::bad_input("a logarithmic axis has no 0", "give --least-ohm above 0, or --linear-ohm");
  if (words.dark) look.theme = plot::dark_theme();
  return look;
}

/// A result, a recording, or another program's curve; for that, `notes` tell how it was read.
figures::Subject read(const std::filesystem::path& file, std::vector<std::string>& notes) {
  if (core::ending_of(file) == ".json" || core::ending_of(file) == ".wav") return figures::read_subject(file);
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored) && formats::looks_like_json(storage::read_file(file)))
    return figures::read_subject(file);
  auto any = intake::read_any_curve(file);
  notes.insert(notes.end(), any.notes.begin(), any.notes.end());
  return figures::subject_of(std::move(any.result), file);
}

void write(const PlotWords& words) {
  const auto kind = plot_cairo::paper_kind(words.out);
  auto look = look_of(words);
  const plot::Size size{parse_length(words.width, "--width"), parse_length(words.height, "--height")};
  if (size.width < plot::kLeastSize.width || size.height < plot::kLeastSize.height)
    throw core::bad_input(
        fmt::format("{} x {} is too small for anything to be read", words.width, words.height),
        "give 43mm x 32mm at least");
  std::vector<figures::Subject> subjects;
  look.theme = plot::fitted(look.theme, size.width);
  std::vector<std::string> notes;
  for (const auto& file : words.files) subjects.push_back(read(file, notes));
  const auto figure = figures::figure_of(subjects, words.figure, look);
  const auto layout = plot::layout(figure, size, plot_cairo::system_typeface());
  if (auto lacking = plot_cairo::lacking_letters(layout); !lacking.empty())
    notes.push_back(std::move(lacking));
  if (!words.quiet) {
    for (const auto& note : notes) fmt::print(stderr, "ohmbench: {}\n", note);
  }
  storage::write_atomically(words.out, plot_cairo::print(layout, kind, words.dpi / kPxPerInch));
}

void add_options(CLI::App& command, PlotWords& words) {
  command
      .add_option("files", words.files,
                  "results of measure or match, recordings (.wav), or other programs' curves (.zma, .frd, "
                  ".csv, .txt); "
                  "several are overlaid")
      ->required();
  command.add_option("--out", words.out, "the figure: .svg, .pdf or .png")->required()->check(named());
  command.add_option("--figure", words.figure, "what to show; by the kind of the results if left out")
      ->check(CLI::IsMember(figures::figure_names()));
  command.add_option("--preset", words.preset, "in the manner of those who publish such plots")
      ->check(CLI::IsMember(figures::preset_names()));
  command.add_option("--width", words.width, "in mm, cm, in or px (1/96 inch)")->capture_default_str();
  command.add_option("--height", words.height, "likewise")->capture_default_str();
  command.add_option("--dpi", words.dpi, "dots per inch of a .png")
      ->check(within(20, 2400))
      ->capture_default_str();
  command.add_flag("--dark", words.dark, "light lines on dark ground");
  command.add_option("--title", words.title, "in place of the one that is found");
  command.add_flag("--no-caption", words.no_caption, "leave out what tells how it was measured");
  command.add_flag("--no-phase", words.no_phase, "magnitude alone");
  command.add_option("--from", words.from_hz, "lowest frequency in Hz")
      ->check(within(0.01, 1e6))
      ->capture_default_str();
  command.add_option("--to", words.to_hz, "highest frequency in Hz")
      ->check(within(0.01, 1e6))
      ->capture_default_str();
  auto* linear = command.add_flag("--linear-ohm", words.linear, "ohms linear from 0");
  command.add_flag("--log-ohm", words.logarithmic, "ohms logarithmic")->excludes(linear);
  command.add_option("--least-ohm", words.least_ohm, "lower end of the ohms");
  command.add_option("--most-ohm", words.most_ohm, "upper end of the ohms");
  command
      .add_option("--source-ohm", words.source_ohm,
                  "what-if: output impedances for the response, e.g. 0.1,10,120")
      ->delimiter(',');
  command.add_option("--rated-ohm", words.rated_ohm,
                     "the load's rated impedance, for its line and the damping factor");
  command.add_flag("--quiet", words.quiet, "print nothing");
}

}  // namespace

void add_plot(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("plot", "draw results as a figure for print or screen");
  auto words = std::make_shared<PlotWords>();
  add_options(*command, *words);
  command->footer(
      "Example: ohmbench plot z.json --out impedance.svg\n"
      "         ohmbench plot z.json zout.json --out response.pdf --width 85mm --height 60mm");
  command->callback([words] {
    write(*words);
    if (!words->quiet) Output{}.print({}, words->out.string() + "\n");
  });
}

}  // namespace ohmbench::cli
