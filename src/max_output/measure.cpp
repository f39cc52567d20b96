#include "max_output/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.hpp"
#include "max_output/guard.hpp"
#include "max_output/surroundings.hpp"
#include "max_output/sweep.hpp"
#include "session/gain_check.hpp"
#include "session/probe.hpp"
#include "storage/utc.hpp"
#include "workbench/calibration_use.hpp"
#include "workbench/fixture.hpp"

namespace ohmbench::max_output {
namespace {

void refuse_unknown(const workbench::Bench& bench, const Options& options) {
  if (!bench.rig.adc_full_scale)
    throw core::bad_input("max-output needs the volts of the inputs",
                          "give adc_full_scale_volt in bench.toml, or calibrate volts");
  if (!bench.limits.load_max && !bench.limits.load_max_power)
    throw core::bad_input("max-output needs to know what the load can bear",
                          "give load_max_volt or load_max_watt in [limits]");
  if (!(options.thd_n_limit > 0 && options.thd_n_limit < 1))
    throw core::bad_input("--thd-n must lie between 0 and 100 %", "write e.g. 1");
  if (options.frequencies_hz.empty()) throw core::bad_input("no frequency is given", "write e.g. 1000");
}

}  // namespace

MaxOutput measure(const workbench::Bench& given, workbench::OpenBench& open, const Options& options,
                  const workbench::Events& events, std::stop_token stop, StepListener heard) {
  MaxOutput result;
  auto& p = result.provenance;
  p.made = options.made.empty() ? storage::utc_now() : options.made;
  const auto bench = workbench::with_calibration(given, workbench::identity_of(open.device->info()), p.made);
  refuse_unknown(bench, options);
  for (const double f_hz : options.frequencies_hz) steady_tone(f_hz, bench.interface.sample_rate_hz);
  result.name = options.name;
  result.thd_n_limit = options.thd_n_limit;
  workbench::Fixture fixture(bench, open, events);
  session::refuse_moved_gain(bench, open, fixture, bench.limits.start, stop);
  fixture.assume_load();
  const auto probe = session::probe(bench, *open.device, bench.wiring.output_channel, bench.limits.start,
                                    session::ProbeTarget::kTheLoad, stop);
  result.response = response_of(probe);
  Player player{bench, open, events, stop, p, std::move(heard)};
  result.noise = listen(player, probe);
  result.balance = measure_balance(player);
  for (const double f_hz : options.frequencies_hz) {
    try {
      result.sweeps.push_back(sweep_at(player, fixture, options, probe, f_hz));
    } catch (const Unsafe&) {
      throw;
    } catch (const core::Error& error) {
      if (result.sweeps.empty() || error.kind() != core::ErrorKind::kNotValid) throw;
      p.quality.warnings.push_back(fmt::format("at {:.0f} Hz nothing was measured: {}", f_hz, error.what()));
      break;
    }
  }
  const auto& first = result.sweeps.front();
  p.level.level = core::DbFs(first.most.level_dbfs);
  p.level.limited_by = first.climb.stopped;
  p.level.load_voltage = core::Volts(first.most.volt);
  p.quality.snr_db = 20 * std::log10(first.most.source_volt / std::max(result.noise.flat_volt, 1e-12));
  session::note_calibration(bench, p);
  session::note_faults(p);
  return result;
}

}  // namespace ohmbench::max_output
