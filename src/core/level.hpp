// Levels are points on a scale, gains are differences: level + level does not compile.
// DbFs is an RMS level: 0 dBFS is a full-scale sine with peak 1.0 (AES17), so L = 20 log10(sqrt2 rms).
#pragma once

#include <cmath>
#include <compare>
#include <numbers>

namespace ohmbench::core {

/// A gain or a difference of levels, in dB of voltage: 20 log10(ratio).
class GainDb {
 public:
  constexpr GainDb() = default;
  constexpr explicit GainDb(double db) : db_(db) {}
  /// `ratio` > 0, of voltages or currents.
  static GainDb of_ratio(double ratio) { return GainDb(20.0 * std::log10(ratio)); }
  constexpr double value() const { return db_; }
  double ratio() const { return std::pow(10.0, db_ / 20.0); }
  constexpr GainDb operator-() const { return GainDb(-db_); }
  friend constexpr GainDb operator+(GainDb a, GainDb b) { return GainDb(a.db_ + b.db_); }
  friend constexpr GainDb operator-(GainDb a, GainDb b) { return GainDb(a.db_ - b.db_); }
  friend constexpr auto operator<=>(GainDb, GainDb) = default;

 private:
  double db_ = 0.0;
};

/// A point on a decibel scale; `Scale` names its reference.
template <class Scale>
class Level {
 public:
  constexpr explicit Level(double db) : db_(db) {}
  constexpr double value() const { return db_; }
  friend constexpr Level operator+(Level l, GainDb g) { return Level(l.db_ + g.value()); }
  friend constexpr Level operator-(Level l, GainDb g) { return Level(l.db_ - g.value()); }
  friend constexpr GainDb operator-(Level a, Level b) { return GainDb(a.db_ - b.db_); }
  friend constexpr auto operator<=>(Level, Level) = default;

 private:
  double db_;
};

using DbFs = Level<struct FullScaleSine>;       ///< re a full-scale sine
using DbSpl = Level<struct TwentyMicropascal>;  ///< re 20 µPa

/// RMS value in full scale (peak 1.0) of a signal at this level.
inline double rms_fs(DbFs level) {
  return std::pow(10.0, level.value() / 20.0) / std::numbers::sqrt2;
}
/// Level of a signal with this RMS value (> 0) in full scale.
inline DbFs level_of_rms(double rms) {
  return DbFs(20.0 * std::log10(rms * std::numbers::sqrt2));
}

}  // namespace ohmbench::core
