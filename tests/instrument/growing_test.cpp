// Facts about what is seen while something is recorded: curves that grow, levels.
#include <algorithm>
#include <thread>

#include "worker_at_work.hpp"

using namespace ohmbench;
using namespace ohmbench::test;

TEST_CASE("The load's curve is there before the recording ends, and near the final one", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  std::shared_ptr<const instrument::Live> last;
  double loudest_dbfs = -200;
  std::unique_ptr<Instrument> it;
  it = std::make_unique<Instrument>([&](const auto&) { return simulated.open(); }, simulated.bench,
                                    place.folder);
  it->ask(instrument::MeasureLoad{quick(), {}});
  Told told;
  while (!told || told->outcomes.empty()) {
    told = it->snapshot();
    REQUIRE(!told->problem);
    if (told->live && told->live->periods > 0) {
      last = told->live;
      loudest_dbfs = std::max(loudest_dbfs, last->meters.at(0).rms_dbfs);
    }
    if (told->outcomes.empty()) std::this_thread::sleep_for(1ms);
  }
  REQUIRE(last);
  REQUIRE(last->meters.size() == 3);
  CHECK(loudest_dbfs > -60);
  CHECK(!last->meters[0].clipped);
  REQUIRE(last->curve.size() > 100);
  const auto final_re = told->outcomes[0]->result.at("impedance_re_ohm").get<std::vector<double>>();
  const auto final_hz = told->outcomes[0]->result.at("frequency_hz").get<std::vector<double>>();
  for (std::size_t i = 0; i < final_hz.size(); i += 40) {
    const auto live = core::interpolate(
        last->curve, std::clamp(final_hz[i], last->curve.f_hz.front(), last->curve.f_hz.back()));
    CHECK(live.real() == Approx(final_re[i]).epsilon(0.02));
  }
}

TEST_CASE("The amplifier's curve grows while something is injected", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.bench.wiring.injection_output_channel = 2;
  std::shared_ptr<const instrument::Live> last;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::MeasureOutput{impedance::OutputImpedanceMethod::kInjection, quick()});
  Told told;
  while (!told || told->outcomes.empty()) {
    told = instrument.snapshot();
    REQUIRE(!told->problem);
    if (told->live && told->live->periods > 0) last = told->live;
    if (told->outcomes.empty()) std::this_thread::sleep_for(1ms);
  }
  REQUIRE(told->outcomes[0]->invalid.empty());
  REQUIRE(last);
  CHECK(last->of_amplifier);
  const auto& result = told->outcomes[0]->result;
  const auto f_hz = result.at("frequency_hz").get<std::vector<double>>();
  const auto re = result.at("impedance_re_ohm").get<std::vector<double>>();
  REQUIRE(last->curve.size() > 100);
  for (std::size_t i = 0; i < f_hz.size(); i += 40) {
    const auto at = std::clamp(f_hz[i], last->curve.f_hz.front(), last->curve.f_hz.back());
    CHECK(core::interpolate(last->curve, at).real() == Approx(re[i]).epsilon(0.05));
  }
}

TEST_CASE("Listening tells levels, and gives way to any other command", "[instrument]") {
  const Place place;
  test::Simulated simulated;
  simulated.setup.pace = 1;
  simulated.setup.imperfections.noise_dbfs = -80;
  Instrument instrument([&](const auto&) { return simulated.open(); }, simulated.bench, place.folder);
  instrument.ask(instrument::Listen{});
  const auto heard = wait_for(instrument, [](const Snapshot& s) { return s.live != nullptr; });
  CHECK(heard->live->meters[0].rms_dbfs == Approx(-80).margin(1.5));
  CHECK(!heard->busy());
  instrument.ask(instrument::UseBench{simulated.bench});
  const auto end =
      wait_for(instrument, [](const Snapshot& s) { return s.activity == Activity::kIdle && s.device; });
  CHECK(end->note.empty());
  CHECK(!end->problem);
}
