// Results for figures: one of every kind, small, and all that a recipe needs.
#pragma once

#include <cmath>
#include <complex>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "figures/figures.hpp"

namespace ohmbench::test {

using nlohmann::json;

/// A driver of 6 ohm whose resonance of 30 ohm is at 50 Hz, and a coil that rises beyond it.
inline json load_result(const std::string& name, double scale = 1) {
  json j = {{"format", "ohmbench"},
            {"version", 1},
            {"kind", "impedance"},
            {"name", name},
            {"program", "ohmbench 0.1.0"},
            {"created", "2026-01-02T03:04:05Z"},
            {"measurement", {{"load_volt", 0.1}}},
            {"bench", {{"wiring", {{"sense_resistor_ohm", 10.0}}}}}};
  for (double f = 10; f < 25000; f *= std::pow(2, 1 / 24.0)) {
    const std::complex<double> z = scale * (6.0 + 24.0 / std::complex<double>(1, 3 * (f / 50 - 50 / f)) +
                                            std::complex<double>(0, f * 3e-3));
    j["frequency_hz"].push_back(f);
    j["impedance_re_ohm"].push_back(z.real());
    j["impedance_im_ohm"].push_back(z.imag());
    j["sigma_ohm"].push_back(0.001 * std::abs(z));
  }
  return j;
}

inline json amplifier_result(const std::string& name, double ohm) {
  json j = {{"format", "ohmbench"}, {"version", 1}, {"kind", "output-impedance"}, {"name", name}};
  for (double f = 10; f < 25000; f *= std::pow(2, 1 / 24.0)) {
    j["frequency_hz"].push_back(f);
    j["impedance_re_ohm"].push_back(ohm);
    j["impedance_im_ohm"].push_back(0.0);
    j["sigma_ohm"].push_back(0.01);
    j["detection_limit_ohm"].push_back(0.02);
  }
  return j;
}

/// @param cause  what ended it
inline json maximum_of(const std::string& name, double f_hz, double ohm, double volt,
                       const std::string& cause) {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", "max-output"},
          {"name", name},
          {"frequency_hz", f_hz},
          {"load_ohm", ohm},
          {"volt", {volt / 2, volt}},
          {"watt", {volt * volt / ohm / 4, volt * volt / ohm}},
          {"thd_percent", {0.01, 1.0}},
          {"thd_n_percent", {0.02, 1.0}},
          {"thd_n_limit_percent", 1.0},
          {"summary",
           {{"max_volt", volt},
            {"max_ampere", volt / ohm},
            {"max_watt", volt * volt / ohm},
            {"sigma_max_volt", 0.03 * volt},
            {"limited_by", "thd-n"},
            {"cause", cause}}}};
}

inline json maximum_result() {
  return {{"format", "ohmbench"},
          {"version", 1},
          {"kind", "max-output"},
          {"name", "amp"},
          {"frequency_hz", 1000.0},
          {"load_ohm", 32.0},
          {"volt", {0.1, 1.0, 2.0}},
          {"watt", {0.0003, 0.03, 0.125}},
          {"thd_percent", {0.01, 0.01, 3.0}},
          {"thd_n_percent", {0.05, 0.02, 3.1}},
          {"summary", {{"max_volt", 2.0}, {"max_ampere", 0.0625}, {"max_watt", 0.125}}}};
}

inline figures::Subject subject(json j) {
  return figures::subject_of(std::move(j), "test.json");
}

/// A load with its uncertainty by cause, and the products of its distortion.
inline json explained_load(const std::string& name) {
  auto j = load_result(name);
  j["uncertainty"]["terms"] = {{{"name", "noise"}, {"sigma_ohm", j["sigma_ohm"]}}};
  const auto& f_hz = j["frequency_hz"];
  json channel;
  for (std::size_t i = 0; i < f_hz.size(); ++i) {
    for (const char* order : {"even", "odd"}) {
      channel[std::string(order) + "_db"].push_back(-100.0 + static_cast<double>(i % 7));
      channel[std::string(order) + "_is_bound"].push_back(i % 3 == 0);
    }
  }
  j["distortion"] = {{"frequency_hz", f_hz}, {"load_node", channel}, {"source_node", channel}};
  return j;
}

inline json fit_result(const std::string& name) {
  const auto load = load_result(name);
  return {{"format", "ohmbench"},
          {"kind", "fit"},
          {"name", name},
          {"model", "le"},
          {"fs_hz", 50.0},
          {"residual_percent", 1.25},
          {"modelled",
           {{"frequency_hz", load["frequency_hz"]},
            {"impedance_re_ohm", load["impedance_re_ohm"]},
            {"impedance_im_ohm", load["impedance_im_ohm"]}}}};
}

inline json match_result() {
  return {{"format", "ohmbench"},
          {"kind", "match"},
          {"name", "woofer on amp"},
          {"verdict", "no"},
          {"wish", {{"target_spl_db", 97.0}, {"crest_db", 15.0}, {"volt", 10.04}}},
          {"headroom_over_frequency",
           {{"frequency_hz", {20, 1000, 20000}},
            {"voltage_db", {3, 4, 5}},
            {"current_db", {1, nullptr, 7}},
            {"power_db", {nullptr, nullptr, nullptr}}}}};
}

inline json matrix_result() {
  json row = json::array();
  for (const char* verdict : {"yes", "marginal", "no"})
    row.push_back({{"verdict", verdict}, {"enough_known", verdict[0] != 'm'}});
  return {{"format", "ohmbench"},
          {"kind", "match-matrix"},
          {"name", "All on all"},
          {"loads", {"woofer", "headphone \u03a9"}},
          {"amplifiers", {"x", "y", "a long name of an amplifier"}},
          {"cells", {row, row}}};
}

/// The spectrum of a recording, as spectrum_of would make it.
inline figures::Subject spectrum_subject() {
  figures::Subject s;
  s.kind = "spectrum", s.name = "recording";
  json levels;
  for (int i = 0; i < 400; ++i) {
    s.result["frequency_hz"].push_back(20.0 + 50 * i);
    levels.push_back(-120 + 20 * std::sin(0.3 * i));
  }
  s.result["channels"] = {levels, levels};
  s.result["bin_hz"] = 50.0;
  return s;
}

/// What the recipe of that name shows.
inline std::vector<figures::Subject> subjects_for(const std::string& recipe) {
  if (recipe == "headroom") return {subject(match_result())};
  if (recipe == "matrix") return {subject(matrix_result())};
  if (recipe == "spectrum") return {spectrum_subject()};
  std::vector<figures::Subject> all{subject(explained_load("woofer")), subject(explained_load("tweeter"))};
  if (recipe == "fit") return {all[0], subject(fit_result("woofer"))};
  if (recipe == "uncertainty" || recipe == "distortion") return {all[0]};  // of one measurement each
  auto near_zero = amplifier_result("quiet", 0.01);
  all.push_back(subject(amplifier_result("amp", 0.5)));
  all.push_back(subject(near_zero));
  all.push_back(subject(maximum_of("amp", 1000, 8, 4, "voltage")));
  all.push_back(subject(maximum_of("other", 1000, 32, 2, "current")));
  return all;
}

}  // namespace ohmbench::test
