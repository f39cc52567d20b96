#include "screen/kit.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "screen/imgui_canvas.hpp"
#include "screen/kit_parts.hpp"

namespace ohmbench::screen {
namespace {

constexpr double kSmallEm = 11;
constexpr double kButtonHeight = 34;

plot::Color mixed(plot::Color a, plot::Color b, double part) {
  return {a.r + (b.r - a.r) * part, a.g + (b.g - a.g) * part, a.b + (b.b - a.b) * part, 1};
}

}  // namespace

std::string key_name(int key) {
  switch (key) {
    case kSpace:
      return "Space";
    case kEscape:
      return "Esc";
    case kEnter:
      return "Enter";
    case kTab:
      return "Tab";
    case kDelete:
      return "Del";
    default:
      break;
  }
  if (key >= kF1 && key < kF1 + 12) return fmt::format("F{}", key - kF1 + 1);
  return key > 0 && key < 128 ? std::string(1, static_cast<char>(key)) : "";
}

void put_item(const Kit& kit, const std::string& label) {
  const auto a = ImGui::GetItemRectMin();
  const auto b = ImGui::GetItemRectMax();
  kit.input.put(label, {static_cast<double>(a.x), static_cast<double>(a.y), static_cast<double>(b.x - a.x),
                        static_cast<double>(b.y - a.y)});
}

void mark_item(const Kit& kit, const std::string& label) {
  put_item(kit, label);
  if (ImGui::IsItemClicked()) kit.input.give_focus(label);
  if (!kit.input.focus_shows(label)) return;
  if (kit.input.focus_came(label)) ImGui::SetScrollHereY();
  const auto a = ImGui::GetItemRectMin();
  const auto b = ImGui::GetItemRectMax();
  const auto reach = static_cast<float>(kit.px(2));
  ImGui::GetWindowDrawList()->AddRect({a.x - reach, a.y - reach}, {b.x + reach, b.y + reach},
                                      code_of(kit.theme.trace(0)), static_cast<float>(kit.px(5)), 0,
                                      static_cast<float>(kit.px(2)));
}

unsigned code_of(plot::Color c) {
  return ImGui::ColorConvertFloat4ToU32(vec4(c));
}

void apply_style(const Kit& kit) {
  const auto& t = kit.theme;
  auto& s = ImGui::GetStyle();
  s = ImGuiStyle();
  s.WindowRounding = s.ChildRounding = 6, s.FrameRounding = s.PopupRounding = 4, s.GrabRounding = 4;
  s.WindowPadding = {14, 12}, s.FramePadding = {9, 7}, s.ItemSpacing = {8, 7}, s.ScrollbarSize = 12;
  s.WindowBorderSize = 0, s.ChildBorderSize = 1, s.FrameBorderSize = 1;
  s.ScaleAllSizes(static_cast<float>(kit.fonts.scale()));
  const auto field = mixed(t.ground, t.ink, 0.08);
  const auto lit = mixed(t.ground, t.ink, 0.16);
  const auto accent = t.trace(0);
  s.Colors[ImGuiCol_Text] = vec4(t.ink);
  s.Colors[ImGuiCol_TextDisabled] = vec4(t.faint);
  s.Colors[ImGuiCol_WindowBg] = vec4(mixed(t.ground, {0, 0, 0, 1}, t.ground.r < 0.5 ? 0.35 : 0.06));
  s.Colors[ImGuiCol_ChildBg] = vec4(t.ground);
  s.Colors[ImGuiCol_PopupBg] = vec4(mixed(t.ground, t.ink, 0.05));
  s.Colors[ImGuiCol_Border] = vec4(mixed(t.ground, t.ink, 0.2));
  for (const int i : {ImGuiCol_FrameBg, ImGuiCol_Button, ImGuiCol_Header}) s.Colors[i] = vec4(field);
  for (const int i : {ImGuiCol_FrameBgHovered, ImGuiCol_ButtonHovered, ImGuiCol_HeaderHovered,
                      ImGuiCol_FrameBgActive, ImGuiCol_ButtonActive, ImGuiCol_HeaderActive})
    s.Colors[i] = vec4(lit);
  for (const int i : {ImGuiCol_CheckMark, ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive})
    s.Colors[i] = vec4(accent);
  s.Colors[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
  s.Colors[ImGuiCol_ScrollbarGrab] = vec4(lit);
  s.Colors[ImGuiCol_TextSelectedBg] = vec4(accent.faded(0.4));
  ImGui::GetIO().FontDefault = kit.fonts.nearest(kTextEm);
}

bool button(const Kit& kit, const std::string& label, int key, Tone tone, bool enabled, double width) {
  const auto& t = kit.theme;
  const auto hint = key_name(key);
  const double room = static_cast<double>(ImGui::GetContentRegionAvail().x) / kit.fonts.scale();
  const double wanted = width > 0 ? width : room;
  const auto corner = point(ImGui::GetCursorScreenPos());
  const bool clicked = ImGui::InvisibleButton(
      label.c_str(),
      {static_cast<float>(kit.px(std::max(wanted, 20.0))), static_cast<float>(kit.px(kButtonHeight))});
  put_item(kit, label);
  if (enabled && key != 0) kit.input.explain(key, label);
  const bool hovered = enabled && ImGui::IsItemHovered();
  auto fill = tone == Tone::kPrimary  ? mixed(t.ground, t.trace(0), 0.72)
              : tone == Tone::kDanger ? mixed(t.ground, t.fail, 0.85)
                                      : mixed(t.ground, t.ink, 0.12);
  if (!enabled) fill = mixed(t.ground, t.ink, 0.05);
  if (hovered) fill = mixed(fill, t.ink, 0.15);
  auto* list = ImGui::GetWindowDrawList();
  const auto a = ImGui::GetItemRectMin();
  const auto b = ImGui::GetItemRectMax();
  list->AddRectFilled(a, b, code_of(fill), static_cast<float>(kit.px(5)));
  ImGuiCanvas canvas(*list, kit.fonts, corner);
  const auto ink = !enabled ? t.unknown
                   : tone == Tone::kPlain
                       ? t.ink
                       : (t.ground.r < 0.5 ? plot::Color{0.03, 0.05, 0.07, 1} : plot::Color{1, 1, 1, 1});
  const double middle = kButtonHeight / 2;
  const double hint_width = hint.empty() ? 0 : kit.metrics.width_px(hint, kSmallEm) + 10;
  double em = kTextEm;
  while (em > 9 && kit.metrics.width_px(label, em) > wanted - hint_width - 18) em -= 0.5;
  canvas.push_clip({0, 0, wanted, kButtonHeight});
  canvas.text({(wanted - hint_width) / 2, middle}, label, {em, ink, plot::Anchor::kCentre});
  if (!hint.empty())
    canvas.text({wanted - 9, middle}, hint, {kSmallEm, ink.faded(0.65), plot::Anchor::kRight});
  canvas.pop_clip();
  if (!enabled) return false;
  return clicked || (key != 0 && kit.input.take(key));
}

void begin_area(const std::string& label, double width, double height) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, ImVec4(0, 0, 0, 0));
  ImGui::BeginChild(label.c_str(), {static_cast<float>(width), static_cast<float>(height)}, false,
                    ImGuiWindowFlags_NoScrollbar);
  ImGui::PopStyleColor();
}

void begin_card(const Kit& kit, const std::string& label, double width, double height) {
  ImGui::BeginChild(label.c_str(), {static_cast<float>(width), static_cast<float>(height)}, true,
                    ImGuiWindowFlags_AlwaysUseWindowPadding);
  (void)kit;
}

void end_card() {
  ImGui::EndChild();
}

}  // namespace ohmbench::screen
