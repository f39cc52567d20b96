#include "matches/driver.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "fitting/fit.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::matches {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The object that has the key: the result itself, or its summary.
const json& holder_of(const json& fit, const char* key) {
  const auto summary = fit.find("summary");
  return !fit.contains(key) && summary != fit.end() && summary->is_object() ? *summary : fit;
}

/// One standard deviation; 0 if the file does not tell.
double sigma_of_fit(const json& fit, const char* key, const fs::path& path) {
  const auto& holder = holder_of(fit, key);
  const auto found = holder.find(key);
  if (found == holder.end() || found->is_null()) return 0.0;
  const double sigma = storage::number(holder, key, path);
  if (sigma < 0) throw storage::unusable(path, fmt::format("{} = {:g} must not be below 0", key, sigma));
  return sigma;
}

double of_fit(const json& fit, const char* key, const fs::path& path) {
  const double value = storage::number(holder_of(fit, key), key, path);
  if (!(value > 0)) throw storage::unusable(path, fmt::format("{} = {:g} must be above 0", key, value));
  return value;
}

}  // namespace

models::DriverParameters read_driver(const fs::path& path) {
  const auto fit = results::read_result(path);
  const auto kind = fit.value("kind", "");
  if (kind != "fit")
    throw storage::unusable(path, fmt::format("is of kind \"{}\"", kind), "a result of kind fit is needed");
  return {core::Ohms(of_fit(fit, "re_ohm", path)),
          of_fit(fit, "fs_hz", path),
          of_fit(fit, "qms", path),
          of_fit(fit, "qes", path),
          sigma_of_fit(fit, "sigma_re_ohm", path),
          sigma_of_fit(fit, "sigma_qms", path),
          sigma_of_fit(fit, "sigma_qes", path)};
}

FittedDriver fit_driver(const impedance::ImpedanceCurve& z) {
  if (z.curve.empty() || !z.curve.phase_known) return {};
  try {
    const auto fit = fitting::fit_load(z);
    return {fitting::damped_parameters(fit),
            fmt::format("For the damping the curve was fitted: Re {}, fs {}, Qms {:.3g}, Qes {:.3g}.",
                        core::format_si(fit.re_ohm.value, "Ω"), core::format_si(fit.fs_hz.value, "Hz"),
                        fit.qms.value, fit.qes.value)};
  } catch (const core::Error& error) {
    return {{}, fmt::format("No driver could be fitted to the curve: {}.", error.what())};
  }
}

}  // namespace ohmbench::matches
