#include "library/claims.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/si_text.hpp"

namespace ohmbench::library {
namespace {

constexpr double kAgrees = 1.05;

}  // namespace

std::string by(const std::string& how, const std::string& source) {
  const auto& who = how.empty() ? source : how;
  return who.empty() ? std::string() : fmt::format(" ({})", who);
}

std::optional<double> worst_of(const std::vector<Stated>& all, Worse worse, const std::string& what,
                               const std::string& unit, std::vector<std::string>& remarks) {
  if (all.empty()) return {};
  const auto [low, high] = std::minmax_element(
      all.begin(), all.end(), [](const Stated& a, const Stated& b) { return a.value < b.value; });
  if (high->value > kAgrees * low->value)
    remarks.push_back(fmt::format("Sources disagree about the {}: {}{} and {}{}. The {} counts.", what,
                                  core::format_si(low->value, unit), by(low->how, low->source),
                                  core::format_si(high->value, unit), by(high->how, high->source),
                                  worse == Worse::kLower ? "lower" : "higher"));
  return worse == Worse::kLower ? low->value : high->value;
}

std::vector<const toml::table*> figure_tables(const toml::table& root, const std::string& file) {
  const auto* node = root.get("figures");
  if (node == nullptr) return {};
  std::vector<const toml::table*> tables;
  const auto* array = node->as_array();
  const auto refuse = [&] {
    workbench::TomlTable(&root, "", file)
        .refuse("figures", "must be tables", "begin each source with a line [[figures]]");
  };
  if (array == nullptr) refuse();
  for (const auto& element : *array) {
    if (element.as_table() == nullptr) refuse();
    tables.push_back(element.as_table());
  }
  return tables;
}

std::optional<models::Purpose> purpose_of(const std::string& kind) {
  if (kind == "headphone amplifier" || kind == "headphone" || kind == "in-ear")
    return models::Purpose::kHeadphones;
  if (kind == "loudspeaker amplifier" || kind == "loudspeaker") return models::Purpose::kLoudspeakers;
  return {};
}

}  // namespace ohmbench::library
