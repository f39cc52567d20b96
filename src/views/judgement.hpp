// Judgement: what Judge shows: the match of a load with an amplifier, and what it would be with other
// figures.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "matches/driver.hpp"
#include "plot/figure.hpp"
#include "plot/theme.hpp"
#include "verdict/match.hpp"
#include "views/library.hpp"

namespace ohmbench::views {

/// The amplifier and the wish, as the sliders and fields say it. What is empty is not known.
struct WhatIf {
  std::optional<double> source_ohm;  ///< in place of what was measured
  std::optional<double> max_volt;    ///< RMS, of the amplifier
  std::optional<double> max_ampere;  ///< RMS
  std::string sensitivity;           ///< "102 dB/V"; empty: not known
  std::optional<double> target_db;   ///< equivalent sine
  std::optional<double> crest_db;
  std::optional<double> rated_watt;  ///< that the load may take
};

/// A datasheet figure of a headroom bar.
struct Bar {
  std::string name;  ///< "voltage"
  std::optional<double> headroom_db;
  std::string text;  ///< "12.3 dB at 20 Hz"
};

struct Judgement {
  std::string problem;              ///< why there is none, with what to do; the rest is then empty
  std::string sensitivity_problem;  ///< why the text is not one; it then counts as not known
  verdict::MatchResult match;
  nlohmann::json result;  ///< of kind match, traceable to the load's own measurement
  std::string title;      ///< "Yes", "Marginal", "No", "Not known yet"
  verdict::Outcome shown = verdict::Outcome::kUnknown;  ///< unknown, too, where only knowledge is missing
  std::vector<Bar> bars;
  std::shared_ptr<const plot::Figure> headroom;  ///< over frequency; null where it is not known
  std::shared_ptr<const plot::Figure> response;  ///< null where the output impedance is not known
};

/// The verdict's outcome; unknown where it is marginal for want of knowledge alone, as in the matrix.
verdict::Outcome shown_outcome(const verdict::Verdict& verdict);

/// Pure. @param load, amplifier  may be null: nothing is chosen
/// @param maximum  a result of kind max-output, or null
/// @param driver   what matches::fit_driver makes of the load; null: the damping is not known
/// @param theme    of the figures
Judgement judge(const Entry* load, const Entry* amplifier, const Entry* maximum, const WhatIf& what_if,
                const matches::FittedDriver* driver = nullptr, const plot::Theme& theme = plot::dark_theme());

/// For `judge`. Slow: once a load, not once a slider's step. @param load  may be null
matches::FittedDriver driver_of(const Entry* load);

}  // namespace ohmbench::views
