// What a frame of the dashboard costs to build: six plots of 1,000 points with bands, each laid out anew at
// every tenth frame, as live curves are; without rasterising.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "parts.hpp"
#include "plot_cairo/typeface.hpp"
#include "screen/imgui_canvas.hpp"
#include "screen/kit.hpp"
#include "screen/plot_view.hpp"

namespace ohmbench::bench {
namespace {

constexpr std::size_t kPlots = 6, kPoints = 1000;
constexpr int kFramesPerCurve = 6;  // 60 frames and 10 live curves a second

std::shared_ptr<const plot::Figure> figure(double shift) {
  auto f = std::make_shared<plot::Figure>();
  f->title = "Impedance";
  f->x = {"frequency / Hz", plot::Scale::kLog, 20, 20000, plot::TickText::kPrefixed};
  f->left = {"|Z| / Ω", plot::Scale::kLinear, 0, 100};
  f->right = plot::Axis{"phase / °", plot::Scale::kLinear, -90, 90};
  f->theme = plot::dark_theme();
  plot::Trace z{"magnitude", {}, {}}, phase{"phase", {}, {}};
  plot::Band band;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(kPoints - 1);
    const double y = 40 + 30 * std::sin(9 * part + shift);
    z.x.push_back(20 * std::pow(1000, part));
    z.y.push_back(y);
    phase.y.push_back(60 * std::cos(9 * part + shift));
    band.lower.push_back(y - 2), band.upper.push_back(y + 2);
  }
  phase.x = band.x = z.x;
  phase.side = plot::Side::kRight, phase.color = 1, phase.dash = plot::Dash::kDashed;
  f->traces = {z, phase};
  f->bands = {band};
  return f;
}

double ms_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
}

double at(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

}  // namespace

void print_frames(int frames) {
  ImGui::CreateContext();
  {
    auto& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1600, 1000};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    const auto& typeface = plot_cairo::system_typeface();
    const screen::Fonts fonts(*io.Fonts, typeface.file(), 1);
    screen::Input input;
    const screen::Kit kit{fonts, typeface, input};
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    io.Fonts->GetTexDataAsAlpha8(&pixels, &width, &height);
    screen::apply_style(kit);
    std::vector<screen::PlotView> views(kPlots);
    std::shared_ptr<const plot::Figure> shown;
    std::vector<double> ours, bare;
    for (int n = 0; n < frames; ++n) {
      if (n % kFramesPerCurve == 0) shown = figure(0.1 * n);  // made by the clerk or once a curve
      auto begun = std::chrono::steady_clock::now();
      input.begin_frame(false);
      ImGui::NewFrame();
      ImGui::SetNextWindowPos({0, 0});
      ImGui::SetNextWindowSize(io.DisplaySize);
      ImGui::Begin("plots", nullptr, ImGuiWindowFlags_NoDecoration);
      for (std::size_t i = 0; i < kPlots; ++i) {
        if (i % 3 != 0) ImGui::SameLine();
        views[i].show(fmt::format("plot {}", i), shown, {510, 470}, fonts, typeface, input);
      }
      ImGui::End();
      ImGui::Render();
      ours.push_back(ms_since(begun));
      // the same lines, by ImGui alone
      begun = std::chrono::steady_clock::now();
      ImGui::NewFrame();
      ImGui::SetNextWindowPos({0, 0});
      ImGui::SetNextWindowSize(io.DisplaySize);
      ImGui::Begin("bare", nullptr, ImGuiWindowFlags_NoDecoration);
      std::vector<ImVec2> points(kPoints);
      for (std::size_t i = 0; i < 2 * kPlots; ++i) {
        for (std::size_t k = 0; k < kPoints; ++k)
          points[k] = {static_cast<float>(k % 510),
                       static_cast<float>(200 + 100 * std::sin(0.01 * static_cast<double>(k)))};
        ImGui::GetWindowDrawList()->AddPolyline(points.data(), static_cast<int>(kPoints), 0xFFFFFFFFU, 0,
                                                1.6F);
      }
      ImGui::End();
      ImGui::Render();
      bare.push_back(ms_since(begun));
    }
    fmt::print(
        "\nbuilding a frame: 6 plots of 1,000 points with bands, a new curve every {} frames, {} frames\n",
        kFramesPerCurve, frames);
    fmt::print("  ours              median {:6.3f} ms   99 % {:6.3f} ms   (wanted: 2 and 4 ms)\n",
               at(ours, 0.5), at(ours, 0.99));
    fmt::print("  bare polylines    median {:6.3f} ms   99 % {:6.3f} ms\n", at(bare, 0.5), at(bare, 0.99));
  }
  ImGui::DestroyContext();
}

}  // namespace ohmbench::bench
