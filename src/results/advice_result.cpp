#include "results/advice_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/si_text.hpp"
#include "core/text_columns.hpp"
#include "results/result_file.hpp"

namespace ohmbench::results {
namespace {

using advice::Advice;
using advice::CalibratedBy;
using core::format_si;
using core::wrapped;
using nlohmann::json;

const char* name_of(core::Sense sense) {
  return sense == core::Sense::kHighSide ? "high-side" : "low-side";
}

const char* name_of(CalibratedBy calibration) {
  switch (calibration) {
    case CalibratedBy::kNothing:
      return "none";
    case CalibratedBy::kRatio:
      return "ratio";
    case CalibratedBy::kStandards:
      return "open-short-reference";
  }
  return "?";
}

const char* words_of(CalibratedBy calibration) {
  switch (calibration) {
    case CalibratedBy::kNothing:
      return "not calibrated";
    case CalibratedBy::kRatio:
      return "channels calibrated";
    case CalibratedBy::kStandards:
      return "open, short, reference";
  }
  return "?";
}

constexpr double kWorthTelling = 1.1;  // times better

std::string ohm(double value) {
  return fmt::format("{:.4g} ohm", value);
}

/// A relative value as percent with two digits that count: "12 %", "0.036 %".
std::string percent(double relative) {
  const double value = 100 * relative;
  const int decimals = value > 0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(value))), 0, 6) : 0;
  return fmt::format("{:.{}f} %", value, decimals);
}

std::string times_better(double factor) {
  return fmt::format("{:.{}f} times better", factor, factor < 10 ? 1 : 0);
}

/// A line for each state of calibration, a column for each load and frequency.
std::string table(const Advice& advice, const advice::AdviceWish& wish) {
  const bool one_load = wish.load_min == wish.load_max;
  const std::size_t loads = one_load ? 1 : 2;
  constexpr std::size_t kName = 23, kCell = 9;
  std::string head(kName, ' '), frequencies(kName, ' ');
  for (std::size_t i = 0; i < loads; ++i) {
    const auto load = i == 0 ? wish.load_min : wish.load_max;
    head += fmt::format("{:>{}}", ohm(load.value()), kCell * advice::kAdviceHz.size());
    for (const double f_hz : advice::kAdviceHz)
      frequencies += fmt::format(
          "{:>{}}", fmt::format("{:g} {}Hz", f_hz < 1000 ? f_hz : f_hz / 1000, f_hz < 1000 ? "" : "k"),
          kCell);
  }
  std::string text = head + "\n" + frequencies + "\n";
  const std::size_t row = 2 * advice::kAdviceHz.size();
  for (std::size_t i = 0; i < advice.outlook.size(); i += row) {
    text += fmt::format("{:<{}}", words_of(advice.outlook[i].calibration), kName);
    for (std::size_t k = 0; k < loads * advice::kAdviceHz.size(); ++k)
      text += fmt::format("{:>{}}", percent(advice.outlook[i + k].error.total()), kCell);
    text += "\n";
  }
  return text;
}

std::string remedies(const Advice& advice, const advice::AdviceWish& wish) {
  std::string text;
  for (const auto& r : advice.remedies) {
    text += wrapped(fmt::format("{}: {} at worst, most of it from {}.", words_of(r.calibration),
                                percent(r.worst), advice::words_of(r.cause)),
                    0);
    text += wrapped(
        fmt::format("to improve it: {}{}", r.action, r.factor ? ", " + times_better(*r.factor) : ""), 2);
  }
  for (std::size_t i = 0; i < advice.better_than_present.size(); ++i) {
    if (advice.better_than_present[i] < kWorthTelling) continue;
    text += wrapped(
        fmt::format("use {} instead of the bench's {}, {}: {}", ohm(advice.bench.sense_resistor.value()),
                    ohm(wish.present->value()), words_of(advice.remedies[i].calibration),
                    times_better(advice.better_than_present[i])),
        0);
  }
  return text;
}

std::string choices(const Advice& advice) {
  if (advice.choices.size() < 2) return {};
  std::string text = "What the value alone makes of the error, channels calibrated:";
  const char* separator = " ";
  for (const auto& c : advice.choices) {
    text += fmt::format("{}{} {}{}", separator, ohm(c.ohm), percent(c.worst_by_value),
                        c.amplifier_bears ? "" : " (too much current for the amplifier)");
    separator = ", ";
  }
  return wrapped(text, 0);
}

std::string heat(const Advice& advice) {
  const auto& rating = advice.bench.rating;
  return wrapped(
      fmt::format("{}. It turns {} into heat in work, and {} while the load is shorted.",
                  rating ? fmt::format("Metal film, {:g} W or more; not wire-wound, unless non-inductive",
                                       rating->value())
                         : std::string("No resistor bears the short; lower the level, or fuse it"),
                  format_si(advice.heat.working.value(), "W"), format_si(advice.heat.shorted.value(), "W")),
      0);
}

/// What the user must know besides the numbers.
std::vector<std::string> notes_of(const Advice& advice, const AdviceGrounds& g) {
  std::vector<std::string> notes;
  const auto& b = advice.bench;
  if (b.sense == core::Sense::kLowSide)
    notes.emplace_back(
        "on the low side the load floats: not for headphones with a common return, nor for bridged "
        "amplifiers");
  if (!advice.amplifier_bears_short)
    notes.push_back(
        fmt::format("a short would take {} from the amplifier: calibrate with two known resistors instead",
                    format_si((b.volt / b.sense_resistor).value(), "A")));
  if (g.divider)
    notes.push_back(fmt::format("the inputs do not bear {}: put equal dividers in front of both",
                                format_si(b.volt.value(), "V")));
  constexpr double kCableMatters = 32.0;  // Ω; 0.1 Ω of cable and plugs are then 0.3 % and more
  if (g.wish.load_min.value() < kCableMatters)
    notes.push_back(
        fmt::format("cables and plugs come on top: 0.1 ohm is {} of {}; connect the load input and its "
                    "ground at the load itself",
                    percent(0.1 / g.wish.load_min.value()), ohm(g.wish.load_min.value())));
  return notes;
}

std::string assumed(const Advice& advice, const AdviceGrounds& g) {
  const auto& b = advice.bench;
  return wrapped(
      fmt::format(
          "Reckoned with {} RMS at the amplifier in {} sines, {:g} s of record, inputs of {:.3g} V peak full "
          "scale with "
          "{:g} dBFS of noise, a sense resistor known to {}, a reference resistor of {} known to {}, {}.",
          format_si(b.volt.value(), "V"), b.lines, b.record_s, g.full_scale_volt, g.noise_dbfs,
          percent(b.resistor_sigma), ohm(b.reference.value()), percent(b.reference_sigma),
          b.input_resistance ? fmt::format("input impedance {} as declared", ohm(b.input_resistance->value()))
                             : std::string("inputs of 10 kohm or more, not declared")),
      0);
}

json outlook_json(const advice::Outlook& o) {
  json terms = json::object();
  for (std::size_t i = 0; i < advice::kErrorSources; ++i)
    terms[std::string(advice::name_of(static_cast<advice::ErrorSource>(i)))] = o.error.terms[i];
  return {{"calibration", name_of(o.calibration)},
          {"load_ohm", o.load_ohm},
          {"frequency_hz", o.f_hz},
          {"relative_sigma", o.error.total()},
          {"dominant", advice::name_of(o.error.largest())},
          {"terms", terms}};
}

}  // namespace

json to_json(const Advice& advice, const AdviceGrounds& g) {
  const auto& b = advice.bench;
  json j = results::result_head("advice", "");
  j["load_min_ohm"] = g.wish.load_min.value();
  j["load_max_ohm"] = g.wish.load_max.value();
  j["sense"] = name_of(b.sense);
  j["sense_resistor_ohm"] = b.sense_resistor.value();
  j["ideal_ohm"] = advice.ideal.value();
  j["working_watt"] = advice.heat.working.value();
  j["shorted_watt"] = advice.heat.shorted.value();
  j["rating_watt"] = b.rating ? json(b.rating->value()) : json(nullptr);
  j["amplifier_bears_short"] = advice.amplifier_bears_short;
  j["expected"] = json::array();
  for (const auto& o : advice.outlook) j["expected"].push_back(outlook_json(o));
  j["remedies"] = json::array();
  for (const auto& r : advice.remedies)
    j["remedies"].push_back({{"calibration", name_of(r.calibration)},
                             {"worst_relative_sigma", r.worst},
                             {"dominant", advice::name_of(r.cause)},
                             {"action", r.action},
                             {"factor", r.factor ? json(*r.factor) : json(nullptr)}});
  j["choices"] = json::array();
  for (const auto& c : advice.choices)
    j["choices"].push_back({{"sense", name_of(c.sense)},
                            {"ohm", c.ohm},
                            {"worst_relative_sigma", c.worst},
                            {"worst_by_value", c.worst_by_value},
                            {"amplifier_bears", c.amplifier_bears}});
  if (g.wish.present) {
    j["present_ohm"] = g.wish.present->value();
    j["better_than_present"] = advice.better_than_present;
  }
  j["assumed"] = {{"volt", b.volt.value()},
                  {"lines", b.lines},
                  {"record_seconds", b.record_s},
                  {"noise_dbfs", g.noise_dbfs},
                  {"full_scale_volt", g.full_scale_volt},
                  {"noise_volt_per_root_hz", b.noise_volt_per_root_hz},
                  {"sense_resistor_tolerance_percent", 100 * b.resistor_sigma},
                  {"reference_resistor_ohm", b.reference.value()},
                  {"reference_resistor_tolerance_percent", 100 * b.reference_sigma},
                  {"input_ohm", b.input_resistance ? json(b.input_resistance->value()) : json(nullptr)}};
  j["notes"] = notes_of(advice, g);
  return j;
}

std::string summary_of(const Advice& advice, const AdviceGrounds& g) {
  const auto& b = advice.bench;
  std::string text = fmt::format("Sense resistor {}, {}", ohm(b.sense_resistor.value()), name_of(b.sense));
  text += fmt::format(" (ideal: {})\n", ohm(advice.ideal.value()));
  text += heat(advice);
  text += "\nExpected error of the impedance, one standard deviation\n" + table(advice, g.wish);
  text += "\n" + remedies(advice, g.wish) + choices(advice) + "\n" + assumed(advice, g);
  for (const auto& note : notes_of(advice, g)) text += wrapped("Note: " + note + ".", 0);
  return text;
}

}  // namespace ohmbench::results
