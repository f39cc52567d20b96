// Publish: the figure as readers get it, on white, and the file of it.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "gui/desk.hpp"
#include "views/exports.hpp"

namespace ohmbench::gui {
namespace {

const std::vector<std::string> kFormats{"svg", "pdf", "png"};
constexpr std::size_t kPng = 2;  // of these

std::vector<figures::Subject> chosen(const views::Listing& all,
                                     const std::set<std::filesystem::path>& ticked) {
  std::vector<figures::Subject> subjects;
  for (const auto& e : all)
    if (e->subject && (ticked.empty() || ticked.count(e->file) > 0)) {
      subjects.push_back(*e->subject);
      if (ticked.empty()) break;  // nothing is ticked: the newest
    }
  return subjects;
}

std::vector<std::string> with_first(const char* first, const std::vector<std::string>& names) {
  std::vector<std::string> all{first};
  all.insert(all.end(), names.begin(), names.end());
  return all;
}

figures::Look look_of(const Desk& d) {
  const auto& axes = d.axes;
  figures::Look look;
  if (d.preset > 0) figures::apply_preset(figures::preset_names()[d.preset - 1], look);
  look.title = d.title;
  look.with_caption = d.with_caption;
  look.from_hz = axes.from_hz.value_or(look.from_hz);
  look.to_hz = axes.to_hz.value_or(look.to_hz);
  look.rated_ohm = axes.rated_ohm;
  if (d.ohms > 0) look.ohms = d.ohms == 1 ? figures::OhmScale::kLinear : figures::OhmScale::kLog;
  if (d.dark) look.theme = plot::dark_theme();
  look.theme = plot::fitted(look.theme, d.paper.width);
  return look;
}

/// Lets the clerk draw the figure again, if anything about it has changed.
void figure_again(const Frame& f) {
  auto& d = f.desk;
  if (d.axes.wrong) return;
  const auto look = look_of(d);
  const auto key = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", d.paper.width, d.worked.listings,
                               d.tick_changes, d.figure, d.preset, d.title, d.with_caption, d.dark,
                               look.from_hz, look.to_hz, look.rated_ohm.value_or(0), d.ohms);
  if (key == d.publish_key) return;
  d.publish_key = key;
  f.clerk.post("publish",
               [&d, all = d.worked.listing, ticked = d.ticked, look, size = d.paper,
                name = d.figure]() -> views::Delivery {
                 const auto subjects = chosen(all, ticked);
                 std::shared_ptr<const plot::Figure> figure;
                 std::string problem, lacking;
                 try {
                   if (!subjects.empty()) {
                     figure = std::make_shared<const plot::Figure>(figures::figure_of(subjects, name, look));
                     lacking = views::lacking_letters(*figure, size);
                   }
                 } catch (const core::Error& e) {
                   problem = e.what();
                 }
                 return [&d, figure, problem, lacking] {
                   d.worked.published = figure;
                   d.worked.lacking_letters = lacking;
                   d.worked.publish_problem = problem;
                 };
               });
  const auto of_what = fmt::format("{}|{}", d.worked.listings, d.tick_changes);
  if (of_what == d.possible_key) return;
  d.possible_key = of_what;
  f.clerk.post("possible", [&d, all = d.worked.listing, ticked = d.ticked]() -> views::Delivery {
    return [&d, names = figures::possible_figures(chosen(all, ticked))] {
      d.worked.possible = names;
      if (std::find(names.begin(), names.end(), d.figure) == names.end()) d.figure.clear();
    };
  });
}

void write(const Frame& f, plot::Size size, const std::string& ending, double dots_per_px) {
  auto& d = f.desk;
  f.clerk.do_once(
      [&d, figure = d.worked.published, size, ending, dots_per_px, folder = d.exports]() -> views::Delivery {
        return [&d, path = views::write_figure(*figure, size, folder, ending, dots_per_px)] {
          d.published = true;
          say(d, views::shown(path) + " is written");
        };
      });
}

void write_report(const Frame& f) {
  auto& d = f.desk;
  f.clerk.do_once([&d, library = d.library, folder = d.exports]() -> views::Delivery {
    return [&d, report = views::write_report(library, folder)] {
      d.published = true;
      auto done = fmt::format("{} is written, with {} result{}", views::shown(report.file), report.results,
                              report.results == 1 ? "" : "s");
      if (!report.problems.empty())
        done += fmt::format("; left out: {}{}", report.problems.front(),
                            report.problems.size() > 1
                                ? fmt::format(" and {} more, see the page", report.problems.size() - 1)
                                : "");
      say(d, std::move(done));
    };
  });
}

/// The size of the paper, as typed; false where it is none.
bool show_size(const Frame& f) {
  auto& d = f.desk;
  const char* unit = d.in_pixels ? "px" : "mm";
  const double px = d.in_pixels ? 1 : views::kPxPerMm;
  const double most = d.in_pixels ? 8000 : 2000;
  const plot::Size least{std::ceil(plot::kLeastSize.width / px), std::ceil(plot::kLeastSize.height / px)};
  auto& width_text = d.in_pixels ? d.width_px : d.width_mm;
  auto& height_text = d.in_pixels ? d.height_px : d.height_mm;
  const auto width =
      screen::value_field(f.kit, fmt::format("Width in {}", unit), width_text, unit, "190").value;
  const auto height =
      screen::value_field(f.kit, fmt::format("Height in {}", unit), height_text, unit, "120").value;
  const bool fits = width && height && *width >= least.width && *height >= least.height &&
                    std::max(*width, *height) <= most;
  if (fits)
    d.paper = {*width * px, *height * px};
  else
    screen::words(
        f.kit, fmt::format("At least {:g} x {:g} {}, at most {:g}.", least.width, least.height, unit, most),
        f.kit.theme.fail);
  return fits;
}

/// One of the figures that can be.
void choose_figure(const Frame& f) {
  auto& d = f.desk;
  const auto& names = d.worked.possible;
  auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), d.figure) - names.begin()) + 1;
  if (d.figure.empty() || place > names.size()) place = 0;
  if (screen::choose(f.kit, "Figure", with_first("what suits", names), place))
    d.figure = place > 0 ? names[place - 1] : std::string();
}

/// Part of the frequencies, scale of the ohms, rated impedance; stays open while something in it is wrong.
void show_axes(const Frame& f) {
  auto& d = f.desk;
  static const std::vector<std::string> kScales{"what suits", "linear", "logarithmic"};
  if (d.axes.wrong) d.fold_axes = true;
  if (!screen::fold(f.kit, "Axes", d.fold_axes)) return;
  const auto from = screen::value_field(f.kit, "From (empty: 20 Hz)", d.from_hz, "Hz", "10");
  const auto to = screen::value_field(f.kit, "To (empty: 20 kHz)", d.to_hz, "Hz", "40k");
  screen::choose(f.kit, "Ohms", kScales, d.ohms);
  const auto rated =
      screen::value_field(f.kit, "Rated impedance (empty: by the 80 % rule)", d.rated_ohm, "ohm", "32");
  d.axes = {from.value, to.value, rated.value, from.wrong || to.wrong || rated.wrong};
  const figures::Look usual;
  constexpr double kLeastHz = 0.01, kMostHz = 1e6;
  const double begin = d.axes.from_hz.value_or(usual.from_hz), end = d.axes.to_hz.value_or(usual.to_hz);
  if (begin < end && begin >= kLeastHz && end <= kMostHz) return;
  screen::words(
      f.kit,
      begin < end ? "An axis lies between 10 mHz and 1 MHz." : "The axis must end above where it begins.",
      f.kit.theme.fail);
  d.axes.wrong = true;
}

/// Pixels of a PNG for each of the layout; empty where what is typed is none.
std::optional<double> show_dots(const Frame& f) {
  auto& d = f.desk;
  if (d.format != kPng || d.in_pixels) return 1;
  constexpr double kPxPerInch = 96, kLeast = 20, kMost = 2400;
  const auto dpi = screen::value_field(f.kit, "Dots per inch", d.dpi, "dpi", "300").value;
  if (dpi && *dpi >= kLeast && *dpi <= kMost) return *dpi / kPxPerInch;
  screen::words(f.kit, fmt::format("The dots must lie between {:g} and {:g} per inch.", kLeast, kMost),
                f.kit.theme.fail);
  return {};
}

}  // namespace

void show_publish(const Frame& f) {
  auto& d = f.desk;
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Publish");
        screen::faint(f.kit, d.ticked.empty()
                                 ? "The newest result. Tick others in the library."
                                 : fmt::format("{} result{}, as ticked in the library.", d.ticked.size(),
                                               d.ticked.size() == 1 ? "" : "s"));
        choose_figure(f);
        screen::choose(f.kit, "In the manner of", with_first("no one", figures::preset_names()), d.preset);
        screen::field(f.kit, "Title", d.title, "found by itself");
        screen::toggle(f.kit, "Caption", d.with_caption);
        ImGui::SameLine();
        screen::toggle(f.kit, "Dark", d.dark);
        ImGui::SameLine();
        screen::toggle(f.kit, "Size in pixels", d.in_pixels);
        const bool fits = show_size(f) && !d.axes.wrong;
        screen::choose(f.kit, "File", kFormats, d.format);
        const auto dots = show_dots(f);
        show_axes(f);
        const auto size = d.paper;
        if (screen::button(f.kit, "Write the figure", 'W', screen::Tone::kPrimary,
                           fits && dots && d.worked.published != nullptr))
          write(f, size, kFormats[d.format], *dots);
        if (screen::button(f.kit, "Copy as SVG", 'K', screen::Tone::kPlain,
                           fits && d.worked.published != nullptr)) {
          f.clerk.do_once([&d, figure = d.worked.published, size]() -> views::Delivery {
            return [&d, svg = views::svg_of(*figure, size)] {
              ImGui::SetClipboardText(svg.c_str());
              say(d, "the figure is in the clipboard, as SVG");
            };
          });
        }
        screen::gap(f.kit);
        if (screen::button(f.kit, "Report on the whole library", 'P', screen::Tone::kPlain,
                           !d.worked.listing.empty()))
          write_report(f);
        screen::faint(f.kit,
                      "One HTML page with every result: figures, verdicts, tables, the data to download.");
        screen::faint(f.kit, "Files go to " + views::shown(d.exports));
      },
      [&] {
        if (!d.worked.publish_problem.empty())
          screen::words(f.kit, d.worked.publish_problem, f.kit.theme.fail);
        if (!d.worked.lacking_letters.empty())
          screen::words(f.kit, d.worked.lacking_letters, f.kit.theme.marginal);
        // the very layout of the file, as large as there is room
        show_figure(f, "published", d.worked.published, 0, "There is nothing to publish yet.", d.paper);
      });
  figure_again(f);
}

}  // namespace ohmbench::gui
