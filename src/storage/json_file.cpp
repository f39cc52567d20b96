#include "storage/json_file.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::storage {
namespace {

constexpr double kMostNumber =
    1e15;                       // in any unit: far beyond any bench, far within what arithmetic can bear
constexpr int kMostDepth = 64;  // of nested lists: results have 5

void ensure_finite(const Json& node) {
  if (node.is_number_float()) ENSURE(std::isfinite(node.get<double>()));
  if (node.is_structured()) {
    for (const auto& child : node) ensure_finite(child);
  }
}

/// Parses JSON; discarded if it is none, or nested so deeply that no result of ours could be meant.
Json parse(const std::string& text) {
  bool too_deep = false;
  const auto guard = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kMostDepth;
    return !too_deep;
  };
  Json result = Json::parse(text, guard, false);
  return too_deep ? Json(Json::value_t::discarded) : result;
}

}  // namespace

std::string as_text(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

StagedFile stage_json(const std::filesystem::path& path, const Json& json) {
  ensure_finite(json);
  return {path, as_text(json)};
}

Json read_json(const std::filesystem::path& path) {
  Json result = parse(read_file(path));
  if (result.is_discarded() || !result.is_object()) throw unusable(path, "is not a JSON result file");
  return result;
}

std::vector<double> numbers(const Json& result, const char* key, const std::filesystem::path& path) {
  const auto found = result.find(key);
  if (found == result.end() || !found->is_array())
    throw unusable(path, fmt::format("has no list \"{}\"", key));
  std::vector<double> values;
  for (const auto& v : *found) {
    if (!v.is_number() || !(std::abs(v.get<double>()) <= kMostNumber)) {
      throw unusable(path, fmt::format("\"{}\" holds something that is not a number, or one beyond {:g}", key,
                                       kMostNumber));
    }
    values.push_back(v.get<double>());
  }
  return values;
}

double number(const Json& object, const char* key, const std::filesystem::path& path) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number() || !(std::abs(found->get<double>()) <= kMostNumber))
    throw unusable(path, fmt::format("has no number \"{}\"", key));
  return found->get<double>();
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

core::Error unusable(const std::filesystem::path& path, const std::string& why, const std::string& remedy) {
  return core::bad_input(fmt::format("{}: {}", path.string(), why), remedy);
}

}  // namespace ohmbench::storage
