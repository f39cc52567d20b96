// What a frame of the dashboard costs: six plots of 1,000 points with bands, laid out anew at every sixth
// frame, as live curves are; without rasterising, and on a screen where there is one. Beside it the same
// lines by ImGui alone.
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
#include "screen/window.hpp"
#include "timing.hpp"

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

/// The dashboard's way: views of figures.
class Plots {
 public:
  void show(const std::shared_ptr<const plot::Figure>& figure, const screen::Fonts& fonts,
            const plot::TextMetrics& typeface, screen::Input& input) {
    full_window("plots", ImGuiWindowFlags_NoBackground);  // as the dashboard's: a card on the cleared screen
    screen::begin_card({fonts, typeface, input}, "card");
    for (std::size_t i = 0; i < kPlots; ++i) {
      if (i % 3 != 0) ImGui::SameLine();
      views_[i].show(fmt::format("plot {}", i), figure, {kWidth, kHeight}, fonts, typeface, input);
    }
    screen::end_card();
    ImGui::End();
  }

  static void full_window(const char* name, int flags = 0) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration | flags);
  }

  static constexpr float kWidth = 510, kHeight = 470;

 private:
  std::vector<screen::PlotView> views_ = std::vector<screen::PlotView>(kPlots);
};

/// The same lines in the same places, by ImGui alone: no band, no axis, no text, no cursor.
void show_bare(const std::shared_ptr<const plot::Figure>& shown) {
  Plots::full_window("bare");
  auto& list = *ImGui::GetWindowDrawList();
  std::vector<ImVec2> points(kPoints);
  for (std::size_t i = 0; i < kPlots; ++i) {
    const float left = 8 + static_cast<float>(i % 3) * (Plots::kWidth + 8),
                bottom = static_cast<float>(i / 3 + 1) * (Plots::kHeight + 4);
    const auto place = [&](std::size_t k, double part) {
      return ImVec2{left + Plots::kWidth * static_cast<float>(k) / kPoints,
                    bottom - Plots::kHeight * static_cast<float>(part)};
    };
    for (const auto& trace : shown->traces) {
      const bool right = trace.side == plot::Side::kRight;
      for (std::size_t k = 0; k < kPoints; ++k)
        points[k] = place(k, right ? (trace.y[k] + 90) / 180 : trace.y[k] / 100);
      list.AddPolyline(points.data(), static_cast<int>(kPoints), 0xFFFFFFFFU, 0, 1.6F);
    }
  }
  ImGui::End();
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
    Plots plots;
    std::vector<double> ours, bare;
    std::shared_ptr<const plot::Figure> shown;
    for (int n = 0; n < frames; ++n) {
      if (n % kFramesPerCurve == 0) shown = figure(0.1 * n);  // made by the worker, once a curve
      auto begun = std::chrono::steady_clock::now();
      input.begin_frame();
      ImGui::NewFrame();
      plots.show(shown, fonts, typeface, input);
      ImGui::Render();
      ours.push_back(ms_since(begun));
      begun = std::chrono::steady_clock::now();
      ImGui::NewFrame();
      show_bare(shown);
      ImGui::Render();
      bare.push_back(ms_since(begun));
    }
    fmt::print(
        "\nbuilding a frame: 6 plots of 1,000 points with bands, a new curve every {} frames, {} frames "
        "(wanted: "
        "2 and 4 ms)\n",
        kFramesPerCurve, frames);
    print_line("ours", ours);
    print_line("bare ImGui", bare);
  }
  ImGui::DestroyContext();
}

void print_screen_frames(int frames) {
  screen::Input input;
  screen::WindowOptions options;
  options.title = "frames", options.width = 1600, options.height = 1000;
  screen::Window window(options, input);
  const auto& typeface = plot_cairo::system_typeface();
  const screen::Fonts fonts(*ImGui::GetIO().Fonts, typeface.file(), window.scale());
  screen::apply_style({fonts, typeface, input});
  Plots plots;
  std::vector<double> ours, bare;
  constexpr int kWarmUp = 10;
  std::shared_ptr<const plot::Figure> shown;
  for (int n = -kWarmUp; n < frames; ++n) {
    if (shown == nullptr || n % kFramesPerCurve == 0) shown = figure(0.1 * n);
    const auto timed = [&](std::vector<double>& ms, const auto& draw) {
      const auto begun = std::chrono::steady_clock::now();
      window.frame(0, draw);
      if (n >= 0) ms.push_back(ms_since(begun));
    };
    timed(ours, [&] { plots.show(shown, fonts, typeface, input); });
    timed(bare, [&] { show_bare(shown); });
  }
  fmt::print(
      "\na whole frame at 1600 x 1000 on {}: the same plots, {} frames (wanted: at most 1.3 times the bare "
      "one)\n",
      window.renderer(), frames);
  print_line("ours", ours);
  print_line("bare ImGui", bare);
  fmt::print("  ratio of the medians {:.2f}\n", at(ours, 0.5) / at(bare, 0.5));
}

}  // namespace ohmbench::bench
