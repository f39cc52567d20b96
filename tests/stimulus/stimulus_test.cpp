// Test signals: level, peak, period, ramps, crest, and that no plan plays what it should not.
#include "stimulus/stimulus.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "core/frequency_grid.hpp"
#include "dsp/fft.hpp"
#include "stimulus/crest.hpp"
#include "stimulus/description.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using stimulus::Kind;

namespace {

stimulus::Plan plan_of(Kind kind, double rate_hz = 48000) {
  stimulus::Plan plan;
  plan.kind = kind;
  plan.sample_rate_hz = rate_hz;
  plan.level = core::DbFs(-20);
  if (kind == Kind::kStepped) plan.points_per_octave = 2;
  return plan;
}

/// The cache of these tests, never the user's.
const std::filesystem::path kCache = [] {
  const auto folder =
      std::filesystem::temp_directory_path() / ("ohmbench-test-cache-" + std::to_string(::getpid()));
  ::setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  return folder;
}();

double rms(const std::vector<double>& x, std::size_t from, std::size_t count) {
  double sum = 0;
  for (std::size_t n = from; n < from + count; ++n) sum += x[n] * x[n];
  return std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

TEST_CASE("The default multisine has a crest factor of at most 8 dB") {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const auto n = static_cast<std::size_t>(rate);
    const auto bins = core::odd_log_bins(10, 20000, 24, n, rate);
    CHECK(stimulus::crest_factor_db(stimulus::sum_of_cosines(bins, stimulus::optimise_phases(bins, n), n)) <
          8.0);
  }
}

TEST_CASE("A settled stimulus has the level that the plan says, and its peak is the largest sample") {
  for (const auto kind : {Kind::kMultisine, Kind::kSweep}) {
    const auto s = stimulus::render(plan_of(kind));
    CHECK(core::level_of_rms(rms(s.samples, s.first_frame, s.period_frames)).value() ==
          Approx(-20).margin(0.01));
    double peak = 0;
    for (const double x : s.samples) peak = std::max(peak, std::abs(x));
    CHECK(s.peak_fs == peak);
  }
}

TEST_CASE("Periods repeat to the last bit, so that a discrete Fourier transform has no leakage") {
  for (const auto kind : {Kind::kMultisine, Kind::kSweep}) {
    const auto s = stimulus::render(plan_of(kind));
    REQUIRE(s.periods >= 2);
    for (std::size_t n = 0; n < s.period_frames; ++n)
      REQUIRE(s.samples[s.first_frame + n] == s.samples[s.first_frame + s.period_frames + n]);
    CHECK(s.samples.size() >= s.first_frame + s.periods * s.period_frames);
  }
}

TEST_CASE("A multisine has equal lines at its bins and nothing elsewhere") {
  const auto s = stimulus::render(plan_of(Kind::kMultisine));
  const std::vector<double> period(
      s.samples.begin() + static_cast<std::ptrdiff_t>(s.first_frame),
      s.samples.begin() + static_cast<std::ptrdiff_t>(s.first_frame + s.period_frames));
  const auto spectrum = dsp::real_fft(period);
  const double line = std::abs(spectrum[s.bins.front()]);
  std::size_t next = 0;
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    const bool excited = next < s.bins.size() && s.bins[next] == k;
    if (excited) ++next;
    CHECK(std::abs(spectrum[k]) == Approx(excited ? line : 0.0).margin(1e-9 * line));
  }
}

TEST_CASE("Every stimulus begins and ends softly") {
  for (const auto kind : {Kind::kMultisine, Kind::kSweep, Kind::kStepped}) {
    const auto s = stimulus::render(plan_of(kind));
    INFO(stimulus::name_of(kind));
    CHECK(std::abs(s.samples.front()) < 1e-4 * s.peak_fs);
    CHECK(std::abs(s.samples.back()) < 1e-3 * s.peak_fs);
    for (std::size_t n = 0; n < 480; ++n)
      CHECK(std::abs(s.samples[n]) < 0.03 * s.peak_fs);  // the first 10 ms
  }
}

TEST_CASE(
    "A default measurement plays for less than 4.53 s, so that with its probe of 0.47 s it stays within 5 "
    "s") {
  for (const auto kind : {Kind::kMultisine, Kind::kSweep}) {
    const auto s = stimulus::render(plan_of(kind));
    CHECK(static_cast<double>(s.samples.size()) / 48000 < 4.53);
  }
}

TEST_CASE("The dwells of a stepped sine are long enough, whole and within the signal") {
  const auto s = stimulus::render(plan_of(Kind::kStepped));
  REQUIRE(s.dwells.size() == s.f_hz.size());
  std::size_t before = 0;
  for (const auto& d : s.dwells) {
    CHECK(d.first_frame >= before + static_cast<std::size_t>(0.1 * 48000));
    before = d.first_frame + d.blocks * d.block_frames;
    CHECK(before <= s.samples.size());
    const double cycles = static_cast<double>(d.block_frames) * d.f_hz / 48000;
    CHECK(cycles > 1.9);
    CHECK(std::abs(cycles - std::round(cycles)) <= 0.51 * d.f_hz / 48000);
  }
}

TEST_CASE(
    "The same plan gives the same samples, through the cache and without it, and from its description") {
  auto plan = plan_of(Kind::kMultisine);
  plan.points_per_octave = 7;  // a grid of its own in the cache
  const auto first = stimulus::render(plan);
  const auto again = stimulus::render(plan);
  CHECK(first.samples == again.samples);
  const auto described = stimulus::parse_description(stimulus::describe(plan));
  REQUIRE(described);
  CHECK(stimulus::render(*described).samples == first.samples);
  CHECK_FALSE(stimulus::parse_description("recorded with love"));
  CHECK_FALSE(stimulus::parse_description("ohmbench stimulus 1: kind=multisine rate=abc"));
}

TEST_CASE("A damaged phase cache is replaced, not believed") {
  const auto bins = core::odd_log_bins(20, 2000, 3, 4800, 48000);
  const auto good = stimulus::low_crest_phases(bins, 4800);
  for (const auto& file : std::filesystem::directory_iterator(kCache / "ohmbench"))
    std::ofstream(file.path(), std::ios::binary) << "rubbish";
  CHECK(stimulus::low_crest_phases(bins, 4800) == good);
  CHECK(stimulus::low_crest_phases(bins, 4800) == good);
  std::filesystem::remove_all(kCache);
}

TEST_CASE("Plans that cannot be played are refused") {
  const auto refused = [](auto change) {
    auto plan = plan_of(Kind::kMultisine);
    change(plan);
    CHECK_THROWS_AS(stimulus::render(plan), core::Error);
  };
  refused([](auto& p) { p.to_hz = 23000; });
  refused([](auto& p) { p.from_hz = 0; });
  refused([](auto& p) { p.from_hz = 30000; });
  refused([](auto& p) { p.points_per_octave = 0; });
  refused([](auto& p) { p.level = core::DbFs(1); });
  refused([](auto& p) { p.seconds = 1.0; });
  refused([](auto& p) { p.seconds = 1e9; });
  CHECK_THROWS_AS(stimulus::kind_named("chirp"), core::Error);
}

TEST_CASE("A sweep too short for two periods is played once, after a silence that its seconds do not count") {
  ohmbench::stimulus::Plan plan;
  plan.kind = ohmbench::stimulus::Kind::kSweep;
  plan.seconds = 1;
  const auto s = ohmbench::stimulus::render(plan);
  CHECK(s.single());
  CHECK(s.periods == 1);
  CHECK(s.samples.size() == s.quiet_frames + 48000);
  CHECK(s.quiet_frames == 24000);
  CHECK(std::all_of(s.samples.begin(), s.samples.begin() + static_cast<std::ptrdiff_t>(s.quiet_frames),
                    [](double x) { return x == 0; }));
  const double amplitude = std::sqrt(2.0) * ohmbench::core::rms_fs(plan.level);
  CHECK(s.peak_fs == Approx(amplitude).epsilon(1e-3));
  CHECK(std::abs(s.samples.back()) == 0);
  const auto plan_again = ohmbench::stimulus::parse_description(ohmbench::stimulus::describe(plan));
  REQUIRE(plan_again.has_value());
  CHECK(ohmbench::stimulus::render(*plan_again).samples == s.samples);
  plan.seconds = 2.5;
  CHECK_FALSE(ohmbench::stimulus::render(plan).single());
  plan.seconds = 0.1;
  CHECK_THROWS_AS(ohmbench::stimulus::render(plan), ohmbench::core::Error);
}

TEST_CASE(
    "Other realisations of a multisine have the same lines and level, a low crest and phases of their own") {
  stimulus::Plan plan;
  const auto first = stimulus::render(plan);
  plan.realisation = 3;
  const auto other = stimulus::render(plan);
  const auto described = stimulus::parse_description(stimulus::describe(plan));
  REQUIRE(described);
  CHECK(stimulus::render(*described).samples == other.samples);
  CHECK(other.bins == first.bins);
  const auto period = [](const stimulus::Stimulus& s) {
    const auto from = s.samples.begin() + static_cast<std::ptrdiff_t>(s.first_frame);
    return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(s.period_frames));
  };
  CHECK(stimulus::crest_factor_db(period(other)) < 9.5);
  const auto a = dsp::real_fft(period(first)), b = dsp::real_fft(period(other));
  std::complex<double> alike = 0;
  for (const auto k : first.bins) {
    CHECK(std::abs(a[k]) == Approx(std::abs(b[k])).epsilon(1e-9));
    alike += b[k] / a[k];
  }
  // the sum of 227 random directions is some 15 long
  CHECK(std::abs(alike) < 0.25 * static_cast<double>(first.bins.size()));
  plan.realisation = stimulus::kMostRealisations;
  CHECK_THROWS_AS(stimulus::render(plan), core::Error);
}
