// The advice as a result file and as text. Hazard: both say what was assumed, or the numbers mean nothing.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "advice/advice.hpp"

namespace ohmbench::cli {

/// What the advice rests on besides the wish: said again in both outputs.
struct AdviceGrounds {
  advice::AdviceWish wish;
  double noise_dbfs = 0;
  double full_scale_volt = 0;  ///< peak, as used: with dividers, at the node
  bool divider = false;        ///< the inputs alone do not bear the volts
};

/// Kind `advice`; docs/results.md.
nlohmann::json to_json(const advice::Advice& advice, const AdviceGrounds& grounds);

std::string summary_of(const advice::Advice& advice, const AdviceGrounds& grounds);

}  // namespace ohmbench::cli
