#include "matches/pair_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/file_ending.hpp"
#include "intake/any_curve.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"

namespace ohmbench::matches {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Endings of files that hold a curve: ours, and other programs'.
bool is_curve(const fs::path& path) {
  static constexpr std::array kEndings{".json", ".zma", ".frd", ".txt", ".csv", ".dat", ".lim"};
  return std::find(kEndings.begin(), kEndings.end(), core::ending_of(path)) != kEndings.end();
}

/// A word that names a file, there or not, and no item of the library.
bool is_file(const std::string& word) {
  const fs::path path(word);
  return fs::exists(path) || path.has_parent_path() || is_curve(path) || path.extension() == ".toml";
}

Load from_curve(const fs::path& file) {
  Load load;
  auto any = intake::read_any_curve(file);
  load.curve = std::move(any.z);
  load.result = std::move(any.result);
  load.notes = std::move(any.notes);
  load.measured_in = file;
  load.name = load.curve.name.empty() ? file.stem().string() : load.curve.name;
  return load;
}

Load from_item(const library::LoadItem& item, std::optional<fs::path> curve) {
  Load load;
  if (curve) load = from_curve(*curve);
  load.sheet = item.sheet;
  load.name = item.sheet.name;
  return load;
}

/// With the curve that it names, or else the one beside it with the same file name.
Load from_sheet(const fs::path& file) {
  const auto text = library::text_of(file);
  if (!library::is_load(text, file.string()))
    throw core::bad_input(
        file.string() + ": is no datasheet of a load",
        "give kind = \"headphone\", \"in-ear\" or \"loudspeaker\" in it; amplifiers go to --amp");
  const auto item = library::parse_load(text, file.string());
  auto beside = file;
  beside.replace_extension(".json");
  const auto found = fs::exists(beside) ? std::optional(beside) : std::nullopt;
  return from_item(item, item.curve ? item.curve : found);
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::string kind_of(const fs::path& file) {
  return results::read_result(file).value("kind", "");
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with(".");
}

void skip_folder(const fs::path& folder, const char* option, std::vector<Skipped>& skipped) {
  if (is_hidden(folder)) return;
  skipped.push_back(
      {folder, fmt::format("{}: is a folder in the folder, and was not looked into: give it with "
                           "{} of its own",
                           folder.string(), option)});
}

/// A curve of another program is a load's.
bool is_amplifier_file(const fs::path& file, std::vector<Skipped>& skipped) {
  if (fs::is_directory(file)) return false;
  if (file.extension() == ".toml" || file.extension() == ".json") return true;
  if (is_curve(file) && !is_hidden(file))
    skipped.push_back({file, fmt::format("{}: is another program's curve, which says nothing about an "
                                         "amplifier: loads go to --load",
                                         file.string())});
  return false;
}

/// Several datasheets of one name are several amplifiers, each with the results of that name.
std::vector<std::vector<std::string>> one_sheet_each(const std::vector<fs::path>& group) {
  std::vector<std::string> sheets, results;
  for (const auto& file : group) (file.extension() == ".toml" ? sheets : results).push_back(file.string());
  std::vector<std::vector<std::string>> each;
  if (sheets.empty() && !results.empty()) each.push_back(results);
  for (const auto& sheet : sheets) {
    each.push_back({sheet});
    each.back().insert(each.back().end(), results.begin(), results.end());
  }
  return each;
}

/// Items of one name get their file's name behind it.
template <class Item>
void tell_apart(std::vector<Item>& items, const std::vector<fs::path>& files) {
  std::map<std::string, std::size_t> times;
  for (const auto& item : items) ++times[item.name];
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (times[items[i].name] > 1) items[i].name += fmt::format(" ({})", files[i].filename().string());
  }
}

/// The name under which a file's figures belong to an amplifier.
std::string amplifier_name(const fs::path& file) {
  if (file.extension() == ".toml") return read_amplifier_sheet(file).name;
  const auto kind = kind_of(file);
  if (kind != "output-impedance" && kind != "max-output")
    throw core::bad_input(
        fmt::format("{}: is of kind \"{}\", which says nothing about an amplifier", file.string(), kind));
  const auto name = storage::text_of(results::read_result(file), "name");
  return name.empty() ? file.stem().string() : name;
}

}  // namespace

Load load_of(const std::string& word, const Library& library) {
  if (!is_file(word)) {
    const auto& item = library::find_load(library(), word);
    return from_item(item, item.curve);
  }
  const fs::path path(word);
  return path.extension() == ".toml" ? from_sheet(path) : from_curve(path);
}

Amplifier amplifier_of(const std::vector<std::string>& words, const Library& library) {
  std::vector<fs::path> files;
  for (const auto& word : words)
    files.push_back(is_file(word) ? fs::path(word) : library::find_amplifier(library(), word).file);
  Amplifier amplifier{{}, read_amplifier(files)};
  const auto& f = amplifier.files;
  amplifier.name = f.sheet     ? f.sheet->name
                   : f.z_out   ? f.z_out->name
                   : f.maximum ? f.maximum->name
                               : std::string();
  return amplifier;
}

std::vector<Load> loads_in(const fs::path& folder, std::vector<Skipped>& skipped) {
  std::vector<Load> loads;
  std::vector<fs::path> used, files;
  const auto entries = entries_of(folder);
  const auto attempt = [&](const fs::path& file, auto&& read) {
    try {
      loads.push_back(read());
      files.push_back(file);
      if (loads.back().measured_in) used.push_back(fs::weakly_canonical(*loads.back().measured_in));
    } catch (const core::Error& error) {
      skipped.push_back({file, error.what()});
    }
  };
  for (const auto& file : entries) {
    if (fs::is_directory(file)) skip_folder(file, "--load", skipped);
    if (file.extension() != ".toml") continue;
    attempt(file, [&] { return from_sheet(file); });
  }
  for (const auto& file : entries) {
    if (!is_curve(file) || fs::is_directory(file)) continue;
    if (std::find(used.begin(), used.end(), fs::weakly_canonical(file)) != used.end()) continue;
    attempt(file, [&] { return from_curve(file); });
  }
  tell_apart(loads, files);
  return loads;
}

std::vector<std::string> newest_of_each_kind(std::vector<std::string> files, std::vector<Skipped>& skipped) {
  struct Result {
    std::string kind, made;
    std::string content;  ///< but for its name
  };
  std::map<std::string, Result> found;                                // by file
  std::map<std::string, std::pair<std::string, std::string>> newest;  // by kind: when, file
  for (const auto& file : files) {
    if (fs::path(file).extension() != ".json") continue;
    try {
      auto result = results::read_result(file);
      result.erase("name"), result.erase("first_name");
      const Result r{result.value("kind", ""), storage::text_of(result, "created"), result.dump()};
      found[file] = r;
      newest[r.kind] = std::max(newest[r.kind], {r.made, file});
    } catch (const core::Error&) {
      continue;  // who reads it for its figures tells why
    }
  }
  std::erase_if(files, [&](const std::string& file) {
    const auto r = found.find(file);
    if (r == found.end()) return false;
    const auto& [made, best] = newest[r->second.kind];
    if (file != best && r->second.content == found.at(best).content) {
      skipped.push_back({file, fmt::format("{}: the same as {}", file, fs::path(best).filename().string())});
      return true;
    }
    if (!(r->second.made < made)) return false;  // of one moment: nobody knows which counts
    skipped.push_back({file, fmt::format("{}: {} of the same amplifier is newer", file,
                                         fs::path(best).filename().string())});
    return true;
  });
  return files;
}

std::vector<Amplifier> amplifiers_in(const fs::path& folder, std::vector<Skipped>& skipped) {
  std::map<std::string, std::vector<fs::path>> groups;  // by plain name
  for (const auto& entry : entries_of(folder)) {
    try {
      if (fs::is_directory(entry)) {
        auto& group = groups["/" + entry.filename().string()];
        for (const auto& file : entries_of(entry)) {
          if (fs::is_directory(file)) skip_folder(file, "--amp", skipped);
          if (is_amplifier_file(file, skipped)) group.push_back(file);
        }
        if (group.empty() && !is_hidden(entry))
          skipped.push_back({entry, entry.string() + ": is a folder without a datasheet or a result"});
      } else if (is_amplifier_file(entry, skipped)) {
        groups[library::plain_name(amplifier_name(entry))].push_back(entry);
      }
    } catch (const core::Error& error) {
      skipped.push_back({entry, error.what()});
    }
  }
  std::vector<Amplifier> amplifiers;
  std::vector<fs::path> files;
  for (const auto& [key, group] : groups) {
    for (const auto& all : one_sheet_each(group)) {
      const auto words = newest_of_each_kind(all, skipped);
      try {
        amplifiers.push_back(amplifier_of(words, {}));
        if (amplifiers.back().name.empty()) amplifiers.back().name = fs::path(words.front()).stem().string();
        files.emplace_back(words.front());
      } catch (const core::Error& error) {
        const std::string why = error.what();
        for (const auto& word : words)
          skipped.push_back({word, why.find(word) == 0
                                       ? why
                                       : fmt::format("{}: is left out with the file of the same "
                                                     "amplifier that cannot be used",
                                                     word)});
      }
    }
  }
  tell_apart(amplifiers, files);
  return amplifiers;
}

verdict::MatchInput pair_of(const Load& load, const Amplifier& amplifier, const Wanted& wanted) {
  verdict::MatchInput input;
  input.load = load.curve;
  input.load.name = load.name;
  input.sheet = amplifier.files.sheet;
  input.z_out = amplifier.files.z_out;
  input.maximum = amplifier.files.maximum;
  if (input.z_out && input.z_out->name.empty()) input.z_out->name = amplifier.name;
  const auto& sheet = load.sheet;
  input.sensitivity = wanted.sensitivity ? wanted.sensitivity : sheet.sensitivity;
  if (!wanted.sensitivity) input.highest_sensitivity = sheet.highest_sensitivity;
  input.target = wanted.target;
  input.crest_db = wanted.crest_db;
  input.rated = wanted.rated ? wanted.rated : sheet.rated;
  input.rated_power = wanted.rated_power ? wanted.rated_power : sheet.rated_power;
  input.driver = wanted.driver ? wanted.driver : sheet.driver;
  input.purpose = sheet.purpose;
  input.what_if = wanted.what_if;
  input.cable = wanted.cable;
  input.distance_m = wanted.distance_m;
  input.remarks = sheet.remarks;
  input.remarks.insert(input.remarks.end(), load.notes.begin(), load.notes.end());
  input.summary = load.summary;
  if (load.curve.curve.empty() && !input.rated)
    throw core::bad_input(fmt::format("{}: neither a curve nor a rated impedance is known", load.name),
                          "measure its impedance, or give --rated-ohm");
  return input;
}

}  // namespace ohmbench::matches
