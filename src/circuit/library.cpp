#include "circuit/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.hpp"

namespace ohmbench::circuit {
namespace {

Load load(std::string name, double re_ohm, double le_henry, std::vector<Resonance> resonances,
          std::string source) {
  Load l;
  l.name = std::move(name);
  l.re_ohm = re_ohm;
  l.le_henry = le_henry;
  l.resonances = std::move(resonances);
  l.source = std::move(source);
  return l;
}

/// A driver from its published small-signal parameters: Res = Re Qms/Qes (methods 5.2).
Load driver(std::string name, double re_ohm, double le_henry, double fs_hz, double qms, double qes,
            std::string source) {
  return load(std::move(name), re_ohm, le_henry, {{re_ohm * qms / qes, fs_hz, qms}}, std::move(source));
}

Amplifier amplifier(std::string name, double rout_ohm, double gain, double clip_volt_rms,
                    std::string source) {
  Amplifier a;
  a.name = std::move(name);
  a.rout_ohm = rout_ohm;
  a.gain = gain;
  if (clip_volt_rms > 0) a.clip_volt_peak = clip_volt_rms * 1.4142135623730951;
  a.bandwidth_hz = 200e3;
  a.a2_per_volt = 1e-6;
  a.a3_per_volt2 = 1e-6;
  a.source = std::move(source);
  return a;
}

std::string folded(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return s;
}

template <class T, class Parse>
T find(const std::vector<T>& library, const std::string& wanted, const char* what, Parse parse) {
  for (const auto& entry : library) {
    if (folded(entry.name) == folded(wanted)) return entry;
  }
  if (wanted.find("ohm") != std::string::npos) return parse(wanted);
  std::string names;
  for (const auto& entry : library) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", entry.name);
  throw core::bad_input(fmt::format("the virtual bench knows no {} \"{}\"", what, wanted),
                        fmt::format("use component values such as \"10 ohm\" or one of {}", names));
}

}  // namespace

const std::vector<Load>& library_loads() {
  static const std::vector<Load> loads = [] {
    std::vector<Load> all;
    all.push_back(load("HD 800 S", 334, 0.12e-3, {{334, 70, 0.59}},
                       "fitted to the published curve: 334 ohm, 668 ohm at 70 Hz, 430 ohm at 20 Hz"));
    all.push_back(load("DT 1990", 262, 0.15e-3, {{288, 62.8, 1.6}},
                       "published peak of 549.7 ohm at 62.8 Hz (Audio Science Review); Q assumed"));
    all.push_back(load("Susvara", 65, 0.002e-3, {}, "published curve: planar, flat 65 ohm"));
    all.push_back(
        load("32 ohm earphone", 32, 0.02e-3, {{6, 110, 1.2}}, "typical values, no particular product"));
    all.push_back(driver("HDS 830860", 7.00, 0.33e-3, 65.5, 2.817, 0.921,
                         "Klippel LPM of a Peerless HDS 830860; Le typical"));
    all.push_back(driver("L16RNX", 5.7212, 0.2e-3, 44.985, 1.995, 0.490,
                         "SEAS L16RNX, two added masses (speakertools); Le typical"));
    all.push_back(driver("RS150-4", 3.1, 0.34e-3, 45.1, 1.96, 0.40, "Dayton RS150-4, maker's table"));
    all.push_back(driver("12SW-4HE", 3.9, 1.2e-3, 22, 4.08, 0.48, "GRS 12SW-4HE, maker's table; Le typical"));
    all.push_back(load("8 ohm resistor", 8, 0, {}, "exact"));
    all.push_back(load("32 ohm resistor", 32, 0, {}, "exact"));
    return all;
  }();
  return loads;
}

const std::vector<Amplifier>& library_amplifiers() {
  static const std::vector<Amplifier> amplifiers = [] {
    std::vector<Amplifier> all;
    all.push_back(amplifier("ideal", 1e-6, 1.0, 0, "no output impedance, no limits"));
    all.back().bandwidth_hz = all.back().a2_per_volt = all.back().a3_per_volt2 = 0;
    all.push_back(
        amplifier("O2", 0.5, 2.5, 7.3,
                  "Objective2: 0.5 ohm, 7.24 V into 300 ohm at 1 % THD (superbestaudiofriends.org 3793)"));
    all.push_back(amplifier(
        "QRV09", 10, 2.0, 6.0,
        "TPA6120 circuit with 10 ohm series resistors (nwavguy.blogspot.com 2011/06); swing assumed"));
    all.push_back(amplifier("HDVD 800", 16, 4.0, 17.4, "16 ohm, 17 V into 600 ohm (head-fi.org 803665)"));
    all.push_back(amplifier("UCA202", 50, 1.0, 1.5,
                            "50 ohm headphone output (nwavguy.blogspot.com 2011/02); swing assumed"));
    all.push_back(
        amplifier("Magni 2 Uber", 0.2, 4.0, 8.9, "below 0.2 ohm, 8.8 V into 300 ohm (head-fi.org showcase)"));
    all.push_back(amplifier("IEC 61938", 120, 2.5, 5.0, "reference source: 120 ohm, 5 V"));
    all.push_back(
        amplifier("power amplifier", 0.016, 19.8, 23, "0.016 ohm, 22.6 V into 8 ohm (NAD, BHK Labs)"));
    all.back().zobel_ohm = 4.7;
    all.back().zobel_henry = 1.6e-6;
    return all;
  }();
  return amplifiers;
}

Load find_load(const std::string& text) {
  return find(library_loads(), text, "load", parse_load);
}

Amplifier find_amplifier(const std::string& text) {
  return find(library_amplifiers(), text, "amplifier", parse_amplifier);
}

}  // namespace ohmbench::circuit
