#include "findings/precision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>

#include "advice/sense_resistor.hpp"
#include "calibration/channel_map.hpp"
#include "core/ensure.hpp"
#include "core/si_text.hpp"
#include "findings/level_dependence.hpp"

namespace ohmbench::findings {
namespace {

using Cause = calibration::MapError::Cause;

constexpr double kWorthSaying = 1.2;
constexpr double kRatioDrift = 2e-4;  // of the channels, calibrated and warm
constexpr double kMeterSigma = 1e-3;  // of a resistor measured with four wires
constexpr double kFourWires = 0.1;    // of what a reference resistor was known to
constexpr double kFromHz = 20, kToHz = 20000;
constexpr std::size_t kMostImprovements = 2;

/// One frequency with all that its improvements depend on.
struct Point {
  const core::OhmCurve& curve;
  const impedance::UncertaintyBudget& budget;
  const PrecisionBench& bench;
  bool is_output;
  bool two_load;
  std::size_t i;

  std::complex<double> z() const { return curve.z_ohm[i]; }
  double total() const { return impedance::total_at(budget, i); }
  double term(const std::string& name) const {
    const auto found =
        std::find_if(budget.begin(), budget.end(), [&](const auto& t) { return t.name == name; });
    return found == budget.end() ? 0.0 : found->sigma_ohm[i];
  }
  /// The uncertainty if these terms became that large.
  Improvement with(const std::string& action, const std::map<std::string, double>& changed) const {
    double sum = 0;
    for (const auto& t : budget) {
      const auto found = changed.find(t.name);
      sum += std::pow(found == changed.end() ? t.sigma_ohm[i] : found->second, 2);
    }
    for (const auto& [name, sigma] : changed) {
      if (term(name) == 0) sum += sigma * sigma;
    }
    return {action, total() / std::sqrt(std::max(sum, 1e-30 * total() * total()))};
  }
};

std::string name(Cause cause) {
  return calibration::name_of(cause);
}

/// The standard value next to the best for the middle of the load's range.
double fitting_resistor(const Point& p) {
  double least = std::abs(p.z()), most = least;
  for (std::size_t i = 0; i < p.curve.size(); ++i) {
    least = std::min(least, std::abs(p.curve.z_ohm[i]));
    most = std::max(most, std::abs(p.curve.z_ohm[i]));
  }
  const double ideal =
      advice::least_noise_resistor(p.bench.sense, core::Ohms(std::sqrt(least * most)), 1.0).value();
  const auto values =
      advice::standard_values(advice::Series::kE12, core::Ohms(ideal / 2), core::Ohms(ideal * 2));
  return *std::min_element(values.begin(), values.end(), [&](double a, double b) {
    return std::abs(std::log(a / ideal)) < std::abs(std::log(b / ideal));
  });
}

/// Another sense resistor at the same volts: what it does to noise, channel ratio and calibration noise.
Improvement other_resistor(const Point& p) {
  const double now = p.bench.sense_resistor_ohm;
  const double then = fitting_resistor(p);
  const double ohm = std::abs(p.z());
  const auto noise = [&](double rs) {
    return std::sqrt(advice::noise_factor(p.bench.sense, rs / ohm, std::arg(p.z()), 1.0));
  };
  const auto gain = [&](double rs) { return std::abs(advice::ratio_sensitivity(p.bench.sense, p.z(), rs)); };
  const double quieter = noise(then) / noise(now);
  return p.with(fmt::format("{} as sense resistor instead of {}", core::format_si(then, "ohm", 2),
                            core::format_si(now, "ohm", 3)),
                {{impedance::kNoiseTerm, quieter * p.term(impedance::kNoiseTerm)},
                 {name(Cause::kCalibrationNoise), quieter * p.term(name(Cause::kCalibrationNoise))},
                 {name(Cause::kChannelRatio), gain(then) / gain(now) * p.term(name(Cause::kChannelRatio))}});
}

/// The same 6 dB lower: distortion of third order falls by 12 dB, noise rises by 6 dB.
Improvement lower_level(const Point& p, const std::string& term) {
  return p.with("6 dB less level",
                {{term, p.term(term) / 4}, {impedance::kNoiseTerm, 2 * p.term(impedance::kNoiseTerm)}});
}

std::vector<Improvement> against(const Point& p, const std::string& term) {
  const double ohm = std::abs(p.z());
  const double now = p.term(term);
  const std::string by_reference =
      p.bench.has_reference ? "calibrate reference" : "calibrate reference with a known resistor";
  if (term == impedance::kNoiseTerm) {
    std::vector<Improvement> all{p.with("4 times the playing time", {{term, now / 2}})};
    if (!p.is_output) all.push_back(other_resistor(p));
    return all;
  }
  if (term == impedance::kDistortionTerm || term == kLevelTerm) return {lower_level(p, term)};
  if (term == name(Cause::kChannelRatio)) {
    const double gain = std::abs(advice::ratio_sensitivity(p.bench.sense, p.z(), p.bench.sense_resistor_ohm));
    std::vector<Improvement> all{
        p.with("calibrate ratio", {{term, std::min(now, kRatioDrift * (p.is_output ? 1 : gain) * ohm)}})};
    if (!p.is_output) all.push_back(other_resistor(p));
    return all;
  }
  if (term == name(Cause::kSenseResistor)) {
    return {
        p.with("measure its value with four wires to 0.1 %", {{term, std::min(now, kMeterSigma * ohm)}}),
        p.with(by_reference, {{term, 0}, {name(Cause::kReferenceResistor), p.bench.reference_sigma * ohm}})};
  }
  if (term == name(Cause::kReferenceResistor))
    return {p.with("measure the reference resistor with four wires", {{term, kFourWires * now}})};
  if (term == name(Cause::kCalibrationNoise))
    return {p.with("calibrate for 4 times as long", {{term, now / 2}})};
  if (term == name(Cause::kInputLoading))
    return {p.with("calibrate ratio and open, or declare input_ohm", {{term, 0}})};
  // into input A, where two loads cannot see it: it counts by the resistor
  if (term == name(Cause::kCrosstalk) && p.two_load)
    return {p.with("a sense resistor of a tenth", {{term, now / 10}})};
  if (term == name(Cause::kCrosstalk)) return {p.with("calibrate short", {{term, 0}})};
  return {};
}

std::string possessive(const std::string& term) {
  static const std::map<std::string, std::string> kWords{
      {"sense resistor", "the sense resistor's tolerance"},
      {"reference resistor", "the reference resistor's tolerance"},
      {"channel ratio", "the inequality of the channels"},
      {"input loading", "the load of the inputs"},
      {"crosstalk", "crosstalk between the inputs"},
      {"repeatability", "repeatability (contacts, warming: clean them, let it warm up)"},
      {"delay between the runs", "the delay between the runs (wire a loopback to reference_channel)"}};
  const auto found = kWords.find(term);
  return found == kWords.end() ? term : found->second;
}

ErrorCause cause_at(const Point& p) {
  const auto& term = p.budget[impedance::dominant_at(p.budget, p.i)];
  ErrorCause cause{p.curve.f_hz[p.i], std::abs(p.z()), p.total(), term.name, term.sigma_ohm[p.i], {}};
  for (auto& improvement : against(p, term.name)) {
    if (improvement.factor >= kWorthSaying) cause.improvements.push_back(std::move(improvement));
  }
  std::stable_sort(cause.improvements.begin(), cause.improvements.end(),
                   [](const auto& a, const auto& b) { return a.factor > b.factor; });
  if (cause.improvements.size() > kMostImprovements) cause.improvements.resize(kMostImprovements);
  return cause;
}

/// The point at 1 kHz, or next to the middle of the band.
std::size_t usual_point(const core::OhmCurve& curve) {
  const double f_hz = core::covers(curve, 1000) ? 1000 : std::sqrt(curve.f_hz.front() * curve.f_hz.back());
  const auto right = std::lower_bound(curve.f_hz.begin(), curve.f_hz.end(), f_hz);
  const auto i = static_cast<std::size_t>(right - curve.f_hz.begin());
  return i > 0 && f_hz * f_hz < curve.f_hz[i] * curve.f_hz[i - 1] ? i - 1 : i;
}

std::vector<ErrorCause> causes(const core::OhmCurve& curve, const impedance::UncertaintyBudget& budget,
                               const PrecisionBench& bench, bool is_output, bool two_load) {
  if (budget.empty() || curve.size() == 0) return {};
  std::vector<ErrorCause> all{cause_at({curve, budget, bench, is_output, two_load, usual_point(curve)})};
  std::size_t worst = 0;
  double most = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.f_hz[i] < kFromHz || curve.f_hz[i] > kToHz) continue;
    const double relative = impedance::total_at(budget, i) / std::abs(curve.z_ohm[i]);
    if (relative > most) most = relative, worst = i;
  }
  if (most == 0) return all;
  auto there = cause_at({curve, budget, bench, is_output, two_load, worst});
  if (there.term != all.front().term) all.push_back(std::move(there));
  return all;
}

std::string size_of(double sigma_ohm, double ohm) {
  constexpr double kClear = 5;  // standard deviations from which a percentage means something
  return ohm > kClear * sigma_ohm ? fmt::format("{:.2g} %", 100 * sigma_ohm / ohm)
                                  : core::format_si(sigma_ohm, "ohm", 2);
}

}  // namespace

std::vector<ErrorCause> error_causes(const impedance::ImpedanceCurve& z, const PrecisionBench& bench) {
  return causes(z.curve, z.budget, bench, false, false);
}

std::vector<ErrorCause> error_causes(const impedance::OutputImpedance& z_out, const PrecisionBench& bench) {
  return causes(z_out.curve, z_out.budget, bench, true,
                z_out.method == impedance::OutputImpedanceMethod::kTwoLoad);
}

std::string in_words(const ErrorCause& c) {
  std::string text = fmt::format("{} at {}, mostly {} ({})", size_of(c.sigma_ohm, c.ohm),
                                 core::format_si(c.f_hz, "Hz", c.f_hz < 1000 ? 3 : 2), possessive(c.term),
                                 size_of(c.term_ohm, c.ohm));
  const char* before = ": ";
  for (const auto& i : c.improvements) {
    text += fmt::format("{}{} ({:.2g} times better)", before, i.action, i.factor);
    before = ", or ";
  }
  return text;
}

OutputStatement output_statement(const impedance::OutputImpedance& z_out) {
  const auto& curve = z_out.curve;
  ENSURE(curve.size() > 0);
  const std::size_t i = usual_point(curve);
  OutputStatement s{curve.f_hz[i], z_out.detection_limit_ohm[i], false, {}};
  const double ohm = std::copysign(std::abs(curve.z_ohm[i]), curve.z_ohm[i].real());
  const auto limit = core::format_si(s.detection_limit_ohm, "ohm", 2);
  const auto at = core::format_si(s.f_hz, "Hz", 2);
  s.is_zero_within = std::abs(ohm) < s.detection_limit_ohm;
  if (s.is_zero_within) {
    s.text = fmt::format(
        "zero within its uncertainty: smaller than {} at {} cannot be seen on this bench; {}", limit, at,
        z_out.method == impedance::OutputImpedanceMethod::kTwoLoad
            ? "use --method injection, or a load of fewer ohms"
            : "use a smaller sense resistor, calibrate short, or play longer");
  } else {
    s.text = fmt::format("{} at {}; smaller than {} could not be seen on this bench",
                         core::format_with(ohm, curve.sigma_ohm[i], "ohm"), at, limit);
  }
  constexpr double kSure = 2;  // standard deviations
  std::size_t negative = 0, surely = 0;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    negative += curve.z_ohm[k].real() < 0;
    surely += curve.z_ohm[k].real() < -kSure * curve.sigma_ohm[k];
  }
  const double share = static_cast<double>(surely) / static_cast<double>(curve.size());
  constexpr double kByChance = 0.05;
  if (share > kByChance) {
    s.text += fmt::format(
        "; negative beyond its uncertainty at {} of {} frequencies: an amplifier with positive current "
        "feedback, or a "
        "bench that is not what bench.toml says",
        surely, curve.size());
  } else if (negative > 0) {
    s.text += fmt::format("; negative at {} of {} frequencies, by no more than its uncertainty: zero there",
                          negative, curve.size());
  }
  return s;
}

}  // namespace ohmbench::findings
