#include "views/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/si_text.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"

namespace ohmbench::views {

using core::FixtureState;
using instrument::Snapshot;

std::string name_of(Page page) {
  constexpr std::array kNames{"Bench", "Calibrate", "Measure", "Judge", "Library", "Publish"};
  return kNames[static_cast<std::size_t>(page)];
}

std::array<StepState, kPages.size()> steps_of(const Snapshot& s, bool has_results, bool judged,
                                              bool published) {
  std::array<StepState, kPages.size()> steps{};
  const bool calibrated = s.bench && !s.bench->calibration.empty();
  const bool measured = std::any_of(s.outcomes.begin(), s.outcomes.end(), [](const auto& o) {
    return o->invalid.empty() &&
           (o->kind == "impedance" || o->kind == "output-impedance" || o->kind == "max-output");
  });
  const std::array done{s.device.has_value(), calibrated, measured, judged, has_results, published};
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (done[i]) steps[i] = StepState::kDone;
  if (!s.device && s.problem) steps[0] = StepState::kTrouble;
  if (!s.calibration_problem.empty()) steps[1] = StepState::kTrouble;
  for (auto& step : steps) {
    if (step == StepState::kTrouble) break;
    if (step == StepState::kDone) continue;
    step = StepState::kNext;
    break;
  }
  return steps;
}

std::string age(const std::string& made, const std::string& now) {
  const auto seconds = storage::seconds_between(made, now);
  if (!seconds) return {};
  constexpr double kMinute = 60, kHour = 3600, kDay = 86400;
  if (*seconds < 2 * kMinute) return fmt::format("{:.0f} s ago", std::max(0.0, *seconds));
  if (*seconds < 2 * kHour) return fmt::format("{:.0f} min ago", *seconds / kMinute);
  if (*seconds < 2 * kDay) return fmt::format("{:.0f} h ago", *seconds / kHour);
  return fmt::format("{:.0f} days ago", *seconds / kDay);
}

std::vector<CalibrationRow> calibration_rows(const Snapshot& s, const std::string& now) {
  std::vector<CalibrationRow> rows{
      {FixtureState::kBridged, "Channel ratio", "both inputs on the amplifier's output"},
      {FixtureState::kOpen, "Open", "nothing connected in place of the load"},
      {FixtureState::kShort, "Short", "a short wire in place of the load"},
      {FixtureState::kReference, "Reference", "the known resistor in place of the load"}};
  for (auto& row : rows) {
    row.when = "not made";
    const auto* standard = s.bench ? s.bench->calibration.find(row.state) : nullptr;
    if (standard == nullptr) continue;
    row.done = true;
    const auto seconds = storage::seconds_between(standard->made, now);
    row.doubtful = seconds && *seconds > workbench::kDoubtfulAgeHours * 3600;
    row.when = seconds ? "made " + age(standard->made, now) : "made";
  }
  return rows;
}

std::optional<FixtureState> next_calibration(const std::vector<CalibrationRow>& rows) {
  const auto next = std::find_if(rows.begin(), rows.end(), [](const auto& r) { return !r.done; });
  if (next == rows.end()) return {};
  return next->state;
}

std::string shown(const std::filesystem::path& path) {
  const char* home = std::getenv("HOME");
  const auto text = path.string();
  const std::string folder = home != nullptr ? home : "";
  if (folder.empty() || text.rfind(folder + "/", 0) != 0) return text;
  return "~" + text.substr(folder.size());
}

std::vector<Fact> bench_facts(const Snapshot& s) {
  std::vector<Fact> facts;
  if (!s.bench) return facts;
  const auto& b = *s.bench;
  const auto add = [&](const char* name, std::string value) { facts.push_back({name, std::move(value)}); };
  add("bench file", b.path.filename().string());
  add("device", s.device ? fmt::format("{}: {}", s.device->host_api, s.device->name) : "not open");
  add("sample rate", core::format_si(b.interface.sample_rate_hz, "Hz"));
  add("channels",
      fmt::format(
          "out {}, A {}, B {}{}", b.wiring.output_channel, b.wiring.source_channel, b.wiring.load_channel,
          b.wiring.reference_channel ? fmt::format(", loopback {}", *b.wiring.reference_channel) : ""));
  add("sense resistor",
      fmt::format("{} ± {:.2g} %, {} side", core::format_si(b.rig.sense_resistor.value(), "Ω", 4),
                  100 * b.rig.sense_resistor_relative_sigma,
                  b.rig.sense == core::Sense::kHighSide ? "high" : "low"));
  add("full scale",
      b.rig.adc_full_scale
          ? fmt::format("in {} and {} peak", core::format_si((*b.rig.adc_full_scale)[0].value(), "V"),
                        core::format_si((*b.rig.adc_full_scale)[1].value(), "V"))
          : "not known: the level stays at its start");
  const auto& l = b.limits;
  add("limits",
      fmt::format("{}, {}, start {:.0f} dBFS",
                  l.load_max ? core::format_si(l.load_max->value(), "V") : "no volts given",
                  l.load_max_power ? core::format_si(l.load_max_power->value(), "W") : "no watts given",
                  l.start.value()));
  add("records", b.records_folder.empty() ? "none are kept" : shown(b.records_folder));
  return facts;
}

namespace {

std::string done_in_words(const instrument::Outcome& o) {
  if (o.kind == "impedance") return "the load is measured and kept";
  if (o.kind == "output-impedance") return "the output impedance is measured and kept";
  if (o.kind == "max-output") return "the maximum output is measured and kept";
  if (o.kind == "calibration-step") return fmt::format("calibrated: {}", o.name);
  if (o.kind == "calibration-volts")
    return o.summary.find("full scale") == std::string::npos
               ? "the tone has played: type what the meter showed"
               : fmt::format("volts are calibrated at the {}", o.name);
  if (o.kind == "calibration-check") return "the calibration holds";
  if (o.kind == "check") return "the bench is checked";
  return o.kind + " done";
}

}  // namespace

Status status_of(const Snapshot& s) {
  using Mood = Status::Mood;
  if (s.prompt) return {Mood::kDoubt, "Now " + s.prompt->instruction + ", then press Space."};
  if (s.busy()) return {Mood::kBusy, s.phase.empty() ? s.doing : fmt::format("{}: {}", s.doing, s.phase)};
  if (s.problem) return {Mood::kTrouble, s.problem->text};
  if (!s.note.empty()) return {Mood::kDoubt, s.note + ": the output is silent"};
  if (!s.outcomes.empty() && !s.outcomes.back()->invalid.empty())
    return {Mood::kTrouble, s.outcomes.back()->invalid};
  if (!s.calibration_problem.empty()) return {Mood::kTrouble, s.calibration_problem};
  if (s.activity == instrument::Activity::kListening) return {Mood::kBusy, "listening; nothing is played"};
  if (!s.device) return {Mood::kBusy, "opening the device"};
  if (!s.outcomes.empty()) return {Mood::kGood, done_in_words(*s.outcomes.back())};
  return {Mood::kQuiet, "ready"};
}

std::string title_of(const Snapshot& s) {
  const std::string program = "ohmbench";
  if (s.prompt) return fmt::format("{}: now {}", program, s.prompt->instruction);
  if (s.busy()) return fmt::format("{}: {}", program, s.doing);
  const auto status = status_of(s);
  return status.mood == Status::Mood::kTrouble ? fmt::format("{}: {}", program, status.text) : program;
}

}  // namespace ohmbench::views
