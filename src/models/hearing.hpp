// Hearing: how long a level may be listened to. In the room `models`; hazard: the figures are for an
// A-weighted average over the programme, not for peaks, and for adults.
#pragma once

#include "core/level.hpp"

namespace ohmbench::models {

/// Time after which a week's allowance is used up: t = 40 h · 10^(−(L − 80)/10) [h], equal energy, 80 dBA for
/// 40 h. Source: ITU-T H.870 (2018), adult mode; WHO "Safe listening devices and systems", 2019.
double weekly_allowance_hours(core::DbSpl average);

/// Share of a week's allowance [%] that `hours` at this A-weighted average use up: 100 (t/40 h) 10^((L −
/// 80)/10). The same source.
double weekly_dose_percent(core::DbSpl average, double hours);

/// Sound exposure [Pa² h]: p² t with p = 20 µPa · 10^(L/20). 80 dB for 40 h are 1.6 Pa² h.
double sound_exposure_pa2h(core::DbSpl average, double hours);

/// Peak sound pressures of Directive 2003/10/EC, article 3, re 20 µPa: 112 Pa, from which a worker must be
/// told of the risk and offered protection, and 200 Pa, which no ear may be exposed to at all.
inline constexpr double kPeakActionDb = 134.96;  // 20 log10(112 Pa / 20 µPa)
inline constexpr double kPeakLimitDb = 140.0;    // 20 log10(200 Pa / 20 µPa)

}  // namespace ohmbench::models
