// Publish: the figure as readers get it, on white, and the file of it.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "gui/desk.hpp"
#include "views/exports.hpp"

namespace ohmbench::gui {
namespace {

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
  figures::Look look;
  if (d.preset > 0) figures::apply_preset(figures::preset_names()[d.preset - 1], look);
  look.title = d.title;
  look.with_caption = d.with_caption;
  if (d.dark) look.theme = plot::dark_theme();
  look.theme = plot::fitted(look.theme, d.paper.width);
  return look;
}

/// Lets the clerk draw the figure again, if anything about it has changed.
void figure_again(const Frame& f) {
  auto& d = f.desk;
  const auto key = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", d.paper.width, d.worked.listings, d.tick_changes,
                               d.figure, d.preset, d.title, d.with_caption, d.dark);
  if (key == d.publish_key) return;
  d.publish_key = key;
  const auto name = d.figure > 0 ? figures::figure_names()[d.figure - 1] : std::string();
  f.clerk.post("publish",
               [&d, all = d.worked.listing, ticked = d.ticked, look = look_of(d), name]() -> views::Delivery {
                 const auto subjects = chosen(all, ticked);
                 std::shared_ptr<const plot::Figure> figure;
                 std::string problem;
                 try {
                   if (!subjects.empty())
                     figure = std::make_shared<const plot::Figure>(figures::figure_of(subjects, name, look));
                 } catch (const core::Error& e) {
                   problem = e.what();
                 }
                 return [&d, figure, problem] {
                   d.worked.published = figure;
                   d.worked.publish_problem = problem;
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
  const double least = d.in_pixels ? 160 : 30, most = d.in_pixels ? 8000 : 2000;
  auto& width_text = d.in_pixels ? d.width_px : d.width_mm;
  auto& height_text = d.in_pixels ? d.height_px : d.height_mm;
  const auto width =
      screen::value_field(f.kit, fmt::format("Width in {}", unit), width_text, unit, "190").value;
  const auto height =
      screen::value_field(f.kit, fmt::format("Height in {}", unit), height_text, unit, "120").value;
  const bool fits =
      width && height && std::min(*width, *height) >= least && std::max(*width, *height) <= most;
  if (fits)
    d.paper = {*width * px, *height * px};
  else
    screen::words(f.kit, fmt::format("The size must lie between {:g} and {:g} {}.", least, most, unit),
                  f.kit.theme.fail);
  return fits;
}

}  // namespace

void show_publish(const Frame& f) {
  auto& d = f.desk;
  static const std::vector<std::string> kFormats{"svg", "pdf", "png"};
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Publish");
        screen::faint(f.kit, d.ticked.empty()
                                 ? "The newest result. Tick others in the library."
                                 : fmt::format("{} result{}, as ticked in the library.", d.ticked.size(),
                                               d.ticked.size() == 1 ? "" : "s"));
        screen::choose(f.kit, "Figure", with_first("what suits", figures::figure_names()), d.figure);
        screen::choose(f.kit, "In the manner of", with_first("no one", figures::preset_names()), d.preset);
        screen::field(f.kit, "Title", d.title, "found by itself");
        screen::toggle(f.kit, "Caption", d.with_caption);
        ImGui::SameLine();
        screen::toggle(f.kit, "Dark", d.dark);
        ImGui::SameLine();
        screen::toggle(f.kit, "Size in pixels", d.in_pixels);
        const bool fits = show_size(f);
        screen::choose(f.kit, "File", kFormats, d.format);
        const auto size = d.paper;
        if (screen::button(f.kit, "Write the figure", 'W', screen::Tone::kPrimary,
                           fits && d.worked.published != nullptr))
          write(f, size, kFormats[d.format], d.in_pixels ? 1 : views::kDotsPerPx);
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
        // the very layout of the file, as large as there is room
        show_figure(f, "published", d.worked.published, 0, "There is nothing to publish yet.", d.paper);
      });
  figure_again(f);
}

}  // namespace ohmbench::gui
