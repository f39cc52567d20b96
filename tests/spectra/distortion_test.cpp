// Distortion against frequency, from the bins that a multisine leaves empty.
#include <algorithm>
#include <cmath>
#include <random>
#include <span>

#include "dsp/fft.hpp"
#include "spectra/analyse.hpp"
#include "support/catch.hpp"

using namespace ohmbench;

namespace {

constexpr double kClean = -110;  // dB: where nothing was added, the curve must lie below

stimulus::Stimulus multisine() {
  stimulus::Plan plan;
  plan.to_hz = 4000;
  return stimulus::render(plan);
}

/// Channel 0 is the stimulus; channel 1 what `bend` makes of it; white noise on both.
template <typename Bend>
spectra::Analysed analysed(const stimulus::Stimulus& s, double noise_rms, Bend bend) {
  std::mt19937 random(5);
  std::normal_distribution<double> gauss(0, noise_rms);
  audio::Capture capture;
  capture.sample_rate_hz = s.plan.sample_rate_hz;
  capture.channels.assign(2, std::vector<float>(s.samples.size() + 4800));
  for (std::size_t n = 0; n < capture.frames(); ++n) {
    const double x = n < s.samples.size() ? s.samples[n] : 0.0;
    capture.channels[0][n] = static_cast<float>(x + gauss(random));
    capture.channels[1][n] = static_cast<float>(bend(x) + gauss(random));
  }
  return spectra::analyse(capture, s, 0);
}

/// Power that `added` makes of one period, in bins of one parity within a third of an octave, re the
/// stimulus' own.
template <typename Added>
double expected_db(const stimulus::Stimulus& s, double f_hz, std::size_t parity, Added added) {
  std::vector<double> period(
      s.samples.begin() + static_cast<std::ptrdiff_t>(s.first_frame),
      s.samples.begin() + static_cast<std::ptrdiff_t>(s.first_frame + s.period_frames));
  const auto signal = dsp::real_fft(period);
  for (double& x : period) x = added(x);
  const auto made = dsp::real_fft(period);
  double of_signal = 0;
  double of_made = 0;
  const double df_hz = s.plan.sample_rate_hz / static_cast<double>(s.period_frames);
  for (auto k = static_cast<std::size_t>(std::ceil(f_hz / df_hz * std::exp2(-1.0 / 6)));
       static_cast<double>(k) * df_hz < f_hz * std::exp2(1.0 / 6); ++k) {
    if (std::binary_search(s.bins.begin(), s.bins.end(), k)) of_signal += std::norm(signal[k]);
    if (k % 2 == parity && !std::binary_search(s.bins.begin(), s.bins.end(), k))
      of_made += std::norm(made[k]);
  }
  return 10 * std::log10(of_made / of_signal);
}

}  // namespace

TEST_CASE("A square law shows in the even bins only, as strong as it is, and a cubic in the odd ones") {
  const auto s = multisine();
  const bool even = GENERATE(true, false);
  const auto added = [even](double x) { return even ? 0.01 * x * x : 0.1 * x * x * x; };
  const auto a = analysed(s, 0, [&](double x) { return x + added(x); });
  REQUIRE(a.usable);
  const auto& bent = a.distortion.channels.at(1);
  const auto& clean = a.distortion.channels.at(0);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < a.distortion.f_hz.size(); ++i) {
    INFO(a.distortion.f_hz[i] << " Hz");
    CHECK(clean.even_db[i] < kClean);
    CHECK(clean.odd_db[i] < kClean);
    const double shown_db = even ? bent.even_db[i] : bent.odd_db[i];
    CHECK_FALSE((even ? bent.even_is_bound[i] : bent.odd_is_bound[i]));
    CHECK((even ? bent.odd_db[i] : bent.even_db[i]) < kClean);
    if (a.distortion.f_hz[i] < 300 || a.distortion.f_hz[i] > 3000) continue;  // bands widened, or cut off
    ++compared;
    CHECK(shown_db == Approx(expected_db(s, a.distortion.f_hz[i], even ? 0 : 1, added)).margin(1.5));
  }
  CHECK(compared > 6);
}

TEST_CASE("Without distortion the levels are bounds, which fall with the noise") {
  const auto s = multisine();
  const auto loud = analysed(s, 1e-3, [](double x) { return x; });
  const auto quiet = analysed(s, 1e-5, [](double x) { return x; });
  std::size_t bounds = 0;
  std::size_t levels = 0;
  for (const auto& channel : loud.distortion.channels) {
    for (const auto& flags : {channel.even_is_bound, channel.odd_is_bound}) {
      bounds += static_cast<std::size_t>(std::count(flags.begin(), flags.end(), true));
      levels += flags.size();
    }
  }
  CHECK(levels > 40);
  CHECK(static_cast<double>(bounds) > 0.97 * static_cast<double>(levels));
  for (std::size_t i = 0; i < loud.distortion.f_hz.size(); ++i)
    CHECK(loud.distortion.channels[1].even_db[i] - quiet.distortion.channels[1].even_db[i] ==
          Approx(40).margin(6));
}

TEST_CASE("Distortion below the noise of single bins is found where many bins agree") {
  const auto s = multisine();
  const auto a = analysed(s, 1e-4, [](double x) { return x + 0.01 * x * x; });
  const auto at_1k = std::lower_bound(a.distortion.f_hz.begin(), a.distortion.f_hz.end(), 1000.0);
  const auto i = static_cast<std::size_t>(at_1k - a.distortion.f_hz.begin());
  CHECK_FALSE(a.distortion.channels[1].even_is_bound[i]);
  CHECK(a.distortion.channels[0].even_is_bound[i]);
}

TEST_CASE("What a cubic law does to the ratio in played lines is foretold from the empty ones") {
  const auto s = multisine();
  constexpr double kCubic = 0.1;
  const auto a = analysed(s, 0, [](double x) { return x + kCubic * x * x * x; });
  const auto frf = spectra::transfer(a, 1, 0);
  for (std::size_t i = 0; i < a.distortion.f_hz.size(); ++i) {
    double error = 0, lines = 0;
    for (std::size_t k = 0; k < frf.size(); ++k) {
      if (disturbance::nearest_band(a.distortion, frf.f_hz[k]) != i) continue;
      error += std::norm(frf.h[k] - 1.0), ++lines;
      CHECK(frf.hidden_shift[k] == a.distortion.hidden_shift[i]);
    }
    if (lines == 0) continue;
    INFO(a.distortion.f_hz[i] << " Hz");
    const double foretold = a.distortion.hidden_shift[i] + a.distortion.hidden_scatter[i];
    CHECK(std::sqrt(foretold / (error / lines)) == Approx(1).margin(0.25));
    CHECK(a.distortion.beyond.odd_db[i] == Approx(a.distortion.channels[1].odd_db[i]).margin(0.5));
  }
}
