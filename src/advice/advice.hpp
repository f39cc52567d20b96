// advise: which sense resistor to buy for a load, and how good the bench will be with it.
// In the room `verdict`, before there is a measurement. Hazard: what is assumed about a bench is only usual;
// the advice says what it assumed.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "advice/sense_error.hpp"
#include "advice/sense_resistor.hpp"
#include "core/quantity.hpp"

namespace ohmbench::advice {

/// Where errors are foretold.
inline constexpr std::array kAdviceHz{20.0, 1000.0, 20000.0};

struct AdviceWish {
  core::Ohms load_min, load_max;           ///< least and greatest |Z| of the load, 0 < min ≤ max
  std::optional<core::Sense> sense;        ///< absent: chosen
  advice::SenseBench bench;                ///< its wiring, resistor and rating are what the advice finds
  std::optional<core::Amperes> amplifier;  ///< RMS, the most that it gives
  advice::Series series = advice::Series::kE12;
  std::vector<double> have;           ///< Ω; not empty: one of these
  std::optional<core::Ohms> present;  ///< the resistor of the bench as it is
  bool own_reference = false;         ///< false: the reference resistor is chosen, too
};

/// One wiring with one resistor.
struct SenseChoice {
  core::Sense sense = core::Sense::kHighSide;
  double ohm = 0;
  /// greatest error over the load's range and kAdviceHz, channels calibrated
  double worst = 0;
  /// the same of what the resistor's value changes
  double worst_by_value = 0;
  bool amplifier_bears = true;  ///< at the load's least impedance
};

/// The error at one load and frequency.
struct Outlook {
  advice::CalibratedBy calibration{};
  double load_ohm = 0;
  double f_hz = 0;
  advice::SenseError error;
};

/// What makes the worst error of one state of calibration, and what helps.
struct Remedy {
  advice::CalibratedBy calibration{};
  double worst = 0;
  advice::ErrorSource cause{};
  std::string action;            ///< "calibrate the channels"
  std::optional<double> factor;  ///< the worst error falls by this; absent if it cannot be foretold
};

struct Advice {
  advice::SenseBench bench;  ///< as advised
  core::Ohms ideal;          ///< the best value if every value could be bought
  advice::Dissipation heat;
  bool amplifier_bears_short = true;
  std::vector<SenseChoice> choices;  ///< those looked at, ascending; the chosen one among them
  std::vector<Outlook> outlook;      ///< by calibration, load (least, greatest) and frequency
  std::vector<Remedy> remedies;      ///< one for each state of calibration
  /// for each state of calibration: worst error with the present resistor over the worst with the advised
  std::vector<double> better_than_present;
};

/// Chooses the wiring and the resistor: of the values that do not overload the amplifier the one whose worst
/// error, over the load's range and kAdviceHz and as far as the value changes it, is least with calibrated
/// channels. The high side is taken, because the load stays grounded, unless by its value the low side is
/// 1.5 times better.
/// @throws core::Error kBadInput if the amplifier bears none of them
Advice advise(const AdviceWish& wish);

}  // namespace ohmbench::advice
