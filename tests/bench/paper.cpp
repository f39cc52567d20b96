// What a figure and a report cost a person who waits: whole processes of the program, from start to exit.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "parts.hpp"

extern char** environ;

namespace ohmbench::bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A result as a measurement writes it: 24 points an octave, seven causes of uncertainty, distortion.
json result_of(int unit) {
  json j = {
      {"format", "ohmbench"},
      {"version", 1},
      {"kind", "impedance"},
      {"name", fmt::format("driver {}", unit)},
      {"program", "ohmbench"},
      {"created", "2026-01-02T03:04:05Z"},
      {"bench", {{"wiring", {{"sense_resistor_ohm", 10.0}, {"source_channel", unit}}}}},
      {"measurement", {{"load_volt", 0.25}, {"seconds", 4.5}}},
      {"calibration", {{"sha256", "00"}, {"steps", {{{"step", "open"}, {"made", "2026-01-01T00:00:00Z"}}}}}},
      {"quality", {{"snr_db", 110.0}, {"warnings", json::array()}}}};
  const char* const kTerms[] = {"noise",          "channel ratio",     "input loading",     "crosstalk",
                                "sense resistor", "calibration noise", "reference resistor"};
  json terms = json::array();
  for (const auto* name : kTerms) terms.push_back({{"name", name}, {"sigma_ohm", json::array()}});
  for (double f = 10; f < 20000; f *= std::pow(2.0, 1 / 24.0)) {
    const std::complex<double> z = 6.0 + 24.0 / std::complex<double>(1, 3 * (f / 50 - 50 / f)) +
                                   std::complex<double>(0, f * 3e-3 * (1 + 0.05 * unit));
    j["frequency_hz"].push_back(f);
    j["impedance_re_ohm"].push_back(z.real());
    j["impedance_im_ohm"].push_back(z.imag());
    j["sigma_ohm"].push_back(1e-3 * std::abs(z));
    j["noise_ohm"].push_back(1e-4 * std::abs(z));
    j["coverage"].push_back("exact");
    for (std::size_t i = 0; i < terms.size(); ++i)
      terms[i]["sigma_ohm"].push_back(std::pow(0.3, static_cast<double>(i)) * 1e-3 * std::abs(z));
  }
  j["uncertainty"] = {
      {"terms", terms},
      {"dominant",
       {{{"frequency_hz", 1000.0}, {"sigma_ohm", 0.006}, {"term", "noise"}, {"term_sigma_ohm", 0.006}}}}};
  json channel;
  for (double f = 10; f < 16000; f *= std::pow(2.0, 1 / 3.0)) {
    j["distortion"]["frequency_hz"].push_back(f);
    for (const char* order : {"even", "odd"}) {
      channel[fmt::format("{}_db", order)].push_back(-100 + 5 * std::sin(f));
      channel[fmt::format("{}_is_bound", order)].push_back(f > 200);
    }
  }
  j["distortion"]["load_node"] = j["distortion"]["source_node"] = channel;
  return j;
}

struct Cost {
  double wall_ms = 0;
  double cpu_ms = 0;
};

double milliseconds(const timeval& t) {
  return 1e3 * static_cast<double>(t.tv_sec) + 1e-3 * static_cast<double>(t.tv_usec);
}

Cost run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  int status = 1;
  rusage used{};
  const bool started = posix_spawn(&child, OHMBENCH_PROGRAM, &quiet, nullptr, arguments.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&quiet);
  if (!started || wait4(child, &status, 0, &used) != child || status != 0) {
    fmt::print(stderr, "{} failed\n", fmt::join(words, " "));
    std::exit(1);
  }
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
  return {wall.count(), milliseconds(used.ru_utime) + milliseconds(used.ru_stime)};
}

void print_row(const char* what, double most_ms, int runs, const std::vector<std::string>& words) {
  run(words);  // fills the disk's cache
  std::vector<double> wall, cpu;
  for (int i = 0; i < runs; ++i) {
    const auto cost = run(words);
    wall.push_back(cost.wall_ms), cpu.push_back(cost.cpu_ms);
  }
  std::sort(wall.begin(), wall.end()), std::sort(cpu.begin(), cpu.end());
  fmt::print("{:<34} {:>8.1f} {:>8.1f} {:>8.1f} {:>8.0f}\n", what, wall[wall.size() / 2], wall.back(),
             cpu[cpu.size() / 2], most_ms);
}

}  // namespace

void print_paper(int runs) {
  const auto folder = fs::temp_directory_path() / fmt::format("ohmbench-bench-{}", getpid());
  fs::create_directories(folder / "results");
  constexpr int kResults = 20;
  std::vector<std::string> overlay{"ohmbench", "plot"};
  for (int i = 0; i < kResults; ++i) {
    const auto file = (folder / "results" / fmt::format("{:02}.json", i)).string();
    std::ofstream(file) << result_of(i).dump(1);
    overlay.push_back(file);
  }
  fmt::print("\nPaper: whole processes, {} runs\n{:<34} {:>8} {:>8} {:>8} {:>8}\n", runs, "milliseconds",
             "median", "most", "CPU", "wanted");
  const auto one = overlay[2];
  for (const char* ending : {"svg", "pdf", "png"}) {
    const auto out = (folder / "x.").string() + ending;
    print_row(fmt::format("plot, {}", ending).c_str(), 100, runs, {"ohmbench", "plot", one, "--out", out});
  }
  overlay.insert(overlay.end(), {"--out", (folder / "x.svg").string()});
  print_row("plot, 20 overlaid, svg", 100, runs, overlay);
  print_row("report of 20 measurements", 1000, runs,
            {"ohmbench", "report", (folder / "results").string(), "--out", (folder / "x.html").string()});
  fs::remove_all(folder);
}

}  // namespace ohmbench::bench
