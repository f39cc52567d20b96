// Record: a measurement as it was made, in a folder that is written once and never changed: bench,
// calibration, raw recordings, plan, health, result, version, and a digest of each.
// Hazard: a record vouches for numbers. What was altered in it is refused, never evaluated.
#pragma once

#include <filesystem>
#include <string>

#include "session/acquire.hpp"

namespace ohmbench::records {

/// Writes `folder`, which must not exist: record.json, bench.toml, calibration.json (if one was used), one
/// WAV of 32-bit floats for each recording, result.json. All of it or nothing.
/// @param result   the text of the result file; empty where the measurement is not valid
/// @param invalid  why not, in words; empty where it is valid
/// @throws core::Error kBadInput: cannot be written
void write_record(const std::filesystem::path& folder, const session::Material& material,
                  const std::string& result, const std::string& invalid);

struct Record {
  session::Material material;
  std::string result;  ///< text of the result file; empty if the measurement was not valid
  std::string program;
};

/// What to take instead of what the record holds; empty: as it was.
struct Corrections {
  std::filesystem::path bench;        ///< its inputs must be among the recorded ones
  std::filesystem::path calibration;  ///< must belong to the record's device and to the bench
};

/// Reads and analyses a record, so that it can be evaluated.
/// @throws core::Error kBadInput: no record, incomplete, altered, or corrections that do not fit it
Record read_record(const std::filesystem::path& folder, const Corrections& corrections = {});

/// "2026-11-21T120000Z-impedance-hd-650-left" in the folder `[records] folder` of the bench; numbered where
/// it is there already. Empty if the bench keeps no records.
std::filesystem::path new_record_name(const workbench::Bench& bench, const std::string& made,
                                      const std::string& kind, const std::string& name);

}  // namespace ohmbench::records
