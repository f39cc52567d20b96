// The checks on what may go wrong: harm to the load and to the ears, hiss.
#include <fmt/format.h>

#include <algorithm>

#include "core/curve_sigma.hpp"
#include "core/si_text.hpp"
#include "models/hearing.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

constexpr double kHissGoodDb = 15.0;  // dBA at the ear or the listener: below a quiet room
constexpr double kHissBearableDb = 25.0;
// 20 dB: of the volume control only the lowest part is safe
constexpr double kFarTooMuch = 100.0;
constexpr double kClipped = 2.0;  // a square wave's power over that of the sine it was clipped from
constexpr double kSineCrestDb = 3.0102999566398120;  // 20 log10 √2
constexpr models::Band kBand;

std::string watt(double value) {
  return format_si(value, "W");
}

/// The largest real power [W] that a voltage makes in the load.
double most_watt(const core::OhmCurve& z, core::Volts volts) {
  double most = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (kBand.contains(z.f_hz[i]) && z.z_ohm[i] != 0.0) most = std::max(most, std::real(1.0 / z.z_ohm[i]));
  }
  return volts.value() * volts.value() * most;
}

/// true if there is no upper end, or one so far away that it says nothing.
bool open_ended(const models::Bounds& full) {
  constexpr double kVague = 10.0;
  return !full.most || (full.promised && *full.most > kVague * *full.promised);
}

/// "250 mW", "at least 69 mW", "at most 2.1 W", "69 mW to 2.1 W"
std::string amount(const models::Bounds& full, bool real) {
  constexpr double kSame = 1.05;
  if (!full.promised) return "at most " + watt(*full.most);
  if (open_ended(full)) return "at least " + watt(*full.promised);
  if (*full.most <= kSame * *full.promised) return (real ? "" : "at most ") + watt(*full.most);
  return watt(*full.promised) + " to " + watt(*full.most);
}

/// Full volume against what the load takes. A load's `allowed` clean watts, and twice as much where the
/// amplifier is driven into clipping: a square wave has twice the power of the sine that it was clipped from.
Check at_full_volume(const Facts& facts, const models::LargestWatt& largest, Check part) {
  const bool loudspeaker = facts.purpose() == models::Purpose::kLoudspeakers;
  const double rated = facts.input.rated_power->value();
  const double allowed = loudspeaker ? kLoudspeakerRatingFactor * rated : rated;
  const double clipped =
      loudspeaker ? 1.0 : kClipped;  // a loudspeaker's factor has its amplifier's peaks in it
  const auto& full = largest.bounds;
  const double sigma = largest.sigma.value_or(0.0);
  part.limit = rated;
  const auto can = fmt::format("At full volume the amplifier can bring {} into the load, which takes {}",
                               amount(full, facts.curve.phase_known), watt(rated));
  if (full.most && clipped * (*full.most + kCoverage * sigma) <= allowed) {
    part.value = full.most;
    part.outcome = Outcome::kYes;
    part.why = can + (*full.most > rated ? "; for music a loudspeaker bears that."
                      : loudspeaker      ? "."
                                         : ", even if it is driven into clipping.");
    return part;
  }
  const double floor = full.promised.value_or(0.0);
  if (full.promised) part.value = full.promised;
  if (floor > kFarTooMuch * rated) {
    part.outcome = Outcome::kNo;
    part.why = fmt::format("{}: {:.0f} times too much, one slip of the volume control burns it.", can,
                           floor / rated);
  } else if (floor > allowed) {
    part.outcome = Outcome::kMarginal;
    part.why = can + ": mind the volume control.";
  } else if (clipped * floor > allowed) {
    part.outcome = Outcome::kMarginal;
    part.why = fmt::format("{}; driven into clipping it is up to {}: mind the volume control.", can,
                           watt(clipped * floor));
  } else if (!facts.curve.phase_known && full.most && *full.most > allowed) {
    part.outcome = Outcome::kMarginal;
    part.why = can + ": how much it is depends on the phase.";
  } else {
    part.why = can + (!open_ended(full) ? ", and up to twice as much driven into clipping."
                                        : "; how much more is not known.");
  }
  return part;
}

/// Is the load in danger? Music at the level wanted against what it takes, and full volume.
Check power_part(const Facts& facts, const models::LargestWatt& largest) {
  Check part{"", Outcome::kUnknown, {}, {}, {}, "W", {}};
  const auto& z = facts.curve;
  const auto& full = largest.bounds;
  part.uncertainty = largest.sigma;
  if (facts.input.rated_power && z.phase_known && facts.wish) {
    const double rated = facts.input.rated_power->value();
    const auto watts = [&](const core::OhmCurve& moved) {
      return most_watt(moved, facts.wish->programme_volts);
    };
    if (const double music = watts(z); music > rated) {
      part.limit = rated;
      part.outcome = Outcome::kNo;
      part.value = music;
      part.uncertainty = core::sigma_of_figure(z, watts);
      part.why = fmt::format("Music at the level wanted brings {} into a load that takes {}.",
                             watt(music), watt(rated));
      return part;
    }
  }
  if (!full.most && !full.promised) {
    part.why = "What the amplifier brings into the load at full volume is not known.";
    return part;
  }
  part.value = full.promised ? full.promised : full.most;
  if (facts.input.rated_power) return at_full_volume(facts, largest, std::move(part));
  part.why =
      fmt::format("At full volume the amplifier can bring {} into the load; how much it takes is not known.",
                  amount(full, z.phase_known));
  return part;
}

/// Are the ears in danger? The peaks at full volume against those that no ear may be exposed to.
Check ears_part(const Facts& facts, const models::Bounds& full) {
  Check part{"", Outcome::kUnknown, {}, {}, {}, "dB SPL", {}};
  part.limit = models::kPeakActionDb;
  if (!facts.wish) {
    part.why = facts.no_wish + ", so what full volume sounds like is not known.";
    return part;
  }

  const auto peak_db = [&](double volts) {
    return models::level_at(core::Volts(volts), facts.loudest(), facts.listening()).value() + kSineCrestDb;
  };
  const bool harmless = full.most && peak_db(*full.most) < models::kPeakActionDb;
  const auto volts = full.promised && !harmless ? full.promised : full.most;
  if (!volts || *volts <= 0) {
    part.why = "What full volume sounds like is not known.";
    return part;
  }
  part.value = peak_db(*volts);
  part.why = fmt::format("Peaks at full volume reach {:.0f} dB SPL", *part.value);
  if (full.promised && peak_db(*full.promised) >= models::kPeakLimitDb) {
    part.outcome = Outcome::kNo;
    part.limit = models::kPeakLimitDb;
    part.why += fmt::format("; above {:g} dB a single one can harm hearing for good.", models::kPeakLimitDb);
  } else if (full.promised && peak_db(*full.promised) >= models::kPeakActionDb) {
    part.outcome = Outcome::kMarginal;
    part.why += fmt::format("; from {:.0f} dB on ears need protection: mind the volume control.",
                            models::kPeakActionDb);
  } else if (harmless) {
    part.outcome = Outcome::kYes;
    const core::DbSpl music(*part.value - facts.wish->crest_db);
    part.why += fmt::format("; music at full volume uses up a week's allowance for the ears in {}.",
                            time_text(models::weekly_allowance_hours(music)));
  } else {
    part.why += ", or more: its limit is not known.";
  }
  return part;
}

/// From good to bad, with what is not known worse than good and better than a reservation.
int badness(Outcome outcome) {
  switch (outcome) {
    case Outcome::kYes:
      return 0;
    case Outcome::kUnknown:
      return 1;
    case Outcome::kMarginal:
      return 2;
    case Outcome::kNo:
      return 3;
  }
  return 3;
}

}  // namespace

Check check_load_safety(const Facts& facts) {
  const auto largest = models::largest_watt(facts.curve, facts.least_z_out(), facts.most_limits, kBand);
  Check power = power_part(facts, largest), ears = ears_part(facts, largest.volt);
  const bool by_ears = badness(ears.outcome) > badness(power.outcome);
  Check check = by_ears ? ears : power;
  check.name = "load-safety";
  check.why = by_ears ? ears.why + " " + power.why : power.why + " " + ears.why;
  if (power.value) check.also.push_back({"full_volume_watt", *power.value});
  if (ears.value) check.also.push_back({"full_volume_peak_db_spl", *ears.value});
  return check;
}

Check check_hiss(const Facts& facts) {
  Check check{"hiss", Outcome::kUnknown, {}, {}, {}, "dB SPL", {}};
  auto noise = facts.input.sheet ? facts.input.sheet->noise : std::nullopt;
  bool is_bound = false;
  if (const auto& maximum = facts.input.maximum; maximum && maximum->noise) {  // measured: before the sheet
    if (!noise || !maximum->noise->is_bound) {
      noise = maximum->noise->volt;
      is_bound = maximum->noise->is_bound;
    }
  }
  if (!noise || !facts.wish) {
    check.why = !noise ? "The amplifier's noise is not known."
                       : facts.no_wish + ", so the loudness of the noise is not known.";
    return check;
  }
  check.limit = kHissGoodDb;
  if (noise->value() == 0.0) {
    check.outcome = Outcome::kYes;
    check.why = "The noise is stated as zero.";
    return check;
  }
  const char* at_most_words = is_bound ? "at most " : "";
  check.value = models::level_at(*noise, facts.loudest(), facts.listening()).value();
  check.outcome = at_most(*check.value, kHissGoodDb, kHissBearableDb);
  check.why =
      fmt::format("Its noise of {}{} makes {}{:.0f} dBA; up to {:g} dBA nobody hears it.", at_most_words,
                  format_si(noise->value(), "V"), at_most_words, *check.value, kHissGoodDb);
  if (is_bound && check.outcome != Outcome::kYes) {
    check.outcome = Outcome::kUnknown;
    check.why += " But the noise is only known to be no more than that: the bench's own is in it.";
  }
  return check;
}

}  // namespace ohmbench::verdict
