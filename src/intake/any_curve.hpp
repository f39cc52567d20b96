// Any curve file: a result of ours or what another program wrote, read the same way by every command.
// In the room `intake`, from a path to a curve and the result it stands for. Hazard: what was assumed about a
// foreign file must reach the person, so it comes along and is printed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "formats/foreign_curve.hpp"
#include "impedance/curves.hpp"

namespace ohmbench::intake {

/// An impedance from any file.
struct AnyCurve {
  impedance::ImpedanceCurve z;
  nlohmann::json result;           ///< the result file, or what `import` would have written
  std::vector<std::string> notes;  ///< for people: how a foreign file was read; empty for a result of ours
};

/// Which results of ours are taken.
enum class Accept { kLoad, kLoadOrOutput };

/// Reads a result of kind `impedance` (or also `output-impedance`), or any file that formats::read_foreign
/// reads.
/// @throws core::Error kBadInput; also for a response in dB, which is no impedance
AnyCurve read_any_curve(const std::filesystem::path& path, Accept accept = Accept::kLoad);

/// The bytes of another program's file as a curve. @throws core::Error kBadInput; also for a result of ours
struct ForeignFile {
  formats::ForeignCurve curve;
  std::string sha256;  ///< of the file's bytes
};
ForeignFile read_foreign_file(const std::filesystem::path& path, const formats::ReadOptions& options = {});

}  // namespace ohmbench::intake
