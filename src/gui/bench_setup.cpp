// The parts of Bench that make another bench of it: a resistor, a device, a file, the virtual bench.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "gui/desk.hpp"
#include "workbench/bench_edit.hpp"

namespace ohmbench::gui {
namespace {

constexpr const char* kAsItIs = "as it is";

/// "as it is", then 1 to the last channel.
std::vector<std::string> channel_names(int channels, bool none) {
  std::vector<std::string> names{kAsItIs};
  if (none) names.emplace_back("none");
  for (int c = 1; c <= channels; ++c) names.push_back(fmt::format("{}", c));
  return names;
}

std::string name_of(const audio::DeviceInfo& info) {
  return fmt::format("{}: {} ({} in, {} out)", info.host_api, info.name, info.input_channels,
                     info.output_channels);
}

std::optional<int> channel(std::size_t chosen) {
  return chosen == 0 ? std::nullopt : std::optional(static_cast<int>(chosen));
}

/// A name that any folder can have.
std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '-');
  constexpr std::size_t kLongest = 60;
  return name.substr(0, kLongest);
}

/// That of the list; null where it is to stay as it is.
const audio::DeviceInfo* chosen_device(const Frame& f) {
  const auto& all = f.snapshot.devices;
  const auto place = f.desk.device;
  return all && place > 0 && place <= all->size() ? &(*all)[place - 1] : nullptr;
}

workbench::BenchEdit edit_of(const Frame& f, std::optional<double> sense_ohm, std::optional<double> volt) {
  const auto& d = f.desk;
  workbench::BenchEdit edit;
  if (const auto* const chosen = chosen_device(f)) {
    const auto& info = *chosen;
    const bool is_virtual = info.host_api == "virtual";
    const auto name = is_virtual ? std::string("virtual") : info.name;
    edit.device = workbench::BenchEdit::Device{is_virtual ? std::string() : info.host_api, name, name,
                                               info.input_channels, info.output_channels};
    // another device is calibrated by itself: what is known of the former one stays untouched in its file
    if (name != f.snapshot.bench->interface.input && !d.benches.empty()) {
      const auto folder = d.benches / plain(name);
      edit.calibration_file = folder / "calibration.json";
      edit.records_folder = folder / "records";
    }
  }
  edit.output_channel = channel(d.output);
  edit.source_channel = channel(d.input_a);
  edit.load_channel = channel(d.input_b);
  if (d.loopback > 0) edit.reference_channel = static_cast<int>(d.loopback) - 1;  // after "none"
  edit.sense_resistor_ohm = sense_ohm;
  edit.load_max_volt = volt;
  return edit;
}

void show_choice(const Frame& f) {
  auto& d = f.desk;
  std::vector<std::string> names{kAsItIs};
  if (f.snapshot.devices)
    for (const auto& info : *f.snapshot.devices) names.push_back(name_of(info));
  if (screen::choose(f.kit, "Device", names, d.device)) d.output = d.input_a = d.input_b = d.loopback = 0;
  int inputs = f.snapshot.device ? f.snapshot.device->input_channels : 0;
  int outputs = f.snapshot.device ? f.snapshot.device->output_channels : 0;
  if (const auto* const chosen = chosen_device(f)) {
    inputs = chosen->input_channels;
    outputs = chosen->output_channels;
  }
  constexpr int kMostListed = 64;
  inputs = std::min(inputs, kMostListed), outputs = std::min(outputs, kMostListed);
  screen::choose(f.kit, "Output", channel_names(outputs, false), d.output);
  screen::choose(f.kit, "Input A (source)", channel_names(inputs, false), d.input_a);
  screen::choose(f.kit, "Input B (load)", channel_names(inputs, false), d.input_b);
  screen::choose(f.kit, "Loopback input", channel_names(inputs, true), d.loopback);
  const auto sense =
      screen::value_field(f.kit, "Sense resistor (empty: as it is)", d.sense_ohm, "ohm", "33, 100, 4k7");
  const auto volt =
      screen::value_field(f.kit, "Most volts at the load (empty: as it is)", d.limit_volt, "V", "500m, 1");
  if (screen::button(f.kit, "Use this device", 'E', screen::Tone::kPlain,
                     !f.snapshot.busy() && !sense.wrong && !volt.wrong))
    use_bench(f, [&] {
      const auto edit = edit_of(f, sense.value, volt.value);
      if (edit.calibration_file) {
        std::error_code later;  // where it fails, writing a calibration tells
        std::filesystem::create_directories(edit.calibration_file->parent_path(), later);
      }
      auto bench = workbench::edited(*f.snapshot.bench, edit);
      if (edit.device && !bench.rig.adc_full_scale)
        say(d, "volts of this device are not known: calibrate them, or declare them in the bench file");
      return bench;
    });
}

}  // namespace

void use_bench(const Frame& f, const std::function<workbench::Bench()>& make) {
  f.desk.note.clear();
  try {
    f.desk.troubles.clear();
    f.engine.ask(instrument::UseBench{make()});
  } catch (const core::Error& e) {
    f.desk.troubles.push_back(e.what());
  }
}

void show_devices(const Frame& f) {
  auto& d = f.desk;
  const bool free = !f.snapshot.busy();
  if (screen::button(f.kit, "Look for devices", 'D', screen::Tone::kPlain, free && d.list_devices)) {
    d.device = 0;
    f.engine.ask(instrument::LookForDevices{d.list_devices});
  }
  show_choice(f);
  screen::gap(f.kit);
  screen::field(f.kit, "Bench file", d.bench_path, "bench.toml");
  const bool named = !d.bench_path.empty();
  if (screen::button(f.kit, "Open the bench file", 'O', screen::Tone::kPlain, free && named))
    use_bench(f, [&] { return workbench::read_bench(d.bench_path); });
  if (screen::button(f.kit, "Save as the bench file", 'S', screen::Tone::kPlain, named)) {
    f.clerk.do_once([&d, bench = f.snapshot.bench, path = d.bench_path]() -> views::Delivery {
      // in another folder the paths in it would lead elsewhere
      const auto here = std::filesystem::absolute(path).parent_path();
      const bool moves = here != std::filesystem::absolute(bench->path).parent_path();
      workbench::write_bench(moves ? workbench::edited(*bench, {}) : *bench, path);
      return [&d, path] { say(d, path + " is written"); };
    });
  }
}

void show_advice(const Frame& f) {
  auto& d = f.desk;
  screen::field(f.kit, "Load, or least..greatest, in ohm", d.advice_load, "32, 16..300, 4k7");
  screen::field(f.kit, "Resistors at hand (empty: any of E12)", d.advice_have, "10, 33, 100");
  if (screen::button(f.kit, "Advise", 'R', screen::Tone::kPlain, !d.advice_load.empty())) {
    f.clerk.post(
        "advice",
        [&d, load = d.advice_load, have = d.advice_have, bench = f.snapshot.bench]() -> views::Delivery {
          return [&d, advice = std::make_shared<const views::BenchAdvice>(
                          views::advice_for(load, have, *bench))] { d.worked.advice = advice; };
        });
  }
  const auto advice = d.worked.advice;
  if (!advice) return;
  if (!advice->problem.empty()) {
    screen::words(f.kit, advice->problem, f.kit.theme.fail);
    return;
  }
  screen::large(f.kit, advice->title, f.kit.theme.pass);
  const bool other = f.snapshot.bench->rig.sense_resistor.value() != advice->ohm;
  if (screen::button(f.kit, fmt::format("Put {} into the bench", core::format_si(advice->ohm, "Ω")), 'N',
                     screen::Tone::kPlain, other && !f.snapshot.busy()))
    use_bench(f, [&] {
      workbench::BenchEdit edit;
      edit.sense_resistor_ohm = advice->ohm;
      auto bench = workbench::edited(*f.snapshot.bench, edit);
      say(d, fmt::format("the bench reckons with {} now: solder it in, then calibrate",
                         core::format_si(advice->ohm, "Ω")));
      return bench;
    });
  for (const auto& fact : advice->facts) screen::fact(f.kit, fact.name, fact.value);
  for (const auto& note : advice->notes) screen::faint(f.kit, note);
}

void show_virtual(const Frame& f) {
  auto& d = f.desk;
  screen::choose(f.kit, "Amplifier", d.virtual_choices.amplifiers, d.virtual_amplifier);
  screen::choose(f.kit, "Load", d.virtual_choices.loads, d.virtual_load);
  screen::toggle(f.kit, "In real time", d.virtual_real_time);
  if (screen::fold(f.kit, "Faults to find", d.fold_faults)) {
    screen::faint(f.kit, "They are there from the next \"Use this virtual bench\" on.");
    for (const auto& fault : d.virtual_choices.faults) {
      bool on = d.virtual_faults.count(fault.name) > 0;
      const bool changed = screen::toggle(f.kit, fault.name, on);
      if (on)
        screen::faint(f.kit, fault.words);
      else if (ImGui::IsItemHovered())
        ImGui::SetTooltip("%s", fault.words.c_str());
      if (!changed) continue;
      if (on)
        d.virtual_faults.insert(fault.name);
      else
        d.virtual_faults.erase(fault.name);
    }
  }
  if (screen::button(f.kit, "Use this virtual bench", 'U', screen::Tone::kPlain, !f.snapshot.busy()))
    use_bench(f, [&] {
      return workbench::parse_bench(d.virtual_bench_text(*f.snapshot.bench), "virtual-bench.toml");
    });
}

}  // namespace ohmbench::gui
