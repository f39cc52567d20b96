// Claims: several sources about one figure, and which of them counts. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/amplifier_sheet.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::library {

/// A figure with who states it.
struct Stated {
  double value = 0;
  std::string how;
  std::string source;
};

enum class Worse { kLower, kHigher };

/// " (measured)", or the source where the file does not say how, or nothing.
std::string by(const std::string& how, const std::string& source);

/// The worst; a remark if they differ by more than 5 %.
std::optional<double> worst_of(const std::vector<Stated>& all, Worse worse, const std::string& what,
                               const std::string& unit, std::vector<std::string>& remarks);

/// The tables of [[figures]]. @throws core::Error kBadInput if it is something else
std::vector<const toml::table*> figure_tables(const toml::table& root, const std::string& file);

/// "headphone amplifier", "headphone", "in-ear" → headphones; likewise "loudspeaker". Absent for another
/// kind.
std::optional<models::Purpose> purpose_of(const std::string& kind);

template <class Quantity>
std::optional<Quantity> as(std::optional<double> value) {
  return value ? std::optional(Quantity(*value)) : std::nullopt;
}

}  // namespace ohmbench::library
