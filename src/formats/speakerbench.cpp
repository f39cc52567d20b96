// Speakerbench's impedance JSON: "z0" (free air), "z1", "z2" (with the masses "m1", "m2"), each a list of
// [Hz, ohm, deg].
#include <nlohmann/json.hpp>

#include <array>

#include "formats/readers.hpp"

namespace ohmbench::formats {
namespace {

using nlohmann::json;

constexpr std::array kLists{"z0", "z1", "z2"};
constexpr int kMostDepth = 8;  // lists in lists in an object are 3

json parse(std::string_view bytes) {
  bool too_deep = false;
  const auto guard = [&too_deep](int depth, json::parse_event_t, json&) {
    return !(too_deep = too_deep || depth > kMostDepth);
  };
  auto result = json::parse(bytes.begin(), bytes.end(), guard, false);
  return too_deep ? json(json::value_t::discarded) : result;
}

}  // namespace

ForeignCurve read_speakerbench(std::string_view bytes, const std::filesystem::path& path,
                               const ReadOptions& options) {
  const auto bad = [&](const std::string& why) {
    return core::bad_input(
        fmt::format("{}: {}", path.string(), why),
        "JSON is read if ohmbench or Speakerbench wrote it (\"z0\": [[Hz, ohm, degrees], ...])");
  };
  const auto file = parse(bytes);
  if (file.is_discarded() || !file.is_object()) throw bad("is not whole as JSON");
  std::vector<std::string> names;
  for (const char* name : kLists) {
    if (file.contains(name) && file[name].is_array() && !file[name].empty()) names.emplace_back(name);
  }
  if (names.empty()) throw bad("holds no impedance that is known");
  const auto& name = names[options.curve ? chosen(names, *options.curve, path) : 0];
  ForeignCurve foreign;
  foreign.format = "Speakerbench JSON";
  foreign.read_as.push_back(
      fmt::format("{}: Hz, ohm and degrees{}", name, name == "z0" ? ", without added mass" : ""));
  for (const auto& other : names) {
    if (other != name) foreign.left_out.push_back(fmt::format("the curve {} (--curve {})", other, other));
  }
  RawCurve raw;
  raw.has_phase = true;
  raw.place = "row";
  for (const auto& row : file[name]) {
    const auto number = raw.points.size() + 1;
    if (!row.is_array() || row.size() != 3 || !row[0].is_number() || !row[1].is_number() ||
        !row[2].is_number())
      throw unreadable(path, raw.place, number,
                       fmt::format("\"{}\" has something else than [Hz, ohm, degrees]", name));
    raw.points.push_back({row[0].get<double>(), row[1].get<double>(), row[2].get<double>(), 0, number});
  }
  accept(raw, path, options, foreign);
  return foreign;
}

}  // namespace ohmbench::formats
