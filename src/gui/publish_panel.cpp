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
  return look;
}

/// Lets the clerk draw the figure again, if anything about it has changed.
void figure_again(const Frame& f) {
  auto& d = f.desk;
  const auto key = fmt::format("{}|{}|{}|{}|{}|{}|{}", d.worked.listings, d.tick_changes, d.figure, d.preset,
                               d.title, d.with_caption, d.dark);
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

void write(const Frame& f, plot::Size size, const std::string& ending) {
  auto& d = f.desk;
  f.clerk.do_once([&d, figure = d.worked.published, size, ending, folder = d.exports]() -> views::Delivery {
    return [&d, path = views::write_figure(*figure, size, folder, ending)] {
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

}  // namespace

void show_publish(const Frame& f) {
  auto& d = f.desk;
  static const std::vector<std::string> kFormats{"svg", "pdf", "png"};
  std::optional<double> width, height;
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
        width = screen::value_field(f.kit, "Width in mm", d.width_mm, "mm", "190").value;
        height = screen::value_field(f.kit, "Height in mm", d.height_mm, "mm", "120").value;
        screen::choose(f.kit, "File", kFormats, d.format);
        constexpr double kMostMm = 2000, kLeastMm = 30;
        const bool fits =
            width && height && std::min(*width, *height) >= kLeastMm && std::max(*width, *height) <= kMostMm;
        if (!fits) screen::words(f.kit, "The size must lie between 30 and 2000 mm.", f.kit.theme.fail);
        const plot::Size size{width.value_or(190) * views::kPxPerMm, height.value_or(120) * views::kPxPerMm};
        if (screen::button(f.kit, "Write the figure", 'W', screen::Tone::kPrimary,
                           fits && d.worked.published != nullptr))
          write(f, size, kFormats[d.format]);
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
        const auto room = ImGui::GetContentRegionAvail();
        // as on paper: the proportions of the file
        double fit_height = static_cast<double>(room.y) - 6;
        if (width && height && *width > 0)
          fit_height = std::min(fit_height, static_cast<double>(room.x) * *height / *width);
        show_figure(f, "published", d.worked.published, std::max(fit_height, f.kit.px(120)),
                    "There is nothing to publish yet.");
      });
  figure_again(f);
}

}  // namespace ohmbench::gui
