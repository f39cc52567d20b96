// The list of the library: sessions, their results, and what was removed; those whose name is looked for.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <imgui.h>

#include <algorithm>

#include "gui/desk.hpp"
#include "plot/text_fit.hpp"
#include "screen/imgui_canvas.hpp"

namespace ohmbench::gui {
namespace {

constexpr const char* kRows = "results";  // the list, as a thing that can have the keys
constexpr double kSmall = 11, kText = 14;

bool is_heading(const views::Row& row) {
  return row.entry == nullptr;
}

bool same_line(const views::Row& a, const views::Row& b) {
  return a.session == b.session && (a.entry ? a.entry->file : "") == (b.entry ? b.entry->file : "");
}

bool can_tick(const views::Row& row) {
  return row.session != views::kRemoved && row.session != views::kUnreadable;
}

/// Of a heading: whether all of its entries that were found are.
bool ticked(const Desk& d, const views::Row& row) {
  if (row.entry) return d.ticked.count(row.entry->file) > 0;
  return std::all_of(row.found.begin(), row.found.end(),
                     [&d](const auto& e) { return d.ticked.count(e->file) > 0; });
}

void tick(Desk& d, const views::Row& row) {
  if (!can_tick(row)) return;
  const bool on = !ticked(d, row);
  const auto set = [&d, on](const views::Entry& e) {
    if (on)
      d.ticked.insert(e.file);
    else
      d.ticked.erase(e.file);
  };
  if (row.entry) set(*row.entry);
  if (is_heading(row))
    for (const auto& e : row.found) set(*e);
  ++d.tick_changes;
}

void open_or_close(Desk& d, const std::string& session) {
  if (d.closed.erase(session) == 0) d.closed.insert(session);
}

const char* shown_kind(const std::string& kind) {
  return kind == "impedance"          ? "load"
         : kind == "output-impedance" ? "output"
         : kind == "max-output"       ? "maximum"
                                      : kind.c_str();
}

std::string shown_name(const Desk& d, const views::Entry& e) {
  if (!e.problem.empty()) return e.name + ": cannot be read";
  return e.file == d.reference ? "reference: " + e.name : e.name;
}

void show_row(const Frame& f, std::size_t i) {
  auto& d = f.desk;
  const auto& row = d.rows[i];
  const bool heading = is_heading(row);
  const auto label = fmt::format("{} {}", heading ? "session" : "row", row.number);
  ImGui::PushID(static_cast<int>(i));
  bool on = can_tick(row) && d.row_ticks[i];
  if (can_tick(row)) {
    if (ImGui::Checkbox("##tick", &on)) tick(d, row);
    screen::put_item(f.kit, heading ? "tick " + label : fmt::format("tick {}", row.number));
  } else {
    ImGui::Dummy({ImGui::GetFrameHeight(), ImGui::GetFrameHeight()});
  }
  ImGui::SameLine(static_cast<float>(f.kit.px(52)));
  const auto corner = ImGui::GetCursorScreenPos();
  const float width = std::max(20.0F, ImGui::GetContentRegionAvail().x);
  if (ImGui::InvisibleButton("##row", {width, ImGui::GetFrameHeight()})) {
    d.row = i;
    f.kit.input.give_focus(kRows);
    if (heading) open_or_close(d, row.session);
  }
  screen::put_item(f.kit, label);
  if (d.row == i || ImGui::IsItemHovered())
    ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + width, corner.y + ImGui::GetFrameHeight()},
                                              screen::code_of(f.kit.theme.fine_grid),
                                              static_cast<float>(f.kit.px(4)));
  // the name as far as there is room, what it is at the right
  const auto name = heading ? row.title : shown_name(d, *row.entry);
  const bool unreadable = !heading && !row.entry->problem.empty();
  if (!heading && ImGui::IsItemHovered())
    ImGui::SetTooltip("%s", unreadable ? row.entry->problem.c_str() : name.c_str());
  const auto right = heading             ? fmt::format("{}", row.found.size())
                     : row.title.empty() ? std::string(shown_kind(row.entry->kind))
                                         : fmt::format("{}  {}", shown_kind(row.entry->kind), row.title);
  const double scale = f.kit.fonts.scale();
  const double room = static_cast<double>(width) / scale;
  const double right_width = f.kit.metrics.width_px(right, kSmall) + 12;
  const double middle = static_cast<double>(ImGui::GetFrameHeight()) / scale / 2;
  const bool pale = heading || row.session == views::kRemoved;
  const auto ink = unreadable ? f.kit.theme.fail : pale ? f.kit.theme.faint : f.kit.theme.ink;
  screen::ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), f.kit.fonts,
                             {static_cast<double>(corner.x), static_cast<double>(corner.y)});
  if (heading) {
    // points down where it is open, else to the right
    const double x = 10, half = 4;
    const std::vector<plot::Point> arrow =
        row.open ? std::vector<plot::Point>{{x - half, middle - 2}, {x, middle + 3}, {x + half, middle - 2}}
                 : std::vector<plot::Point>{{x - 2, middle - half}, {x + 3, middle}, {x - 2, middle + half}};
    canvas.polyline(arrow, {ink, 1.5});
  }
  const double left = heading ? 22 : 8, size = heading ? 12 : kText;
  canvas.text({left, middle},
              plot::cut(name, std::max(20.0, room - right_width - left - 4), size, f.kit.metrics),
              {size, ink});
  canvas.text({room - 6, middle}, right, {kSmall, f.kit.theme.faint, plot::Anchor::kRight});
  ImGui::PopID();
}

/// The keys of the list, unless something else has them.
void take_row_keys(const Frame& f) {
  auto& d = f.desk;
  auto& keys = f.kit.input;
  if (!keys.focus(kRows) && !keys.unfocused()) return;
  if (keys.focus_came(kRows) && ImGui::IsAnyItemActive()) ImGui::SetWindowFocus(nullptr);
  const auto before = d.row;
  if (keys.take(screen::kDown) && d.row + 1 < d.rows.size()) ++d.row;
  if (keys.take(screen::kUp) && d.row > 0) --d.row;
  d.row_moved = d.row != before;
  if (d.row >= d.rows.size()) return;
  const auto row = d.rows[d.row];
  if (is_heading(row)) {
    if (keys.take(screen::kEnter) || keys.take(row.open ? screen::kLeft : screen::kRight))
      open_or_close(d, row.session);
    if (keys.take(screen::kSpace)) tick(d, row);
  } else if (keys.take(screen::kEnter) || keys.take(screen::kSpace)) {
    tick(d, row);
  }
}

}  // namespace

std::shared_ptr<const views::Entry> chosen_entry(const Desk& d) {
  return d.row < d.rows.size() ? d.rows[d.row].entry : nullptr;
}

bool chosen_is_removed(const Desk& d) {
  return chosen_entry(d) && d.rows[d.row].session == views::kRemoved;
}

void list_again(Desk& d) {
  const auto key = fmt::format("{}|{}|{}", d.worked.listings, d.find, fmt::join(d.closed, "|"));
  const auto ticks_key = fmt::format("{}|{}", key, d.tick_changes);
  if (key != d.rows_key) {
    d.rows_key = key;
    const auto old = std::move(d.rows);
    d.rows = views::rows_of(d.worked.listing, d.worked.removed, d.find, d.closed);
    // the same line stays chosen, wherever it is now; what is not seen is not chosen: it could be removed
    const auto same = std::find_if(d.rows.begin(), d.rows.end(), [&](const views::Row& row) {
      return d.row < old.size() && same_line(row, old[d.row]);
    });
    const bool fresh = old.empty() || !d.find.empty();
    if (same != d.rows.end())
      d.row = static_cast<std::size_t>(same - d.rows.begin());
    else
      d.row = fresh || d.rows.empty() ? 0 : std::min(d.row, d.rows.size() - 1);
    if (same == d.rows.end() && d.row + 1 < d.rows.size() && is_heading(d.rows[d.row])) ++d.row;
  }
  if (ticks_key == d.ticks_key) return;
  d.ticks_key = ticks_key;
  d.row_ticks.clear();
  for (const auto& row : d.rows) d.row_ticks.push_back(ticked(d, row));
}

void show_library_rows(const Frame& f, double below) {
  auto& d = f.desk;
  screen::field(f.kit, "Find", d.find, "a part of the name");
  list_again(d);
  take_row_keys(f);
  list_again(d);
  constexpr double kLeast = 120;
  const double rest =
      static_cast<double>(ImGui::GetContentRegionAvail().y - ImGui::GetStyle().ItemSpacing.y) - below;
  ImGui::BeginChild("rows", {0, static_cast<float>(std::max(f.kit.px(kLeast), rest))}, true);
  const double line = static_cast<double>(ImGui::GetFrameHeightWithSpacing());
  if (d.row_moved) {
    // the row stays in sight: it is scrolled to where it is not
    const double top = static_cast<double>(d.row) * line;
    const double from = static_cast<double>(ImGui::GetScrollY());
    const double room = static_cast<double>(ImGui::GetWindowHeight()) - 2 * line;
    if (top < from) ImGui::SetScrollY(static_cast<float>(top));
    if (top > from + room) ImGui::SetScrollY(static_cast<float>(top - room));
    d.row_moved = false;
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(d.rows.size()));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) show_row(f, static_cast<std::size_t>(i));
  clipper.End();
  ImGui::EndChild();
  screen::mark_item(f.kit, kRows);
}

}  // namespace ohmbench::gui
