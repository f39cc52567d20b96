#include "gui/memory.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "storage/json_file.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::gui {
namespace {

using nlohmann::json;

constexpr int kLeastWidth = 480, kLeastHeight = 320, kMost = 16384, kFarthest = 32768;

void take(const json& from, const char* key, bool& place) {
  if (from.is_object() && from.contains(key) && from[key].is_boolean()) place = from[key];
}
void take(const json& from, const char* key, std::string& place) {
  if (from.is_object() && from.contains(key) && from[key].is_string()) place = from[key];
}
void take(const json& from, const char* key, std::size_t& place, std::size_t count) {
  if (from.is_object() && from.contains(key) && from[key].is_number_unsigned() && from[key] < count)
    place = from[key];
}

std::optional<screen::Place> window_from(const json& from) {
  if (!from.is_object()) return {};
  const auto number = [&](const char* key, int least, int most) -> std::optional<int> {
    const auto found = from.find(key);
    if (found == from.end() || !found->is_number_integer()) return {};
    const auto value = found->get<long long>();
    return value >= least && value <= most ? std::optional(static_cast<int>(value)) : std::nullopt;
  };
  const auto x = number("x", -kFarthest, kFarthest), y = number("y", -kFarthest, kFarthest);
  const auto width = number("width", kLeastWidth, kMost), height = number("height", kLeastHeight, kMost);
  if (!x || !y || !width || !height) return {};
  return screen::Place{*x, *y, *width, *height};
}

}  // namespace

std::optional<screen::Place> recall(const std::filesystem::path& file, Desk& d) {
  json all;
  try {
    if (!std::filesystem::exists(file)) return {};
    all = storage::read_json(file);
  } catch (const std::exception&) {
    return {};  // nothing that anybody would miss
  }
  const auto part = [&](const char* key) { return all.value(key, json::object()); };
  const auto open = part("open"), publish = part("publish");
  take(open, "virtual_bench", d.fold_virtual);
  take(open, "device", d.fold_device);
  take(open, "advice", d.fold_advice);
  take(open, "volts", d.fold_volts);
  take(publish, "preset", d.preset, figures::preset_names().size() + 1);
  take(publish, "file", d.format, 3);
  take(publish, "width_mm", d.width_mm);
  take(publish, "height_mm", d.height_mm);
  take(publish, "width_px", d.width_px);
  take(publish, "height_px", d.height_px);
  take(publish, "dpi", d.dpi);
  take(publish, "in_pixels", d.in_pixels);
  take(publish, "caption", d.with_caption);
  take(publish, "dark", d.dark);
  return window_from(part("window"));
}

void remember(const std::filesystem::path& file, const Desk& d, const screen::Place& window) {
  const json all = {
      {"window", {{"x", window.x}, {"y", window.y}, {"width", window.width}, {"height", window.height}}},
      {"open",
       {{"virtual_bench", d.fold_virtual},
        {"device", d.fold_device},
        {"advice", d.fold_advice},
        {"volts", d.fold_volts}}},
      {"publish",
       {{"preset", d.preset},
        {"file", d.format},
        {"width_mm", d.width_mm},
        {"height_mm", d.height_mm},
        {"width_px", d.width_px},
        {"height_px", d.height_px},
        {"dpi", d.dpi},
        {"in_pixels", d.in_pixels},
        {"caption", d.with_caption},
        {"dark", d.dark}}}};
  try {
    storage::write_atomically(file, storage::as_text(all));
  } catch (const core::Error&) {
    return;
  }
}

}  // namespace ohmbench::gui
