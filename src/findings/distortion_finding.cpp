#include "findings/distortion_finding.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"

namespace ohmbench::findings {
namespace {

using Channel = disturbance::DistortionCurve::Channel;

constexpr double kMuchLessDb = 8;  // below this the weaker of two is not the cause of the stronger
constexpr double kAlikeDb = 3;

struct Level {
  double db;
  bool is_bound;
};

Level at(const Channel& channel, bool even, std::size_t i) {
  return even ? Level{channel.even_db[i], channel.even_is_bound[i]}
              : Level{channel.odd_db[i], channel.odd_is_bound[i]};
}

/// A bound serves where it is low enough.
DistortionOrigin origin_of(Level a, Level b, Level beyond) {
  if (!b.is_bound && beyond.db < b.db - kMuchLessDb) return DistortionOrigin::kSource;
  if (!a.is_bound && b.db < a.db - kMuchLessDb && std::abs(beyond.db - a.db) < kAlikeDb)
    return DistortionOrigin::kInputA;
  if (!beyond.is_bound && a.db < beyond.db - kMuchLessDb) return DistortionOrigin::kLoad;
  return DistortionOrigin::kUnknown;
}

}  // namespace

const char* name_of(DistortionOrigin origin) {
  switch (origin) {
    case DistortionOrigin::kSource:
      return "source";
    case DistortionOrigin::kLoad:
      return "load";
    case DistortionOrigin::kInputA:
      return "input-a";
    case DistortionOrigin::kUnknown:
      return "unknown";
  }
  return "?";
}

std::optional<DistortionFinding> strongest_distortion(const disturbance::DistortionCurve& curve) {
  std::optional<DistortionFinding> strongest;
  if (curve.channels.size() < 2) return strongest;
  for (std::size_t i = 0; i < curve.f_hz.size(); ++i) {
    for (const bool even : {true, false}) {
      const auto a = at(curve.channels[0], even, i);
      const auto b = at(curve.channels[1], even, i);
      for (const auto& level : {a, b}) {
        if (level.is_bound || (strongest && level.db <= strongest->db)) continue;
        strongest = {level.db, curve.f_hz[i], even, origin_of(a, b, at(curve.beyond, even, i))};
      }
    }
  }
  return strongest;
}

std::string in_words(const DistortionFinding& finding) {
  const auto* from = finding.origin == DistortionOrigin::kSource   ? "output or amplifier"
                     : finding.origin == DistortionOrigin::kLoad   ? "the load, or the input on node B"
                     : finding.origin == DistortionOrigin::kInputA ? "the input on node A"
                                                                   : "load or amplifier";
  return fmt::format("{:.0f} dB at {}, {} order: {}", finding.db, core::format_si(finding.f_hz, "Hz", 2),
                     finding.even ? "even" : "odd", from);
}

}  // namespace ohmbench::findings
