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

/// Where THD+N passed its limit with another load, or how far it was followed in vain.
struct OtherLoad {
  std::string name;                  ///< "nothing connected", "a load of 32 ohm"
  std::optional<double> level_dbfs;  ///< where THD+N passed its limit; empty: nowhere
  double highest_dbfs = 0;           ///< the highest level that was played
  std::optional<double> ampere;      ///< RMS there; empty: no current to speak of
};

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
