// Datasheet files: one amplifier, headphone or loudspeaker in TOML, with the sources of its figures.
// In the room `library`, from text to a sheet of `models`. Hazards: a typing error must not pass for a
// missing figure, so unknown keys are refused; and where sources differ, both are kept and the worse figure
// counts.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/amplifier_sheet.hpp"
#include "models/load_sheet.hpp"

namespace ohmbench::library {

/// One figure as a source states it.
struct StatedFigure {
  std::string what;    ///< the key of the file: "power_watt into 32 Ω"
  std::string text;    ///< "1.20 W", "103 dB/V"
  std::string source;  ///< empty if the file names none
  std::string how;     ///< "measured", "maker", … as the file says
};

/// What every item has.
struct Item {
  std::filesystem::path file;
  std::string kind;  ///< as the file says; empty if it does not
  std::string note;
  std::vector<StatedFigure> figures;  ///< of all sources, in the order of the file
};

struct AmplifierItem : Item {
  models::AmplifierSheet sheet;
};

struct LoadItem : Item {
  models::LoadSheet sheet;
  std::optional<std::filesystem::path> curve;  ///< result of kind impedance, if the file names one
};

/// Parses an amplifier's datasheet; `file` is named in errors. The figures are at the top, or in tables
/// [[figures]], one for each source. Of several the largest output impedance, least load, noise and DC count,
/// and the least volts, amperes and watts: at each rated load no more than another source's voltage into a
/// higher or current into a lower load allows. `remarks` of the sheet names what differs by more than 5 %
/// (10 % of power) and what contradicts itself (models::contradictions).
/// @throws core::Error kBadInput: syntax, an unknown key, a wrong type, an impossible value; with the line
AmplifierItem parse_amplifier(const std::string& text, const std::string& file);

/// Parses a load's datasheet in the same way. Of several sensitivities the least counts for loudness, the
/// most for hiss and the ears; they are compared by way of each source's own rated impedance.
/// @throws core::Error kBadInput likewise, and for a sensitivity without reference
LoadItem parse_load(const std::string& text, const std::string& file);

/// true if the text's `kind` is that of a load. @throws core::Error kBadInput: syntax, an unknown kind
bool is_load(const std::string& text, const std::string& file);

/// @throws core::Error kBadInput: it cannot be read
std::string text_of(const std::filesystem::path& file);

}  // namespace ohmbench::library
