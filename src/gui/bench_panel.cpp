// Bench: what is connected, whether it is right, and the virtual bench with its faults.
#include <fmt/format.h>
#include <imgui.h>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

void use(const Frame& f, const std::function<workbench::Bench()>& make) {
  try {
    f.engine.ask(instrument::UseBench{make()});
    f.desk.troubles.clear();
    f.desk.note.clear();
  } catch (const core::Error& e) {
    f.desk.troubles.push_back(e.what());
  }
}

void show_virtual(const Frame& f) {
  auto& d = f.desk;
  screen::heading(f.kit, "Virtual bench");
  screen::choose(f.kit, "Amplifier", d.virtual_choices.amplifiers, d.virtual_amplifier);
  screen::choose(f.kit, "Load", d.virtual_choices.loads, d.virtual_load);
  screen::toggle(f.kit, "In real time", d.virtual_real_time);
  if (ImGui::TreeNode("Faults to find")) {
    for (const auto& fault : d.virtual_choices.faults) {
      bool on = d.virtual_faults.count(fault) > 0;
      if (!screen::toggle(f.kit, fault, on)) continue;
      if (on)
        d.virtual_faults.insert(fault);
      else
        d.virtual_faults.erase(fault);
    }
    ImGui::TreePop();
  }
  f.kit.input.put("Faults to find", {static_cast<double>(ImGui::GetItemRectMin().x),
                                     static_cast<double>(ImGui::GetItemRectMin().y), 60, 14});
  if (screen::button(f.kit, "Use this virtual bench", 'U', screen::Tone::kPlain, !f.snapshot.busy())) {
    use(f, [&] {
      auto bench = *f.snapshot.bench;
      const auto text = d.virtual_bench_text(bench);
      auto made = workbench::parse_bench(text, "virtual-bench.toml");
      return made;
    });
  }
}

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
  const bool free = !f.snapshot.busy();
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Bench");
        for (const auto& fact : views::bench_facts(f.snapshot)) screen::fact(f.kit, fact.name, fact.value);
        screen::gap(f.kit);
        const auto expected =
            screen::value_field(f.kit, "Expected load", d.expect_ohm, "ohm", "32, 300, 4k7");
        const bool can = f.snapshot.ready();
        if (screen::button(f.kit, "Check the bench", 'C', screen::Tone::kPrimary, can)) {
          checkup::CheckOptions options;
          options.expected_ohm = expected;
          f.engine.ask(instrument::CheckBench{options});
        }
        if (screen::button(f.kit, "Listen", 'L', screen::Tone::kPlain, can))
          f.engine.ask(instrument::Listen{});
        screen::gap(f.kit);
        screen::field(f.kit, "Bench file", d.bench_path, "bench.toml");
        if (screen::button(f.kit, "Open the bench file", 'O', screen::Tone::kPlain,
                           free && !d.bench_path.empty()))
          use(f, [&] { return workbench::read_bench(d.bench_path); });
        if (screen::button(f.kit, "Look for devices", 'D', screen::Tone::kPlain, free && d.list_devices)) {
          f.clerk.post("devices", [&d, list = d.list_devices]() -> views::Delivery {
            std::vector<std::string> lines;
            for (const auto& info : list())
              lines.push_back(fmt::format("{}: {} ({} in, {} out)", info.host_api, info.name,
                                          info.input_channels, info.output_channels));
            return [&d, lines] { d.worked.devices = lines; };
          });
        }
        for (const auto& line : d.worked.devices) screen::faint(f.kit, line);
        screen::gap(f.kit);
        if (!d.virtual_choices.loads.empty()) show_virtual(f);
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
