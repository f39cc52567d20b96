// Library and compare: what was measured, overlays of what is ticked.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

/// Does a change to the library's files; what cannot be done is told.
void change(const Frame& f, const std::function<void()>& what) {
  try {
    what();
  } catch (const core::Error& e) {
    f.desk.troubles.push_back(e.what());
  }
  ++f.desk.tick_changes;
  refresh_library(f);
}

/// A file that is called otherwise now stays what it was chosen for.
void follow(Desk& d, const std::filesystem::path& from, const std::filesystem::path& to) {
  if (d.ticked.erase(from) > 0) d.ticked.insert(to);
  for (auto* chosen : {&d.reference, &d.judged_load, &d.judged_amplifier})
    if (*chosen == from) *chosen = to;
  if (d.judged_maximum == from) d.judged_maximum = to;
}

void remove_chosen(const Frame& f) {
  auto& d = f.desk;
  const auto entry = chosen_entry(d);
  if (!entry) return;
  change(f, [&] {
    const auto to = views::remove_file(entry->file);
    d.changes.push_back({entry->file, to, d.ticked.erase(entry->file) > 0, {}});
    say(d, entry->file.filename().string() + " is removed; Ctrl+Z brings it back");
  });
}

void bring_back_chosen(const Frame& f) {
  auto& d = f.desk;
  const auto entry = chosen_entry(d);
  if (!entry) return;
  change(f, [&] {
    const auto to = d.library / entry->file.filename();
    views::restore_file(entry->file, to);
    std::erase_if(d.changes, [&](const Desk::Change& c) { return c.to == entry->file; });
    say(d, to.filename().string() + " is back");
  });
}

void rename_chosen(const Frame& f) {
  auto& d = f.desk;
  const auto entry = chosen_entry(d);
  if (!entry) return;
  change(f, [&] {
    const auto to = views::rename_entry(entry->file, d.new_name);
    follow(d, entry->file, to);
    d.changes.push_back({entry->file, to, false, entry->name});
    const bool own = to == entry->file;  // and not another program's, whose name is its file's
    say(d, fmt::format("{} is called {} now; Ctrl+Z undoes it", entry->name,
                       own ? d.new_name : to.stem().string()));
  });
}

void import(const Frame& f, const std::filesystem::path& from) {
  auto& d = f.desk;
  f.clerk.do_once([&d, &clerk = f.clerk, from, folder = d.library]() -> views::Delivery {
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
  const auto row = chosen_entry(d);
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
  const auto row = chosen_entry(d);
  if (row && !row->problem.empty()) screen::words(f.kit, row->problem, f.kit.theme.fail);
  if (row)
    for (const auto& note : row->notes) screen::faint(f.kit, note);
  show_figure(f, "overlay", d.worked.overlay, 0,
              count == 0 ? "Nothing is here yet. What is measured comes here by itself."
                         : "Tick what is to be seen together.");
}

}  // namespace

void take_dropped(const Frame& f, const std::vector<std::filesystem::path>& files) {
  if (files.empty()) return;
  auto& d = f.desk;
  if (files.size() == 1 && core::ending_of(files.front()) == ".toml") {
    d.page = views::Page::kBench;
    d.fold_device = true;
    d.bench_path = files.front().string();
    return;
  }
  d.page = views::Page::kLibrary;
  f.clerk.do_once([&d, &clerk = f.clerk, files, folder = d.library]() -> views::Delivery {
    std::string problems;
    std::size_t failed = 0;
    for (const auto& file : files) {
      try {
        views::import_file(file, folder);
      } catch (const core::Error& e) {
        ++failed;
        problems += (problems.empty() ? "" : "; ") + std::string(e.what());
      }
    }
    return [&d, &clerk, problems, failed, all = files.size()] {
      say(d, fmt::format("{} file{} in the library", all, all == 1 ? " is" : "s are"));
      if (failed > 0)
        d.troubles.push_back(fmt::format("{} of {} dropped files not imported: {}", failed, all, problems));
      refresh_library(clerk, d);
    };
  });
}

void undo_change(const Frame& f) {
  auto& d = f.desk;
  if (d.changes.empty()) return;
  change(f, [&] {
    const auto last = d.changes.back();
    d.changes.pop_back();  // what cannot be undone now is not in the way of what was done before it
    if (!last.name.empty()) {
      follow(d, last.to, views::rename_entry(last.to, last.name));
      say(d, last.name + " has its name again");
      return;
    }
    views::restore_file(last.to, last.from);
    if (last.ticked) d.ticked.insert(last.from);
    say(d, last.from.filename().string() + " is back");
  });
}

namespace {

/// Two buttons on one line.
void side_by_side(const Frame& f, const std::function<void(double width)>& left,
                  const std::function<void(double width)>& right) {
  constexpr double kGap = 8;
  const double half =
      (static_cast<double>(ImGui::GetContentRegionAvail().x) / f.kit.fonts.scale() - kGap) / 2;
  left(half);
  ImGui::SameLine(0, static_cast<float>(f.kit.px(kGap)));
  right(half);
}

/// What can be done to the list, and to the result that is chosen in it.
void show_controls(const Frame& f) {
  auto& d = f.desk;
  const auto plain = screen::Tone::kPlain;
  const auto entry = chosen_entry(d);
  if (screen::button(f.kit, d.as_matrix ? "Show curves" : "Show verdicts as a matrix", 'M'))
    d.as_matrix = !d.as_matrix;
  if (d.as_matrix && screen::button(f.kit, "Keep the matrix", 'K', plain,
                                    d.worked.comparison && d.worked.comparison->matrix))
    keep_verdict(f, d.worked.comparison->result);
  const bool removed = chosen_is_removed(d);
  const bool has_curve = entry && !removed && entry->subject && !entry->subject->curve.empty();
  const bool is_reference = entry && entry->file == d.reference;
  side_by_side(
      f,
      [&](double width) {
        if (screen::button(f.kit, is_reference ? "No reference" : "As reference", 'B', plain, has_curve,
                           width))
          d.reference = is_reference ? std::filesystem::path() : entry->file;
      },
      [&](double width) {
        // two keys, so that one too many does not undo the one before
        if (removed && screen::button(f.kit, "Bring back", 'U', plain, true, width)) bring_back_chosen(f);
        if (!removed && screen::button(f.kit, "Remove", screen::kDelete, plain, entry != nullptr, width))
          remove_chosen(f);
      });
  side_by_side(
      f,
      [&](double width) {
        if (screen::button(f.kit, "Undo (Ctrl+Z)", 0, plain, !d.changes.empty(), width)) undo_change(f);
      },
      [&](double width) {
        if (screen::button(f.kit, "Read again", 'R', plain, true, width)) refresh_library(f);
      });
  if (entry != d.named) d.named = entry, d.new_name = entry ? entry->name : "";
  screen::field(f.kit, "Name", d.new_name, "choose a result");
  screen::field(f.kit, "Curve of another program", d.import_path, "curve.zma, .frd, .txt, .csv");
  side_by_side(
      f,
      [&](double width) {
        const bool can =
            entry && !removed && entry->subject && !d.new_name.empty() && d.new_name != entry->name;
        if (screen::button(f.kit, "Rename", 'N', plain, can, width)) rename_chosen(f);
      },
      [&](double width) {
        if (screen::button(f.kit, "Import", 'I', plain, !d.import_path.empty(), width))
          import(f, d.import_path);
      });
}

}  // namespace

void show_library(const Frame& f) {
  auto& d = f.desk;
  const auto count = d.worked.listing.size();
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, fmt::format("Library: {} file{}", count, count == 1 ? "" : "s"));
        screen::faint(f.kit, views::shown(d.library));
        // the list has what the buttons below it leave; how much that is was seen in the frame before
        show_library_rows(f, d.below_rows);
        const float from = ImGui::GetCursorPosY();
        show_controls(f);
        d.below_rows = static_cast<double>(ImGui::GetCursorPosY() - from);
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
