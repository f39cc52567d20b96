#include "max_output/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "calibration/correction.hpp"
#include "core/ensure.hpp"
#include "core/error.hpp"
#include "disturbance/tone.hpp"
#include "dsp/fft.hpp"
#include "max_output/uncertainty.hpp"
#include "session/acquire.hpp"

namespace ohmbench::max_output {
namespace {

using Complex = std::complex<double>;

constexpr int kMostTries = 3;
constexpr std::size_t kWaveform = 512;  // points of one cycle

/// Spectrum of the whole cut, peak phasors.
std::vector<Complex> spectrum_of(const std::vector<double>& x) {
  auto spectrum = dsp::real_fft(x);
  for (auto& v : spectrum) v *= 2.0 / static_cast<double>(x.size());
  return spectrum;
}

/// One cycle from its harmonics 1, 2, …
std::vector<double> waveform_of(const std::vector<Complex>& harmonics) {
  std::vector<double> x(kWaveform);
  for (std::size_t n = 0; n < x.size(); ++n) {
    for (std::size_t h = 0; h < harmonics.size(); ++h) {
      const double turn = static_cast<double>((h + 1) * n % kWaveform) / static_cast<double>(kWaveform);
      x[n] += (harmonics[h] * std::polar(1.0, 2 * std::numbers::pi * turn)).real();
    }
  }
  return x;
}

}  // namespace

LoadPhasors at_load(const calibration::ChannelMap& map, core::Sense sense, double full_scale_a_volt,
                    Complex a_fs, Complex b_fs) {
  const bool high = sense == core::Sense::kHighSide;
  const Complex zero = high ? map.short_circuit : map.open;
  const Complex one = high ? map.open : map.short_circuit;
  const Complex v_a = full_scale_a_volt * a_fs;
  const Complex v_a_t = full_scale_a_volt * (b_fs - zero * a_fs) / (one - zero);  // V_A T
  if (high) return {v_a_t / (1.0 + map.loading), (v_a - v_a_t) / (map.z_c_ohm * (1.0 + map.loading))};
  return {v_a - v_a_t, v_a_t / map.z_c_ohm};
}

Tops tops_of(const std::vector<double>& waveform) {
  ENSURE(!waveform.empty());
  constexpr double kTopPart = 0.05, kNearPlateau = 0.98;
  std::vector<double> size;
  for (const double v : waveform) size.push_back(std::abs(v));
  std::sort(size.begin(), size.end());
  const double n = static_cast<double>(size.size());
  Tops tops;
  tops.plateau = size[static_cast<std::size_t>(n * (1 - kTopPart / 2))];
  const auto flat = std::lower_bound(size.begin(), size.end(), kNearPlateau * tops.plateau);
  tops.flatness = static_cast<double>(size.end() - flat) / n;
  constexpr double kPlateauPart = 0.10;  // a waveform cut to 1 % distortion lies in its plateau for 20 %
  const double least = size[static_cast<std::size_t>(n * (1 - kPlateauPart))];
  if (tops.plateau > 0) tops.unevenness = (size.back() - least) / tops.plateau / std::sqrt(12.0);
  return tops;
}

bool third_in_band(const TonePlan& plan) {
  const double top_hz = std::min(disturbance::kAudioToHz, stimulus::highest_hz(plan.sample_rate_hz));
  return 3 * plan.f_hz() <= top_hz;
}

double hard_clip_thd(double compression) {
  if (!(compression > 0)) return 0;
  const auto tone = [](double r) { return 2 / std::numbers::pi * (std::asin(r) + r * std::sqrt(1 - r * r)); };
  double low = 0, high = 1;  // of r; the tone grows with it
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double r = (low + high) / 2;
    (tone(r) < 1 - compression ? low : high) = r;
  }
  const double r = (low + high) / 2;
  const double power = (std::asin(r) - r * std::sqrt(1 - r * r)) / std::numbers::pi +
                       r * r * (1 - 2 / std::numbers::pi * std::asin(r));
  return std::sqrt(std::max(0.0, power / (tone(r) * tone(r) / 2) - 1));
}

double gain_of(const Step& step) {
  return step.source_volt / std::pow(10.0, step.level_dbfs / 20);
}

void hold_against_gain(Step& step, const TonePlan& plan, double linear_gain) {
  if (third_in_band(plan) || step.collapsed) return;
  step.hidden = hard_clip_thd(1 - gain_of(step) / linear_gain);
}

Step evaluate(const workbench::Bench& bench, const TonePlan& plan, double level_dbfs, const Cut& cut) {
  ENSURE(bench.rig.adc_full_scale);
  const double full_scale = (*bench.rig.adc_full_scale)[0].value();
  const std::size_t cycles = plan.cycles * plan.periods;
  const auto& a = cut.channels[session::kSource];
  const auto& b = cut.channels[session::kLoad];
  const auto tone = disturbance::analyse_tone(a, cycles, plan.sample_rate_hz);
  const auto spectrum_a = spectrum_of(a);
  const auto spectrum_b = spectrum_of(b);
  std::vector<Complex> volts, amperes;  // at the terminals, into the load
  Step step;
  const double top_hz = std::min(disturbance::kAudioToHz, stimulus::highest_hz(plan.sample_rate_hz));
  for (std::size_t h = 1; static_cast<double>(h) * tone.f_hz <= top_hz; ++h) {
    const double f_hz = static_cast<double>(h) * tone.f_hz;
    const auto map = calibration::map_at(bench.rig, bench.calibration, f_hz);
    const auto load =
        at_load(map, bench.rig.sense, full_scale, spectrum_a[h * cycles], spectrum_b[h * cycles]);
    volts.push_back(full_scale * spectrum_a[h * cycles]);
    amperes.push_back(load.ampere);
    if (h > 1) continue;
    step.volt = std::abs(load.volt) / std::numbers::sqrt2;
    step.ampere = std::abs(load.ampere) / std::numbers::sqrt2;
    step.watt = (load.volt * std::conj(load.ampere)).real() / 2;
    step.source_volt = std::abs(volts.front()) / std::numbers::sqrt2;
    if (std::abs(load.ampere) > 0) step.load_ohm = load.volt / load.ampere;
    const double at_a = std::abs(spectrum_a[cycles]);
    // beside a small sense resistor the watts are a small difference of the inputs: what a limit rests on
    // counts what the ratio may hide
    constexpr double kSure = 2;
    const auto inputs = inputs_sigma(bench, tone.f_hz, step.load_ohm);
    step.watt_most = std::max(step.watt, 0.0) + kSure * std::abs(step.watt) * inputs.watt;
    if (at_a > 0) step.ratio = std::abs(spectrum_b[cycles]) / at_a;
  }
  step.level_dbfs = level_dbfs;
  step.thd = tone.thd;
  step.thd_n = tone.thd_n;
  step.thd_n_notch = tone.thd_n_notch;
  for (std::size_t h = 1; h < tone.harmonics.size(); ++h)
    step.harmonics.push_back(std::abs(tone.harmonics[h]) / std::abs(tone.harmonics.front()));
  step.volt_tops = tops_of(waveform_of(volts));
  step.ampere_tops = tops_of(waveform_of(amperes));
  constexpr double kHeardFs = 1e-4;  // a loopback that is not plugged in tells nothing
  if (cut.channels.size() > session::kReference) {
    const auto reference =
        disturbance::analyse_tone(cut.channels[session::kReference], cycles, plan.sample_rate_hz);
    if (std::abs(reference.harmonics.front()) > kHeardFs) step.reference_thd_n = reference.thd_n;
  }
  step.sag_db = cut.sag_db;
  step.collapsed = cut.collapsed;
  step.input_peak_fs = cut.peak_fs;
  return step;
}

Step play_step(Player& player, TonePlan plan, double level_dbfs, double rest_s, const std::string& phase) {
  ENSURE(std::isfinite(level_dbfs));  // min() would make full scale of what is not a number
  plan.quiet_s = std::max(plan.quiet_s, rest_s);
  const auto s = render(plan, std::min(1.0, std::pow(10.0, level_dbfs / 20)));
  auto& quality = player.provenance.quality;
  for (int tries = 1;; ++tries) {
    const auto capture =
        session::record_stimulus(player.bench, *player.open.device, s, player.bench.wiring.output_channel,
                                 session::reporter(player.events, phase), player.stop);
    player.provenance.device = capture.device;
    const auto found = cut(capture, plan, session::align_channel(capture));
    const bool whole = found && (!found->damaged || found->collapsed);
    // what the driver reports need not have hit the steady part: another try, and then the data decide
    if (whole && (capture.health.clean() || tries == kMostTries)) {
      quality.clipped += found->clipped;
      player.provenance.clock_ppm = found->clock_ppm;
      return evaluate(player.bench, plan, level_dbfs, *found);
    }
    ++quality.dropouts;
    if (tries == kMostTries) {
      if (!found)
        throw NotHeard(fmt::format("no tone was heard at {:.1f} dBFS", level_dbfs),
                       "is the amplifier on and turned up, and the output not muted?");
      throw core::not_valid(
          fmt::format("the record was damaged {} times in a row at {:.1f} dBFS", kMostTries, level_dbfs),
          "use a longer buffer_frames, or close what else plays");
    }
    ++quality.repeated_periods;
  }
}

}  // namespace ohmbench::max_output
