// Snapshots and results in every state, for tests of views and panels.
#pragma once

#include <unistd.h>

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "figures/subject.hpp"
#include "instrument/snapshot.hpp"
#include "results/result_file.hpp"
#include "views/library.hpp"
#include "workbench/bench.hpp"

namespace ohmbench::test {

/// A headphone of 32 Ω with a resonance at 100 Hz.
inline core::OhmCurve curve(std::size_t points = 240) {
  core::OhmCurve c;
  for (std::size_t i = 0; i < points; ++i) {
    const double f = 20 * std::pow(1000.0, static_cast<double>(i) / static_cast<double>(points - 1));
    const std::complex<double> z = 32.0 + 20.0 / std::complex<double>(1, 3 * (f / 100 - 100 / f));
    c.f_hz.push_back(f);
    c.z_ohm.push_back(z);
    c.sigma_ohm.push_back(0.002 * std::abs(z));
    c.noise_ohm.push_back(0.001 * std::abs(z));
  }
  return c;
}

inline nlohmann::json load_json(const std::string& name) {
  auto j = results::result_head("impedance", name);
  results::put_curve(j, curve());
  return j;
}

/// An amplifier of `ohm` and some more upwards.
inline nlohmann::json amplifier_json(const std::string& name, double ohm) {
  auto j = results::result_head("output-impedance", name);
  auto c = curve();
  for (auto& z : c.z_ohm) z = ohm;
  for (auto& sigma : c.sigma_ohm) sigma = ohm / 500;
  results::put_curve(j, c);
  return j;
}

inline std::shared_ptr<const views::Entry> entry_of(const nlohmann::json& result) {
  auto e = std::make_shared<views::Entry>();
  e->file = result.at("name").get<std::string>() + ".json";
  e->name = result.at("name");
  e->kind = result.at("kind");
  e->made = result.at("created");
  e->subject = std::make_shared<const figures::Subject>(figures::subject_of(result, e->file));
  return e;
}

/// A folder for one test.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("ohmbench-panels-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return path / name;
  }
};

inline std::shared_ptr<const instrument::Outcome> outcome(const std::string& name,
                                                          const std::string& invalid = "") {
  auto o = std::make_shared<instrument::Outcome>();
  o->kind = "impedance";
  o->name = name;
  o->made = "2026-11-21T12:00:00Z";
  o->invalid = invalid;
  if (invalid.empty()) {
    o->result = load_json(name);
    o->summary = "least    32.100 ± 0.060 ohm at 5 kHz\nmost     52.0 ohm at 100 Hz\n";
    o->file = name + ".json";
  }
  return o;
}

inline std::shared_ptr<const instrument::Live> live() {
  auto l = std::make_shared<instrument::Live>();
  l->meters = {{"A, input 1", -20, -10, false},
               {"B, input 2", -30, -0.1, true},
               {"loopback, input 3", -160, -160, false}};
  for (double f = 20; f < 20000; f *= 1.06) l->spectrum_hz.push_back(f);
  l->spectrum_dbfs.assign(2, std::vector<double>(l->spectrum_hz.size(), -90));
  l->curve = curve();
  l->periods = 2;
  return l;
}

/// Every state that a face must bear.
inline std::map<std::string, instrument::Snapshot> snapshots() {
  using instrument::Activity;
  const std::string long_name(400, 'W');
  std::map<std::string, instrument::Snapshot> all;
  instrument::Snapshot s;
  s.bench =
      std::make_shared<const workbench::Bench>(workbench::virtual_bench("O2", "HD 800 S", core::Ohms(33)));
  s.problem = instrument::Problem{core::ErrorKind::kDevice, "no audio host answers: start one"};
  all["no device"] = s;
  s.problem.reset();
  s.device = audio::DeviceInfo{"virtual", "virtual bench", 4, 2, 48000, true};
  all["no calibration"] = s;
  s.calibration_problem = "calibration.json was made on another device: calibrate again";
  all["foreign calibration"] = s;
  s.calibration_problem.clear();
  s.activity = Activity::kMeasuring;
  s.doing = "measure the load";
  s.phase = "measuring";
  s.progress = 0.4;
  all["measuring, nothing heard yet"] = s;
  s.live = live();
  all["measuring"] = s;
  auto heard = std::make_shared<instrument::Live>();
  heard->meters = live()->meters;
  s.live = heard;
  s.doing = "measure the maximum output";
  s.climb = std::make_shared<const std::vector<instrument::ClimbStep>>(std::vector<instrument::ClimbStep>{
      {1000, 300, 0.05, 3e-5, 2e-3}, {1000, 300, 0.5, 4e-5, 3e-4}, {1000, 300, 5, 0.012, 0.0121}});
  all["measuring the maximum"] = s;
  s.climb.reset();
  s.live = live();
  s.doing = "measure the load";
  s.prompt =
      instrument::Prompt{core::FixtureState::kOpen, "disconnect the load; leave both inputs connected"};
  s.wiring = core::FixtureState::kOpen;
  all["asking"] = s;
  s.prompt.reset();
  s.activity = Activity::kIdle;
  s.outcomes = {outcome("a headphone")};
  all["measured"] = s;
  s.outcomes = {outcome("a headphone", "not valid: the load is disconnected: connect it")};
  all["invalid"] = s;
  s.outcomes = {outcome("a headphone")};
  s.problem = instrument::Problem{core::ErrorKind::kDevice, "the device was lost: plug it in again"};
  s.device.reset();
  all["device lost"] = s;
  s.problem.reset();
  s.device = audio::DeviceInfo{"JACK " + long_name, long_name, 4, 2, 48000, true};
  s.outcomes = {outcome(long_name)};
  s.doing = s.phase = s.note = long_name;
  all["very long names"] = s;
  s.outcomes.clear();
  for (int i = 0; i < 200; ++i) s.outcomes.push_back(outcome("load " + std::to_string(i)));
  all["200 measurements"] = s;
  return all;
}

}  // namespace ohmbench::test
