#include "max_output/cause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmbench::max_output {
namespace {

constexpr double kSameDriveDb = 0.3;   // 3.5 %: rails fall a little under load in any amplifier
constexpr double kOtherDriveDb = 1.5;  // more than rails fall before it would be called sag
constexpr double kSameCurrent = 0.03;
constexpr double kBurstGainDb = 0.3;
constexpr double kSaggedDb = 0.1;
constexpr double kSaggedDistortion = 2;  // of the limit, at a level just below it
constexpr double kReferencePart = 1.0 / 3;
constexpr double kNearFullScaleDb = -0.5;
constexpr double kFlatter = 0.03;         // of the samples; a pure sine has 0.13 of them near its plateau
constexpr double kGrossDistortion = 0.2;  // beyond, tops are no longer what they were at the limit

/// Where the limit is passed, the last time upwards: the step from which the maximum is read.
const Step* beyond_limit(const std::vector<Step>& steps, double limit) {
  for (std::size_t i = steps.size(); i-- > 1;)
    if (!steps[i].collapsed && steps[i].figure() > limit && steps[i - 1].figure() <= limit) return &steps[i];
  return nullptr;
}

/// The most distorted step that still shows the shape of the limit.
const Step* clearest(const std::vector<Step>& steps, double limit) {
  const Step* found = beyond_limit(steps, limit);
  for (const auto& s : steps) {
    if (found != nullptr && !s.collapsed && s.level_dbfs > found->level_dbfs &&
        s.figure() > found->figure() && s.figure() < kGrossDistortion)
      found = &s;
  }
  return found;
}

std::optional<Judgement> by_other_load(const Evidence& e, const OtherLoad& other) {
  if (!e.level_dbfs) return {};
  const double further = other.level_dbfs.value_or(other.highest_dbfs) - *e.level_dbfs;
  if (other.level_dbfs && std::abs(further) <= kSameDriveDb) {
    return Judgement{Cause::kVoltage,
                     fmt::format("with {} it clips at the same drive ({:+.2f} dB): the voltage is the limit, "
                                 "whatever current flows",
                                 other.name, further)};
  }
  if (other.ampere && e.ampere && other.level_dbfs &&
      std::abs(*other.ampere / *e.ampere - 1) <= kSameCurrent) {
    return Judgement{Cause::kCurrent,
                     fmt::format("with {} it clips at the same current ({:+.1f} %) and at another voltage",
                                 other.name, 100 * (*other.ampere / *e.ampere - 1))};
  }
  if (!other.ampere && further >= kOtherDriveDb) {
    if (!e.burst_dbfs && !e.highest_burst_dbfs) {
      return Judgement{Cause::kUnknown,
                       fmt::format("with {} it clips at least {:.1f} dB further up, so it is the current "
                                   "or a supply that gives way under it: bursts would tell, from 100 Hz up",
                                   other.name, further)};
    }
    return Judgement{Cause::kCurrent,
                     fmt::format("with {} it {} {:.1f} dB further up: the current into the load is the limit",
                                 other.name, other.level_dbfs ? "clips" : "does not clip even", further)};
  }
  return {};
}

std::optional<Judgement> by_tops(const Evidence& e) {
  const auto* step = clearest(e.climb.steps, e.thd_n_limit);
  if (step == nullptr) return {};
  const double phase_deg = std::abs(std::arg(step->load_ohm)) * 180 / std::numbers::pi;
  const double more = step->volt_tops.flatness - step->ampere_tops.flatness;
  if (phase_deg < kLeastPhaseDeg || std::abs(more) < kFlatter) return {};
  return Judgement{more > 0 ? Cause::kVoltage : Cause::kCurrent,
                   fmt::format("at {:.1f} dBFS the tops of the {} are cut: {:.0f} % of its cycle lies within "
                               "2 % of the top, of the {} {:.0f} % (a sine: 13 %)",
                               step->level_dbfs, more > 0 ? "voltage" : "current",
                               100 * std::max(step->volt_tops.flatness, step->ampere_tops.flatness),
                               more > 0 ? "current" : "voltage",
                               100 * std::min(step->volt_tops.flatness, step->ampere_tops.flatness))};
}

/// The rules for what the amplifier itself does.
Judgement judge_amplifier(const Evidence& e) {
  const auto burst = e.burst_dbfs ? e.burst_dbfs : e.highest_burst_dbfs;
  if (burst && e.level_dbfs && *burst - *e.level_dbfs > kBurstGainDb) {
    return {Cause::kSag,
            fmt::format("a burst reaches {}{:.2f} dB more than a steady tone: the supply gives way",
                        e.burst_dbfs ? "" : "at least ", *burst - *e.level_dbfs)};
  }
  const auto& later = e.sustained;
  if (later && later->change_db < -kSaggedDb && later->thd_n > kSaggedDistortion * e.thd_n_limit) {
    return {Cause::kSag,
            fmt::format("after {:.1f} s the output has fallen by {:.2f} dB and THD+N is {:.2g} %",
                        later->seconds, -later->change_db, 100 * later->thd_n)};
  }
  for (const auto& other : e.others)
    if (auto found = by_other_load(e, other)) return *found;
  if (auto found = by_tops(e)) return *found;
  if (e.others.empty()) {
    return {Cause::kUnknown,
            "into one load without much phase, voltage and current are cut alike: let the fixture open the "
            "load (switch_command), or measure with a second load and --compare"};
  }
  return {Cause::kUnknown,
          "what was seen with the other load fits neither a fixed voltage nor a fixed current"};
}

}  // namespace

std::optional<std::string> not_comparable(const OtherLoad& other, const LoadSeen& now) {
  if (!other.seen) return "its result does not say at which frequency and volume it was measured";
  const auto& then = *other.seen;
  constexpr double kSameHz = 0.5;  // sweeps lie 1 Hz apart at least
  if (std::abs(then.f_hz - now.f_hz) > kSameHz) return fmt::format("it was measured at {:.0f} Hz", then.f_hz);
  const auto [smaller, larger] = std::minmax(then.load_ohm, now.load_ohm);
  if (!(larger >= kLeastOtherLoad * smaller))
    return fmt::format("its load of {:.4g} ohm is too much the same: a factor of {:g} tells", then.load_ohm,
                       kLeastOtherLoad);
  constexpr double kSameGainDb = 0.3;
  const double change_db = 20 * std::log10(now.gain_volt / then.gain_volt);
  const double by_load_db = 20 * std::log10(now.terminal_ohm / then.terminal_ohm);
  const bool explained = change_db >= std::min(0.0, by_load_db) - kSameGainDb &&
                         change_db <= std::max(0.0, by_load_db) + kSameGainDb;
  if (!explained)
    return fmt::format("the amplifier's gain is another by {:+.1f} dB: the volume was changed", change_db);
  return {};
}

const char* name_of(Cause cause) {
  switch (cause) {
    case Cause::kVoltage:
      return "voltage";
    case Cause::kCurrent:
      return "current";
    case Cause::kProtection:
      return "protection";
    case Cause::kSag:
      return "sag";
    case Cause::kDac:
      return "dac";
    case Cause::kLimit:
      return "limit";
    case Cause::kUnknown:
      return "unknown";
  }
  return "?";
}

Judgement judge(const Evidence& e) {
  const auto in_climb = e.climb.collapsed ? std::optional(e.climb.steps.back().level_dbfs) : e.silent_dbfs;
  if (const auto silent = silent_level(e.climb.steps) ? silent_level(e.climb.steps) : in_climb) {
    return {Cause::kProtection,
            fmt::format("at {:.1f} dBFS the output fell silent within the tone and stayed so", *silent)};
  }
  if (e.sustained && e.sustained->collapsed) {
    return {Cause::kProtection,
            fmt::format("within {:.1f} s at its maximum the output fell silent", e.sustained->seconds)};
  }
  if (!e.climb.by_distortion) {
    const bool dac = e.climb.ceiling.is_dac;
    return {dac ? Cause::kDac : Cause::kLimit,
            dac ? "the interface's output reached its full scale, and the amplifier still had more to give"
                : fmt::format("{} ended the sweep, and the amplifier still had more to give",
                              e.climb.ceiling.why)};
  }
  const auto* beyond = beyond_limit(e.climb.steps, e.thd_n_limit);
  const bool at_source = beyond != nullptr && beyond->reference_thd_n &&
                         *beyond->reference_thd_n > kReferencePart * beyond->figure();
  if (!at_source) return judge_amplifier(e);
  const auto there = fmt::format("{:.2g} % on the loopback at {:.1f} dBFS", 100 * *beyond->reference_thd_n,
                                 beyond->level_dbfs);
  if (beyond->level_dbfs > kNearFullScaleDb)
    return {Cause::kDac, fmt::format("the interface's own output distorts: {}", there)};
  auto judgement = judge_amplifier(e);
  judgement.reason += fmt::format(" (but see the loopback: {}; is it taken before the amplifier?)", there);
  return judgement;
}

}  // namespace ohmbench::max_output
