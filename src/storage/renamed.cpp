#include "storage/renamed.hpp"

#include <nlohmann/json.hpp>

#include "storage/digest.hpp"

namespace ohmbench::storage {
namespace {

constexpr const char* kFirstName = "first_name";

bool was_renamed(const Json& result) {
  return result.is_object() && result.contains(kFirstName) && result[kFirstName].is_string();
}

}  // namespace

Json renamed(Json result, const std::string& name) {
  if (!was_renamed(result)) result[kFirstName] = text_of(result, "name");
  result["name"] = name;
  if (result[kFirstName] == name) result.erase(kFirstName);
  return result;
}

std::string digest_as_first_named(const Json& result, const std::string& bytes) {
  if (!was_renamed(result)) return sha256(bytes);
  return sha256(as_text(renamed(result, text_of(result, kFirstName))));
}

}  // namespace ohmbench::storage
