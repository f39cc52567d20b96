#include "effort/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "core/error.hpp"

namespace ohmbench::effort {
namespace {

using session::Prepared;
using session::Run;

constexpr std::array kSingleSeconds{0.5, 1.0, 2.0};  // sweeps worth trying; multiples of 100 ms fit the mains
constexpr double kForetoldEnough =
    0.8;  // of the wanted: the forecast knows the noise from a fifth of a second
constexpr double kMoreThanNeeded = 1.1;  // of the periods that the noise found asks for
constexpr std::size_t kLeastPeriods = 2;
constexpr int kMostRounds = 6;

double playing_s(const stimulus::Plan& plan) {
  return plan.seconds;
}

double played_s(const Run& run) {
  double sum = 0;
  for (const auto& take : run.takes) sum += playing_s(take.plan);
  return sum;
}

std::size_t periods_of(const Run& run) {
  std::size_t sum = 0;
  for (const auto& take : run.takes) sum += take.analysed.usable ? take.analysed.spectra.health.periods : 0;
  return sum;
}

double seconds_for(const stimulus::Plan& plan, double periods) {
  const double most = std::floor((kMostPlayingSeconds - plan.settle_s) / plan.period_s);
  return plan.settle_s +
         std::clamp(std::ceil(periods), static_cast<double>(kLeastPeriods), most) * plan.period_s;
}

std::string percent(double part) {
  return fmt::format("{:.3g} %", 100 * part);
}

/// The steps from short to long: single sweeps, then the periodic stimulus, for which 0 stands.
class Ladder {
 public:
  Ladder(double wanted, Spectrum spectrum, const workbench::Bench& bench,
         const session::MeasureOptions& options, const Forecast& forecast, Prepared& prepared)
      : wanted_(wanted),
        spectrum_(spectrum),
        bench_(bench),
        options_(options),
        forecast_(forecast),
        prepared_(prepared) {}

  /// Renders the first step from `from` on that is foretold to suffice. Returns its number.
  std::size_t climb(std::size_t from) {
    const double enough = kForetoldEnough * wanted_;
    for (std::size_t i = from; i < kSingleSeconds.size(); ++i) {
      auto options = options_;
      options.stimulus = stimulus::Kind::kSweep;
      options.seconds = kSingleSeconds[i];
      render_for(bench_, options, spectrum_, forecast_, session::plan_of(bench_, options), prepared_);
      if (foretold_worst(forecast_, prepared_.stimulus) <= enough) return i;
    }
    auto options = options_;
    options.stimulus = stimulus::Kind::kMultisine;
    auto plan = session::plan_of(bench_, options);
    plan.seconds = seconds_for(plan, kLeastPeriods);
    plan.kind = stimulus::Kind::kMultisine;
    render_for(bench_, options, spectrum_, forecast_, plan, prepared_);
    const double least = foretold_worst(forecast_, prepared_.stimulus);
    if (std::isfinite(least) && least > enough) {
      plan = prepared_.stimulus.plan;
      plan.seconds = seconds_for(plan, kLeastPeriods * std::pow(least / enough, 2));
      prepared_.stimulus = stimulus::render(plan);
    }
    return kSingleSeconds.size();
  }

 private:
  double wanted_;
  Spectrum spectrum_;
  const workbench::Bench& bench_;
  const session::MeasureOptions& options_;
  const Forecast& forecast_;
  Prepared& prepared_;
};

}  // namespace

std::string unreachable(const Forecast& forecast, double uncertainty) {
  if (!forecast.known()) return {};
  std::size_t worst = forecast.f_hz.size();
  for (std::size_t i = 0; i < forecast.f_hz.size(); ++i) {
    if (forecast.f_hz[i] < kWorstFromHz || forecast.f_hz[i] > kWorstToHz) continue;
    if (worst == forecast.f_hz.size() || forecast.other_sigma[i] > forecast.other_sigma[worst]) worst = i;
  }
  if (worst == forecast.f_hz.size() || forecast.other_sigma[worst] <= uncertainty) return {};
  return fmt::format(
      "{} cannot be reached: calibration and tolerance alone leave {} at {:.0f} Hz (mostly {}); only noise "
      "was brought below it",
      percent(uncertainty), percent(forecast.other_sigma[worst]), forecast.f_hz[worst],
      forecast.other_name[worst]);
}

session::Acquisition acquire_until(double wanted, Spectrum spectrum, const workbench::Bench& bench,
                                   workbench::OpenBench& open, const session::MeasureOptions& options,
                                   const workbench::Events& events, std::stop_token stop) {
  if (options.stimulus != stimulus::Kind::kMultisine || options.realisations != 1 || options.levels != 1) {
    throw core::bad_input(
        "a wanted uncertainty chooses the stimulus itself",
        "leave --stimulus, --realisations and --levels away, or give --seconds instead of --uncertainty");
  }
  auto prepared = session::prepare_load(bench, open, options, events, stop);
  const auto known = forecast(bench, prepared.probe);
  const auto warning = unreachable(known, wanted);
  const auto play = [&](const stimulus::Stimulus& s) {
    return session::play(bench, open, prepared, s, {core::FixtureState::kLoad, "measuring", true, {}}, events,
                         stop);
  };
  Ladder ladder(wanted, spectrum, bench, options, known, prepared);
  double total_s = 0;
  std::size_t step = ladder.climb(0);
  Run run = play(prepared.stimulus);
  total_s += played_s(run);
  double reached = measured_worst(bench, run);
  while (reached > wanted && run.usable() && step < kSingleSeconds.size()) {
    step = ladder.climb(step + 1);
    run = play(prepared.stimulus);
    total_s += played_s(run);
    reached = measured_worst(bench, run);
  }
  for (int round = 0; round < kMostRounds && reached > wanted && std::isfinite(reached); ++round) {
    auto plan = prepared.stimulus.plan;
    const double more =
        static_cast<double>(periods_of(run)) * (kMoreThanNeeded * std::pow(reached / wanted, 2) - 1);
    plan.seconds = std::min(seconds_for(plan, more),
                            plan.settle_s + std::floor(kMostPlayingSeconds - total_s - plan.settle_s));
    if (!stimulus::fits_periods(plan)) break;
    auto again = play(stimulus::render(plan));
    total_s += played_s(again);
    if (!again.usable()) break;
    std::move(again.takes.begin(), again.takes.end(), std::back_inserter(run.takes));
    reached = measured_worst(bench, run);
  }
  session::Acquisition acquired{{}, prepared.level, open.device->info().has_one_clock};
  if (!warning.empty()) acquired.level.warnings.push_back(warning);
  if (reached > wanted && std::isfinite(reached)) {
    acquired.level.warnings.push_back(
        fmt::format("noise was brought down to {} of the worst point in {:.0f} s of playing, not to {}: play "
                    "louder, or allow more",
                    percent(reached), total_s, percent(wanted)));
  }
  acquired.runs.push_back(std::move(run));
  return acquired;
}

}  // namespace ohmbench::effort
