#include "adjustment/calibration_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "calibration/correction.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "dsp/statistics.hpp"
#include "impedance/load.hpp"

namespace ohmbench::adjustment {
namespace {

using core::FixtureState;
using Complex = std::complex<double>;

constexpr double kLowestHz = 20;  // judged between these; below, coupling capacitors rule
constexpr double kHighestHz = 20000;
constexpr double kNearShort = 0.1;         // |T|: leads and contacts of a short, against the sense resistor
constexpr double kNearSame = 0.17;         // 1.5 dB: more is no difference of two inputs
constexpr double kUsualDeviation = 0.005;  // methods: a check standard may be off by this
constexpr double kWrongResistor = 0.2;     // beside what is not known: another resistor, or a slip of the pen
constexpr double kSigmas = 3;
constexpr double kLeastAudioHz = 1000;  // where in words one value is told

template <class Value>
double median_over_band(const std::vector<double>& f_hz, Value value) {
  std::vector<double> values;
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    if (f_hz[i] >= kLowestHz && f_hz[i] <= kHighestHz) values.push_back(value(i));
  }
  if (values.empty()) {
    for (std::size_t i = 0; i < f_hz.size(); ++i) values.push_back(value(i));
  }
  return dsp::median(values);
}

bool high_side(const calibration::Rig& rig) {
  return rig.sense == core::Sense::kHighSide;
}

/// |T| as it would be on the high side: 0 short, 1 open.
double openness(const calibration::CorrectedFrf& frf, const calibration::Rig& rig) {
  return median_over_band(
      frf.f_hz, [&](std::size_t i) { return std::abs(high_side(rig) ? frf.t[i] : 1.0 - frf.t[i]); });
}

impedance::ImpedanceCurve measured(const calibration::Standard& s, const calibration::Rig& rig,
                                   const calibration::Calibration& with) {
  return impedance::load_impedance(calibration::correct(s.reading, rig, with), rig.sense, "");
}

void refuse(const std::string& what, const std::string& remedy) {
  throw core::not_valid("not valid: " + what, remedy);
}

void refuse_wrong_resistor(const calibration::Rig& rig, const calibration::Calibration& known,
                           const calibration::Standard& s, double open) {
  if (open < 1e-3)
    refuse("the terminals look shorted, no reference resistor is there", "connect it in place of the load");
  auto others = known;
  auto& all = others.standards;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](const auto& o) { return o.state == FixtureState::kReference; }),
            all.end());
  const auto z = measured(s, rig, others).curve;
  if (z.empty())
    refuse("nothing is connected where the reference resistor should be", "connect it in place of the load");
  const double ohm = median_over_band(z.f_hz, [&](std::size_t i) { return std::abs(z.z_ohm[i]); });
  const double off =
      median_over_band(z.f_hz, [&](std::size_t i) { return std::abs(z.z_ohm[i] / s.ohm - 1.0); });
  const double u =
      median_over_band(z.f_hz, [&](std::size_t i) { return z.sigma_ohm[i] / std::abs(z.z_ohm[i]); });
  if (off > kWrongResistor + kSigmas * u) {
    refuse(fmt::format("what is connected measures {}, not {}", core::format_si(ohm, "ohm"),
                       core::format_si(s.ohm, "ohm")),
           "connect the reference resistor, or correct reference_resistor_ohm (or sense_resistor_ohm)");
  }
}

}  // namespace

void refuse_wrong_standard(const calibration::Rig& rig, const calibration::Calibration& known,
                           const calibration::Standard& s) {
  // by the declared bench: an earlier calibration may be what is wrong
  const auto declared = calibration::correct(s.reading, rig);
  const double open = openness(declared, rig);
  switch (s.state) {
    case FixtureState::kOpen:
      if (open < kNearShort)
        refuse("the load's terminals look shorted, not open",
               "disconnect everything; are open and short exchanged?");
      if (std::abs(open - 1) > kNearSame)
        refuse("something is still connected to the load's terminals", "disconnect the load");
      return;
    case FixtureState::kShort:
      if (std::abs(open - 1) < kNearSame)
        refuse("the load's terminals look open, not shorted", "short them; are open and short exchanged?");
      if (open > kNearShort)
        refuse("the load's terminals are not shorted", "short them, with a contact of a few milliohms");
      return;
    case FixtureState::kBridged: {
      double ratio = 1;
      if (rig.adc_full_scale) ratio = (*rig.adc_full_scale)[0] / (*rig.adc_full_scale)[1];
      const auto& r = s.reading;
      const double off =
          median_over_band(r.f_hz, [&](std::size_t i) { return std::abs(std::abs(r.h[i]) / ratio - 1.0); });
      const double real =
          median_over_band(r.f_hz, [&](std::size_t i) { return (r.h[i] / std::abs(r.h[i])).real(); });
      if (real < 0) refuse("the two inputs have opposite polarity", "exchange the two wires of one input");
      if (off > kNearSame) {
        refuse(fmt::format(
                   "the inputs differ by {:+.1f} dB: they are not both on the amplifier's output",
                   20 * std::log10(median_over_band(r.f_hz, [&](std::size_t i) { return std::abs(r.h[i]); }) /
                                   ratio)),
               "connect both inputs there, or declare adc_full_scale_volt if their gains differ");
      }
      return;
    }
    default:
      refuse_wrong_resistor(rig, known, s, open);
  }
}

std::vector<KeptOut> kept_out(const calibration::Rig& rig, const calibration::Calibration& calibration) {
  std::vector<KeptOut> result;
  const auto count = [&](FixtureState state) {
    return std::count_if(calibration.standards.begin(), calibration.standards.end(),
                         [state](const auto& s) { return s.state == state; });
  };
  const bool channels_known = count(FixtureState::kOpen) + count(FixtureState::kBridged) > 0;
  if (!channels_known || count(FixtureState::kReference) < 2) return result;
  for (std::size_t i = 0; i < calibration.standards.size(); ++i) {
    const auto& s = calibration.standards[i];
    if (s.state != FixtureState::kReference) continue;
    auto others = calibration;
    others.standards.erase(others.standards.begin() + static_cast<std::ptrdiff_t>(i));
    const auto z = measured(s, rig, others).curve;
    KeptOut k{in_words(s), 0, 0};
    k.deviation = median_over_band(z.f_hz, [&](std::size_t j) { return std::abs(z.z_ohm[j] / s.ohm - 1.0); });
    const double u =
        median_over_band(z.f_hz, [&](std::size_t j) { return z.sigma_ohm[j] / std::abs(z.z_ohm[j]); });
    k.allowed = std::max(kUsualDeviation, kSigmas * std::hypot(u, s.relative_sigma));
    result.push_back(k);
  }
  return result;
}

void refuse_contradiction(const calibration::Rig& rig, const calibration::Calibration& c) {
  for (const auto& k : kept_out(rig, c)) {
    if (k.deviation <= k.allowed) continue;
    refuse(fmt::format("the standards contradict each other: the {} measures {:.2f} % off by the others "
                       "({:.2f} % is allowed)",
                       k.standard, 100 * k.deviation, 100 * k.allowed),
           "is one of the values wrong, or has something been changed in between? Calibrate with --new to "
           "begin again");
  }
  const auto* bridged = c.find(FixtureState::kBridged);
  const auto* open = c.find(FixtureState::kOpen);
  if (!high_side(rig) || bridged == nullptr || open == nullptr) return;
  // y = k/m_open − 1 is the loading by a passive input: between nothing and a third of the resistor's current
  constexpr double kDrift = 2.3e-3;  // 0.02 dB: what a gain may move
  constexpr double kMostLoading = 0.5;
  const auto y = median_over_band(bridged->reading.f_hz, [&](std::size_t i) {
    calibration::Reading r;
    return calibration::read_at(*open, bridged->reading.f_hz[i], r)
               ? (bridged->reading.h[i] / r.ratio - 1.0).real()
               : 0.0;
  });
  if (y < -kDrift || y > kMostLoading) {
    refuse(fmt::format(
               "ratio and open contradict each other: between them the channels' gains moved by {:+.2f} dB",
               20 * std::log10(1 + y)),
           "has a gain knob been touched? Calibrate with --new to begin again");
  }
}

std::vector<std::string> describe(const calibration::Rig& rig, const calibration::Calibration& c,
                                  const calibration::Standard& s) {
  std::vector<std::string> lines;
  const auto at = [&s](double f_hz) {
    calibration::Reading r;
    return calibration::read_at(s, f_hz, r) ? std::optional<Complex>(r.ratio) : std::nullopt;
  };
  const auto difference = [&](const char* what) {
    double declared = 1;
    if (rig.adc_full_scale) declared = (*rig.adc_full_scale)[0] / (*rig.adc_full_scale)[1];
    if (const auto mid = at(kLeastAudioHz))
      lines.push_back(fmt::format("{} {:+.3f} dB at 1 kHz against what the bench file says", what,
                                  20 * std::log10(std::abs(*mid) / declared)));
    if (const auto top = at(kHighestHz))
      lines.push_back(fmt::format("phase between the inputs {:+.2f}° at 20 kHz",
                                  std::arg(*top) * 180 / std::numbers::pi));
  };
  const auto map = calibration::map_at(rig, c, kLeastAudioHz);
  switch (s.state) {
    case FixtureState::kBridged:
      difference("the load channel differs by");
      break;
    case FixtureState::kOpen:
      if (high_side(rig) && c.find(FixtureState::kBridged) != nullptr) {
        const double siemens = (map.loading / (map.z_c_ohm * (1.0 + map.loading))).real();
        if (siemens > 1e-9)
          lines.push_back(
              fmt::format("input B loads the resistor with {}", core::format_si(1 / siemens, "ohm")));
        else
          lines.push_back("input B does not load the resistor by anything that can be seen");
      } else if (high_side(rig)) {
        difference("with nothing connected the load channel differs by");
      } else if (const auto mid = at(kLeastAudioHz)) {
        lines.push_back(fmt::format("crosstalk into the load channel {:.0f} dB",
                                    20 * std::log10(std::max(std::abs(*mid), 1e-9))));
      }
      break;
    case FixtureState::kShort:
      if (const auto mid = at(kLeastAudioHz); high_side(rig) && mid)
        lines.push_back(
            fmt::format("crosstalk and leads read as {} in series with the load, which is removed",
                        core::format_si(std::abs(*mid / map.open * map.z_c_ohm), "ohm")));
      break;
    default: {
      const auto rs = map.z_c_ohm * (high_side(rig) ? 1.0 + map.loading : Complex(1.0));
      lines.push_back(fmt::format("the sense resistor is {} at 1 kHz, declared are {}",
                                  core::format_si(std::abs(rs), "ohm", 5),
                                  core::format_si(rig.sense_resistor.value(), "ohm", 5)));
    }
  }
  for (const auto& k : kept_out(rig, c))
    lines.push_back(
        fmt::format("check: kept out, the {} measures within {:.3f} % of its value ({:.2f} % is allowed)",
                    k.standard, 100 * k.deviation, 100 * k.allowed));
  return lines;
}

std::vector<Expected> expected_uncertainty(const calibration::Rig& rig,
                                           const calibration::Calibration& before,
                                           const calibration::Calibration& after) {
  std::vector<Expected> result;
  for (const double factor : {1.0 / 3, 1.0, 3.0, 10.0}) {
    Expected e;
    e.ohm = factor * rig.sense_resistor.value();
    const auto with = [&](const calibration::Calibration& c, std::string* dominant) {
      const auto m = calibration::reading_of(calibration::map_at(rig, c, kLeastAudioHz), e.ohm);
      const auto z = impedance::load_impedance(calibration::correct({{kLeastAudioHz}, {m}, {0}, {1}}, rig, c),
                                               rig.sense, "");
      if (z.curve.empty()) return 0.0;
      if (dominant != nullptr) *dominant = z.budget[impedance::dominant_at(z.budget, 0)].name;
      return z.curve.sigma_ohm[0] / std::abs(z.curve.z_ohm[0]);
    };
    e.before = with(before, nullptr);
    e.after = with(after, &e.dominant);
    result.push_back(e);
  }
  return result;
}

void judge(Verification& v, double tolerance) {
  const auto& z = v.z.curve;
  if (z.empty())
    refuse("nothing is connected where the reference resistor should be", "connect it in place of the load");
  v.median_deviation =
      median_over_band(z.f_hz, [&](std::size_t i) { return std::abs(z.z_ohm[i] / v.ohm - 1.0); });
  double worst_excess = -1;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (z.f_hz[i] < kLowestHz || z.f_hz[i] > kHighestHz) continue;
    const double off = std::abs(z.z_ohm[i] / v.ohm - 1.0);
    const double allowed =
        std::max(kUsualDeviation, kSigmas * std::hypot(z.sigma_ohm[i] / std::abs(z.z_ohm[i]), tolerance));
    if (off / allowed > worst_excess) {
      worst_excess = off / allowed;
      v.worst_deviation = off;
      v.allowed = allowed;
    }
  }
  v.holds = worst_excess <= 1;
}

}  // namespace ohmbench::adjustment
