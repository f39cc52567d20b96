// What a load is, as result files and people read it: the checks that any load must pass, and the fit.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/ohm_curve.hpp"
#include "fitting/fit.hpp"
#include "fitting/mechanics.hpp"

namespace ohmbench::results {

/// Into a result with a load's curve: `summary` gets `phase_min_deg`, `phase_min_hz`, `phase_max_deg`,
/// `phase_max_hz`; `checks` get `passive` (with the worst point, if not) and `kramers_kronig`; `epdr` is the
/// equivalent peak dissipation resistance over frequency with Stereophile's working formula beside it. What
/// the curve does not tell is left out.
void put_load_checks(nlohmann::json& result, const core::OhmCurve& curve);
/// The same as lines to read; only what is wrong, and the phase's extremes.
std::string load_check_lines(const core::OhmCurve& curve);

/// Kind `fit`. Every figure has a `sigma_` twin. What is not known is left out, and `notes` say why.
nlohmann::json to_json(const fitting::LoadFit& fit, const std::optional<fitting::Mechanics>& mechanics);

std::string summary_of(const fitting::LoadFit& fit, const std::optional<fitting::Mechanics>& mechanics);

}  // namespace ohmbench::results
