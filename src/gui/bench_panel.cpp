// Bench: what is connected, whether it is right, and the virtual bench with its faults.
#include <fmt/format.h>
#include <imgui.h>

#include "core/si_text.hpp"
#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

void show_findings(const Frame& f) {
  const auto& check = f.snapshot.check;
  if (!check) {
    screen::faint(
        f.kit,
        "Check the bench before anything is loud: it listens, whispers, then climbs to the level of a "
        "measurement, and says by name what is wrong.");
    return;
  }
  screen::lamp(
      f.kit,
      check->valid() ? (check->findings.empty() ? f.kit.theme.pass : f.kit.theme.marginal) : f.kit.theme.fail,
      check->findings.empty()
          ? "Nothing is wrong with the bench."
          : fmt::format("{} finding{}", check->findings.size(), check->findings.size() == 1 ? "" : "s"));
  if (check->least_ohm)
    screen::fact(f.kit, "least |Z|", core::format_si(*check->least_ohm, "Ω", 2) + ", roughly");
  for (const auto& fault : check->findings) {
    screen::words(f.kit, fmt::format("{}: {}", fault.name, fault.what),
                  fault.invalid ? f.kit.theme.fail : f.kit.theme.marginal);
    screen::faint(f.kit, fault.remedy);
  }
}

}  // namespace

void show_bench(const Frame& f) {
  auto& d = f.desk;
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Bench");
        for (const auto& fact : views::bench_facts(f.snapshot)) screen::fact(f.kit, fact.name, fact.value);
        screen::gap(f.kit);
        const auto expected =
            screen::value_field(f.kit, "Expected load", d.expect_ohm, "ohm", "32, 300, 4k7");
        const bool can = f.snapshot.ready();
        if (screen::button(f.kit, "Check the bench", 'C', screen::Tone::kPrimary, can && !expected.wrong)) {
          checkup::CheckOptions options;
          options.expected_ohm = expected.value;
          f.engine.ask(instrument::CheckBench{options});
        }
        if (screen::button(f.kit, "Listen", 'L', screen::Tone::kPlain, can))
          f.engine.ask(instrument::Listen{});
        screen::gap(f.kit);
        if (!d.virtual_choices.loads.empty() && screen::fold(f.kit, "Virtual bench", d.fold_virtual))
          show_virtual(f);
        if (screen::fold(f.kit, "Which sense resistor?", d.fold_advice)) show_advice(f);
        if (screen::fold(f.kit, "Device and bench file", d.fold_device)) show_devices(f);
      },
      [&] {
        const double all = static_cast<double>(ImGui::GetContentRegionAvail().y);
        screen::heading(f.kit, "Wiring");
        show_wiring(f, f.snapshot.wiring.value_or(core::FixtureState::kLoad),
                    std::max(f.kit.px(160), 0.5 * all));
        screen::heading(f.kit, "Levels");
        show_meters(f);
        screen::gap(f.kit);
        show_findings(f);
      });
}

}  // namespace ohmbench::gui
