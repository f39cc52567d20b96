#include "records/files.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "storage/digest.hpp"
#include "storage/json_file.hpp"
#include "workbench/calibration_file.hpp"

namespace ohmbench::records {

using storage::Json;
using storage::text_of;
using storage::unusable;

std::string digest_of(Json contents) {
  contents.erase(kDigest);
  return storage::sha256(contents.dump());
}

Json health_json(const audio::StreamHealth& h) {
  Json json{{"input_overflows", h.input_overflows},
            {"input_underflows", h.input_underflows},
            {"output_overflows", h.output_overflows},
            {"output_underflows", h.output_underflows}};
  if (h.first_bad_frame) json["first_bad_frame"] = *h.first_bad_frame;
  return json;
}

audio::StreamHealth health_from(const Json& json) {
  audio::StreamHealth h;
  h.input_overflows = json.at("input_overflows").get<std::uint64_t>();
  h.input_underflows = json.at("input_underflows").get<std::uint64_t>();
  h.output_overflows = json.at("output_overflows").get<std::uint64_t>();
  h.output_underflows = json.at("output_underflows").get<std::uint64_t>();
  if (json.contains("first_bad_frame")) h.first_bad_frame = json.at("first_bad_frame").get<std::size_t>();
  return h;
}

Json head(const std::string& measurement, const std::string& made, const std::string& name,
          const std::string& invalid) {
  Json contents{{"format", "ohmbench"},
                {"version", kVersion},
                {"kind", "record"},
                {"created", made},
                {"program", "ohmbench " OHMBENCH_VERSION},
                {"measurement", measurement},
                {"name", name},
                {"valid", invalid.empty()}};
  if (!invalid.empty()) contents["why_not"] = invalid;
  return contents;
}

void complete(storage::StagedFolder& folder, const workbench::Bench& bench, const std::string& result,
              Json contents) {
  const auto& inside = folder.inside();
  storage::write_atomically(inside / kBench, bench.as_text);
  if (!bench.calibration_sha256.empty())
    workbench::write_calibration(inside / kCalibration, bench.calibration);
  if (!result.empty()) storage::write_atomically(inside / kResult, result);
  Json digests = Json::object();
  for (const auto& file : std::filesystem::directory_iterator(inside))
    digests[file.path().filename().string()] = storage::sha256_of_file(file.path());
  contents["files"] = std::move(digests);
  contents = Json::parse(storage::as_text(contents));  // names may hold bytes that are no UTF-8
  contents[kDigest] = digest_of(contents);
  storage::stage_json(inside / kContents, contents).commit();
  folder.commit();
}

Json read_contents(const std::filesystem::path& folder) {
  const auto path = folder / kContents;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    throw core::bad_input(fmt::format("{} is not a record (it holds no {})", folder.string(), kContents),
                          "give the folder that `measure --record` wrote");
  const auto contents = storage::read_json(path);
  if (contents.value("format", Json()) != "ohmbench" || contents.value("kind", Json()) != "record")
    throw unusable(path, "is not the contents of a record");
  if (contents.value("version", Json()) != kVersion)
    throw unusable(path, "is of another version of ohmbench", "use that version");
  if (text_of(contents, kDigest) != digest_of(contents))
    throw unusable(path, "was edited or damaged: its digest does not fit its content", kCopyAgain);
  const auto files = contents.find("files");
  if (files == contents.end() || !files->is_object()) throw unusable(path, "names no files", kCopyAgain);
  for (const auto& [name, digest] : files->items()) {
    if (std::filesystem::path(name).filename() != name) throw unusable(path, "names a file elsewhere");
    const auto file = folder / name;
    if (!std::filesystem::is_regular_file(file, ignored)) throw unusable(file, "is missing", kCopyAgain);
    if (storage::sha256_of_file(file) != digest)
      throw unusable(file, "was edited or damaged: its digest does not fit its content", kCopyAgain);
  }
  return contents;
}

}  // namespace ohmbench::records
