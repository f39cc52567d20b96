#include "screen/kit.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "screen/imgui_canvas.hpp"

namespace ohmbench::screen {
namespace {

constexpr double kTextEm = 14, kSmallEm = 11, kHeadingEm = 17;
constexpr double kButtonHeight = 34;

ImVec4 vec4(plot::Color c) {
  return {static_cast<float>(c.r), static_cast<float>(c.g), static_cast<float>(c.b), static_cast<float>(c.a)};
}

plot::Color mixed(plot::Color a, plot::Color b, double part) {
  return {a.r + (b.r - a.r) * part, a.g + (b.g - a.g) * part, a.b + (b.b - a.b) * part, 1};
}

plot::Point point(ImVec2 v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y)};
}

/// Space of this height in layout pixels over the whole width; its corner on the screen and its width.
std::pair<plot::Point, double> strip(const Kit& kit, double height) {
  const auto corner = point(ImGui::GetCursorScreenPos());
  const double width = std::max(1.0, static_cast<double>(ImGui::GetContentRegionAvail().x));
  ImGui::Dummy({static_cast<float>(width), static_cast<float>(kit.px(height))});
  return {corner, width / kit.fonts.scale()};
}

/// The columns of a line of a table: parted by two blanks or more.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = line.find_first_not_of(' '); at != std::string::npos;) {
    const auto end = std::min(line.find("  ", at), line.size());
    cells.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(' ', end);
  }
  return cells;
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

void large(const Kit& kit, const std::string& text, plot::Color color, double em_px) {
  ImGui::PushFont(kit.fonts.nearest(em_px));
  words(kit, text, color);
  ImGui::PopFont();
}

void heading(const Kit& kit, const std::string& text) {
  large(kit, text, kit.theme.ink, kHeadingEm);
}

void words(const Kit&, const std::string& text, plot::Color color) {
  ImGui::PushStyleColor(ImGuiCol_Text, vec4(color));
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.c_str(), text.c_str() + text.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

void words(const Kit& kit, const std::string& text) {
  words(kit, text, kit.theme.ink);
}

void faint(const Kit& kit, const std::string& text) {
  ImGui::PushFont(kit.fonts.nearest(13));
  words(kit, text, kit.theme.faint);
  ImGui::PopFont();
}

void fact(const Kit& kit, const std::string& name, const std::string& value) {
  constexpr double kNameWidth = 118;
  faint(kit, name);
  ImGui::SameLine(static_cast<float>(kit.px(kNameWidth)));
  words(kit, value);
}

void summary(const Kit& kit, const std::string& text) {
  constexpr std::size_t kColumn = 9;  // of the command line's summaries
  constexpr double kNameWidth = 80;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    const auto cells = cells_of(line);
    constexpr std::size_t kTable = 4;  // so many columns are a table, and not a name with its value
    if (cells.size() >= kTable) {
      const auto [corner, width] = strip(kit, kTextEm + 4);
      ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
      for (std::size_t i = 0; i < cells.size(); ++i)
        canvas.text({width * static_cast<double>(i + 1) / static_cast<double>(cells.size()), kTextEm / 2 + 2},
                    cells[i], {12, kit.theme.ink, plot::Anchor::kRight});
      continue;
    }
    if (line.size() <= kColumn || line[kColumn - 1] != ' ') {
      words(kit, line);
      continue;
    }
    const auto last = line.find_last_not_of(' ', kColumn - 1);
    faint(kit, last == std::string::npos ? "" : line.substr(0, last + 1));
    // a name that is longer pushes its value on
    if (static_cast<double>(ImGui::GetItemRectSize().x) < kit.px(kNameWidth) - kit.px(6))
      ImGui::SameLine(
          static_cast<float>(kit.px(kNameWidth) + static_cast<double>(ImGui::GetStyle().WindowPadding.x)));
    else
      ImGui::SameLine();
    words(kit, line.substr(std::min(line.find_first_not_of(' ', kColumn), line.size())));
  }
}

void gap(const Kit& kit, double layout_px) {
  ImGui::Dummy({1, static_cast<float>(kit.px(layout_px))});
}

void progress(const Kit& kit, double part, const std::string& text) {
  constexpr double kHeight = 22;
  const auto [corner, width] = strip(kit, kHeight);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
  canvas.rectangle({0, 0, width, kHeight}, kit.theme.fine_grid);
  canvas.rectangle({0, 0, width * std::clamp(part, 0.0, 1.0), kHeight}, kit.theme.trace(0).faded(0.55));
  canvas.push_clip({0, 0, width, kHeight});
  canvas.text({8, kHeight / 2}, text, {12, kit.theme.ink});
  canvas.pop_clip();
}

void meter(const Kit& kit, const std::string& name, double rms_dbfs, double peak_dbfs, bool clipped) {
  constexpr double kHeight = 18, kFloor = -100, kName = 120, kNumber = 70;
  const auto [corner, width] = strip(kit, kHeight);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
  const double bar = std::max(20.0, width - kName - kNumber);
  const auto at = [&](double dbfs) { return kName + bar * std::clamp(1 - dbfs / kFloor, 0.0, 1.0); };
  const auto& t = kit.theme;
  canvas.text({0, kHeight / 2}, name, {13, t.faint});
  canvas.rectangle({kName, 3, bar, kHeight - 6}, t.fine_grid);
  constexpr double kNearFull = -3;
  const auto color = clipped ? t.fail : peak_dbfs > kNearFull ? t.marginal : t.pass;
  canvas.rectangle({kName, 3, at(rms_dbfs) - kName, kHeight - 6}, color.faded(0.75));
  canvas.rectangle({std::max(kName, at(peak_dbfs) - 2), 3, 2, kHeight - 6}, color);
  canvas.text({width, kHeight / 2}, clipped ? "clipped" : fmt::format("{:.1f} dB", rms_dbfs),
              {12, clipped ? t.fail : t.ink, plot::Anchor::kRight});
}

void margin_bar(const Kit& kit, const std::string& name, std::optional<double> db, const std::string& text) {
  constexpr double kHeight = 26, kName = 72, kText = 150, kMostDb = 40;
  const auto [corner, width] = strip(kit, kHeight);
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
  const auto& t = kit.theme;
  const double bar = std::max(20.0, width - kName - kText);
  const double zero = kName + bar / 2;
  canvas.text({0, kHeight / 2}, name, {13, t.ink});
  canvas.rectangle({kName, 5, bar, kHeight - 10}, t.fine_grid);
  if (db) {
    const double end = zero + bar / 2 * std::clamp(*db / kMostDb, -1.0, 1.0);
    constexpr double kScant = 3;  // dB: little left
    const auto color = *db < 0 ? t.fail : *db < kScant ? t.marginal : t.pass;
    canvas.rectangle({std::min(zero, end), 5, std::abs(end - zero), kHeight - 10}, color);
  }
  canvas.rectangle({zero - 0.5, 2, 1, kHeight - 4}, t.faint);
  canvas.text({width, kHeight / 2}, text, {13, db ? t.ink : t.faint, plot::Anchor::kRight});
}

void lamp(const Kit& kit, plot::Color color, const std::string& text) {
  const auto corner = point(ImGui::GetCursorScreenPos());
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
  canvas.marker({6, 9}, plot::Shape::kCircle, 10, color);
  ImGui::Dummy({static_cast<float>(kit.px(14)), 1});
  ImGui::SameLine();
  words(kit, text);
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
