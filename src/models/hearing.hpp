// Hearing: how long a level may be listened to. In the room `models`; hazard: the figures are for an
// A-weighted average over the programme, not for peaks, and for adults.
#pragma once

#include "core/level.hpp"

namespace ohmbench::models {

/// Time after which a week's allowance is used up: t = 40 h · 10^(−(L − 80)/10) [h], equal energy, 80 dBA for
/// 40 h. Source: ITU-T H.870 (2018), adult mode; WHO "Safe listening devices and systems", 2019.
double weekly_allowance_hours(core::DbSpl average);

}  // namespace ohmbench::models
