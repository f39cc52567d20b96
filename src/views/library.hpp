// Library: the results in a folder, with what cannot be read told beside what can. Files are never deleted: a
// removed one is moved into a folder beside it, and back again.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "figures/subject.hpp"

namespace ohmbench::views {

struct Entry {
  std::filesystem::path file;
  std::filesystem::file_time_type changed;
  std::string name;
  std::string kind;                ///< of the result; empty where it cannot be read
  std::string made;                ///< ISO 8601; empty where it is not told, as by other programs' files
  std::string problem;             ///< why it cannot be read
  std::vector<std::string> notes;  ///< how another program's file was read
  std::shared_ptr<const figures::Subject> subject;  ///< null where it cannot be read
};

/// Newest first; those that cannot be read last.
using Listing = std::vector<std::shared_ptr<const Entry>>;

/// Reads the folder's .json files and curves of other programs (.zma, .frd, .txt, .csv). What has not changed
/// since `before` is taken from there. A folder that is not there is empty. @throws core::Error kBadInput:
/// not a folder
Listing read_listing(const std::filesystem::path& folder, const Listing& before = {});

/// Takes another program's curve, or a result, into the library. @return where it is
/// @throws core::Error kBadInput: it cannot be read, is there already, or the library cannot be written
std::filesystem::path import_file(const std::filesystem::path& from, const std::filesystem::path& library);

/// Where removed files are kept.
std::filesystem::path removed_folder(const std::filesystem::path& library);

/// Gives a result another name, or another program's file. Everything else in it stays as it is, and its
/// record knows it still (storage/renamed.hpp).
/// @return the file as it is called now @throws core::Error kBadInput: an empty name, one that is taken, a
/// file that cannot be written
std::filesystem::path rename_entry(const std::filesystem::path& file, const std::string& name);

/// Moves the file into "removed" beside it and returns where it is. @throws core::Error kBadInput
std::filesystem::path remove_file(const std::filesystem::path& file);
/// Moves it back; does not touch what is there by now. @throws core::Error kBadInput
void restore_file(const std::filesystem::path& removed, const std::filesystem::path& file);

/// The entries of a kind.
Listing of_kind(const Listing& listing, const std::string& kind);

}  // namespace ohmbench::views
