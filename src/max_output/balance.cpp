// Channel balance: the same signal through the amplifier's two channels, one after the other.
#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "disturbance/tone.hpp"
#include "max_output/measure.hpp"
#include "session/acquire.hpp"

namespace ohmbench::max_output {
namespace {

/// RMS of the lines of node A.
struct Lines {
  std::vector<double> f_hz;
  std::vector<double> size;
};

Lines play(Player& player, int output_channel, int source_channel, const char* which) {
  auto bench = player.bench;
  bench.wiring.source_channel = source_channel;
  stimulus::Plan plan;
  plan.sample_rate_hz = bench.interface.sample_rate_hz;
  plan.from_hz = disturbance::kAudioFromHz;
  plan.to_hz = std::min(disturbance::kAudioToHz, stimulus::highest_hz(plan.sample_rate_hz));
  plan.points_per_octave = 12;
  plan.level = bench.limits.start;
  plan.seconds = 2.5;
  const auto run =
      session::run_stimulus(bench, *player.open.device, core::FixtureState::kLoad, stimulus::render(plan),
                            output_channel, session::reporter(player.events, "channel balance"), player.stop);
  constexpr double kLeastSnrDb = 20;
  if (!run.usable() || spectra::snr_db(run.best().analysed.spectra, session::kSource) < kLeastSnrDb) {
    throw core::not_valid(std::string("the amplifier's ") + which + " channel is not heard clearly",
                          "check second_output_channel and second_source_channel, or leave them out");
  }
  const auto& spectra = run.best().analysed.spectra;
  Lines lines{spectra.f_hz, {}};
  for (const auto& x : spectra.mean[session::kSource]) lines.size.push_back(std::abs(x));
  return lines;
}

}  // namespace

std::optional<Balance> measure_balance(Player& player) {
  const auto& wiring = player.bench.wiring;
  if (!wiring.second_output_channel || !wiring.second_source_channel) return {};
  const auto first = play(player, wiring.output_channel, wiring.source_channel, "first");
  const auto second = play(player, *wiring.second_output_channel, *wiring.second_source_channel, "second");
  Balance balance;
  double nearest = INFINITY;
  for (std::size_t i = 0; i < std::min(first.size.size(), second.size.size()); ++i) {
    if (!(first.size[i] > 0 && second.size[i] > 0)) continue;
    balance.f_hz.push_back(first.f_hz[i]);
    balance.db.push_back(20 * std::log10(second.size[i] / first.size[i]));
    const double away = std::abs(std::log(first.f_hz[i] / 1000));
    if (away < nearest) nearest = away, balance.db_at_1khz = balance.db.back();
  }
  return balance;
}

}  // namespace ohmbench::max_output
