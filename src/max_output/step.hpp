// Step: one tone played and turned into volts, amperes, watts and distortion.
// Hazard: volts here decide whether the next step may be played. They are those of the calibration where
// there is one, else what bench.toml declares.
#pragma once

#include <algorithm>
#include <complex>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "calibration/channel_map.hpp"
#include "core/error.hpp"
#include "max_output/tone.hpp"
#include "session/provenance.hpp"
#include "workbench/bench.hpp"
#include "workbench/open_bench.hpp"

namespace ohmbench::max_output {

/// Voltage across the load and current into it from what both inputs read, peak phasors of one frequency.
/// High side: V = V_A T/(1 + y), I = V_A (1 − T)/Rs; low side: V = V_A (1 − T), I = V_A T/Zc, with
/// T = (m − m₀)/(m₁ − m₀) (calibration/correction.hpp), y the loading of input B, Rs = Zc (1 + y).
struct LoadPhasors {
  std::complex<double> volt;
  std::complex<double> ampere;
};
LoadPhasors at_load(const calibration::ChannelMap& map, core::Sense sense, double full_scale_a_volt,
                    std::complex<double> a_fs, std::complex<double> b_fs);

/// How flat the tops of a waveform are: the part of its samples within 2 % of the plateau, which is the
/// median of its largest 5 %. A sine has 0.13; clipped to 1 % distortion 0.20.
struct Tops {
  double plateau = 0;
  double flatness = 0;
  double unevenness = 0;  ///< of the largest 10 %, relative: what they span, as a rectangle's deviation
};
Tops tops_of(const std::vector<double>& waveform);

struct Step {
  double level_dbfs = 0;              ///< of the tone played; its peak re full scale
  double volt = 0;                    ///< RMS of the tone across the load
  double ampere = 0;                  ///< RMS into the load
  double watt = 0;                    ///< real power in the load
  double watt_most = 0;               ///< two deviations above it, of ratio, resistor and loading: for limits
  double source_volt = 0;             ///< RMS at the amplifier's terminals (node A)
  std::complex<double> load_ohm = 0;  ///< V/I at the tone
  double ratio = 0;                   ///< |B/A| of the tone, as the inputs read it
  double thd = 0;                     ///< of the voltage at the amplifier's terminals, as all that follows
  double thd_n = 0;
  double thd_n_notch = 0;
  double hidden = 0;              ///< distortion that only the loss of gain tells of, see hold_against_gain
  std::vector<double> harmonics;  ///< re the tone, from the second on
  Tops volt_tops;                 ///< at the amplifier's terminals, V
  Tops ampere_tops;               ///< of the current into the load, A
  std::optional<double> reference_thd_n;  ///< of the interface's own output, where it is looped back
  double sag_db = 0;
  bool collapsed = false;
  double input_peak_fs = 0;

  /// What is held against the limit of THD+N.
  double figure() const { return std::max(thd_n, hidden); }
};

/// Whether the third harmonic, by which symmetric clipping shows first, lies in the band of THD+N.
bool third_in_band(const TonePlan& plan);

/// THD of a hard clipper that makes the tone smaller by this part of what the drive asks for, 0 … 1. With r
/// the clip level over the drive's peak and s = √(1 − r²):
///
///   1 − c = (2/π)(asin r + r s),   THD = √(P/(½ (1 − c)²) − 1),   P = (asin r − r s)/π + r² (1 − (2/π) asin
///   r)
///
/// 1 % belongs to c = 0.58 % (0.05 dB), 10 % to 12 %, and a square wave's 48 % to the end.
double hard_clip_thd(double compression);

/// For a tone whose third harmonic is out of band: `hidden` is the distortion of a hard clipper which falls
/// as far behind the linear amplifier. @param linear_gain  gain_of a step that is not distorted
void hold_against_gain(Step& step, const TonePlan& plan, double linear_gain);

/// RMS volts at the terminals per peak of digital full scale.
double gain_of(const Step& step);

/// Told of each step of a climb, as soon as it is evaluated. Called in the measuring thread.
using StepListener = std::function<void(double f_hz, const Step& step)>;

/// What all steps of a sweep share.
struct Player {
  const workbench::Bench& bench;
  workbench::OpenBench& open;
  const workbench::Events& events;
  std::stop_token stop;
  session::Provenance& provenance;
  StepListener heard = {};  ///< may be empty
};

/// No tone was heard, in any try: at the first step a bench that is not ready, later an output that fell
/// silent.
class NotHeard : public core::Error {
 public:
  NotHeard(const std::string& what, const std::string& remedy)
      : core::Error(core::ErrorKind::kNotValid, what, remedy) {}
};

/// Plays a tone and evaluates it; what was damaged is played again, at most twice. `rest_s` of silence come
/// before it. @throws NotHeard; core::Error kNotValid: damaged each time; kDevice. ENSUREs a finite level.
Step play_step(Player& player, TonePlan plan, double level_dbfs, double rest_s, const std::string& phase);

/// From a cut to a step. Pure.
Step evaluate(const workbench::Bench& bench, const TonePlan& plan, double level_dbfs, const Cut& cut);

}  // namespace ohmbench::max_output
