// The list of the library: one row a file, those whose name is looked for.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cctype>

#include "gui/desk.hpp"
#include "plot/text_fit.hpp"
#include "screen/imgui_canvas.hpp"

namespace ohmbench::gui {
namespace {

constexpr const char* kRows = "results";  // the list, as a thing that can have the keys

void tick(Desk& d, const std::filesystem::path& file) {
  if (d.ticked.erase(file) == 0) d.ticked.insert(file);
  ++d.tick_changes;
}

void show_row(const Frame& f, std::size_t i) {
  auto& d = f.desk;
  const auto& e = *d.worked.listing[i];
  ImGui::PushID(e.file.c_str());
  bool ticked = d.ticked.count(e.file) > 0;
  if (e.subject) {
    if (ImGui::Checkbox("##tick", &ticked)) tick(d, e.file);
    screen::put_item(f.kit, fmt::format("tick {}", i));
  } else {
    ImGui::Dummy({ImGui::GetFrameHeight(), ImGui::GetFrameHeight()});
  }
  ImGui::SameLine(static_cast<float>(f.kit.px(52)));
  const auto corner = ImGui::GetCursorScreenPos();
  const float width = std::max(20.0F, ImGui::GetContentRegionAvail().x);
  if (ImGui::InvisibleButton("##row", {width, ImGui::GetFrameHeight()})) {
    d.row = i;
    f.kit.input.give_focus(kRows);
  }
  screen::put_item(f.kit, fmt::format("row {}", i));
  if (d.row == i || ImGui::IsItemHovered())
    ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + width, corner.y + ImGui::GetFrameHeight()},
                                              screen::code_of(f.kit.theme.fine_grid),
                                              static_cast<float>(f.kit.px(4)));
  const auto text = !e.problem.empty()      ? fmt::format("{}: cannot be read", e.name)
                    : e.file == d.reference ? "reference: " + e.name
                                            : e.name;
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", e.problem.empty() ? text.c_str() : e.problem.c_str());
  // the name as far as there is room, what it is at the right
  const char* kind = e.kind == "impedance"          ? "load"
                     : e.kind == "output-impedance" ? "output"
                     : e.kind == "max-output"       ? "maximum"
                                                    : e.kind.c_str();
  constexpr double kSmall = 11, kText = 14;
  const double scale = f.kit.fonts.scale();
  const double room = static_cast<double>(width) / scale;
  constexpr std::size_t kMonth = 5, kDay = 5;  // "11-22" of "2026-11-22T…"
  const auto kind_and_day = e.made.size() < kMonth + kDay
                                ? std::string(kind)
                                : fmt::format("{}  {}", kind, e.made.substr(kMonth, kDay));
  const double kind_width = f.kit.metrics.width_px(kind_and_day, kSmall) + 12;
  const double middle = static_cast<double>(ImGui::GetFrameHeight()) / scale / 2;
  screen::ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), f.kit.fonts,
                             {static_cast<double>(corner.x), static_cast<double>(corner.y)});
  canvas.text({8, middle}, plot::cut(text, std::max(20.0, room - kind_width - 12), kText, f.kit.metrics),
              {kText, e.problem.empty() ? f.kit.theme.ink : f.kit.theme.fail});
  canvas.text({room - 6, middle}, kind_and_day, {kSmall, f.kit.theme.faint, plot::Anchor::kRight});
  ImGui::PopID();
}

/// The rows whose name holds what is looked for, whatever its case.
std::vector<std::size_t> found_rows(const Desk& d) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < d.worked.listing.size(); ++i) {
    const auto& name = d.worked.listing[i]->name;
    if (std::search(name.begin(), name.end(), d.find.begin(), d.find.end(), same) != name.end() ||
        d.find.empty())
      found.push_back(i);
  }
  return found;
}

/// The keys of the list, unless something else has them. @param at  the chosen one of the rows found
void take_row_keys(const Frame& f, const std::vector<std::size_t>& found, std::size_t at) {
  auto& d = f.desk;
  const auto count = d.worked.listing.size();
  if (!f.kit.input.focus(kRows) && !f.kit.input.unfocused()) return;
  if (f.kit.input.focus_came(kRows) && ImGui::IsAnyItemActive()) ImGui::SetWindowFocus(nullptr);
  const auto before = d.row;
  if (f.kit.input.take(screen::kDown) && at + 1 < found.size()) d.row = found[at + 1];
  if (f.kit.input.take(screen::kUp) && at > 0) d.row = found[at - 1];
  d.row_moved = d.row != before;
  if ((f.kit.input.take(screen::kEnter) || f.kit.input.take(screen::kSpace)) && d.row < count &&
      d.worked.listing[d.row]->subject)
    tick(d, d.worked.listing[d.row]->file);
}

}  // namespace

void show_library_rows(const Frame& f, double height) {
  auto& d = f.desk;
  screen::field(f.kit, "Find", d.find, "a part of the name");
  const auto found = found_rows(d);
  // what is not seen is not chosen either: it could be removed
  auto chosen = std::find(found.begin(), found.end(), d.row);
  if (chosen == found.end()) {
    chosen = found.begin();
    d.row = found.empty() ? d.worked.listing.size() : found.front();
  }
  take_row_keys(f, found, static_cast<std::size_t>(chosen - found.begin()));
  ImGui::BeginChild("rows", {0, static_cast<float>(height)}, true);
  const double line = static_cast<double>(ImGui::GetFrameHeightWithSpacing());
  if (d.row_moved) {
    // the row stays in sight: it is scrolled to where it is not
    const auto place = std::find(found.begin(), found.end(), d.row) - found.begin();
    const double top = static_cast<double>(place) * line;
    const double from = static_cast<double>(ImGui::GetScrollY());
    const double room = static_cast<double>(ImGui::GetWindowHeight()) - 2 * line;
    if (top < from) ImGui::SetScrollY(static_cast<float>(top));
    if (top > from + room) ImGui::SetScrollY(static_cast<float>(top - room));
    d.row_moved = false;
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(found.size()));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
      show_row(f, found[static_cast<std::size_t>(i)]);
  clipper.End();
  ImGui::EndChild();
  screen::mark_item(f.kit, kRows);
}

}  // namespace ohmbench::gui
