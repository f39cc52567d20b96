// Memory: how somebody left the dashboard: the window's place, what was opened, how figures are published.
// Figures of a load or an amplifier are not remembered: the next one may be another.
#pragma once

#include <filesystem>
#include <optional>

#include "gui/desk.hpp"
#include "screen/window.hpp"

namespace ohmbench::gui {

/// Takes over what is remembered; what is not there or makes no sense stays as it is. Returns the window's
/// place.
std::optional<screen::Place> recall(const std::filesystem::path& file, Desk& desk);

/// Writes it whole or not at all; where it cannot be written nothing is remembered.
void remember(const std::filesystem::path& file, const Desk& desk, const screen::Place& window);

}  // namespace ohmbench::gui
