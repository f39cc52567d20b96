#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "gui/desk.hpp"
#include "screen/imgui_canvas.hpp"

namespace ohmbench::gui {
namespace {

using views::StepState;

constexpr double kHeader = 46, kSteps = 46, kBottom = 34;

plot::Color color_of(const screen::Kit& kit, views::Status::Mood mood) {
  switch (mood) {
    case views::Status::Mood::kBusy:
      return kit.theme.trace(0);
    case views::Status::Mood::kGood:
      return kit.theme.pass;
    case views::Status::Mood::kDoubt:
      return kit.theme.marginal;
    case views::Status::Mood::kTrouble:
      return kit.theme.fail;
    case views::Status::Mood::kQuiet:
      break;
  }
  return kit.theme.faint;
}

float px(const Frame& f, double layout_px) {
  return static_cast<float>(f.kit.px(layout_px));
}

void show_header(const Frame& f) {
  const auto& s = f.snapshot;
  screen::begin_area("header", 0, f.kit.px(kHeader));
  ImGui::SetCursorPosY(px(f, 5));
  screen::large(f.kit, "ohmbench", f.kit.theme.ink);
  const double width = static_cast<double>(ImGui::GetWindowWidth()) / f.kit.fonts.scale();
  constexpr double kStop = 190, kName = 140, kHelp = 92, kLeast = 120;
  const double middle = width - kStop - kName - kHelp - 28;
  if (middle > kLeast) {
    ImGui::SameLine(px(f, kName));
    ImGui::BeginGroup();
    if (s.busy()) {
      screen::begin_area("busy", f.kit.px(middle), f.kit.px(30));
      ImGui::SetCursorPosY(px(f, 5));
      screen::progress(f.kit, s.progress,
                       fmt::format("{}  {}  {:.0f} %", s.doing, s.phase, 100 * s.progress));
      ImGui::EndChild();
    } else {
      const auto device = s.device ? fmt::format("{}: {}", s.device->host_api, s.device->name) : "no device";
      screen::begin_area("device", f.kit.px(middle), f.kit.px(30));
      ImGui::SetCursorPosY(px(f, 7));
      screen::lamp_line(f.kit, s.device ? f.kit.theme.pass : f.kit.theme.fail, device);
      ImGui::EndChild();
    }
    ImGui::EndGroup();
  }
  ImGui::SameLine(px(f, width - kStop - kHelp - 8));
  ImGui::SetCursorPosY(px(f, 4));
  if (screen::button(f.kit, "Keys", 'H', screen::Tone::kPlain, !s.prompt, kHelp)) f.desk.help = !f.desk.help;
  ImGui::SameLine(px(f, width - kStop));
  ImGui::SetCursorPosY(px(f, 4));
  const bool runs = s.busy() || s.activity == instrument::Activity::kListening;
  if (screen::button(f.kit, "Stop", screen::kEscape, screen::Tone::kDanger, runs, kStop - 4)) f.engine.stop();
  ImGui::EndChild();
}

void show_steps(const Frame& f) {
  auto& desk = f.desk;
  const auto steps = views::steps_of(f.snapshot, !desk.worked.listing.empty(), desk.judged, desk.published);
  const double room = static_cast<double>(ImGui::GetContentRegionAvail().x) / f.kit.fonts.scale();
  const double each = room / static_cast<double>(views::kPages.size());
  const auto& t = f.kit.theme;
  for (std::size_t i = 0; i < views::kPages.size(); ++i) {
    const auto page = views::kPages[i];
    const auto name = views::name_of(page);
    if (i > 0) ImGui::SameLine(0, 0);
    const auto corner = ImGui::GetCursorScreenPos();
    if (ImGui::InvisibleButton(name.c_str(), {px(f, each), px(f, kSteps)}) ||
        f.kit.input.take(screen::kF1 + static_cast<int>(i)))
      desk.page = page;
    const plot::Point origin{static_cast<double>(corner.x), static_cast<double>(corner.y)};
    f.kit.input.put(name, {origin.x, origin.y, f.kit.px(each), f.kit.px(kSteps)});
    screen::ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), f.kit.fonts, origin);
    const bool here = desk.page == page;
    if (here || ImGui::IsItemHovered())
      canvas.rectangle({2, 2, each - 4, kSteps - 4}, t.fine_grid.faded(here ? 1 : 0.5));
    const auto lamp = steps[i] == StepState::kDone      ? t.pass
                      : steps[i] == StepState::kNext    ? t.trace(0)
                      : steps[i] == StepState::kTrouble ? t.fail
                                                        : t.grid;
    canvas.rectangle({2, kSteps - 5, each - 4, 3},
                     lamp.faded(here || steps[i] == StepState::kNext ? 1 : 0.55));
    const bool roomy = each > 120;
    canvas.marker({roomy ? 20.0 : 10.0, kSteps / 2 - 1}, plot::Shape::kCircle, roomy ? 12 : 8, lamp);
    canvas.push_clip({0, 0, each, kSteps});
    canvas.text({roomy ? 36.0 : 18.0, kSteps / 2 - 1}, name, {roomy ? 15.0 : 11.0, here ? t.ink : t.faint});
    if (roomy) {
      const double left = each - 48 - f.kit.metrics.width_px(name, 15);
      auto hint = fmt::format("F{}", i + 1);
      const auto next = "next  " + hint;
      if (steps[i] == StepState::kNext && f.kit.metrics.width_px(next, 11) + 8 < left) hint = next;
      canvas.text({each - 12, kSteps / 2 - 1}, hint, {11, t.faint, plot::Anchor::kRight});
    }
    canvas.pop_clip();
  }
}

views::Status status_now(const Frame& f) {
  const auto& desk = f.desk;
  auto status = views::status_of(f.snapshot);
  if (!f.snapshot.busy() && !f.snapshot.prompt) {
    if (!desk.troubles.empty())
      status = {views::Status::Mood::kTrouble, desk.troubles.back()};
    else if (!desk.note.empty() && status.mood != views::Status::Mood::kTrouble)
      status = {views::Status::Mood::kGood, desk.note};
  }
  return status;
}

/// As high as its words need, up to three lines: what is told there says what to do.
float bottom_height(const Frame& f, const views::Status& status) {
  constexpr double kBesides = 60, kMostLines = 3;  // lamp and margins
  const float line = ImGui::GetTextLineHeight();
  const float wrap = std::max(50.0F, ImGui::GetContentRegionAvail().x - px(f, kBesides));
  const float words = ImGui::CalcTextSize(status.text.c_str(), nullptr, false, wrap).y;
  return px(f, kBottom) + std::clamp(words - line, 0.0F, static_cast<float>(kMostLines - 1) * line);
}

void show_bottom(const Frame& f, const views::Status& status) {
  screen::begin_area("bottom");
  ImGui::SetCursorPosY(px(f, 5));
  screen::lamp(f.kit, color_of(f.kit, status.mood), status.text);
  if (ImGui::IsItemHovered() && status.text.size() > 100) ImGui::SetTooltip("%s", status.text.c_str());
  ImGui::EndChild();
}

/// The page behind a prompt is there, but not meant.
void dim_page(const Frame& f) {
  const auto size = ImGui::GetIO().DisplaySize;
  constexpr double kLeft = 0.65;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("dim", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoInputs |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, size, screen::code_of(f.kit.theme.ground.faded(kLeft)));
  ImGui::End();
}

void show_prompt(const Frame& f) {
  dim_page(f);
  const auto size = ImGui::GetIO().DisplaySize;
  const float width = std::min(size.x - 20, px(f, 820));
  const float height = std::min(size.y - 20, px(f, 620));
  ImGui::SetNextWindowPos({(size.x - width) / 2, (size.y - height) / 2});
  ImGui::SetNextWindowSize({width, height});
  ImGui::SetNextWindowFocus();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, px(f, 1));
  ImGui::Begin("prompt", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  screen::large(f.kit, "Please rewire", f.kit.theme.marginal);
  screen::words(f.kit, "Now " + f.snapshot.prompt->instruction + ".");
  const double left = static_cast<double>(ImGui::GetContentRegionAvail().y) - f.kit.px(44);
  show_wiring(f, f.snapshot.prompt->state, left);
  const double half = static_cast<double>(ImGui::GetContentRegionAvail().x) / f.kit.fonts.scale() / 2 - 6;
  // a blank that was meant for a name must not say that it is rewired
  constexpr double kSecondsToSee = 0.5;
  auto& d = f.desk;
  if (d.prompt_seen != f.snapshot.prompt->instruction) {
    d.prompt_seen = f.snapshot.prompt->instruction;
    d.prompt_since = ImGui::GetTime();
  }
  const bool seen = ImGui::GetTime() - d.prompt_since > kSecondsToSee;
  if (screen::button(f.kit, "It is done", screen::kSpace, screen::Tone::kPrimary, seen, half))
    f.engine.answer(true);
  ImGui::SameLine();
  if (screen::button(f.kit, "Stop instead", screen::kEscape, screen::Tone::kDanger, true)) f.engine.stop();
  ImGui::End();
  ImGui::PopStyleVar();
}

/// The newest result, against the reference where there is one.
void draw_latest(const Frame& f) {
  auto& desk = f.desk;
  const auto& all = f.snapshot.outcomes;
  const auto newest =
      std::find_if(all.rbegin(), all.rend(), [](const auto& o) { return !o->result.is_null(); });
  if (newest == all.rend()) return;
  f.clerk.post(
      "latest",
      [newest = *newest, kept = entry_of(desk, (*newest)->file), reference = entry_of(desk, desk.reference),
       theme = f.kit.theme, &desk]() -> views::Delivery {
        // as the library has it: it may have got another name since
        const auto subject =
            kept && kept->subject ? *kept->subject : figures::subject_of(newest->result, newest->file);
        auto figure = views::result_figure(subject, reference ? reference->subject.get() : nullptr, theme);
        return [&desk, figure] { desk.worked.latest = figure; };
      });
}

/// What the worker has new to tell becomes figures, results in the library, a judgement.
void take_in(const Frame& f) {
  auto& desk = f.desk;
  for (const auto& trouble : f.clerk.deliver()) desk.troubles.push_back(trouble);
  const auto& s = f.snapshot;
  if (s.live.get() != desk.live_seen) {
    desk.live_seen = s.live.get();
    if (s.live) {
      desk.live_spectrum = views::live_spectrum_figure(*s.live, f.kit.theme);
      if (s.live->periods != desk.live_periods) {
        const auto reference = entry_of(desk, desk.reference);
        desk.live_curve =
            views::live_curve_figure(*s.live, f.kit.theme, reference ? reference->subject.get() : nullptr);
      }
      desk.live_periods = s.live->periods;
    } else {
      desk.live_curve.reset();
      desk.live_periods = 0;
    }
  }
  if (s.climb != desk.climb_seen) {
    desk.climb_seen = s.climb;
    desk.live_climb = s.climb ? views::climb_figure(*s.climb, desk.amplifier_name, f.kit.theme) : nullptr;
  }
  const bool news = s.outcomes.size() != desk.outcomes_seen;
  if (news) {
    desk.outcomes_seen = s.outcomes.size();
    desk.note.clear();
    desk.troubles.clear();
    refresh_library(f);
  }
  if (news || desk.reference != desk.reference_seen || desk.worked.listings != desk.listings_seen)
    draw_latest(f);
  desk.reference_seen = desk.reference;
  desk.listings_seen = desk.worked.listings;
}

}  // namespace

void show_dashboard(const Frame& f) {
  take_in(f);
  f.desk.first_plot = nullptr;
  const auto size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("dashboard", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings);
  // the prompt has the keys while it is there
  if (!f.snapshot.prompt) f.desk.prompt_seen.clear();
  const bool asks = f.snapshot.prompt.has_value();
  if (asks)
    show_prompt(f);
  else if (f.desk.help)
    show_help(f);
  show_header(f);
  if (asks || f.desk.help) f.kit.input.keep_from_others();
  show_steps(f);
  const auto status = status_now(f);
  const float left = ImGui::GetContentRegionAvail().y - bottom_height(f, status);
  screen::begin_area("panel", 0, static_cast<double>(std::max(px(f, 80), left)));
  switch (f.desk.page) {
    case views::Page::kBench:
      show_bench(f);
      break;
    case views::Page::kCalibrate:
      show_calibrate(f);
      break;
    case views::Page::kMeasure:
      show_measure(f);
      break;
    case views::Page::kJudge:
      show_judge(f);
      break;
    case views::Page::kLibrary:
      show_library(f);
      break;
    case views::Page::kPublish:
      show_publish(f);
      break;
  }
  ImGui::EndChild();
  show_bottom(f, status);
  ImGui::End();
  if (!f.desk.changes.empty() && f.kit.input.take('Z', true)) undo_change(f);
  // neither the mouse nor Tab says which: the page's first
  if (f.desk.first_plot != nullptr && f.kit.input.take('C', true)) copy_figure(f, *f.desk.first_plot);
}

}  // namespace ohmbench::gui
