#include "fitting/load_model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::fitting {
namespace {

using Complex = std::complex<double>;

constexpr std::array<CoilParameter, 1> kLeParameters{{{"le_henry", true}}};
constexpr std::array<CoilParameter, 2> kLeachParameters{{{"k_ohm_s_n", true}, {"n", false}}};
constexpr std::array<CoilParameter, 3> kLr2Parameters{
    {{"le_henry", true}, {"l2_henry", true}, {"r2_ohm", true}}};
constexpr std::array<CoilParameter, 4> kThorborgFuttrupParameters{
    {{"leb_henry", true}, {"le_henry", true}, {"ke_ohm_sqrt_s", true}, {"rss_ohm", true}}};

/// Z_coil, and its derivatives by the packed parameters if `slopes` is not empty.
Complex coil_with_slopes(const Coil& coil, double f_hz, std::span<Complex> slopes) {
  const double w = 2.0 * std::numbers::pi * f_hz;
  const Complex s(0.0, w);
  const auto& p = coil.value;
  const bool wanted = !slopes.empty();
  switch (coil.model) {
    case CoilModel::kNone:
      return 0.0;
    case CoilModel::kLe: {
      const Complex z = s * p[0];
      if (wanted) slopes[0] = z;
      return z;
    }
    case CoilModel::kLeach: {
      const double angle = p[1] * std::numbers::pi / 2.0;
      const Complex z = p[0] * std::exp(p[1] * std::log(w)) * Complex(std::cos(angle), std::sin(angle));
      if (wanted) {
        slopes[0] = z;
        slopes[1] = z * Complex(std::log(w), std::numbers::pi / 2.0);
      }
      return z;
    }
    case CoilModel::kLr2: {
      const Complex plain = s * p[0], inductor = s * p[1];
      const Complex lossy = inductor * p[2] / (inductor + p[2]);
      if (wanted) {
        slopes[0] = plain;
        slopes[1] = lossy * lossy / inductor;
        slopes[2] = lossy * lossy / p[2];
      }
      return plain + lossy;
    }
    case CoilModel::kThorborgFuttrup3:
    case CoilModel::kThorborgFuttrup: {
      const bool with_rss = coil.model == CoilModel::kThorborgFuttrup;
      const double half = std::sqrt(w / 2.0);  // √(jω) = √(ω/2) (1 + j)
      const Complex plain = s * p[0];
      const Complex by_le = 1.0 / (s * p[1]), by_ke = 1.0 / (p[2] * Complex(half, half));
      const double by_rss = with_rss ? 1.0 / p[3] : 0.0;
      const Complex lossy = 1.0 / (by_le + by_ke + by_rss);
      if (wanted) {
        slopes[0] = plain;
        slopes[1] = lossy * lossy * by_le;
        slopes[2] = lossy * lossy * by_ke;
        if (with_rss) slopes[3] = lossy * lossy * by_rss;
      }
      return plain + lossy;
    }
  }
  return 0.0;
}

/// log10(jx)
Complex decades(double x) {
  return {std::log10(x), std::numbers::pi / 2.0 / std::numbers::ln10};
}

/// A resonance, and its derivatives by ln R, ln f0, ln Q and, if there is room for it, λ.
Complex resonance_with_slopes(const Resonance& r, double f_hz, std::span<Complex> slopes) {
  const double x = f_hz / r.f_hz;
  const Complex c = r.creep == 0 ? Complex(1.0) : 1.0 - r.creep * decades(x);
  const Complex detuning = x - 1.0 / (x * c);
  const Complex z = r.ohm / (1.0 + Complex(0.0, r.q) * detuning);
  if (!slopes.empty()) {
    const Complex by_detuning = -z * z / r.ohm * Complex(0.0, r.q);
    slopes[0] = z;
    slopes[1] = by_detuning * (-x - 1.0 / (x * c) + r.creep / (std::numbers::ln10 * x * c * c));
    slopes[2] = by_detuning * detuning;
    if (slopes.size() > 3) slopes[3] = by_detuning * -decades(x) / (x * c * c);
  }
  return z;
}

}  // namespace

const char* name_of(CoilModel model) {
  switch (model) {
    case CoilModel::kNone:
      return "none";
    case CoilModel::kLe:
      return "le";
    case CoilModel::kLeach:
      return "leach";
    case CoilModel::kLr2:
      return "lr2";
    case CoilModel::kThorborgFuttrup3:
      return "thorborg-futtrup-without-rss";
    case CoilModel::kThorborgFuttrup:
      return "thorborg-futtrup";
  }
  return "";
}

const char* family_of(CoilModel model) {
  return name_of(model == CoilModel::kThorborgFuttrup3 ? CoilModel::kThorborgFuttrup : model);
}

double Resonance::loss() const {
  const Complex c = 1.0 - creep * decades(1.0);
  return (1.0 + Complex(0.0, q) * (1.0 - 1.0 / c)).real();
}

CoilModel coil_model_named(const std::string& name) {
  std::string names;
  for (const auto model : kCoilModels) {
    if (name == name_of(model)) return model;
    names += (names.empty() ? "" : ", ") + std::string(name_of(model));
  }
  throw core::bad_input("\"" + name + "\" is no coil model", "use one of " + names);
}

std::span<const CoilParameter> parameters_of(CoilModel model) {
  switch (model) {
    case CoilModel::kNone:
      return {};
    case CoilModel::kLe:
      return kLeParameters;
    case CoilModel::kLeach:
      return kLeachParameters;
    case CoilModel::kLr2:
      return kLr2Parameters;
    case CoilModel::kThorborgFuttrup3:
      return std::span(kThorborgFuttrupParameters).first(3);
    case CoilModel::kThorborgFuttrup:
      return kThorborgFuttrupParameters;
  }
  return {};
}

Complex coil_impedance(const Coil& coil, double f_hz) {
  return coil_with_slopes(coil, f_hz, {});
}

Complex LoadModel::impedance(double f_hz) const {
  Complex z = re_ohm + coil_impedance(coil, f_hz);
  for (const auto& r : resonances) z += resonance_with_slopes(r, f_hz, {});
  return z;
}

Shape shape_of(const LoadModel& model) {
  const bool creep = !model.resonances.empty() && model.resonances.front().creep != 0;
  return {model.coil.model, model.resonances.size(), creep};
}

std::vector<double> packed(const LoadModel& model) {
  std::vector<double> theta{std::log(model.re_ohm)};
  const auto parameters = parameters_of(model.coil.model);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double value = model.coil.value[i];
    theta.push_back(parameters[i].logarithmic ? std::log(value) : value);
  }
  for (const auto& r : model.resonances) {
    for (const double value : {r.ohm, r.f_hz, r.q}) theta.push_back(std::log(value));
  }
  if (shape_of(model).creep) theta.push_back(model.resonances.front().creep);
  return theta;
}

LoadModel unpacked(const Shape& shape, std::span<const double> theta) {
  ENSURE(theta.size() == shape.parameters());
  LoadModel model;
  std::size_t at = 0;
  model.re_ohm = std::exp(theta[at++]);
  model.coil.model = shape.coil;
  const auto parameters = parameters_of(shape.coil);
  for (std::size_t i = 0; i < parameters.size(); ++i, ++at) {
    model.coil.value[i] = parameters[i].logarithmic ? std::exp(theta[at]) : theta[at];
  }
  for (std::size_t i = 0; i < shape.resonances; ++i, at += 3) {
    model.resonances.push_back({std::exp(theta[at]), std::exp(theta[at + 1]), std::exp(theta[at + 2])});
  }
  if (shape.creep) model.resonances.front().creep = theta[at];
  return model;
}

Complex evaluate(const LoadModel& model, double f_hz, std::span<Complex> slopes) {
  const bool wanted = !slopes.empty();
  const std::size_t coil_parameters = parameters_of(model.coil.model).size();
  if (wanted) slopes[0] = model.re_ohm;
  Complex z = model.re_ohm;
  z += coil_with_slopes(model.coil, f_hz, wanted ? slopes.subspan(1, coil_parameters) : slopes);
  std::size_t at = 1 + coil_parameters;
  std::array<Complex, 4> four;
  for (std::size_t i = 0; i < model.resonances.size(); ++i, at += 3) {
    const bool with_creep = wanted && i == 0 && slopes.size() > at + 3 * model.resonances.size();
    z += resonance_with_slopes(model.resonances[i], f_hz,
                               wanted ? std::span(four).first(with_creep ? 4 : 3) : std::span<Complex>());
    if (!wanted) continue;
    std::copy_n(four.begin(), 3, slopes.begin() + static_cast<std::ptrdiff_t>(at));
    if (with_creep) slopes.back() = four[3];
  }
  return z;
}

}  // namespace ohmbench::fitting
