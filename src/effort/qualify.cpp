#include "effort/qualify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.hpp"
#include "effort/forecast.hpp"

namespace ohmbench::effort {
namespace {

constexpr double kReferenceSeconds = 4.0;
constexpr std::array kSeconds{0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.4, 2.0};
constexpr double kReferencePart = 1.0 / 3;  // of the wanted, within which the reference must repeat itself

bool counts(double f_hz) {
  return f_hz >= kWorstFromHz && f_hz <= kWorstToHz;
}

/// One sweep of this length, measured as always.
class Sweeps {
 public:
  Sweeps(const workbench::Bench& bench, workbench::OpenBench& open, const session::MeasureOptions& options,
         const workbench::Events& events, std::stop_token stop)
      : bench_(bench), open_(open), options_(options), events_(events), stop_(std::move(stop)) {}

  session::LoadMeasurement measure(double seconds) {
    auto options = options_;
    options.stimulus = stimulus::Kind::kSweep;
    options.seconds = seconds;
    const auto acquire = [this, seconds](const workbench::Bench& bench, workbench::OpenBench& open,
                                         const session::MeasureOptions& wish, const workbench::Events& events,
                                         std::stop_token stop) {
      if (!prepared_) {
        prepared_ = session::prepare_load(bench, open, wish, events, stop);
      }
      auto plan = session::plan_of(bench, wish);
      plan.settle_s = 0;  // one period of that length: a single sweep, however long
      plan.period_s = seconds;
      session::render_at_level(bench, wish, plan, *prepared_);
      session::Acquisition acquired{{}, prepared_->level, open.device->info().has_one_clock};
      acquired.runs.push_back(session::play(
          bench, open, *prepared_, prepared_->stimulus,
          {core::FixtureState::kLoad, fmt::format("sweep of {:g} s", seconds), true, {}}, events, stop));
      return acquired;
    };
    auto result = session::measure_impedance(bench_, open_, options, events_, stop_, nullptr, acquire);
    if (!result.provenance.valid()) {
      const auto& cause = result.provenance.cause();
      throw core::not_valid("not valid: " + cause.what, cause.remedy);
    }
    return result;
  }

 private:
  const workbench::Bench& bench_;
  workbench::OpenBench& open_;
  const session::MeasureOptions& options_;
  const workbench::Events& events_;
  std::stop_token stop_;
  std::optional<session::Prepared> prepared_;
};

double worst_noise(const core::OhmCurve& curve) {
  double worst = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (counts(curve.f_hz[i])) worst = std::max(worst, curve.noise_ohm[i] / std::abs(curve.z_ohm[i]));
  }
  return worst;
}

}  // namespace

Deviation deviation(const core::OhmCurve& curve, const core::OhmCurve& reference) {
  Deviation found;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double f = curve.f_hz[i];
    if (!counts(f) || !core::covers(reference, f)) continue;
    const double d = std::abs(curve.z_ohm[i] / core::interpolate(reference, f) - 1.0);
    if (d > found.worst) found = {d, f};
  }
  return found;
}

void judge(Qualification& q) {
  q.shortest_seconds = 0;
  bool all_longer = true;
  for (auto t = q.tried.rbegin(); t != q.tried.rend(); ++t) {
    t->keeps = t->worst_deviation <= q.uncertainty;
    all_longer = all_longer && t->keeps;
    if (all_longer) q.shortest_seconds = t->seconds;
  }
}

Qualification qualify(double wanted, const workbench::Bench& bench, workbench::OpenBench& open,
                      const session::MeasureOptions& options, const workbench::Events& events,
                      std::stop_token stop) {
  Sweeps sweeps(bench, open, options, events, stop);
  Qualification q;
  q.uncertainty = wanted;
  q.reference_seconds = kReferenceSeconds;
  auto first = sweeps.measure(kReferenceSeconds);
  const auto second = sweeps.measure(kReferenceSeconds);
  q.reference_deviation = deviation(second.z.curve, first.z.curve).worst;
  if (q.reference_deviation > kReferencePart * wanted) {
    throw core::not_valid(
        fmt::format("two records of {:g} s differ by {:.3g} % already: {:.3g} % cannot be qualified",
                    kReferenceSeconds, 100 * q.reference_deviation, 100 * wanted),
        "does the load rest, and is every contact firm? Else ask for less, or play louder");
  }
  q.reference = std::move(first.z);
  q.provenance = std::move(first.provenance);
  for (auto& z : q.reference.curve.z_ohm) {
    const auto i = static_cast<std::size_t>(&z - q.reference.curve.z_ohm.data());
    z = 0.5 * (z + second.z.curve.z_ohm[i]);
  }
  for (const double seconds : kSeconds) {
    Qualified tried{seconds, 0, 0, 0, false};
    for (int i = 0; i < kRepeats; ++i) {
      const auto measured = sweeps.measure(seconds);
      const auto d = deviation(measured.z.curve, q.reference.curve);
      if (d.worst > tried.worst_deviation) tried.worst_deviation = d.worst, tried.worst_hz = d.at_hz;
      tried.told = std::max(tried.told, worst_noise(measured.z.curve));
    }
    q.tried.push_back(tried);
  }
  judge(q);
  return q;
}

}  // namespace ohmbench::effort
