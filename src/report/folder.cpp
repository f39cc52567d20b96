#include "report/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "storage/digest.hpp"
#include "storage/json_file.hpp"
#include "storage/renamed.hpp"

namespace ohmbench::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{32} << 20;  // a result of 100 000 points has 20 MB
constexpr const char* kRecordContents = "record.json";

/// The order in which kinds are read with profit.
std::size_t rank_of(const std::string& kind) {
  constexpr std::array kOrder{"match-matrix", "match", "impedance", "output-impedance", "max-output", "fit"};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), kind) - kOrder.begin());
}

std::string relative_to(const fs::path& path, const fs::path& folder) {
  return path.lexically_relative(folder).generic_string();
}

/// Files by name, sorted; folders that cannot be opened are problems.
std::vector<fs::path> files_in(const fs::path& folder, std::vector<std::string>& problems) {
  std::vector<fs::path> files;
  std::vector<fs::path> open{folder};
  constexpr std::size_t kMostFolders = 100000;
  for (std::size_t i = 0; i < open.size() && i < kMostFolders; ++i) {
    std::error_code error;
    for (fs::directory_iterator at(open[i], error), end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (at->is_directory(ignored) && !at->is_symlink(ignored)) {
        open.push_back(at->path());
      } else {
        files.push_back(at->path());
      }
    }
    if (error) problems.push_back(fmt::format("{}: {}", relative_to(open[i], folder), error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string checked_bytes(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) throw storage::unusable(file, "is no regular file");
  const auto size = fs::file_size(file, error);
  if (!error && size > kMostBytes)
    throw storage::unusable(file, fmt::format("has {} MB; that is no result", size >> 20));
  return storage::read_file(file);
}

/// The digest of the file that a result was imported from; empty if it was measured.
std::string imported_from(const nlohmann::json& result) {
  const auto found = result.find("import");
  return found == result.end() || !found->is_object() ? std::string() : storage::text_of(*found, "sha256");
}

bool is_foreign(const fs::path& file) {
  constexpr std::array kEndings{".zma", ".frd", ".txt", ".csv"};
  const auto ending = core::ending_of(file);
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

/// Written by `export`: the first line of its curves says so.
bool exported(const std::string& bytes) {
  return bytes.starts_with("* Impedance measured by ohmbench") ||
         bytes.starts_with("frequency_hz,impedance_ohm,phase_deg,impedance_re_ohm");
}

class Reader {
 public:
  Reader(fs::path folder, const ForeignReader& foreign) : root_(std::move(folder)), foreign_(foreign) {}

  Folder read() {
    Folder folder;
    const auto name = fs::absolute(root_).lexically_normal();
    folder.name = (name.has_filename() ? name : name.parent_path()).filename().string();
    const auto files = files_in(root_, folder.problems);
    for (const auto& file : files) {
      if (file.filename() == kRecordContents) attempt(file, folder, [&] { take_record(file, folder); });
    }
    // a record's result last, so that it is left out where it lies elsewhere too
    for (const bool in_record : {false, true}) {
      for (const auto& file : files) {
        if (in_record != records_.contains(file.parent_path())) continue;
        if (file.filename() != kRecordContents) attempt(file, folder, [&] { take(file, in_record); });
      }
    }
    // after all of ours, which may hold what was imported from them
    for (const auto& file : files) {
      if (is_foreign(file) && !records_.contains(file.parent_path()))
        attempt(file, folder, [&] { take_foreign(file, folder); });
    }
    for (auto& [path, group] : groups_) {
      if (group.results.empty()) continue;
      std::stable_sort(group.results.begin(), group.results.end(), [](const Found& a, const Found& b) {
        return rank_of(a.subject.kind) < rank_of(b.subject.kind);
      });
      folder.groups.push_back(std::move(group));
    }
    return folder;
  }

 private:
  template <class F>
  void attempt(const fs::path& file, Folder& folder, F work) {
    const auto failed = [&](std::string why) {
      const auto prefix = file.string() + ": ";
      if (why.starts_with(prefix)) why.erase(0, prefix.size());
      folder.problems.push_back(relative_to(file, root_) + ": " + why);
    };
    try {
      work();
    } catch (const core::Error& error) {
      failed(error.what());
    } catch (const nlohmann::json::exception& error) {
      failed(fmt::format("is no result that can be understood ({})", error.what()));
    }
  }

  void take_record(const fs::path& file, Folder& folder) {
    const auto contents = storage::read_json(file);
    std::string digest;
    if (contents.contains("files") && contents["files"].is_object())
      digest = storage::text_of(contents["files"], "result.json");
    folder.records.push_back({relative_to(file.parent_path(), root_), digest});
    records_.insert(file.parent_path());
  }

  Group& group_of(const fs::path& file) {
    auto parent = relative_to(file.parent_path(), root_);
    if (parent == ".") parent.clear();
    Group& group = groups_[parent];
    group.path = parent;
    return group;
  }

  void take_foreign(const fs::path& file, Folder& folder) {
    Found found{relative_to(file, root_), {}, checked_bytes(file), "", "", true};
    found.sha256 = storage::sha256(found.bytes);
    auto twin = file;
    std::error_code ignored;
    if (exported(found.bytes) && fs::exists(twin.replace_extension(".json"), ignored)) return;
    if (!seen_.insert(found.sha256).second) return;
    if (!foreign_) {
      folder.problems.push_back(found.path + ": another program's file; import it to have it here");
      return;
    }
    found.subject = figures::subject_of(foreign_(file), file);
    group_of(file).results.push_back(std::move(found));
  }

  void take(const fs::path& file, bool in_record) {
    const auto ending = core::ending_of(file);
    Group& group = group_of(file);
    if (ending == ".toml" && !in_record) {
      Found found{relative_to(file, root_), {}, checked_bytes(file), "", ""};
      found.subject.kind = "toml", found.subject.name = file.filename().string();
      found.sha256 = storage::sha256(found.bytes);
      group.attachments.push_back(std::move(found));
    }
    if (ending != ".json") return;
    if (in_record && file.filename() != "result.json") return;
    Found found{relative_to(file, root_), {}, checked_bytes(file), "", ""};
    found.sha256 = storage::sha256(found.bytes);
    auto json = storage::read_json(file);
    found.first_sha256 = storage::digest_as_first_named(json, found.bytes);
    if (!seen_.insert(found.first_sha256).second) return;
    if (storage::text_of(json, "format") != "ohmbench") return;  // of another program: none of our business
    if (storage::text_of(json, "kind") == "calibration") {
      found.subject.kind = "calibration", found.subject.name = file.filename().string();
      found.subject.result = std::move(json);
      group.attachments.push_back(std::move(found));
      return;
    }
    found.subject = figures::subject_of(std::move(json), file);
    seen_.insert(imported_from(found.subject.result));
    if (found.subject.kind.empty()) throw storage::unusable(file, "does not say what kind of result it is");
    group.results.push_back(std::move(found));
  }

  fs::path root_;
  const ForeignReader& foreign_;
  std::map<std::string, Group> groups_;
  std::set<fs::path> records_;
  std::set<std::string> seen_;
};

}  // namespace

std::size_t Folder::results() const {
  std::size_t count = 0;
  for (const auto& group : groups) count += group.results.size();
  return count;
}

Folder read_folder(const fs::path& path, const ForeignReader& foreign) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw core::bad_input(fmt::format("the folder {} does not exist", path.string()),
                          "give a folder with results, e.g. that of ohmbench demo");
  if (!fs::is_directory(path, error))
    throw core::bad_input(fmt::format("{} is no folder", path.string()),
                          "give the folder that holds the results");
  auto folder = Reader(path, foreign).read();
  if (folder.results() == 0) {
    throw core::bad_input(
        folder.problems.empty()
            ? fmt::format("{} holds no result of ohmbench", path.string())
            : fmt::format("{} holds no result that can be read: {}", path.string(), folder.problems.front()),
        "measure with --out into it, or give another folder");
  }
  return folder;
}

}  // namespace ohmbench::report
