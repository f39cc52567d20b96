// Words of the kit: headings, facts, tables, lamps.
#include <imgui.h>

#include <algorithm>
#include <cctype>

#include "plot/text_fit.hpp"
#include "screen/imgui_canvas.hpp"
#include "screen/kit_parts.hpp"

namespace ohmbench::screen {
namespace {

constexpr double kHeadingEm = 17;

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

/// Breaks what is too wide, a path, after the last slash that fits. @return where its last line begins
std::size_t break_path(std::string& all, std::size_t line, float width) {
  while (ImGui::CalcTextSize(all.c_str() + line).x > width) {
    std::size_t cut = std::string::npos;
    for (auto at = all.find('/', line); at != std::string::npos && at + 1 < all.size();
         at = all.find('/', at + 1)) {
      if (ImGui::CalcTextSize(all.c_str() + line, all.c_str() + at + 1).x > width) break;
      cut = at;
    }
    if (cut == std::string::npos) break;  // ImGui breaks it somewhere
    all.insert(cut + 1, 1, '\n');
    line = cut + 2;
  }
  return line;
}

/// Broken at blanks alone, and not between a number and its unit: ImGui would break after any point, within
/// a number too. A word that is wider than the line is broken at its slashes.
std::string broken(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  constexpr std::size_t kLongestUnit = 5;  // bytes
  std::string all;
  std::size_t line = 0;       // where the line began
  std::size_t last_word = 0;  // where the latest word that may begin a line began
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \n", at), text.size());
    const bool after_number = at > 1 && std::isdigit(static_cast<unsigned char>(text[at - 2])) != 0;
    const bool unit =
        after_number && end - at <= kLongestUnit && std::isdigit(static_cast<unsigned char>(text[at])) == 0;
    if (!unit) last_word = all.size();
    all.append(text, at, end - at);
    if (last_word > line && ImGui::CalcTextSize(all.c_str() + line).x > width) {
      all[last_word - 1] = '\n';
      line = last_word;
    }
    if (last_word == line) line = last_word = break_path(all, line, width);
    if (end < text.size()) all += text[end];
    if (end < text.size() && text[end] == '\n') line = last_word = all.size();
    at = end + 1;
  }
  return all;
}

}  // namespace

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
  const auto lines = broken(text, ImGui::GetContentRegionAvail().x);
  ImGui::TextUnformatted(lines.c_str(), lines.c_str() + lines.size());
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

void lamp(const Kit& kit, plot::Color color, const std::string& text) {
  const auto corner = point(ImGui::GetCursorScreenPos());
  ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), kit.fonts, corner);
  canvas.marker({6, 9}, plot::Shape::kCircle, 10, color);
  ImGui::Dummy({static_cast<float>(kit.px(14)), 1});
  ImGui::SameLine();
  words(kit, text);
}

void lamp_line(const Kit& kit, plot::Color color, const std::string& text) {
  constexpr double kLamp = 26;  // with the space beside it
  const double room = static_cast<double>(ImGui::GetContentRegionAvail().x) / kit.fonts.scale() - kLamp;
  const double em = static_cast<double>(ImGui::GetFontSize()) / kit.fonts.scale();
  const auto fitting = plot::cut(text, std::max(1.0, room), em, kit.metrics);
  lamp(kit, color, fitting);
  if (fitting != text && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text.c_str());
}

}  // namespace ohmbench::screen
