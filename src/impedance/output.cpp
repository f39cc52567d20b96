#include "impedance/output.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/ensure.hpp"
#include "impedance/load.hpp"
#include "impedance/run_delay.hpp"

namespace ohmbench::impedance {
namespace {

using Complex = std::complex<double>;
using Cause = calibration::MapError::Cause;

constexpr double kCircle95 = 1.7308;  // √2.996: radius of the 95 % circle per sigma
constexpr std::size_t kSmoothLines = 4;
constexpr double kAlikeStraySigma = 0.25;          // relative: stray capacitance of A taken as that of B
constexpr double kUnknownInputSiemens = 1 / 17e3;  // RMS of 0 … 1/10 kΩ

Complex mean(Complex a, Complex b) {
  return 0.5 * (a + b);
}

/// |what the repeated runs differ by beyond a linear drift|², relative: s² of one reading's logarithm.
/// With L, O, O, L at times 0 … 3, e = (L₂ − L₁)/3 − (O₂ − O₁) has the variance 20/9 s².
std::vector<double> repeatability(const TwoLoadRuns& r) {
  const std::size_t n = r.loaded_first.source.size();
  std::vector<double> single(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Complex loaded = std::log(r.loaded_second.source.h[i] / r.loaded_first.source.h[i]);
    const Complex open = std::log(r.open_second.source.h[i] / r.open_first.source.h[i]);
    single[i] = std::norm(loaded / 3.0 - open) * 9.0 / 20.0;
  }
  std::vector<double> smooth(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = i > kSmoothLines ? i - kSmoothLines : 0;
    const std::size_t to = std::min(i + kSmoothLines, n - 1);
    for (std::size_t j = from; j <= to; ++j) smooth[i] += single[j] / static_cast<double>(to - from + 1);
  }
  return smooth;
}

spectra::Frf average(const spectra::Frf& a, const spectra::Frf& b) {
  spectra::Frf both = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both.h[i] = mean(a.h[i], b.h[i]);
    both.variance[i] = 0.25 * (a.variance[i] + b.variance[i]);
    both.degrees_of_freedom[i] = a.degrees_of_freedom[i] + b.degrees_of_freedom[i];
  }
  return both;
}

/// An admittance with the causes of its error, at one frequency.
struct Admittance {
  Complex value;
  Complex by_t, by_ln_z_c, by_loading;
};

/// What the amplifier sees beside input A, from T at the load's side; T = 1 (high side) or 0 (low side) when
/// nothing is connected.
Admittance seen_at(Complex t, Complex z_c, Complex y, core::Sense sense) {
  if (sense == core::Sense::kLowSide) return {t / z_c, 1.0 / z_c, -t / z_c, 0};
  const Complex gain = 1.0 + y;
  const Complex value = (gain - t) / (z_c * gain * gain);
  return {value, -1.0 / (z_c * gain * gain), -value, 1.0 / (z_c * gain * gain) - 2.0 * value / gain};
}

struct InputA {
  Complex siemens;
  double sigma;
};

/// The loading of input A, which no standard shows: it is a part of the amplifier, wherever the load is. What
/// calibration found of input B holds for A as well, which is the same circuit with a cable of its own.
InputA input_a(const calibration::Rig& rig, const calibration::CorrectedFrf& t, std::size_t i) {
  double by_noise = -1;
  for (const auto& e : t.errors) {
    if (e.cause == Cause::kCalibrationNoise && std::abs(e.loading[i]) > 0)
      by_noise = std::hypot(std::max(by_noise, 0.0), std::abs(e.loading[i] / t.z_c_ohm[i]));
  }
  const bool measured = by_noise >= 0;
  const double stray = 2 * std::numbers::pi * t.f_hz[i] * calibration::kStrayFarad;
  const Complex of_b = t.loading[i] / (t.z_c_ohm[i] * (1.0 + t.loading[i]));
  const double resistive = rig.input_resistance ? rig.input_admittance(0).value()
                           : measured           ? std::max(0.0, of_b.real())
                                                : 0.0;
  const double capacitive = measured ? std::max(0.0, of_b.imag()) : 0.0;
  const double resistive_sigma = rig.input_resistance || measured
                                     ? calibration::kInputResistanceSigma * resistive
                                     : kUnknownInputSiemens;
  const double capacitive_sigma = measured ? kAlikeStraySigma * capacitive : stray;
  return {Complex(resistive, capacitive),
          std::hypot(resistive_sigma, capacitive_sigma, std::max(by_noise, 0.0))};
}

/// How much of node B's voltage input A may hear. It is the same, in every state, as an output impedance of
/// χ Rs, so no run of this method shows it. Crosstalk from A into B is what a short shows on the high side,
/// and nothing connected on the low side; the way back is taken to be as strong, though not equal. What shows
/// beyond −80 dB is rather the short's own resistance.
double crosstalk_into_a(const calibration::Calibration& calibration, const spectra::Frf& open,
                        core::Sense sense, double channel_ratio, std::size_t i) {
  double shown = calibration::kUnmeasuredCrosstalk;
  calibration::Reading reading;
  const auto* shorted = calibration.find(core::FixtureState::kShort);
  if (sense == core::Sense::kLowSide)
    shown = std::abs(open.h[i]) / channel_ratio;
  else if (shorted != nullptr && calibration::read_at(*shorted, open.f_hz[i], reading))
    shown = std::abs(reading.ratio / open.h[i]);
  return std::min(shown, calibration::kUnmeasuredCrosstalk);
}

/// The loaded run corrected, with the open run on the spot as a standard where that helps.
calibration::CorrectedFrf corrected(const spectra::Frf& loaded, const spectra::Frf& open,
                                    const calibration::Rig& rig,
                                    const calibration::Calibration& calibration) {
  if (rig.sense == core::Sense::kLowSide) return calibration::correct(loaded, rig, calibration);
  auto on_the_spot = calibration;
  calibration::Standard standard;
  standard.state = core::FixtureState::kOpen;
  standard.reading = open;
  calibration::put(on_the_spot, standard);
  auto t = calibration::correct(loaded, rig, on_the_spot);
  for (std::size_t i = 0; i < t.size(); ++i) t.coverage[i] = calibration::coverage_at(calibration, t.f_hz[i]);
  return t;
}

}  // namespace

double two_load_limit(const UncertaintyBudget& budget, std::size_t i) {
  double sum = 0;
  for (const auto& term : budget) {
    const bool stays = term.name == kNoiseTerm || term.name == kRepeatTerm || term.name == kDelayTerm ||
                       term.name == name_of(Cause::kCrosstalk);
    if (stays && i < term.sigma_ohm.size()) sum += term.sigma_ohm[i] * term.sigma_ohm[i];
  }
  return kCircle95 * std::sqrt(sum);
}

TwoLoadResult two_load(const TwoLoadRuns& given, const calibration::Rig& rig,
                       const calibration::Calibration& calibration, const std::string& name) {
  TwoLoadRuns r = given;
  const std::size_t n = r.loaded_first.source.size();
  ENSURE(r.open_first.source.size() == n && r.open_second.source.size() == n &&
         r.loaded_second.source.size() == n);
  const auto& f_hz = r.loaded_first.source.f_hz;
  if (!r.has_reference) {
    align_runs(r.loaded_first.source, r.loaded_second.source);
    align_runs(r.open_first.source, r.open_second.source);
  }
  const auto b_over_a_open = average(r.open_first.b_over_a, r.open_second.b_over_a);
  const auto t =
      corrected(average(r.loaded_first.b_over_a, r.loaded_second.b_over_a), b_over_a_open, rig, calibration);
  const double declared_ratio =
      rig.adc_full_scale ? (*rig.adc_full_scale)[0] / (*rig.adc_full_scale)[1] : 1.0;
  const Complex t_open = rig.sense == core::Sense::kHighSide ? 1.0 : 0.0;
  const auto repeat = repeatability(r);

  std::vector<Admittance> open(n), loaded(n);
  std::vector<Complex> rho(n), difference(n);
  std::vector<double> read(n), rho_variance(n);  // relative
  for (std::size_t i = 0; i < n; ++i) {
    open[i] = seen_at(t_open, t.z_c_ohm[i], t.loading[i], rig.sense);
    loaded[i] = seen_at(t.t[i], t.z_c_ohm[i], t.loading[i], rig.sense);
    difference[i] = loaded[i].value - open[i].value;
    rho[i] = mean(r.loaded_first.source.h[i], r.loaded_second.source.h[i]) /
             mean(r.open_first.source.h[i], r.open_second.source.h[i]);
    const auto relative = [i](const spectra::Frf& a, const spectra::Frf& b) {
      return 0.25 * (a.variance[i] / std::norm(a.h[i]) + b.variance[i] / std::norm(b.h[i]));
    };
    read[i] = relative(r.loaded_first.source, r.loaded_second.source) +
              relative(r.open_first.source, r.open_second.source);
    rho_variance[i] = std::max(read[i], repeat[i]);
  }
  TwoLoadResult result;
  double delay_variance = 0;
  if (!r.has_reference) {
    const Delay delay = remove_delay(f_hz, rho, rho_variance, difference, r.whole_frame_s);
    result.delay_s = delay.seconds;
    result.inductance_and_delay_merge = delay.merged;
    delay_variance = delay.variance;
  }

  auto& z_out = result.z_out;
  z_out.name = name;
  z_out.method = OutputImpedanceMethod::kTwoLoad;
  for (std::size_t i = 0; i < n; ++i) {
    const auto a = input_a(rig, t, i);
    const Complex y_open = open[i].value + a.siemens;
    const Complex y_loaded = loaded[i].value + a.siemens;
    const Complex current = rho[i] * y_loaded - y_open;  // per volt of the open terminals
    const Complex z = (1.0 - rho[i]) / current;
    const Complex by_rho = rho[i] * (y_open - y_loaded) / (current * current);  // per relative change
    const Complex by_loaded = -z * rho[i] / current;
    const Complex by_open = z / current;
    const double omega = 2 * std::numbers::pi * f_hz[i];
    const double noise = std::hypot(std::abs(by_rho) * std::sqrt(read[i]),
                                    std::abs(by_loaded * loaded[i].by_t) * std::sqrt(t.noise_variance[i]));
    const double scatter = std::abs(by_rho) * std::sqrt(rho_variance[i] - read[i]);
    if (!std::isfinite(std::abs(z)) || !std::isfinite(noise + scatter)) continue;
    const std::size_t at = z_out.curve.size();
    auto& budget = z_out.budget;
    add_to(budget, kNoiseTerm, false, at, noise);
    add_to(budget, kRepeatTerm, false, at, scatter);
    if (delay_variance > 0)
      add_to(budget, kDelayTerm, true, at, std::abs(by_rho) * omega * std::sqrt(delay_variance));
    add_to(budget, name_of(Cause::kInputLoading), true, at, std::abs(by_loaded + by_open) * a.sigma);
    const double crosstalk = crosstalk_into_a(calibration, b_over_a_open, rig.sense, declared_ratio, i) *
                             std::abs(by_rho * (t.t[i] - t_open));
    add_to(budget, name_of(Cause::kCrosstalk), true, at, crosstalk);
    if (!t.distortion_variance.empty() && t.distortion_variance[i] > 0) {
      add_to(budget, kDistortionTerm, false, at,
             std::abs(by_loaded * loaded[i].by_t) * std::sqrt(t.distortion_variance[i]));
    }
    for (const auto& e : t.errors) {
      const auto moved = [&](const Admittance& y, Complex t_change) {
        return y.by_t * t_change + y.by_ln_z_c * e.ln_z_c[i] + y.by_loading * e.loading[i];
      };
      // what is connected when nothing is, is T = 1 or 0 by definition
      add_to(budget, name_of(e.cause), is_common(e.cause), at,
             std::abs(by_loaded * moved(loaded[i], e.t[i]) + by_open * moved(open[i], 0)));
    }
    z_out.curve.f_hz.push_back(f_hz[i]);
    z_out.curve.z_ohm.push_back(z);
    z_out.curve.noise_ohm.push_back(std::hypot(noise, scatter));
    z_out.curve.sigma_ohm.push_back(total_at(budget, at));
    z_out.coverage.push_back(t.coverage[i]);
    z_out.detection_limit_ohm.push_back(two_load_limit(budget, at));
  }
  for (auto& term : z_out.budget) term.sigma_ohm.resize(z_out.curve.size());
  return result;
}

InjectionBench for_injection(const calibration::Rig& rig, const calibration::Calibration& calibration) {
  InjectionBench bench{rig, calibration};
  bench.rig.sense = core::Sense::kHighSide;
  if (rig.sense == core::Sense::kLowSide) {
    auto& standards = bench.calibration.standards;
    standards.erase(std::remove_if(standards.begin(), standards.end(),
                                   [](const auto& s) { return s.state != core::FixtureState::kBridged; }),
                    standards.end());
  }
  return bench;
}

OutputImpedance injection(const calibration::CorrectedFrf& t, const std::string& name) {
  const auto as_load = load_impedance(t, core::Sense::kHighSide, name);
  OutputImpedance z_out{as_load.curve,   name, OutputImpedanceMethod::kInjection, {}, as_load.budget,
                        as_load.coverage};
  // what is proportional to Zout does not hide a small one
  const auto hides = [](const BudgetTerm& term) {
    return term.name != name_of(Cause::kSenseResistor) && term.name != name_of(Cause::kReferenceResistor) &&
           term.name != name_of(Cause::kChannelRatio) && term.name != name_of(Cause::kInputLoading);
  };
  for (std::size_t i = 0; i < z_out.curve.size(); ++i) {
    double sum = 0;
    for (const auto& term : z_out.budget) {
      if (hides(term)) sum += term.sigma_ohm[i] * term.sigma_ohm[i];
    }
    z_out.detection_limit_ohm.push_back(kCircle95 * std::sqrt(sum));
  }
  return z_out;
}

}  // namespace ohmbench::impedance
