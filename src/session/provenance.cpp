#include "session/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"
#include "findings/fault_names.hpp"
#include "spectra/frf.hpp"

namespace ohmbench::session {
namespace {

constexpr double kOneToneSeconds = 0.1;  // long against a period, short against a sweep

findings::RunFacts facts_of(const Run& run) {
  const auto& analysed = run.best().analysed;
  findings::RunFacts facts;
  facts.usable = run.usable();
  facts.clipped = run.clipped();
  facts.dropouts = run.dropouts();
  facts.correlation = analysed.spectra.health.correlation;
  if (facts.usable) {
    facts.source_snr_db = spectra::snr_db(analysed.spectra, kSource);
    facts.load_snr_db = spectra::snr_db(analysed.spectra, kLoad);
    facts.distortion_db = analysed.spectra.health.distortion_db;
  }
  return facts;
}

}  // namespace

bool Provenance::valid() const {
  return std::none_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.invalid; });
}

const findings::Fault& Provenance::cause() const {
  const auto found =
      std::find_if(faults.begin(), faults.end(), [](const auto& fault) { return fault.invalid; });
  ENSURE(found != faults.end());
  return *found;
}

bool take_in(const Run& run, Provenance& p) {
  const auto facts = facts_of(run);
  const auto& best = run.best();
  const bool first = p.device.empty();
  p.one_clock = (first || p.one_clock) && best.analysed.spectra.health.clock_ppm == 0;
  p.device = best.capture.device;
  p.latency_frames = best.analysed.spectra.health.latency_frames;
  p.clock_ppm = best.analysed.spectra.health.clock_ppm;
  p.quality.clipped += facts.clipped;
  p.quality.dropouts += facts.dropouts;
  p.quality.repeated_periods += run.repeated_periods();
  p.quality.snr_db = first ? facts.source_snr_db : std::min(p.quality.snr_db, facts.source_snr_db);
  audio::StreamHealth health;
  for (const auto& take : run.takes) {
    health.input_overflows += take.capture.health.input_overflows + take.capture.health.output_overflows;
    health.input_underflows += take.capture.health.input_underflows + take.capture.health.output_underflows;
  }
  if (!health.clean()) {
    p.quality.warnings.push_back(fmt::format("the driver reported {} overflows and {} underflows",
                                             health.input_overflows, health.input_underflows));
  }
  for (auto& fault : findings::record_faults(facts)) p.faults.push_back(std::move(fault));
  return p.valid();
}

void check_limit(const workbench::Bench& bench, ProbeTarget target, const Run& run, Provenance& p) {
  for (const auto& take : run.takes) {
    const double window_s =
        take.plan.kind == stimulus::Kind::kMultisine ? take.plan.period_s : kOneToneSeconds;
    const auto what = excess(bench, target, take.capture, window_s);
    if (what.empty()) continue;
    p.faults.push_back({true, findings::fault::kLimitExceeded, what,
                        "has the volume been changed meanwhile? Lower the level"});
    return;
  }
}

void note_calibration(const workbench::Bench& bench, Provenance& p) {
  p.calibration.sha256 = bench.calibration_sha256;
  for (const auto& s : bench.calibration.standards) p.calibration.steps.push_back({in_words(s), s.made});
  for (const auto& note : bench.calibration_notes) p.quality.warnings.push_back(note);
  if (!bench.calibration.empty()) return;
  p.quality.warnings.push_back(
      bench.rig.adc_full_scale
          ? "the channel ratio is declared, not measured; 0.25 dB is assumed as its standard uncertainty"
          : "the channels are taken as equal, not measured; 0.25 dB is assumed as the standard uncertainty");
}

void note_faults(Provenance& p) {
  for (const auto& warning : p.level.warnings) p.quality.warnings.push_back(warning);
  for (const auto& fault : p.faults) {
    if (!fault.invalid) p.quality.warnings.push_back(fault.what + ": " + fault.remedy);
  }
}

}  // namespace ohmbench::session
