// A multisine whose lines share its power as the uncertainty needs it.
#include "stimulus/shape.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "stimulus/description.hpp"
#include "stimulus/stimulus.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

double worst(const std::vector<double>& c, const std::vector<double>& amplitudes) {
  double most = 0;
  for (std::size_t i = 0; i < c.size(); ++i) most = std::max(most, c[i] / (amplitudes[i] * amplitudes[i]));
  return most;
}

}  // namespace

TEST_CASE(
    "Power in proportion to the variance makes all lines equally uncertain, at the mean of the variances") {
  std::vector<double> c(200, 1.0);
  for (std::size_t i = 60; i < 70; ++i) c[i] = 9;
  const auto a = stimulus::amplitudes_of(stimulus::even_shape(c, 0.0), c.size());
  double power = 0;
  for (const double x : a) power += x * x;
  CHECK(power == Approx(200));
  for (std::size_t i = 0; i < c.size(); ++i) CHECK(c[i] / (a[i] * a[i]) == Approx(1.4).epsilon(0.07));
  CHECK(worst(c, std::vector<double>(200, 1.0)) / worst(c, a) > 5.9);  // 9/1.4, half a decibel less
}

TEST_CASE("No line gets less than its least share, and the others share what is left") {
  std::vector<double> c(100, 1e-9);
  std::fill(c.begin() + 40, c.begin() + 60, 1.0);
  const auto a = stimulus::amplitudes_of(stimulus::even_shape(c, 0.25), c.size());
  CHECK(a.front() * a.front() == Approx(0.25).epsilon(0.06));
  CHECK(a[50] * a[50] == Approx(4.0).epsilon(0.06));  // (100 − 80/4)/20
}

TEST_CASE("Equal, missing or impossible variances give a flat spectrum") {
  CHECK(stimulus::even_shape(std::vector<double>(50, 3.0), 0.25).empty());
  CHECK(stimulus::even_shape(std::vector<double>(50, 0.0), 0.25).empty());
  CHECK(stimulus::even_shape({}, 0.25).empty());
  CHECK(stimulus::even_shape(std::vector<double>(50, NAN), 0.25).empty());
}

TEST_CASE("A shaped multisine is rendered again from its description bit for bit, at the level of its plan") {
  stimulus::Plan plan;
  plan.points_per_octave = 6;
  auto s = stimulus::render(plan);
  std::vector<double> c(s.bins.size(), 1.0);
  c[10] = c[11] = 12;
  plan.shape = stimulus::even_shape(c, 0.25);
  s = stimulus::render(plan);
  REQUIRE_FALSE(plan.shape.empty());
  const auto text = stimulus::describe(plan);
  CHECK(text.size() < 1000);
  const auto again = stimulus::parse_description(text);
  REQUIRE(again);
  CHECK(again->shape == plan.shape);
  CHECK(stimulus::render(*again).samples == s.samples);
  double square_sum = 0;
  for (std::size_t n = 0; n < s.period_frames; ++n) square_sum += std::pow(s.samples[s.first_frame + n], 2);
  CHECK(std::sqrt(square_sum / static_cast<double>(s.period_frames)) ==
        Approx(core::rms_fs(plan.level)).epsilon(1e-6));
  CHECK(s.amplitude[10] / s.amplitude[0] == Approx(std::sqrt(12)).epsilon(0.06));
  CHECK(20 * std::log10(s.peak_fs / core::rms_fs(plan.level)) < 9);
}

TEST_CASE("A shape that does not fit its lines, or another stimulus, is refused") {
  stimulus::Plan plan;
  plan.points_per_octave = 6;
  plan.shape = "0123";
  CHECK_THROWS_AS(stimulus::render(plan), core::Error);
  plan.shape = "0 !";
  CHECK_THROWS_AS(stimulus::render(plan), core::Error);
  plan.shape = "00";
  plan.kind = stimulus::Kind::kSweep;
  CHECK_THROWS_AS(stimulus::render(plan), core::Error);
}
