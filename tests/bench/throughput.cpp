#include <fftw3.h>
#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <complex>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "audio/wav.hpp"
#include "parts.hpp"
#include "simulation.hpp"
#include "spectra/analyse.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// What one cannot do without: the file read in double precision, and one real FFT for each channel.
class Bare {
 public:
  double run(const fs::path& path) {
    SF_INFO info{};
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
    if (file == nullptr) throw std::runtime_error("cannot read " + path.string());
    const auto frames = static_cast<std::size_t>(info.frames);
    interleaved_.resize(frames * 2);
    sf_readf_double(file, interleaved_.data(), info.frames);
    sf_close(file);
    if (frames != frames_) prepare(frames);
    double sum = 0;
    for (std::size_t c = 0; c < 2; ++c) {
      for (std::size_t n = 0; n < frames; ++n) time_[n] = interleaved_[2 * n + c];
      fftw_execute_dft_r2c(plan_, time_.data(), reinterpret_cast<fftw_complex*>(bins_[c].data()));
    }
    for (std::size_t k = 1; k < bins_[0].size(); ++k) sum += std::abs(bins_[1][k] / bins_[0][k]);
    return sum;
  }
  ~Bare() {
    if (plan_ != nullptr) fftw_destroy_plan(plan_);
  }

 private:
  std::size_t frames_ = 0;
  fftw_plan plan_ = nullptr;
  std::vector<double> interleaved_, time_;
  std::vector<std::complex<double>> bins_[2];

  void prepare(std::size_t frames) {
    frames_ = frames;
    time_.resize(frames);
    for (auto& b : bins_) b.resize(frames / 2 + 1);
    plan_ = fftw_plan_dft_r2c_1d(static_cast<int>(frames), time_.data(),
                                 reinterpret_cast<fftw_complex*>(bins_[0].data()), FFTW_ESTIMATE);
  }
};

double own(const fs::path& path, const stimulus::Stimulus& s) {
  const auto file = audio::read_wav(path);
  const auto frf = spectra::transfer(spectra::analyse(file.capture, s, 0), 1, 0);
  return std::abs(frf.h.front());
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

}  // namespace

void print_throughput(int captures) {
  const fs::path folder = fs::temp_directory_path() / ("ohmbench_bench_" + std::to_string(getpid()));
  fs::create_directories(folder);
  fmt::print(
      "{} recorded captures on one core, against a bare libsndfile + FFTW program over the same files:\n",
      captures);
  struct Case {
    const char* name;
    double seconds;
  };
  for (const auto& c : {Case{"single sweep, 1 s of playing", 1.0}, Case{"multisine, 4.5 s", 4.5}}) {
    stimulus::Plan plan;
    plan.kind = c.seconds < 2 ? stimulus::Kind::kSweep : stimulus::Kind::kMultisine;
    plan.seconds = c.seconds;
    const auto s = stimulus::render(plan);
    constexpr int kFiles = 8;  // different loads, in turn
    for (int i = 0; i < kFiles; ++i) {
      const auto scene = random_scene(1000 + static_cast<std::uint64_t>(i));
      audio::write_wav(folder / fmt::format("{}.wav", i), record(scene, s.samples, 2400));
    }
    Bare bare;
    std::vector<double> bare_ms, own_ms;
    double sink = 0;
    for (int i = 0; i < captures; ++i) {
      const auto path = folder / fmt::format("{}.wav", i % kFiles);
      const auto t0 = Clock::now();
      sink += bare.run(path);
      const auto t1 = Clock::now();
      sink += own(path, s);
      const auto t2 = Clock::now();
      if (i < kFiles) continue;  // plans and caches
      bare_ms.push_back(std::chrono::duration<double, std::milli>(t1 - t0).count());
      own_ms.push_back(std::chrono::duration<double, std::milli>(t2 - t1).count());
    }
    const double ratio = median(own_ms) / median(bare_ms);
    fmt::print("{:30} bare {:.2f} ms, ohmbench {:.2f} ms a capture (medians): {:.2f} times{}\n", c.name,
               median(bare_ms), median(own_ms), ratio, sink == 0 ? "!" : "");
  }
  fs::remove_all(folder);
}

}  // namespace ohmbench::bench
