// Keeping a record of a measurement: asked for by --record, or by [records] in the bench file.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.hpp"
#include "records/tape.hpp"
#include "session/measure.hpp"

namespace ohmbench::cli {

class RecordKeeping {
 public:
  /// Adds --record.
  void add_to(CLI::App& command);
  /// Before anything plays. @throws core::Error kBadInput: the record could not be written
  void check(const workbench::Bench& bench) const;
  /// Writes the record, if one is wanted: of a valid measurement with its result, of another with the reason.
  /// Returns a line for the summary. @throws core::Error kBadInput
  std::string keep(const session::Material& material, const session::Provenance& provenance,
                   const nlohmann::json& result) const;
  /// Whether a record will be kept; a measurement that is kept on tape needs its recordings meanwhile.
  bool wanted(const workbench::Bench& bench) const;
  /// The same for a measurement on tape. @param invalid  why it is not valid; empty with a result
  std::string keep(const records::TapedRun& run, const nlohmann::json& result,
                   const std::string& invalid) const;

 private:
  std::filesystem::path folder_;
};

/// Keeps the record and delivers the result, which a record that cannot be written does not take along.
/// @param keep  writes the record; gives a line for the summary @throws core::Error as `keep` does,
/// afterwards
void deliver_and_keep(const Output& output, const nlohmann::json& result, const std::string& summary,
                      const std::function<std::string()>& keep);

}  // namespace ohmbench::cli
