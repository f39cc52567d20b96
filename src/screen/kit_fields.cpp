// What can be set: fields, lists, boxes, sliders; each by mouse and by keys.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "core/si_text.hpp"
#include "screen/kit.hpp"

namespace ohmbench::screen {
namespace {

void label_above(const Kit& kit, const std::string& label) {
  faint(kit, label);
  ImGui::SetNextItemWidth(-1);
}

/// The thing has the keys. When it came to have them from a text, that text is left.
bool take_focus(const Kit& kit, const std::string& label) {
  const bool mine = kit.input.focus(label);
  if (mine && kit.input.focus_came(label) && ImGui::IsAnyItemActive()) ImGui::SetWindowFocus(nullptr);
  return mine;
}

bool take_press(const Kit& kit, const std::string& label) {
  return take_focus(kit, label) && (kit.input.take(kSpace) || kit.input.take(kEnter));
}

bool text_box(const Kit& kit, const std::string& label, std::string& text, const char* hint) {
  if (kit.input.focus(label, true) && (kit.input.focus_came(label) || kit.input.take(kEnter))) {
    ImGui::SetKeyboardFocusHere();
    kit.input.caret_comes();
  }
  ImGui::PushAllowKeyboardFocus(false);  // Tab is ours: ImGui's own knows texts only
  const bool changed =
      ImGui::InputTextWithHint(("##" + label).c_str(), hint, &text, ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopAllowKeyboardFocus();
  mark_item(kit, label);
  if (ImGui::IsItemActive()) kit.input.caret_in(label);
  // Tab may have gone on before ImGui gave it the keys
  if (ImGui::IsItemActive() && kit.input.focused() != label) ImGui::SetWindowFocus(nullptr);
  return changed;
}

}  // namespace

bool toggle(const Kit& kit, const std::string& label, bool& on) {
  const bool pressed = take_press(kit, label);
  bool changed = ImGui::Checkbox(label.c_str(), &on);
  mark_item(kit, label);
  if (pressed) on = !on, changed = true;
  return changed;
}

bool fold(const Kit& kit, const std::string& label, bool& open) {
  const bool before = open;
  if (take_press(kit, label)) open = !open;
  ImGui::SetNextItemOpen(open);
  open = ImGui::CollapsingHeader(label.c_str());
  mark_item(kit, label);
  constexpr float kNearTheTop = 0.15F;
  if (open && !before) ImGui::SetScrollHereY(kNearTheTop);  // what is below is seen
  return open;
}

bool choose(const Kit& kit, const std::string& label, const std::vector<std::string>& options,
            std::size_t& chosen) {
  label_above(kit, label);
  bool changed = false;
  if (take_focus(kit, label)) {
    if (chosen + 1 < options.size() && (kit.input.take(kDown) || kit.input.take(kRight)))
      ++chosen, changed = true;
    if (chosen > 0 && (kit.input.take(kUp) || kit.input.take(kLeft))) --chosen, changed = true;
  }
  const std::string shown = chosen < options.size() ? options[chosen] : "none";
  const auto corner = ImGui::GetCursorScreenPos();
  const plot::Rect rect{static_cast<double>(corner.x), static_cast<double>(corner.y),
                        static_cast<double>(ImGui::GetContentRegionAvail().x),
                        static_cast<double>(ImGui::GetFrameHeight())};
  const bool opened = ImGui::BeginCombo(("##" + label).c_str(), shown.c_str(), ImGuiComboFlags_HeightLarge);
  if (!opened) {
    mark_item(kit, label);
    return changed;
  }
  kit.input.put(label, rect);  // the latest item is the open list by now
  for (std::size_t i = 0; i < options.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Selectable(options[i].c_str(), i == chosen)) {
      changed = i != chosen;
      chosen = i;
    }
    put_item(kit, label + ": " + options[i]);
    ImGui::PopID();
  }
  ImGui::EndCombo();
  return changed;
}

bool field(const Kit& kit, const std::string& label, std::string& text, const char* hint) {
  label_above(kit, label);
  return text_box(kit, label, text, hint);
}

Typed value_field(const Kit& kit, const std::string& label, std::string& text, const char* unit,
                  const char* hint) {
  auto value = text.empty() ? std::nullopt : core::parse_si(text, unit);
  if (value && !(*value > 0 && std::isfinite(*value))) value.reset();
  const bool wrong = !text.empty() && !value;
  if (wrong) ImGui::PushStyleColor(ImGuiCol_Text, code_of(kit.theme.fail));
  field(kit, label, text, hint);
  if (wrong) {
    ImGui::PopStyleColor();
    words(kit, fmt::format("not a value above 0 in {}: write e.g. {}", unit, hint), kit.theme.fail);
  }
  return {value, wrong};
}

bool slider(const Kit& kit, const std::string& label, double& value, double from, double to, const char* unit,
            bool logarithmic) {
  constexpr double kTyped = 96;       // width of the field
  constexpr double kSteps = 100;      // of a key, from end to end
  constexpr double kWholeSteps = 12;  // a range wider than this goes by whole units
  faint(kit, label);
  const float typed = static_cast<float>(kit.px(kTyped));
  const float gap = ImGui::GetStyle().ItemSpacing.x;
  bool changed = false;
  if (take_focus(kit, label)) {
    const int way = kit.input.take(kRight) ? 1 : kit.input.take(kLeft) ? -1 : 0;
    const double step = to - from > kWholeSteps ? 1 : (to - from) / kSteps;
    if (way != 0) {
      value = logarithmic ? value * std::pow(to / from, way / kSteps) : value + way * step;
      changed = true;
    }
  }
  ImGui::SetNextItemWidth(std::max(20.0F, ImGui::GetContentRegionAvail().x - typed - gap));
  changed |= ImGui::SliderScalar(("##" + label).c_str(), ImGuiDataType_Double, &value, &from, &to, "",
                                 ImGuiSliderFlags_NoInput | (logarithmic ? ImGuiSliderFlags_Logarithmic : 0));
  mark_item(kit, label);
  ImGui::SameLine(0, gap);
  ImGui::SetNextItemWidth(-1);
  auto text = core::format_si(value, unit);
  if (text_box(kit, label + " value", text, "")) {
    if (const auto read = core::parse_si(text, unit)) value = *read, changed = true;
  }
  value = std::clamp(value, from, to);
  return changed;
}

}  // namespace ohmbench::screen
