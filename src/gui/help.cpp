// The list of keys: those of everything, and those of the buttons that are seen.
#include <imgui.h>

#include <algorithm>

#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

struct Line {
  const char* keys;
  const char* what;
};
constexpr Line kEverywhere[] = {
    {"F1 to F6", "Bench, Calibrate, Measure, Judge, Library, Publish"},
    {"Esc", "stop at once: the output falls silent"},
    {"Tab, Shift+Tab", "to the next field, list, box, slider or figure, and back"},
    {"Enter", "types in a field, ticks a box, opens a heading; so does Space"},
    {"Up, Down", "choose from a list"},
    {"Left, Right", "move a slider, or the cursor of a figure"},
    {"+  -  0", "on a figure: nearer, farther, all of it"},
    {"Ctrl+C", "copy the figure as SVG: that under the mouse, with the keys, or the first"},
    {"Ctrl+Z", "undo: bring back what was removed from the library, or its former name"},
};

void show_line(const Frame& f, const std::string& keys, const std::string& what) {
  constexpr double kKeys = 130;
  screen::words(f.kit, keys, f.kit.theme.trace(0));
  ImGui::SameLine(static_cast<float>(f.kit.px(kKeys)));
  screen::words(f.kit, what);
}

}  // namespace

void show_help(const Frame& f) {
  const auto size = ImGui::GetIO().DisplaySize;
  const float width = std::min(size.x - 20, static_cast<float>(f.kit.px(760)));
  const float height = std::min(size.y - 20, static_cast<float>(f.kit.px(640)));
  ImGui::SetNextWindowPos({(size.x - width) / 2, (size.y - height) / 2});
  ImGui::SetNextWindowSize({width, height});
  ImGui::SetNextWindowFocus();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, static_cast<float>(f.kit.px(1)));
  ImGui::Begin("keys", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  screen::begin_card(f.kit, "list", 0, -f.kit.px(44));
  constexpr double kLine = 40;
  const int way = f.kit.input.take(screen::kDown) ? 1 : f.kit.input.take(screen::kUp) ? -1 : 0;
  if (way != 0) ImGui::SetScrollY(ImGui::GetScrollY() + static_cast<float>(way * f.kit.px(kLine)));
  screen::large(f.kit, "Keys", f.kit.theme.ink);
  for (const auto& line : kEverywhere) show_line(f, line.keys, line.what);
  screen::gap(f.kit);
  screen::heading(f.kit, views::name_of(f.desk.page));
  for (const auto& [key, what] : f.kit.input.keys()) show_line(f, screen::key_name(key), what);
  screen::gap(f.kit);
  screen::faint(f.kit, "Values are typed as people write them: 4k7, 100m, 33 ohm, 2.5 V.");
  screen::end_card();
  const bool escape = !f.snapshot.busy() && f.kit.input.take(screen::kEscape);
  if (screen::button(f.kit, "Close (H)", 0) || escape) f.desk.help = false;
  ImGui::End();
  ImGui::PopStyleVar();
}

}  // namespace ohmbench::gui
