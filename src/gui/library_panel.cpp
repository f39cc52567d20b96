// Library and compare: what was measured, overlays of what is ticked.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/error.hpp"
#include "gui/desk.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::gui {
namespace {

void remove_row(const Frame& f) {
  auto& d = f.desk;
  if (d.row >= d.worked.listing.size()) return;
  const auto file = d.worked.listing[d.row]->file;
  try {
    d.removed.push_back({file, views::remove_file(file)});
    d.ticked.erase(file);
    d.note = file.filename().string() + " is removed; Ctrl+Z brings it back";
  } catch (const core::Error& e) {
    d.troubles.push_back(e.what());
  }
  refresh_library(f);
}

void undo(const Frame& f) {
  auto& d = f.desk;
  try {
    views::restore_file(d.removed.back().to, d.removed.back().from);
    d.note = d.removed.back().from.filename().string() + " is back";
  } catch (const core::Error& e) {
    d.troubles.push_back(e.what());
  }
  d.removed.pop_back();
  refresh_library(f);
}

void import(const Frame& f) {
  auto& d = f.desk;
  f.clerk.post(
      "import", [&d, from = std::filesystem::path(d.import_path), folder = d.library]() -> views::Delivery {
        const auto to = folder / from.filename();
        if (std::filesystem::exists(to))
          throw core::bad_input(fmt::format("{} is in the library already", from.filename().string()),
                                "rename the file");
        const auto bytes = storage::read_file(from);
        std::error_code error;
        std::filesystem::create_directories(folder, error);
        storage::write_atomically(to, bytes);
        return [&d, to] { d.note = to.filename().string() + " is in the library"; };
      });
  refresh_library(f);
}

void show_row(const Frame& f, std::size_t i) {
  auto& d = f.desk;
  const auto& e = *d.worked.listing[i];
  ImGui::PushID(e.file.c_str());
  bool ticked = d.ticked.count(e.file) > 0;
  if (e.subject) {
    if (ImGui::Checkbox("##tick", &ticked)) {
      if (ticked)
        d.ticked.insert(e.file);
      else
        d.ticked.erase(e.file);
    }
    const auto a = ImGui::GetItemRectMin();
    const auto b = ImGui::GetItemRectMax();
    f.kit.input.put(fmt::format("tick {}", i),
                    {static_cast<double>(a.x), static_cast<double>(a.y), static_cast<double>(b.x - a.x),
                     static_cast<double>(b.y - a.y)});
  } else {
    ImGui::Dummy({ImGui::GetFrameHeight(), ImGui::GetFrameHeight()});
  }
  ImGui::SameLine(static_cast<float>(f.kit.px(52)));
  const auto corner = ImGui::GetCursorScreenPos();
  const float width = std::max(20.0F, ImGui::GetContentRegionAvail().x);
  if (ImGui::InvisibleButton("##row", {width, ImGui::GetFrameHeight()})) d.row = i;
  if (d.row == i || ImGui::IsItemHovered())
    ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + width, corner.y + ImGui::GetFrameHeight()},
                                              screen::code_of(f.kit.theme.fine_grid),
                                              static_cast<float>(f.kit.px(4)));
  if (!e.problem.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", e.problem.c_str());
  ImGui::SameLine(static_cast<float>(f.kit.px(60)));
  ImGui::BeginGroup();
  const auto text = e.problem.empty() ? fmt::format("{}", e.name) : fmt::format("{}: cannot be read", e.name);
  ImGui::PushClipRect(ImGui::GetCursorScreenPos(),
                      {ImGui::GetCursorScreenPos().x + static_cast<float>(f.kit.px(195)), 1e6F}, true);
  ImGui::PushStyleColor(ImGuiCol_Text,
                        screen::code_of(e.problem.empty() ? f.kit.theme.ink : f.kit.theme.fail));
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
  ImGui::PopClipRect();
  ImGui::EndGroup();
  ImGui::SameLine(static_cast<float>(f.kit.px(262)));
  ImGui::PushFont(f.kit.fonts.nearest(11));
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + static_cast<float>(f.kit.px(3)));
  ImGui::TextDisabled("%s", e.kind == "impedance"          ? "load"
                            : e.kind == "output-impedance" ? "output"
                                                           : e.kind.c_str());
  ImGui::PopFont();
  ImGui::PopID();
}

/// Lets the clerk draw what is ticked, if that has changed.
void overlay_again(const Frame& f) {
  auto& d = f.desk;
  std::vector<figures::Subject> subjects;
  std::string key;
  for (const auto& e : d.worked.listing) {
    if (!e->subject || d.ticked.count(e->file) == 0) continue;
    key += e->file.string() + "|";
    subjects.push_back(*e->subject);
  }
  if (key == d.overlay_key) return;
  d.overlay_key = key;
  f.clerk.post("overlay", [&d, subjects = std::move(subjects), theme = f.kit.theme]() -> views::Delivery {
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

}  // namespace

void show_library(const Frame& f) {
  auto& d = f.desk;
  const auto count = d.worked.listing.size();
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, fmt::format("Library: {} file{}", count, count == 1 ? "" : "s"));
        screen::faint(f.kit, d.library.string());
        const double rest = static_cast<double>(ImGui::GetContentRegionAvail().y) - f.kit.px(236);
        ImGui::BeginChild("rows", {0, static_cast<float>(std::max(f.kit.px(120), rest))}, true);
        ImGuiListClipper clipper;
        clipper.Begin(static_cast<int>(count));
        while (clipper.Step())
          for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
            show_row(f, static_cast<std::size_t>(i));
        clipper.End();
        ImGui::EndChild();
        if (f.kit.input.take(screen::kDown) && d.row + 1 < count) ++d.row;
        if (f.kit.input.take(screen::kUp) && d.row > 0) --d.row;
        if (f.kit.input.take(screen::kEnter) && d.row < count && d.worked.listing[d.row]->subject) {
          const auto& file = d.worked.listing[d.row]->file;
          if (d.ticked.erase(file) == 0) d.ticked.insert(file);
        }
        if (screen::button(f.kit, "Remove", screen::kDelete, screen::Tone::kPlain, d.row < count))
          remove_row(f);
        const bool undone =
            screen::button(f.kit, "Undo the removal (Ctrl+Z)", 0, screen::Tone::kPlain, !d.removed.empty());
        if (!d.removed.empty() && (undone || f.kit.input.take('Z', true))) undo(f);
        screen::field(f.kit, "Curve of another program", d.import_path, "curve.zma, .frd, .txt, .csv");
        if (screen::button(f.kit, "Import", 'I', screen::Tone::kPlain, !d.import_path.empty())) import(f);
        if (screen::button(f.kit, "Read the folder again", 'R')) refresh_library(f);
      },
      [&] {
        if (!d.worked.overlay_problem.empty())
          screen::words(f.kit, d.worked.overlay_problem, f.kit.theme.fail);
        const auto row = d.row < count ? d.worked.listing[d.row] : nullptr;
        if (row && !row->problem.empty()) screen::words(f.kit, row->problem, f.kit.theme.fail);
        show_figure(f, "overlay", d.worked.overlay, 0,
                    count == 0 ? "Nothing is here yet. What is measured comes here by itself."
                               : "Tick what is to be seen together.");
      });
  overlay_again(f);
}

}  // namespace ohmbench::gui
