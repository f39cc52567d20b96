#include "circuit/output_stage.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::circuit {
namespace {

constexpr double kLeastOhm = 1e-6;  // a short: the limiter divides by it
// protection: a current is "held" as long as its peaks follow each other within this, half a cycle of 20 Hz
constexpr double kPeaksApartSeconds = 0.03;
constexpr double kRecoverySeconds = 1.0;  // of silence, then the relay closes again
constexpr double kSilentVolt = 1e-4;

}  // namespace

bool OutputStage::is_needed_by(const Amplifier& a) {
  return std::isfinite(a.limit_ampere_peak) || std::isfinite(a.protect_ampere_peak) || a.sag_ohm > 0;
}

void OutputStage::Element::advance(double ampere) noexcept {
  volt = resistance() * ampere + offset();
  coil_ampere += volt * per_henry_s;
}

void OutputStage::add(const Element& element) {
  elements_.push_back(element);
  series_ohm_ += element.resistance();
}

void OutputStage::add_resistor(double ohm) {
  if (ohm > 0) add({1 / ohm, 0, 0, 0, 0});
}

OutputStage::OutputStage(const Amplifier& amplifier, double series_ohm, const Load& load,
                         double sample_rate_hz)
    : amplifier_(amplifier), step_s_(1 / sample_rate_hz) {
  const double t = step_s_;
  add_resistor(std::max(kLeastOhm, amplifier.rout_ohm + series_ohm + load.re_ohm));
  const double henry = amplifier.lout_henry + load.le_henry;
  if (henry > 0) add({0, t / henry, 0, 0, 0});
  if (amplifier.cout_farad > 0) add({0, 0, amplifier.cout_farad / t, 0, 0});
  if (amplifier.zobel_ohm > 0 && amplifier.zobel_henry > 0)
    add({1 / amplifier.zobel_ohm, t / amplifier.zobel_henry, 0, 0, 0});
  for (const auto& s : load.sections) add({1 / s.ohm, t / s.henry, 0, 0, 0});
  for (const auto& r : load.resonances) {
    const double omega = 2 * std::numbers::pi * r.f0_hz;
    add({1 / r.ohm, t * r.q * omega / r.ohm, r.q / (omega * r.ohm) / t, 0, 0});
  }
}

bool OutputStage::protect(double wanted_volt, double ampere) noexcept {
  if (!std::isfinite(amplifier_.protect_ampere_peak)) return false;
  if (tripped_) {
    silent_s_ = std::abs(wanted_volt) < kSilentVolt ? silent_s_ + step_s_ : 0.0;
    if (silent_s_ > kRecoverySeconds) tripped_ = false, over_s_ = 0;
    return tripped_;
  }
  since_over_s_ = std::abs(ampere) > amplifier_.protect_ampere_peak ? 0.0 : since_over_s_ + step_s_;
  over_s_ = since_over_s_ < kPeaksApartSeconds ? over_s_ + step_s_ : 0.0;
  tripped_ = over_s_ > amplifier_.protect_after_s;
  return tripped_;
}

double OutputStage::step(double wanted) noexcept {
  const double rail = std::max(0.0, amplifier_.clip_volt_peak - amplifier_.sag_ohm * mean_ampere_);
  double offset = 0;
  for (const auto& e : elements_) offset += e.offset();
  double volt = protect(wanted, ampere_) ? 0.0 : std::clamp(wanted, -rail, rail);
  ampere_ = (volt - offset) / series_ohm_;
  if (std::abs(ampere_) > amplifier_.limit_ampere_peak && !tripped_) {
    ampere_ = std::copysign(amplifier_.limit_ampere_peak, ampere_);
    // a coil that kicks back is caught by the rails
    volt = std::clamp(ampere_ * series_ohm_ + offset, -rail, rail);
    ampere_ = (volt - offset) / series_ohm_;
  }
  for (auto& e : elements_) e.advance(ampere_);
  if (amplifier_.sag_ohm > 0)
    mean_ampere_ += (std::abs(ampere_) - mean_ampere_) * std::min(1.0, step_s_ / amplifier_.sag_s);
  return volt;
}

}  // namespace ohmbench::circuit
