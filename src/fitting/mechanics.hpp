// From electrical to mechanical parameters: with a known mass on the cone, or in a known box.
// Hazard: what needs the cone's area is unknown without its diameter; nothing stands in for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitting/fit.hpp"

namespace ohmbench::fitting {

/// ρ c² of air at 25 °C and sea level, 1.184 kg/m³ · (346.1 m/s)² = 141.8 kPa.
inline constexpr double kAirStiffnessPa = 1.184 * 346.1 * 346.1;

/// SI units. What cannot be known is absent.
struct Mechanics {
  std::optional<Figure> mms_kg, cms_m_per_n, rms_kg_per_s, bl_tm, vas_m3;
  std::vector<std::string> notes;
};

/// With a mass m on the cone, which lowers the resonance from fs to fa:
///
///   Mms = m/((fs/fa)² − 1),  Cms = 1/((2π fs)² Mms),  Rms = 2π fs Mms/Qms,
///   Bl = √(2π fs Re Mms/Qes),  Vas = ρc² Sd² Cms
///
/// Deviations by first-order propagation; u(Mms)/Mms ≈ 2 u(f)/f · q/(q − 1), q = (fs/fa)², so that the
/// resonance should fall by 20 to 30 %.
/// @param free,loaded  fits without and with the mass
/// @param added_kg  > 0
/// @param sd_m2  the cone's area; absent: Vas is absent
/// @throws core::Error kBadInput if the mass does not lower the resonance
/// Source: R. Small, JAES 20(5), 1972, 383-395.
Mechanics with_added_mass(const LoadFit& free, const LoadFit& loaded, double added_kg,
                          std::optional<double> sd_m2);

/// In a closed box of the volume V, which raises the resonance from fs to fc and Qes to Qec:
///
///   Vas = V (fc Qec/(fs Qes) − 1)
///
/// exact also where the box adds air mass; then Cms = Vas/(ρc² Sd²), Mms = 1/((2π fs)² Cms) and the others.
/// @param sd_m2  absent: only Vas is known
/// @throws core::Error kBadInput if the box does not raise the resonance
/// Source: R. Small, JAES 20(10), 1972, 798-808.
Mechanics in_box(const LoadFit& free, const LoadFit& boxed, double box_m3, std::optional<double> sd_m2);

}  // namespace ohmbench::fitting
