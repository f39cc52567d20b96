// Cause: what limits an amplifier, from what was seen. Hazard: into one resistor a voltage limit and a
// current limit look alike. What only a second load or the open output could tell is not guessed.
#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "max_output/climb.hpp"

namespace ohmbench::max_output {

enum class Cause {
  kVoltage,     ///< the voltage clips, whatever the current
  kCurrent,     ///< the current is limited, whatever the voltage
  kProtection,  ///< the output falls silent
  kSag,         ///< bursts go further than a steady tone: the supply gives way
  kDac,         ///< the interface's output ends, or distorts, first
  kLimit,       ///< a limit of the bench ended the sweep
  kUnknown,     ///< distortion, and nothing that tells whence
};

/// "voltage", "current", "protection", "sag", "dac", "limit", "unknown"
const char* name_of(Cause cause);

/// What a sweep saw of its load and of the volume setting.
struct LoadSeen {
  double f_hz = 0;
  double load_ohm = 0;      ///< |Z| of the load
  double terminal_ohm = 0;  ///< |V/I| at the amplifier's terminals: load and sense resistor
  double gain_volt = 0;     ///< gain_of the cleanest step
};

/// Where THD+N passed its limit with another load, or how far it was followed in vain.
struct OtherLoad {
  std::string name;                   ///< "nothing connected", "a load of 32 ohm"
  std::optional<double> level_dbfs;   ///< where THD+N passed its limit; empty: nowhere
  double highest_dbfs = 0;            ///< the highest level that was played
  std::optional<double> ampere;       ///< RMS there; empty: no current to speak of
  std::optional<LoadSeen> seen = {};  ///< of an earlier result
};

/// Loads must differ by this much in |Z| for the one to tell anything about the other.
inline constexpr double kLeastOtherLoad = 1.5;

/// Why an earlier result tells nothing about the cause in this sweep, in words. Empty: it does. It must be of
/// the same frequency (coupling capacitors, sag) and of a load whose |Z| differs by 1.5 at least: the same
/// load clips at the same drive whatever the cause. The volume must not have been touched: with Zout ≥ 0 the
/// gain changes from one load to the other by no more than V/I at the terminals does, nor the other way;
/// 0.3 dB are allowed beyond that.
std::optional<std::string> not_comparable(const OtherLoad& other, const LoadSeen& now);

/// What is left of the maximum after seconds of it.
struct Sustained {
  double seconds = 0;
  double volt = 0;       ///< RMS of the tone across the load, in the last 0.4 s
  double change_db = 0;  ///< of it against the same level for less than a second
  double thd_n = 0;      ///< or what stands for it, see Step::figure
  bool collapsed = false;
};

struct Evidence {
  const Climb& climb;
  double thd_n_limit = 0.01;
  std::optional<double> level_dbfs;  ///< where THD+N passed its limit into the load
  std::optional<double> ampere;      ///< RMS there
  std::vector<OtherLoad> others;
  std::optional<double> burst_dbfs;          ///< where a burst passes the limit
  std::optional<double> highest_burst_dbfs;  ///< the highest burst that was played
  std::optional<Sustained> sustained;
  std::optional<double> silent_dbfs =
      {};  ///< level of a step after the climb at which the output fell silent
};

/// Phase of a load from which on its voltage and its current peak at different times.
inline constexpr double kLeastPhaseDeg = 20;

struct Judgement {
  Cause cause = Cause::kUnknown;
  std::string reason;
};

/// Rules in their order, each with the figure that decides:
/// - the output fell silent, be it after seconds: protection;
/// - no distortion: DAC or limit, as the ceiling says;
/// - the loopback of the DAC distorts by more than a third of the tone's, within 0.5 dB of full scale: DAC
///   (further down a converter has no reason to; the reason then tells of it, and the rules go on);
/// - bursts reach 0.3 dB further, or after seconds the output is 0.1 dB lower and distorted twice the limit:
/// sag;
/// - another load passes the limit at the same drive within 0.3 dB: voltage (the EMF clips, whatever flows);
///   at the same current within 3 % and at another drive: current; with nothing connected 1.5 dB higher or
///   not at all as far as it was played: current, if bursts have shown that it is not the supply;
/// - a load whose phase is 20° or more: the quantity whose tops are flatter is the one that is cut;
/// - else unknown.
Judgement judge(const Evidence& evidence);

}  // namespace ohmbench::max_output
