// Library and compare: what was measured, overlays of what is ticked.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/error.hpp"
#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

void remove_row(const Frame& f) {
  auto& d = f.desk;
  if (d.row >= d.worked.listing.size()) return;
  const auto file = d.worked.listing[d.row]->file;
  try {
    const auto to = views::remove_file(file);
    d.removed.push_back({file, to, d.ticked.erase(file) > 0});
    ++d.tick_changes;
    say(d, file.filename().string() + " is removed; Ctrl+Z brings it back");
  } catch (const core::Error& e) {
    d.troubles.push_back(e.what());
  }
  refresh_library(f);
}

void import(const Frame& f) {
  auto& d = f.desk;
  f.clerk.do_once([&d, &clerk = f.clerk, from = std::filesystem::path(d.import_path),
                   folder = d.library]() -> views::Delivery {
    const auto to = views::import_file(from, folder);
    return [&d, &clerk, to] {
      say(d, to.filename().string() + " is in the library");
      refresh_library(clerk, d);
    };
  });
}

/// Lets the clerk draw what is ticked, if that has changed.
void overlay_again(const Frame& f) {
  auto& d = f.desk;
  const auto key = fmt::format("{}|{}", d.worked.listings, d.tick_changes);
  if (key == d.overlay_key) return;
  d.overlay_key = key;
  f.clerk.post("overlay",
               [&d, all = d.worked.listing, ticked = d.ticked, theme = f.kit.theme]() -> views::Delivery {
                 std::vector<figures::Subject> subjects;
                 for (const auto& e : all)
                   if (e->subject && ticked.count(e->file) > 0) subjects.push_back(*e->subject);
                 std::shared_ptr<const plot::Figure> figure;
                 std::string problem;
                 try {
                   figure = views::figure_of(subjects, "", theme, subjects.size() < 4);
                 } catch (const core::Error& e) {
                   problem = e.what();
                 }
                 return [&d, figure, problem] {
                   d.worked.overlay = figure;
                   d.worked.overlay_problem = problem;
                 };
               });
}

/// Lets the clerk judge every load on every amplifier, if anything about that has changed.
void compare_again(const Frame& f) {
  auto& d = f.desk;
  const auto& w = d.what_if;
  const auto key = fmt::format("{}|{}|{}|{}|{}|{}", d.worked.listings, d.tick_changes, w.sensitivity,
                               w.target_db.value_or(0), w.crest_db.value_or(0), w.rated_watt.value_or(0));
  if (key == d.comparison_key) return;
  d.comparison_key = key;
  f.clerk.post("compare",
               [&d, all = d.worked.listing, ticked = d.ticked, w, theme = f.kit.theme]() -> views::Delivery {
                 const auto comparison = std::make_shared<const views::Comparison>(
                     views::compare(views::chosen_of(all, ticked), w, theme));
                 return [&d, comparison] { d.worked.comparison = comparison; };
               });
}

/// A cell of the matrix is judged with all its reasons on the page for that.
void judge_cell(const Frame& f, const views::Comparison& c, plot::MapPlace cell) {
  auto& d = f.desk;
  if (cell.row >= c.loads.size() || cell.column >= c.amplifiers.size()) return;
  d.judged_load = c.loads[cell.row];
  d.no_amplifier = true;
  d.judged_maximum = std::filesystem::path();
  for (const auto& file : c.amplifiers[cell.column]) {
    const auto entry = entry_of(d, file);
    if (entry && entry->kind == "output-impedance") d.no_amplifier = false, d.judged_amplifier = file;
    if (entry && entry->kind == "max-output") d.judged_maximum = file;
  }
  d.what_if_source = false;
  d.page = views::Page::kJudge;
}

/// The verdicts as a heat map; below it the chosen row with everything that is opposite, and why.
void show_matrix(const Frame& f) {
  const auto& d = f.desk;
  const auto& c = d.worked.comparison;
  if (!c) return;
  if (!c->problem.empty()) screen::faint(f.kit, c->problem);
  if (c->matrix) {
    constexpr double kRow = 34, kAround = 130, kMostPart = 0.62;  // names and caption; of the height
    const double rows = static_cast<double>(c->matrix->map->rows.size());
    const double all = static_cast<double>(ImGui::GetContentRegionAvail().y);
    show_figure(f, "matrix", c->matrix,
                std::max(f.kit.px(160), std::min(kMostPart * all, f.kit.px(kAround + kRow * rows))), "");
    if (const auto cell = f.desk.plots["matrix"].taken_cell()) judge_cell(f, *c, *cell);
  }
  const auto row = d.row < d.worked.listing.size() ? d.worked.listing[d.row] : nullptr;
  const auto found = row ? c->pairings.find(row->file) : c->pairings.end();
  if (found != c->pairings.end()) {
    screen::heading(f.kit, row->name);
    for (const auto& pairing : found->second) {
      screen::lamp(f.kit, color_of(f.kit.theme, pairing.outcome), pairing.title);
      screen::faint(f.kit, pairing.why);
    }
  } else if (c->matrix) {
    screen::faint(f.kit, "Click a cell to judge that pair, or choose a row of the list to read why.");
  }
  for (const auto& line : c->left_out) screen::words(f.kit, line, f.kit.theme.marginal);
  for (const auto& line : c->notes) screen::faint(f.kit, line);
}

/// What belongs to the row that is chosen, then the curves of what is ticked.
void show_curves(const Frame& f) {
  const auto& d = f.desk;
  const auto count = d.worked.listing.size();
  if (!d.worked.overlay_problem.empty()) screen::words(f.kit, d.worked.overlay_problem, f.kit.theme.fail);
  const auto row = d.row < count ? d.worked.listing[d.row] : nullptr;
  if (row && !row->problem.empty()) screen::words(f.kit, row->problem, f.kit.theme.fail);
  if (row)
    for (const auto& note : row->notes) screen::faint(f.kit, note);
  show_figure(f, "overlay", d.worked.overlay, 0,
              count == 0 ? "Nothing is here yet. What is measured comes here by itself."
                         : "Tick what is to be seen together.");
}

}  // namespace

void undo_removal(const Frame& f) {
  auto& d = f.desk;
  if (d.removed.empty()) return;
  const auto last = d.removed.back();
  try {
    views::restore_file(last.to, last.from);
    d.removed.pop_back();
    if (last.ticked) d.ticked.insert(last.from);
    ++d.tick_changes;
    say(d, last.from.filename().string() + " is back");
  } catch (const core::Error& e) {
    d.troubles.push_back(e.what());
  }
  refresh_library(f);
}

void show_library(const Frame& f) {
  auto& d = f.desk;
  const auto count = d.worked.listing.size();
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, fmt::format("Library: {} file{}", count, count == 1 ? "" : "s"));
        screen::faint(f.kit, views::shown(d.library));
        const double below = d.as_matrix ? 414 : 374;  // of the buttons
        const double rest = static_cast<double>(ImGui::GetContentRegionAvail().y) - f.kit.px(below);
        show_library_rows(f, std::max(f.kit.px(120), rest));
        if (screen::button(f.kit, d.as_matrix ? "Show curves" : "Show verdicts as a matrix", 'M'))
          d.as_matrix = !d.as_matrix;
        if (d.as_matrix && screen::button(f.kit, "Keep the matrix", 'K', screen::Tone::kPlain,
                                          d.worked.comparison && d.worked.comparison->matrix))
          keep_verdict(f, d.worked.comparison->result);
        const bool has_curve = d.row < count && d.worked.listing[d.row]->subject &&
                               !d.worked.listing[d.row]->subject->curve.empty();
        const bool is_reference = d.row < count && d.worked.listing[d.row]->file == d.reference;
        if (screen::button(f.kit, is_reference ? "No reference" : "Reference for new curves", 'B',
                           screen::Tone::kPlain, has_curve))
          d.reference = is_reference ? std::filesystem::path() : d.worked.listing[d.row]->file;
        if (screen::button(f.kit, "Remove", screen::kDelete, screen::Tone::kPlain, d.row < count))
          remove_row(f);
        const bool undone =
            screen::button(f.kit, "Undo the removal (Ctrl+Z)", 0, screen::Tone::kPlain, !d.removed.empty());
        if (undone) undo_removal(f);
        screen::field(f.kit, "Curve of another program", d.import_path, "curve.zma, .frd, .txt, .csv");
        if (screen::button(f.kit, "Import", 'I', screen::Tone::kPlain, !d.import_path.empty())) import(f);
        if (screen::button(f.kit, "Read the folder again", 'R')) refresh_library(f);
      },
      [&] {
        if (d.as_matrix)
          show_matrix(f);
        else
          show_curves(f);
      });
  overlay_again(f);
  if (d.as_matrix) compare_again(f);
}

}  // namespace ohmbench::gui
