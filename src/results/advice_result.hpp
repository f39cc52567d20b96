// The advice as a result file and as text. Hazard: both say what was assumed, or the numbers mean nothing.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

#include "advice/advice.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::results {

/// What somebody says about a bench that is to be. What is absent is taken from a bench file, and where that
/// is silent too, from what is usual.
struct AdviceAsked {
  core::Ohms load_min{0}, load_max{0};  ///< least and greatest |Z|, see kLeastLoadOhm
  std::optional<core::Sense> sense;
  std::optional<double> volt;             ///< RMS at the amplifier's output
  std::optional<double> seconds;          ///< of playing
  std::optional<double> noise_dbfs;       ///< of the inputs over their whole band
  std::optional<double> full_scale_volt;  ///< peak, of the inputs
  std::optional<double> amplifier_ampere;
  std::optional<double> resistor_sigma;  ///< relative
  std::vector<double> have;              ///< Ω; not empty: one of these
  advice::Series series = advice::Series::kE12;
};
inline constexpr double kLeastLoadOhm = 0.1, kMostLoadOhm = 1e5;  ///< of a load that somebody means

/// "32", "4..8", "16..300 ohm", "4k7". @throws core::Error kBadInput naming `where`
void put_load_range(const std::string& text, const std::string& where, AdviceAsked& asked);

/// What the advice rests on besides the wish: said again in both outputs.
struct AdviceGrounds {
  advice::AdviceWish wish;
  double noise_dbfs = 0;
  double full_scale_volt = 0;  ///< peak, as used: with dividers, at the node
  bool divider = false;        ///< the inputs alone do not bear the volts
};

/// @param bench  may be null: there is none yet
AdviceGrounds grounds_of(const AdviceAsked& asked, const workbench::Bench* bench);

/// Kind `advice`; docs/results.md.
nlohmann::json to_json(const advice::Advice& advice, const AdviceGrounds& grounds);

std::string summary_of(const advice::Advice& advice, const AdviceGrounds& grounds);

}  // namespace ohmbench::results
