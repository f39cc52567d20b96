// Probe: half a second at start_dbfs that finds, line by line, what full scale means in volts at the load.
// Hazard: what is not heard must never be taken for silence at the load. Both inputs must hear the signal,
// and the wiring must make sense, before anything louder is played.
#pragma once

#include <stop_token>
#include <vector>

#include "core/level.hpp"
#include "impedance/at_load.hpp"
#include "spectra/frf.hpp"
#include "stimulus/stimulus.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::session {

/// What a sine with the digital peak 1.0 would do at one frequency. RMS volts.
struct ProbeLine {
  double f_hz = 0;
  double source_volt = 0;  ///< at node A
  double load_volt = 0;    ///< across the load, at most
  double load_watt = 0;    ///< real power in the load, at most
  double sense_watt = 0;   ///< power in the sense resistor, at most
  double likely_volt = 0;  ///< across the load, without what the channels may differ by
};

struct Probe {
  core::DbFs level{-40};
  double input_peak_per_fs = 0;  ///< largest |sample| at the inputs per digital peak 1.0
  double sense_resistor_ohm = 0;
  std::vector<ProbeLine> lines;  ///< ascending; empty where volts are unknown
  /// raw B/A of the probe's lines; its variance is that of the noise in the silence before them
  spectra::Frf ratio;
  double line_fs = 0;           ///< digital peak of one of its lines
  double line_s = 0;            ///< time over which the ratio was taken
  std::vector<double> gain[2];  ///< at the same lines: |A| and |B| in full scale per full scale played
  /// relative, of the sum of all lines of node A and of node B, from all else that is heard there
  double gain_sigma[2] = {0, 0};
};

/// What is connected to node B while probing.
enum class ProbeTarget {
  kTheLoad,
  kLoadOfTwo,  ///< the same for the two-load method, whose open run shows whether a load was connected at all
  kStandard,  ///< calibrating: a short, nothing, a resistor, or both inputs on one node; the caller judges it
  kAmplifierOutput,  ///< injection: the volts at node A count, which those at the amplifier's terminals
                     ///< cannot exceed
};

/// The same for what holds the limits.
impedance::Behind behind(ProbeTarget target);

/// Whispers, then plays the probe at `level`: start_dbfs, or lower where less is wished.
/// @throws core::Error kNotValid: an input hears nothing, is overloaded already, or the wiring is wrong; what
/// `whisper` throws
Probe probe(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs level,
            ProbeTarget target, std::stop_token stop = {});

/// Levels from a whisper up to `start`, ascending. The first is so low that no amplifier (30 dB) makes more
/// than a millivolt of it, the volume at which the most sensitive headphones reach 75 dB SPL; where the
/// output's volts are not declared, 24 dB below `start`.
std::vector<core::DbFs> whisper_levels(const workbench::Bench& bench, core::DbFs start);

/// Silence, then probes from the lowest level up to, and without, `start`, until node A is heard clearly
/// enough to foretell what `start` will do.
/// @throws core::Error kNotValid: an input is overloaded already, or `start` would exceed a limit of the
/// bench
void whisper(const workbench::Bench& bench, audio::AudioDevice& device, int output_channel, core::DbFs start,
             ProbeTarget target, std::stop_token stop = {});

/// What a stimulus does to the load at its own level.
struct Loudness {
  double volt =
      0;  ///< RMS across the load at most; for a sweep or stepped sine, at the frequency that gives most
  double watt = 0;           ///< at most
  double sense_watt = 0;     ///< in the sense resistor
  double expected_volt = 0;  ///< RMS, as the probe's lines say without a margin for what hides between them
};

/// Between the probe's lines the larger neighbour counts. Below 200 Hz, where a resonance can hide between
/// them, the load is taken to get all of node A's volts and the most power that any load draws through the
/// resistor, V²/(4 Rs): a passive load cannot get more. ENSUREs that the probe has lines.
Loudness loudness(const Probe& probe, const stimulus::Stimulus& stimulus);

}  // namespace ohmbench::session
