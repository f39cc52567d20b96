#include "gui/run.hpp"

#include <imgui.h>

#include <algorithm>

#include "gui/memory.hpp"
#include "gui/script.hpp"
#include "plot_cairo/typeface.hpp"
#include "screen/window.hpp"

namespace ohmbench::gui {
namespace {

constexpr double kBusySeconds = 1.0 / 60;  // between two frames while something moves
constexpr double kIdleSeconds = 5.0;       // events wake it at once; only "42 s ago" waits for this

std::size_t index_of(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
}

void prepare(const DashboardOptions& o, Desk& desk) {
  desk.library = o.library;
  desk.exports = o.exports;
  desk.benches = o.benches;
  desk.virtual_choices = o.virtual_choices;
  desk.list_devices = o.list_devices;
  desk.virtual_amplifier = index_of(o.virtual_choices.amplifiers, o.bench.virtual_bench.amp);
  desk.virtual_load = index_of(o.virtual_choices.loads, o.bench.virtual_bench.load);
  desk.virtual_real_time = o.bench.virtual_bench.pace > 0;
  if (!o.bench.interface.is_virtual()) {
    desk.bench_path = o.bench.path.string();
    desk.fold_virtual = false;
    desk.fold_device = true;
  }
  desk.virtual_bench_text = [&o, &desk](const workbench::Bench&) {
    return o.virtual_bench_text(desk.virtual_choices.amplifiers.at(desk.virtual_amplifier),
                                desk.virtual_choices.loads.at(desk.virtual_load),
                                {desk.virtual_faults.begin(), desk.virtual_faults.end()},
                                desk.virtual_real_time);
  };
}

}  // namespace

void run_dashboard(const DashboardOptions& o) {
  std::optional<Script> script;
  if (!o.script.empty()) script.emplace(o.script);
  const plot_cairo::Typeface& typeface =
      plot_cairo::system_typeface();  // a missing font is told before any window
  Desk desk;
  prepare(o, desk);
  // a script finds and leaves everything as it is at first
  const bool remembers = !script && !o.settings.empty();
  auto place = remembers ? recall(o.settings, desk) : std::nullopt;
  if (o.sized) place.reset();
  screen::Input input;
  screen::Window window({"ohmbench", o.width, o.height, place}, input);
  const screen::Fonts fonts(*ImGui::GetIO().Fonts, typeface.file(), window.scale());
  const screen::Kit kit{fonts, typeface, input, o.white ? plot::white_theme() : plot::dark_theme()};
  screen::apply_style(kit);

  views::Clerk clerk(screen::Window::wake);
  instrument::Instrument worker(o.open_device, o.bench, o.library, screen::Window::wake);
  const Engine engine{[&](instrument::Command c) { worker.ask(std::move(c)); }, [&] { worker.stop(); },
                      [&](bool done) { worker.answer(done); }};
  // a signal from outside ends the loop at once
  const std::stop_callback wake(o.stop, [] { screen::Window::wake(); });
  refresh_library({kit, *worker.snapshot(), engine, clerk, desk});

  bool scripted = script.has_value();
  int soon = 3;  // frames that follow an event: hover, what the clerk delivers
  while (!window.closing() && !o.stop.stop_requested()) {
    const auto snapshot = worker.snapshot();
    const bool moving = scripted || snapshot->busy() || soon > 0;
    const auto number = snapshot->number;
    bool active = false;
    window.set_title(views::title_of(*snapshot));
    window.wait_for_screen(!snapshot->busy());  // nothing stands between Escape and silence
    window.frame(moving ? (scripted ? 0.004 : kBusySeconds) : kIdleSeconds, [&] {
      const auto latest = worker.snapshot();
      const Frame frame{kit, *latest, engine, clerk, desk};
      take_dropped(frame, window.take_dropped());
      show_dashboard(frame);
      const auto& io = ImGui::GetIO();
      // a key may change what only the next frames show
      active = input.came() || latest->number != number || io.MouseDelta.x != 0 || io.MouseDelta.y != 0 ||
               io.MouseDown[0];
    });
    soon = active || !clerk.idle() ? 3 : std::max(0, soon - 1);
    if (scripted) {
      const auto now = worker.snapshot();
      const bool trouble = now->problem.has_value() || !desk.troubles.empty() ||
                           (!now->outcomes.empty() && !now->outcomes.back()->invalid.empty());
      const bool idle = worker.idle() && clerk.idle() && desk.outcomes_seen == now->outcomes.size();
      scripted = script->step(window, input, {idle, now->prompt.has_value(), trouble});
    }
  }
  if (remembers) remember(o.settings, desk, window.place());
}

}  // namespace ohmbench::gui
