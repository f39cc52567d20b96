// Measure: the amplifier's maximum output into the connected load, at one frequency or several, with what
// limits it; noise, gain and frequency response besides.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "max_output/cause.hpp"
#include "max_output/climb.hpp"
#include "max_output/uncertainty.hpp"
#include "session/provenance.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::max_output {

struct Options {
  std::vector<double> frequencies_hz{1000};
  double thd_n_limit = 0.01;
  bool bursts = true;
  bool hold = true;               ///< the maximum for seconds
  int repeats = 2;                ///< of the loudest clean step, for the uncertainty
  bool open = true;               ///< look at the open output where the fixture can do that by itself
  std::vector<OtherLoad> others;  ///< of earlier results, with other loads
  std::string name;
  std::string made;  ///< when, ISO 8601 UTC; empty: now
};

/// Short-term output: bursts of 20 ms (see tone.hpp).
struct ShortTerm {
  double burst_s = 0;  ///< of the part that is looked at
  double volt = 0, watt = 0;
  double gain_db = 0;     ///< over the steady tone
  bool is_bound = false;  ///< the bursts were still clean where they ended: it is at least this
};

struct Sweep {
  double f_hz = 0;
  Climb climb;
  Passing most;                 ///< the maximum: at the limit of THD+N, or the last step
  PointSigma most_sigma;        ///< relative; of what was measured, also where that is only a lower bound
  std::optional<Passing> hifi;  ///< at THD+N = 0.1 %
  PointSigma hifi_sigma;
  bool by_gain = false;    ///< the tone's harmonics are out of band: its gain tells the limit
  std::string limited_by;  ///< "thd-n", "limit", "dac"
  Judgement judgement;
  double load_ohm = 0, load_phase_deg = 0;
  double gain_fs = 0;             ///< RMS volts at the terminals per RMS of digital full scale of a sine
  std::optional<double> gain_db;  ///< of the amplifier, where the DAC's volts are known
  std::optional<ShortTerm> short_term;
  std::optional<Sustained> sustained;
  std::optional<double> clip_volt;    ///< RMS of the sine whose peak the cut voltage has, at the load
  double clip_volt_sigma = 0;         ///< V, one standard deviation
  std::optional<double> silent_dbfs;  ///< level of the tone within which the output fell silent
  std::optional<double> open_dbfs;    ///< where the open output passes the limit
};

/// What both inputs hear: that of a source at the amplifier's terminals.
struct CommonNoise {
  struct Level {
    double volt = 0;
    bool is_bound = false;  ///< it is at most this: less than the inputs' own noise lets tell
  };
  Level flat, a_weighted;
};

/// What the inputs hear with the DAC silent: the amplifier's noise and hum, and the interface's own.
struct Noise {
  double flat_volt = 0;
  double a_weighted_volt = 0;
  std::optional<CommonNoise> amplifier;  ///< without the inputs' own
};

/// Of interface and amplifier together, re 1 kHz, from the probe.
struct Response {
  std::vector<double> f_hz;
  std::vector<double> db;
};

/// The amplifier's second channel against its first, both driven alike: |A₂|/|A₁|. The inputs' own difference
/// is in it.
struct Balance {
  std::vector<double> f_hz;
  std::vector<double> db;
  double db_at_1khz = 0;
};

/// Plays the same multisine through one channel and then the other, at start_dbfs. Empty where no second
/// channel is wired. @throws core::Error kNotValid: one of them is not heard
std::optional<Balance> measure_balance(Player& player);

struct MaxOutput {
  std::string name;
  double thd_n_limit = 0.01;
  std::vector<Sweep> sweeps;  ///< in the order of `frequencies_hz`; the first is what the summary tells
  Noise noise;
  Response response;
  std::optional<Balance> balance;
  session::Provenance provenance;
};

/// A later frequency that fails ends the list with a warning, and what was measured before it is kept; but
/// not where it would have been unsafe to go on.
/// @param heard  told of the steps while the sweep goes on; may be empty
/// @throws core::Error kBadInput: no volts, no limits, an impossible frequency; kNotValid: see climb, of the
/// first frequency; Unsafe: see Guard, of any
MaxOutput measure(const workbench::Bench& bench, workbench::OpenBench& open, const Options& options,
                  const workbench::Events& events, std::stop_token stop = {}, StepListener heard = {});

}  // namespace ohmbench::max_output
