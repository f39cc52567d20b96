#include "library/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <system_error>

#include "core/error.hpp"

namespace ohmbench::library {
namespace {

namespace fs = std::filesystem;

bool letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// The words of a name, each plain: "Sennheiser HD 650" is "sennheiser", "hd", "650".
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : name) {
    if (letter(c)) {
      if (!inside) words.emplace_back();
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    inside = letter(c);
  }
  return words;
}

/// true if the wanted text is a run of whole words of the name, however either is divided: "hd650" in "HD
/// 650".
bool whole_words(const std::string& name, const std::string& wanted) {
  const auto words = words_of(name);
  for (std::size_t from = 0; from < words.size(); ++from) {
    std::string joined;
    for (std::size_t i = from; i < words.size() && joined.size() < wanted.size(); ++i) joined += words[i];
    if (joined == wanted) return true;
  }
  return false;
}

template <class Item>
const Item& find(const std::vector<Item>& items, const std::string& name, const char* what) {
  const auto wanted = plain_name(name);
  std::vector<const Item*> same, whole, part;
  for (const auto& item : items) {
    const auto plain = plain_name(item.sheet.name);
    if (wanted.empty() || plain.find(wanted) == std::string::npos) continue;
    part.push_back(&item);
    if (whole_words(item.sheet.name, wanted)) whole.push_back(&item);
    if (plain == wanted) same.push_back(&item);
  }
  for (const auto* candidates : {&same, &whole, &part}) {
    if (candidates->size() == 1) return *candidates->front();
    if (candidates->empty()) continue;
    std::vector<std::string> names;
    for (const auto* item : *candidates) names.push_back("\"" + item->sheet.name + "\"");
    throw core::bad_input(fmt::format("\"{}\" may be any of {}", name, fmt::join(names, ", ")),
                          "write more of the name");
  }
  throw core::bad_input(
      fmt::format("\"{}\": there is no such file, and no {} of that name in the library", name, what),
      "`ohmbench library` lists what there is; a file of your own in --library FOLDER adds to it");
}

/// An item of an earlier folder goes before; one of the same folder (from the index `of_folder` on) is a
/// mistake. @throws core::Error kBadInput that says so
template <class Item>
void add(std::vector<Item>& items, Item item, std::size_t of_folder) {
  const auto plain = plain_name(item.sheet.name);
  const auto known = std::find_if(items.begin(), items.end(),
                                  [&](const Item& other) { return plain_name(other.sheet.name) == plain; });
  if (known == items.end()) {
    items.push_back(std::move(item));
  } else if (static_cast<std::size_t>(known - items.begin()) >= of_folder) {
    throw core::bad_input(fmt::format("{}: has the same name as {}, \"{}\", and is not used",
                                      item.file.string(), known->file.string(), known->sheet.name),
                          "rename one of them, or put both sources into one file as [[figures]]");
  }
}

template <class Item>
void sort(std::vector<Item>& items) {
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.sheet.name < b.sheet.name; });
}

std::vector<fs::path> sheets_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator i(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && i != end; i.increment(error)) {
    if (i->path().extension() == ".toml" && i->is_regular_file(error)) files.push_back(i->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != 0 ? value : nullptr;
}

/// The folder that came with the program; empty if there is none.
fs::path own_folder(const fs::path& executable) {
  std::error_code error;
  const auto here = executable.parent_path();
  if (here.empty()) return {};
  const auto installed = here.parent_path() / "share" / "ohmbench" / "library";
  if (fs::is_directory(installed, error)) return installed;
  for (auto above = here;; above = above.parent_path()) {
    const auto source = above / "calibration" / "library";
    if (fs::is_directory(source, error)) return source;
    if (above == above.parent_path()) return {};
  }
}

}  // namespace

std::vector<fs::path> library_folders(const std::optional<fs::path>& given, const fs::path& executable) {
  std::error_code error;
  if (given && !fs::is_directory(*given, error))
    throw core::bad_input(given->string() + ": is no folder", "give a folder with datasheets in TOML");
  std::vector<fs::path> wanted;
  if (given) wanted.push_back(*given);
  if (const char* folder = environment("OHMBENCH_LIBRARY")) wanted.emplace_back(folder);
  if (const char* config = environment("XDG_CONFIG_HOME"))
    wanted.push_back(fs::path(config) / "ohmbench" / "library");
  else if (const char* home = environment("HOME"))
    wanted.push_back(fs::path(home) / ".config" / "ohmbench" / "library");
  wanted.push_back(own_folder(executable));
  std::vector<fs::path> folders;
  for (auto& folder : wanted) {
    if (!folder.empty() && fs::is_directory(folder, error)) folders.push_back(std::move(folder));
  }
  return folders;
}

Catalogue read_catalogue(const std::vector<fs::path>& folders) {
  Catalogue catalogue;
  for (const auto& folder : folders) {
    const auto loads = catalogue.loads.size(), amplifiers = catalogue.amplifiers.size();
    for (const auto& file : sheets_below(folder)) {
      try {
        const auto text = text_of(file);
        if (is_load(text, file.string()))
          add(catalogue.loads, parse_load(text, file.string()), loads);
        else
          add(catalogue.amplifiers, parse_amplifier(text, file.string()), amplifiers);
      } catch (const core::Error& error) {
        catalogue.unusable.emplace_back(error.what());
      }
    }
  }
  sort(catalogue.amplifiers);
  sort(catalogue.loads);
  return catalogue;
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const auto& word : words_of(name)) plain += word;
  return plain;
}

bool fits(const std::string& name, const std::vector<std::string>& words) {
  const auto plain = plain_name(name);
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return plain.find(plain_name(word)) != std::string::npos;
  });
}

const AmplifierItem& find_amplifier(const Catalogue& catalogue, const std::string& name) {
  return find(catalogue.amplifiers, name, "amplifier");
}

const LoadItem& find_load(const Catalogue& catalogue, const std::string& name) {
  return find(catalogue.loads, name, "headphone or loudspeaker");
}

}  // namespace ohmbench::library
