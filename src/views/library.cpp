#include "views/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "intake/any_curve.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"
#include "storage/renamed.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::views {
namespace fs = std::filesystem;
namespace {

constexpr std::array kEndings{".json", ".zma", ".frd", ".txt", ".csv"};

std::shared_ptr<const Entry> read_entry(const fs::path& file, fs::file_time_type changed) {
  auto entry = std::make_shared<Entry>();
  entry->file = file;
  entry->changed = changed;
  entry->name = file.stem().string();
  try {
    figures::Subject subject;
    if (core::ending_of(file) == ".json") {
      subject = figures::read_subject(file);
      entry->made = storage::text_of(subject.result, "created");
    } else {
      auto curve = intake::read_any_curve(file);
      entry->notes = std::move(curve.notes);
      subject = figures::subject_of(std::move(curve.result), file);
    }
    entry->name = subject.name;
    entry->kind = subject.kind;
    entry->subject = std::make_shared<const figures::Subject>(std::move(subject));
  } catch (const std::exception& e) {
    entry->problem = e.what();
  }
  return entry;
}

fs::path moved(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error)
    throw core::bad_input(fmt::format("{} cannot be moved ({})", from.string(), error.message()),
                          "see whether the folder can be written");
  return to;
}

}  // namespace

Listing read_listing(const fs::path& folder, const Listing& before) {
  Listing listing;
  std::error_code error;
  if (!fs::exists(folder, error)) return listing;
  fs::directory_iterator files(folder, error);
  if (error)
    throw core::bad_input(fmt::format("the library {} cannot be read ({})", folder.string(), error.message()),
                          "start the dashboard with --library and another folder");
  for (const auto& file : files) {
    const auto ending = core::ending_of(file.path());
    if (std::find(kEndings.begin(), kEndings.end(), ending) == kEndings.end() || !file.is_regular_file(error))
      continue;
    const auto changed = file.last_write_time(error);
    const auto known = std::find_if(before.begin(), before.end(), [&](const auto& e) {
      return e->file == file.path() && e->changed == changed;
    });
    listing.push_back(known != before.end() ? *known : read_entry(file.path(), changed));
  }
  std::sort(listing.begin(), listing.end(), [](const auto& a, const auto& b) {
    if (a->problem.empty() != b->problem.empty()) return a->problem.empty();
    return a->made != b->made ? a->made > b->made : a->file > b->file;
  });
  return listing;
}

fs::path import_file(const fs::path& from, const fs::path& library) {
  const auto to = library / from.filename();
  std::error_code error;
  if (fs::exists(to, error))
    throw core::bad_input(fmt::format("{} is in the library already", from.filename().string()),
                          "rename the file");
  const auto bytes = storage::read_file(from);
  const auto entry = read_entry(from, {});
  if (!entry->problem.empty()) throw core::bad_input(entry->problem);
  if (std::find(kEndings.begin(), kEndings.end(), core::ending_of(from)) == kEndings.end())
    throw core::bad_input(fmt::format("{}: files of this ending are not listed", from.string()),
                          fmt::format("name it {}.txt", from.stem().string()));
  fs::create_directories(library, error);
  storage::write_atomically(to, bytes);
  return to;
}

fs::path removed_folder(const fs::path& library) {
  return library / "removed";
}

fs::path rename_entry(const fs::path& file, const std::string& name) {
  if (name.find_first_not_of(' ') == std::string::npos)
    throw core::bad_input("a name has at least one letter", "type a name");
  if (core::ending_of(file) == ".json") {
    results::write_result(file, storage::renamed(storage::read_json(file), name));
    return file;
  }
  // another program's file has no name but its own
  auto plain = name;
  std::replace(plain.begin(), plain.end(), '/', '-');
  const auto to = file.parent_path() / (plain + file.extension().string());
  std::error_code error;
  if (to == file) return file;
  if (fs::exists(to, error))
    throw core::bad_input(fmt::format("{} is in the library already", to.filename().string()),
                          "choose another name");
  return moved(file, to);
}

fs::path remove_file(const fs::path& file) {
  const auto folder = removed_folder(file.parent_path());
  std::error_code error;
  fs::create_directories(folder, error);
  auto to = folder / file.filename();
  for (int n = 2; fs::exists(to, error); ++n)
    to = folder / fmt::format("{}-{}{}", file.stem().string(), n, file.extension().string());
  return moved(file, to);
}

void restore_file(const fs::path& removed, const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error))
    throw core::bad_input(fmt::format("{} is there again by now", file.string()),
                          fmt::format("the removed one is {}", removed.string()));
  moved(removed, file);
}

Listing of_kind(const Listing& listing, const std::string& kind) {
  Listing found;
  std::copy_if(listing.begin(), listing.end(), std::back_inserter(found),
               [&](const auto& e) { return e->kind == kind; });
  return found;
}

}  // namespace ohmbench::views
