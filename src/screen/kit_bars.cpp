// Bars of the kit: progress, levels, margins.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "screen/imgui_canvas.hpp"
#include "screen/kit_parts.hpp"

namespace ohmbench::screen {

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

}  // namespace ohmbench::screen
