// Keeping: what was measured goes to the disk before anybody is told of it. Private to the room.
#pragma once

#include <filesystem>
#include <functional>

#include <nlohmann/json_fwd.hpp>

#include "instrument/snapshot.hpp"
#include "session/measure.hpp"

namespace ohmbench::instrument {

/// Before anything plays. @throws core::Error kBadInput: records or results could not be written
void check_folders(const workbench::Bench& bench, const std::filesystem::path& library);

/// Writes a result into the library, under a name of its own. @throws core::Error kBadInput
std::filesystem::path keep_result(const nlohmann::json& result, const workbench::Bench& bench,
                                  const std::string& made, const std::string& kind, const std::string& name,
                                  const std::filesystem::path& library);

/// Does `keep`; where that fails, at least `record` (which may be empty), before it throws what went wrong.
/// @throws core::Error that of `keep`
std::filesystem::path kept_or_recorded(const std::function<std::filesystem::path()>& keep,
                                       const std::function<void()>& record);

/// The result file, then the record (where the bench keeps them).
/// @param result  empty where the measurement is not valid
/// @throws core::Error kBadInput
Outcome keep(const session::Material& material, const session::Provenance& provenance,
             const nlohmann::json& result, const std::filesystem::path& library);

}  // namespace ohmbench::instrument
