// Facts about what is shown while a recording runs.
#include "instrument/live.hpp"

#include <cmath>

#include "stimulus/stimulus.hpp"
#include "support/catch.hpp"
#include "support/simulated.hpp"

using namespace ohmbench;

namespace {

std::vector<float> floats(const std::vector<double>& x) {
  return {x.begin(), x.end()};
}

}  // namespace

TEST_CASE("The period of a multisine is found, and a sweep has none", "[instrument]") {
  stimulus::Plan plan;
  CHECK(instrument::period_of(floats(stimulus::render(plan).samples), plan.sample_rate_hz) == 48000);
  plan.period_s = 2;
  plan.seconds = 6.5;
  CHECK(instrument::period_of(floats(stimulus::render(plan).samples), plan.sample_rate_hz) == 96000);
  plan.kind = stimulus::Kind::kStepped;
  CHECK(instrument::period_of(floats(stimulus::render(plan).samples), plan.sample_rate_hz) == 0);
  CHECK(instrument::period_of(std::vector<float>(480000, 0.0F), 48000) == 0);
}

TEST_CASE("A sine's level is told by meter and spectrum", "[instrument]") {
  const test::Simulated simulated;
  audio::PlayRequest request;
  request.sample_rate_hz = 48000;
  request.input_channels = {1, 2, 3};
  instrument::LiveView view(simulated.bench, request, instrument::LiveCurve::kLoad);
  std::vector<std::vector<float>> tape(3, std::vector<float>(20000, 0.0F));
  for (std::size_t n = 0; n < tape[0].size(); ++n)
    tape[0][n] = static_cast<float>(0.1 * std::sin(2 * M_PI * 1000 / 48000 * static_cast<double>(n)));
  const auto live = view.look(tape, 20000);
  CHECK(live->meters[0].rms_dbfs == Approx(-20).margin(0.1));
  CHECK(live->meters[0].peak_dbfs == Approx(-20).margin(0.1));
  CHECK(live->meters[0].name == "A, input 1");
  CHECK(live->meters[2].name == "loopback, input 3");
  CHECK(*std::max_element(live->spectrum_dbfs[0].begin(), live->spectrum_dbfs[0].end()) ==
        Approx(-20).margin(1.5));
  CHECK(live->curve.empty());
}

TEST_CASE("Full scale stays shown for the rest of the recording", "[instrument]") {
  const test::Simulated simulated;
  audio::PlayRequest request;
  request.sample_rate_hz = 48000;
  request.input_channels = {1, 2};
  instrument::LiveView view(simulated.bench, request, instrument::LiveCurve::kLoad);
  std::vector<std::vector<float>> tape(2, std::vector<float>(30000, 0.0F));
  tape[1][100] = tape[1][101] = 1.0F;
  CHECK(view.look(tape, 10000)->meters[1].clipped);
  const auto later = view.look(tape, 30000);
  CHECK(later->meters[1].clipped);
  CHECK(!later->meters[0].clipped);
  CHECK(later->meters[1].peak_dbfs == -160);
}
