// Folder: what a folder holds that can be reported, and what cannot, with the reason.
// In the room `report`, the first step of the page; hazard: one broken file must not hide the others.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "figures/subject.hpp"

namespace ohmbench::report {

/// A result file, as it is on the disk.
struct Found {
  std::string path;  ///< relative to the folder, with '/'
  figures::Subject subject;
  std::string bytes;
  std::string sha256;
  std::string first_sha256;  ///< before it was renamed: that which its record tells
  bool foreign = false;      ///< another program's file
};

/// Results that lie in one folder. Those of kind match come first, then loads, amplifiers, the rest.
struct Group {
  std::string path;  ///< relative; empty for the folder itself
  std::vector<Found> results;
  std::vector<Found> attachments;  ///< calibrations and benches; their subject has kind and name only
};

/// The recordings behind a result, kept in a folder of their own.
struct RecordPlace {
  std::string path;    ///< relative
  std::string sha256;  ///< of its result file, as its list of contents tells; empty if it holds none
};

struct Folder {
  std::string name;  ///< the folder's own
  std::vector<Group> groups;
  std::vector<RecordPlace> records;
  std::vector<std::string> problems;  ///< "x.json: why": files that could not be read
  std::size_t results() const;
};

/// Another program's curve as a result of ours. @throws core::Error kBadInput
using ForeignReader = std::function<nlohmann::json(const std::filesystem::path&)>;

/// Reads all result files below `path`, not following links to folders. Two files with the same bytes are one
/// result; a record's result is one of its own only where nothing else holds it.
/// @param foreign  reads .zma, .frd, .txt and .csv, whatever their case; without it they are named among the
///   problems. What was exported from a result beside it, or imported into one, is that result already.
/// @throws core::Error kBadInput: no such folder, or no result in it
Folder read_folder(const std::filesystem::path& path, const ForeignReader& foreign = {});

}  // namespace ohmbench::report
