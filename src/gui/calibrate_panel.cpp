// Calibrate: the steps, what is valid and since when, a drawing for each.
#include <fmt/format.h>
#include <imgui.h>

#include "gui/desk.hpp"
#include "storage/utc.hpp"

namespace ohmbench::gui {
namespace {

instrument::CalibrateStep step_of(const Desk& d, core::FixtureState state, std::optional<double> ohm) {
  adjustment::CalibrateOptions options;
  options.state = state;
  options.start_new = d.start_new;
  if (state == core::FixtureState::kReference) options.ohm = ohm;
  return {options};
}

/// Absolute volts: a tone, a multimeter, one number.
void show_volts(const Frame& f, bool can) {
  auto& d = f.desk;
  static const std::vector<std::string> kInputs{"A (source)", "B (load)"};
  screen::faint(
      f.kit,
      "With nothing connected, hold a multimeter (AC) at the input: a tone of 1 kHz plays for 20 s. "
      "Then type what the meter showed.");
  screen::choose(f.kit, "Meter at input", kInputs, d.volts_input);
  adjustment::VoltsOptions options;
  options.channel = d.volts_input == 1 ? session::kLoad : session::kSource;
  if (screen::button(f.kit, "Play the tone", 'T', screen::Tone::kPlain, can))
    f.engine.ask(instrument::CalibrateVolts{options});
  options.measured_volt = screen::value_field(f.kit, "The meter shows", d.meter_volt, "V", "209.4m").value;
  if (screen::button(f.kit, "Take these volts", 'P', screen::Tone::kPlain,
                     can && options.measured_volt.has_value()))
    f.engine.ask(instrument::CalibrateVolts{options});
}

}  // namespace

void show_calibrate(const Frame& f) {
  auto& d = f.desk;
  const auto rows = views::calibration_rows(f.snapshot, storage::utc_now());
  const auto next = views::next_calibration(rows);
  const bool can = f.snapshot.ready();
  std::optional<core::FixtureState> pointed;
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Calibration");
        screen::faint(f.kit,
                      "Finds out what the bench itself does, and removes it from every later measurement.");
        screen::gap(f.kit, 4);
        const auto typed = screen::value_field(f.kit, "Reference resistor (empty: that of the bench file)",
                                               d.reference_ohm, "ohm", "100, 33.2");
        const auto ohm = typed.value;
        const bool can_refer = can && !typed.wrong;
        screen::toggle(f.kit, "Begin a new calibration", d.start_new);
        if (screen::button(f.kit, "All four steps", 'A', next ? screen::Tone::kPrimary : screen::Tone::kPlain,
                           can_refer)) {
          bool fresh = d.start_new;
          for (const auto& row : rows) {
            auto step = step_of(d, row.state, ohm);
            step.options.start_new = fresh;
            fresh = false;
            f.engine.ask(step);
          }
          d.start_new = false;
        }
        screen::gap(f.kit);
        int key = '1';
        for (const auto& row : rows) {
          screen::lamp(f.kit,
                       !row.done      ? (next == row.state ? f.kit.theme.trace(0) : f.kit.theme.unknown)
                       : row.doubtful ? f.kit.theme.marginal
                                      : f.kit.theme.pass,
                       fmt::format("{}: {}", row.title, row.when));
          screen::faint(f.kit, row.wiring);
          if (screen::button(f.kit, row.title, key++, screen::Tone::kPlain,
                             row.state == core::FixtureState::kReference ? can_refer : can)) {
            f.engine.ask(step_of(d, row.state, ohm));
            d.start_new = false;
          }
          if (ImGui::IsItemHovered()) pointed = row.state;
          screen::gap(f.kit, 2);
        }
        if (screen::button(f.kit, "Verify with the reference", 'V', screen::Tone::kPlain, can_refer)) {
          adjustment::CalibrateOptions options;
          options.state = core::FixtureState::kReference;
          options.ohm = ohm;
          f.engine.ask(instrument::VerifyCalibration{options});
        }
        screen::gap(f.kit);
        if (screen::fold(f.kit, "Volts by a multimeter", d.fold_volts)) show_volts(f, can);
      },
      [&] {
        const auto state = pointed             ? *pointed
                           : f.snapshot.busy() ? f.snapshot.wiring.value_or(core::FixtureState::kLoad)
                                               : next.value_or(core::FixtureState::kLoad);
        const double all = static_cast<double>(ImGui::GetContentRegionAvail().y);
        screen::heading(f.kit, fmt::format("Wiring: {}", core::name_of(state)));
        show_wiring(f, state, std::max(f.kit.px(160), 0.55 * all));
        for (const auto& note : f.snapshot.bench->calibration_notes)
          screen::words(f.kit, note, f.kit.theme.marginal);
        if (!f.snapshot.calibration_problem.empty())
          screen::words(f.kit, f.snapshot.calibration_problem, f.kit.theme.fail);
        const auto& outcomes = f.snapshot.outcomes;
        for (auto o = outcomes.rbegin(); o != outcomes.rend(); ++o) {
          if ((*o)->kind.rfind("calibration-", 0) != 0) continue;
          screen::heading(f.kit, "Latest step");
          screen::summary(f.kit, (*o)->summary);
          if (!(*o)->invalid.empty()) screen::words(f.kit, (*o)->invalid, f.kit.theme.fail);
          break;
        }
      });
}

}  // namespace ohmbench::gui
