#include "intake/any_curve.hpp"

#include <fmt/format.h>

#include "intake/import_result.hpp"
#include "results/result_file.hpp"
#include "storage/digest.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::intake {
namespace {

using nlohmann::json;
using storage::unusable;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{256} << 20;  // a million rows are 30 MB

std::string bytes_of(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
    throw unusable(path, "is no regular file", "give a single curve; of folders `ohmbench match` reads all");
  const auto size = std::filesystem::file_size(path, ignored);
  if (!ignored && size > kMostBytes)
    throw unusable(path,
                   fmt::format("has {} MB; no curve needs more than {} MB", size >> 20, kMostBytes >> 20));
  return storage::read_file(path);
}

/// A result of ours, parsed; absent for what another program wrote. What is called .json and has no brace is
/// a damaged result.
std::optional<json> ours(const std::string& bytes, const std::filesystem::path& path) {
  if (!formats::looks_like_json(bytes) && path.extension() != ".json") return {};
  auto file = storage::read_json(path);
  if (file.value("format", json()) != "ohmbench") return {};
  return results::checked_result(std::move(file), path);
}

ForeignFile foreign_of(const std::string& bytes, const std::filesystem::path& path,
                       const formats::ReadOptions& options) {
  return {formats::read_foreign(bytes, path, options), storage::sha256(bytes)};
}

}  // namespace

ForeignFile read_foreign_file(const std::filesystem::path& path, const formats::ReadOptions& options) {
  const auto bytes = bytes_of(path);
  if (ours(bytes, path)) throw unusable(path, "is a result of ohmbench already", "use it as it is");
  return foreign_of(bytes, path, options);
}

AnyCurve read_any_curve(const std::filesystem::path& path, Accept accept) {
  const auto bytes = bytes_of(path);
  if (auto result = ours(bytes, path)) {
    AnyCurve any;
    if (accept == Accept::kLoadOrOutput && storage::text_of(*result, "kind") == "output-impedance") {
      auto z_out = results::output_impedance_of(*result, path);
      any.z.curve = std::move(z_out.curve);
      any.z.name = std::move(z_out.name);
    } else {
      any.z = results::impedance_of(*result, path);
    }
    any.result = std::move(*result);
    return any;
  }
  const auto file = foreign_of(bytes, path, {});
  if (!file.curve.is_impedance) {
    throw unusable(path, "holds a response in dB, not an impedance",
                   "if it is an impedance in dB re 1 ohm, import it with --magnitude dB-ohm");
  }
  AnyCurve any;
  any.z = {formats::ohm_curve(file.curve), path.stem().string()};
  any.result = import_result(file, path, any.z.name);
  any.notes = import_notes(file.curve, path);
  return any;
}

}  // namespace ohmbench::intake
