// What several panels show: columns, figures, wiring, levels.
#include <imgui.h>

#include <algorithm>

#include "gui/desk.hpp"
#include "gui/wiring.hpp"
#include "screen/imgui_canvas.hpp"
#include "views/exports.hpp"

namespace ohmbench::gui {

plot::Color color_of(const plot::Theme& t, verdict::Outcome outcome) {
  switch (outcome) {
    case verdict::Outcome::kYes:
      return t.pass;
    case verdict::Outcome::kMarginal:
      return t.marginal;
    case verdict::Outcome::kNo:
      return t.fail;
    case verdict::Outcome::kUnknown:
      break;
  }
  return t.unknown;
}

namespace {

constexpr double kControls = 372, kLeastControls = 262, kControlsPart = 0.37;
constexpr double kNarrow = 560;  // of both columns together

}  // namespace

void refresh_library(views::Clerk& clerk, Desk& desk) {
  clerk.post("library",
             [&desk, folder = desk.library, before = desk.worked.listing,
              removed_before = desk.worked.removed]() -> views::Delivery {
               auto listing = views::read_listing(folder, before);
               auto removed = views::read_listing(views::removed_folder(folder), removed_before);
               return [&desk, listing = std::move(listing), removed = std::move(removed)] {
                 desk.worked.listing = listing;
                 desk.worked.removed = removed;
                 ++desk.worked.listings;
               };
             });
}

void say(Desk& desk, std::string what) {
  desk.note = std::move(what);
  desk.troubles.clear();
}

void keep_verdict(const Frame& f, const nlohmann::json& result) {
  if (result.is_null()) return;
  f.clerk.do_once([&d = f.desk, &clerk = f.clerk, result, folder = f.desk.library]() -> views::Delivery {
    return [&d, &clerk, file = views::keep_verdict(result, folder)] {
      say(d, file.filename().string() + " is in the library, and in the next report");
      refresh_library(clerk, d);
    };
  });
}

std::shared_ptr<const views::Entry> entry_of(const Desk& desk, const std::filesystem::path& file) {
  const auto& all = desk.worked.listing;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& e) { return e->file == file; });
  return found == all.end() ? nullptr : *found;
}

void two_columns(const Frame& f, const std::function<void()>& controls,
                 const std::function<void()>& content) {
  const double room = static_cast<double>(ImGui::GetContentRegionAvail().x);
  const bool narrow = room / f.kit.fonts.scale() < kNarrow;
  if (narrow) {
    // one below the other, in one area that scrolls
    constexpr double kContent = 420;
    screen::begin_card(f.kit, "controls");
    controls();
    screen::gap(f.kit, 12);
    screen::begin_card(f.kit, "content", 0, f.kit.px(kContent));
    content();
    screen::end_card();
    screen::end_card();
    return;
  }
  screen::begin_card(f.kit, "controls",
                     std::clamp(kControlsPart * room, f.kit.px(kLeastControls), f.kit.px(kControls)));
  controls();
  screen::end_card();
  ImGui::SameLine();
  screen::begin_card(f.kit, "content");
  content();
  screen::end_card();
}

void show_figure(const Frame& f, const std::string& label, const std::shared_ptr<const plot::Figure>& figure,
                 double height, const std::string& otherwise, std::optional<plot::Size> paper) {
  const auto room = ImGui::GetContentRegionAvail();
  const double all = height > 0 ? height : static_cast<double>(room.y) - 4;
  if (!figure) {
    ImGui::Dummy({1, static_cast<float>(std::max(0.0, all / 2 - f.kit.px(20)))});
    screen::faint(f.kit, otherwise);
    ImGui::Dummy({1, static_cast<float>(std::max(0.0, all / 2 - f.kit.px(20)))});
    return;
  }
  auto& plot = f.desk.plots[label];
  if (f.desk.first_plot == nullptr) f.desk.first_plot = &plot;
  if (plot.show(label, figure, {static_cast<double>(room.x), all}, f.kit.fonts, f.kit.metrics, f.kit.input,
                paper))
    copy_figure(f, plot);
}

void copy_figure(const Frame& f, const screen::PlotView& plot) {
  auto figure = plot.seen_now();
  figure.theme = plot::white_theme();
  f.clerk.do_once([&d = f.desk, figure = std::move(figure), size = plot.size()]() -> views::Delivery {
    return [&d, svg = views::svg_of(figure, size)] {
      ImGui::SetClipboardText(svg.c_str());
      say(d, "the figure is in the clipboard, as SVG");
    };
  });
}

void show_wiring(const Frame& f, core::FixtureState state, double height) {
  const auto corner = ImGui::GetCursorScreenPos();
  const double width = static_cast<double>(ImGui::GetContentRegionAvail().x);
  ImGui::Dummy({static_cast<float>(std::max(1.0, width)), static_cast<float>(std::max(1.0, height))});
  screen::ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), f.kit.fonts,
                             {static_cast<double>(corner.x), static_cast<double>(corner.y)});
  const auto& bench = *f.snapshot.bench;
  draw_wiring(canvas, {width / f.kit.fonts.scale(), height / f.kit.fonts.scale()}, state, bench.rig.sense,
              bench.wiring.reference_channel.has_value(), f.kit.theme);
}

void show_meters(const Frame& f) {
  if (!f.snapshot.live) {
    screen::faint(f.kit, "Levels show while something is recorded.");
    return;
  }
  for (const auto& m : f.snapshot.live->meters)
    screen::meter(f.kit, m.name, m.rms_dbfs, m.peak_dbfs, m.clipped);
}

}  // namespace ohmbench::gui
