// ForeignCurve: a curve that another program wrote, as its file states it, with all that had to be assumed.
// In the room `formats`, from bytes to numbers; nothing here opens a file. Hazard: these files rarely say
// what their numbers are. What is taken for granted is listed, what may be read in two ways is refused, and
// nothing is filled in.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ohm_curve.hpp"

namespace ohmbench::formats {

/// What the magnitudes of a file are.
enum class Magnitude {
  kOhm,           ///< |Z|
  kDecibelOhm,    ///< |Z| in dB re 1 ohm
  kDecibelLevel,  ///< a response in dB, such as a sound pressure level: no impedance
};

enum class PhaseUnit { kDegree, kRadian };

/// What the person knows and the file does not say. Absent: as the file says, or else as is usual.
struct ReadOptions {
  std::optional<Magnitude> magnitude;
  std::optional<PhaseUnit> phase_unit;
  std::optional<char> decimal;       ///< '.' or ','
  std::optional<std::string> curve;  ///< of several side by side: its name (or a part), or its number from 1
  std::optional<double> unit_ohm;    ///< what a magnitude of 1 is; for files in units of a reference resistor
  bool sort = false;                 ///< put rows in order of frequency; of equal frequencies keep the first
  bool ignore_phase = false;
};

/// Arrays of one length, frequencies strictly ascending, above 0, all finite.
struct ForeignCurve {
  std::string format;  ///< "LIMP binary", "REW text", "ZMA" ...
  bool is_impedance = true;
  std::vector<double> f_hz;
  std::vector<double> magnitude;      ///< ohm, above 0; a level in dB if not is_impedance
  std::vector<double> phase_deg;      ///< within −180 ... 180; empty if the file has none
  std::vector<double> sigma_ohm;      ///< empty if the file states none, as most do
  std::vector<std::string> header;    ///< the lines above the data, as they stand there, shortened
  std::vector<std::string> read_as;   ///< how it was read and what was assumed
  std::vector<std::string> left_out;  ///< what stands in the file and was not taken
  std::vector<std::string> doubts;    ///< what makes the numbers doubtful
};

/// Reads the bytes of a file: LIMP binary by its first bytes, Speakerbench JSON by its brace, and else text:
/// ZMA, FRD, REW, LIMP, DATS, ARTA, Klippel, CSV of any locale. docs/files.md says how.
/// @param path  its ending tells .zma (ohm) from .frd (dB) where the names of the columns do not; named in
/// errors
/// @throws core::Error kBadInput with the line that cannot be read
ForeignCurve read_foreign(std::string_view bytes, const std::filesystem::path& path,
                          const ReadOptions& options = {});

/// As a curve of ours. Without a phase in the file phase_known is false, without sigma_ohm sigma_known is.
/// @param foreign  an impedance (ENSUREd)
core::OhmCurve ohm_curve(const ForeignCurve& foreign);

/// Whether these bytes begin as JSON does.
bool looks_like_json(std::string_view bytes);

}  // namespace ohmbench::formats
