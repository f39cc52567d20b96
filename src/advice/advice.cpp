#include "advice/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"

namespace ohmbench::advice {
namespace {

using advice::CalibratedBy;
using advice::ErrorSource;
using advice::SenseBench;

constexpr double kWorthFloating = 1.5;  // a load that floats is a nuisance, and not always possible
constexpr double kSpan = 100.0;         // resistors are looked for within this factor of the load's range
constexpr double kShown = 3.0;          // standard values within this factor of the ideal one are compared
constexpr double kLonger = 4.0;
constexpr double kBetterReference = 0.1;
constexpr double kUsualInputOhm = 12e3;
constexpr double kLargerRating = 4.0;

/// The error at the load and frequency where `measure` of it is greatest.
template <class Measure>
advice::SenseError worst_of(const SenseBench& bench, CalibratedBy calibration, const AdviceWish& wish,
                            Measure measure) {
  std::optional<advice::SenseError> worst;
  for (const auto load : {wish.load_min, wish.load_max}) {
    for (const double f_hz : kAdviceHz) {
      const auto error = advice::expected_error(bench, calibration, load.value(), f_hz);
      if (!worst || measure(error) > measure(*worst)) worst = error;
    }
  }
  return *worst;
}

advice::SenseError worst_error(const SenseBench& bench, CalibratedBy calibration, const AdviceWish& wish) {
  return worst_of(bench, calibration, wish, [](const advice::SenseError& e) { return e.total(); });
}

/// What the resistor's value makes of the worst error once the channels are calibrated.
double worst_by_value(const SenseBench& bench, const AdviceWish& wish) {
  const auto by_value = [&](const advice::SenseError& e) { return e.by_value_of_resistor(bench.sense); };
  return by_value(worst_of(bench, CalibratedBy::kRatio, wish, by_value));
}

SenseBench with(SenseBench bench, core::Sense sense, double ohm, const AdviceWish& wish) {
  bench.sense = sense;
  bench.sense_resistor = core::Ohms(ohm);
  bench.rating = advice::power_rating(advice::dissipation(bench.volt, bench.sense_resistor, wish.load_min));
  return bench;
}

SenseChoice choice(core::Sense sense, double ohm, const AdviceWish& wish) {
  const auto bench = with(wish.bench, sense, ohm, wish);
  const auto current = bench.volt / (bench.sense_resistor + wish.load_min);
  return {sense, ohm, worst_error(bench, CalibratedBy::kRatio, wish).total(), worst_by_value(bench, wish),
          !wish.amplifier || current <= *wish.amplifier};
}

core::Ohms ideal_resistor(core::Sense sense, const AdviceWish& wish) {
  const auto error = [&](double ohm) { return worst_by_value(with(wish.bench, sense, ohm, wish), wish); };
  return advice::least_error_resistor(error, wish.load_min / kSpan, wish.load_max * kSpan);
}

/// The best that the amplifier bears; null if there is none.
const SenseChoice* best_of(const std::vector<SenseChoice>& choices) {
  const SenseChoice* best = nullptr;
  for (const auto& c : choices) {
    if (c.amplifier_bears && (best == nullptr || c.worst_by_value < best->worst_by_value)) best = &c;
  }
  return best;
}

std::vector<SenseChoice> choices_for(core::Sense sense, const AdviceWish& wish) {
  auto values = wish.have;
  if (values.empty()) {
    // far enough up that the amplifier bears one of them
    double most = ideal_resistor(sense, wish).value();
    if (wish.amplifier) most = std::max(most, (wish.bench.volt / *wish.amplifier).value());
    values =
        advice::standard_values(wish.series, ideal_resistor(sense, wish) / kShown, core::Ohms(most * kShown));
  }
  std::sort(values.begin(), values.end());
  std::vector<SenseChoice> choices;
  for (const double ohm : values) choices.push_back(choice(sense, ohm, wish));
  return choices;
}

/// The standard value next to the middle of the load's range: errors of open and short vanish there.
core::Ohms middle_reference(const AdviceWish& wish) {
  const double middle = std::sqrt(wish.load_min.value() * wish.load_max.value());
  const auto values =
      advice::standard_values(advice::Series::kE12, core::Ohms(middle / 2), core::Ohms(middle * 2));
  return core::Ohms(*std::min_element(values.begin(), values.end(), [&](double a, double b) {
    return std::abs(std::log(a / middle)) < std::abs(std::log(b / middle));
  }));
}

/// A change of the bench, and how it is called.
struct Change {
  std::string action;
  SenseBench bench;
  CalibratedBy calibration;
  bool foreseeable = true;
};

/// What reduces the largest term.
Change change_against(ErrorSource cause, const SenseBench& bench, CalibratedBy calibration) {
  Change c{{}, bench, calibration};
  const bool by_standards = calibration == CalibratedBy::kStandards;
  switch (cause) {
    case ErrorSource::kNoise:
    case ErrorSource::kCalibrationNoise:
      c.action = fmt::format("measure {:g} times as long, or louder", kLonger);
      c.bench.record_s *= kLonger;
      return c;
    case ErrorSource::kChannelRatio:
      if (calibration == CalibratedBy::kNothing) {
        c.action = "calibrate the channels (ohmbench calibrate ratio)";
        c.calibration = CalibratedBy::kRatio;
      } else {
        c.action = "calibrate right before the measurement, the interface warm";
        c.foreseeable = false;
      }
      return c;
    case ErrorSource::kReference:
      c.action = fmt::format("measure the reference resistor with four wires to {:g} %",
                             100 * kBetterReference * bench.reference_sigma);
      c.bench.reference_sigma *= kBetterReference;
      return c;
    case ErrorSource::kHeat:
      c.action = "take a sense resistor of higher power rating";
      if (c.bench.rating) c.bench.rating = *c.bench.rating * kLargerRating;
      return c;
    case ErrorSource::kInputLoading:
      if (!bench.input_resistance) {
        c.action = "declare input_ohm in bench.toml, or calibrate open, short and reference";
        c.bench.input_resistance = core::Ohms(kUsualInputOhm);
        return c;
      }
      break;
    default:
      break;
  }
  ENSURE(!by_standards);
  c.action = "calibrate open, short and a reference resistor";
  c.calibration = CalibratedBy::kStandards;
  return c;
}

Remedy remedy_for(const SenseBench& bench, CalibratedBy calibration, const AdviceWish& wish) {
  const auto worst = worst_error(bench, calibration, wish);
  const auto change = change_against(worst.largest(), bench, calibration);
  Remedy remedy{calibration, worst.total(), worst.largest(), change.action, {}};
  if (change.foreseeable)
    remedy.factor = worst.total() / worst_error(change.bench, change.calibration, wish).total();
  return remedy;
}

std::vector<Outlook> outlook_of(const SenseBench& bench, const AdviceWish& wish) {
  std::vector<Outlook> outlook;
  for (const auto calibration : advice::kCalibrations) {
    for (const auto load : {wish.load_min, wish.load_max}) {
      for (const double f_hz : kAdviceHz) {
        outlook.push_back({calibration, load.value(), f_hz,
                           advice::expected_error(bench, calibration, load.value(), f_hz)});
      }
    }
  }
  return outlook;
}

/// Both wirings if the wish leaves it open; the better one's choices, and which of them.
std::pair<std::vector<SenseChoice>, SenseChoice> choose(const AdviceWish& wish) {
  auto choices = choices_for(wish.sense.value_or(core::Sense::kHighSide), wish);
  const auto* best = best_of(choices);
  if (!wish.sense) {
    auto floating = choices_for(core::Sense::kLowSide, wish);
    const auto* other = best_of(floating);
    if (other != nullptr &&
        (best == nullptr || other->worst_by_value * kWorthFloating < best->worst_by_value)) {
      return {floating, SenseChoice(*other)};
    }
  }
  if (best == nullptr) {
    throw core::bad_input(fmt::format("none of these resistors keeps the amplifier within {} at {}",
                                      core::format_si(wish.amplifier->value(), "A"),
                                      core::format_si(wish.bench.volt.value(), "V")),
                          "lower --volt, or take a larger resistor");
  }
  const SenseChoice chosen = *best;
  return {std::move(choices), chosen};
}

}  // namespace

Advice advise(const AdviceWish& given) {
  ENSURE(given.load_min.value() > 0 && given.load_max >= given.load_min);
  AdviceWish wish = given;
  if (!wish.own_reference) wish.bench.reference = middle_reference(wish);
  auto [choices, chosen] = choose(wish);
  Advice advice;
  advice.bench = with(wish.bench, chosen.sense, chosen.ohm, wish);
  advice.ideal = ideal_resistor(chosen.sense, wish);
  advice.heat = advice::dissipation(advice.bench.volt, advice.bench.sense_resistor, wish.load_min);
  advice.amplifier_bears_short =
      !wish.amplifier || advice.bench.volt / advice.bench.sense_resistor <= *wish.amplifier;
  advice.choices = std::move(choices);
  advice.outlook = outlook_of(advice.bench, wish);
  for (const auto calibration : advice::kCalibrations) {
    advice.remedies.push_back(remedy_for(advice.bench, calibration, wish));
    if (!wish.present) continue;
    const auto present = with(wish.bench, wish.sense.value_or(chosen.sense), wish.present->value(), wish);
    advice.better_than_present.push_back(worst_error(present, calibration, wish).total() /
                                         worst_error(advice.bench, calibration, wish).total());
  }
  return advice;
}

}  // namespace ohmbench::advice
