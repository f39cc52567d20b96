// Facts about loads of which only the magnitude is known: no answer that a phase could overturn.
#include <random>

#include "pairs.hpp"

using namespace ohmbench;
using namespace ohmbench::verdict;
using namespace ohmbench::verdict::test;

namespace {

MatchInput without_phase(MatchInput input) {
  auto& z = input.load.curve;
  for (auto& value : z.z_ohm) value = std::abs(value);
  z.sigma_ohm.assign(z.size(), 0.0);
  z.noise_ohm.assign(z.size(), 0.0);
  z.phase_known = z.sigma_known = false;
  return input;
}

}  // namespace

TEST_CASE("Without the phase a yes stays a yes and a no a no when the phase becomes known") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> one(0, 1);
  const auto between = [&](double least, double most) { return least * std::pow(most / least, one(random)); };
  int answered = 0;
  for (int i = 0; i < 300; ++i) {
    MatchInput whole = good_pair();
    const double re = between(4, 400), res = between(1, 600), f0 = between(30, 200), q = between(0.5, 8);
    const double le = between(1e-6, 3e-3);
    whole.load.curve = curve(
        [&](double f) { return resonant(f, re, res, f0, q) + std::complex<double>(0, 6.2832 * f * le); });
    whole.sheet->output_impedance = Ohms(between(0.05, 200));
    whole.sheet->max_volt = Volts(between(0.3, 30));
    whole.sheet->max_ampere = Amperes(between(0.01, 5));
    whole.rated_power = Watts(between(0.05, 50));
    if (i % 2 == 0) whole.sheet->rated_power = {{Ohms(32), Watts(between(0.05, 5))}};
    const auto known = match(whole), magnitude = match(without_phase(whole));
    for (const auto& c : magnitude.verdict.checks) {
      INFO(i << " " << c.name << ": " << c.why << " / " << check(known, c.name).why);
      if (c.outcome != Outcome::kYes && c.outcome != Outcome::kNo) continue;
      CHECK(check(known, c.name).outcome == c.outcome);
      ++answered;
    }
    if (known.verdict.outcome == Outcome::kNo) CHECK(magnitude.verdict.outcome != Outcome::kYes);
  }
  CHECK(answered > 1000);  // and it does answer
}

TEST_CASE("Without the phase watts, heat and EPDR are unknown and the response is between bounds") {
  const auto m = match(without_phase(good_pair()));
  for (const char* name : {"heat", "epdr"}) {
    CHECK(check(m, name).outcome == Outcome::kUnknown);
    CHECK_FALSE(check(m, name).value);
    CHECK(contains(check(m, name).why, "phase is not known"));
  }
  CHECK_FALSE(check(m, "power").value);
  CHECK(m.response.empty());
  CHECK(contains(check(m, "frequency-response").why, "something between"));
  CHECK(check(m, "output-impedance-ratio").outcome == Outcome::kYes);
  CHECK(check(m, "voltage").outcome == check(match(good_pair()), "voltage").outcome);
  const auto has = [&](const char* text) {
    return std::any_of(m.notes.begin(), m.notes.end(),
                       [&](const std::string& n) { return contains(n, text); });
  };
  CHECK(has("only the magnitude is known"));
  CHECK(has("states no uncertainty"));
}
