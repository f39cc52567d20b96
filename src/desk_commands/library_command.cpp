// ohmbench library
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/text_columns.hpp"
#include "desk_commands/commands.hpp"
#include "desk_commands/library_option.hpp"
#include "results/result_file.hpp"

namespace ohmbench::cli {
namespace {

using library::Item;
using nlohmann::json;

constexpr std::size_t kFigureColumns = 22;
constexpr std::size_t kFewItems = 5;  // up to so many are shown with all their figures

json to_json(const Item& item, const std::string& name, const std::vector<std::string>& remarks) {
  json j = {{"name", name}, {"file", item.file.string()}, {"figures", json::array()}, {"remarks", remarks}};
  if (!item.kind.empty()) j["kind"] = item.kind;
  if (!item.note.empty()) j["note"] = item.note;
  for (const auto& f : item.figures) {
    json figure = {{"figure", f.what}, {"value", f.text}};
    if (!f.how.empty()) figure["how"] = f.how;
    if (!f.source.empty()) figure["source"] = f.source;
    j["figures"].push_back(std::move(figure));
  }
  return j;
}

/// One line: name and the first figure of each kind, as far as they fit.
std::string line_of(const Item& item, const std::string& name) {
  std::string line = "  " + core::padded(name, 36);
  std::string before;
  for (const auto& f : item.figures) {
    if (f.what == before || f.what.starts_with("impedance at")) continue;
    before = f.what;
    const auto piece = (line.back() == ' ' ? "" : ", ") +
                       (f.what.starts_with("power into") ? f.text + f.what.substr(5) : f.text);
    if (core::columns(line + piece) > core::kTextColumns) break;
    line += piece;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string page_of(const Item& item, const std::string& name, const std::vector<std::string>& remarks) {
  std::string text = name + (item.kind.empty() ? "" : ", " + item.kind) + "\n", source;
  for (const auto& f : item.figures) {
    const auto who = f.how.empty() || f.source.empty() ? f.how + f.source : f.how + ": " + f.source;
    if (who != source) text += core::wrapped(who, 2);
    source = who;
    text += "    " + core::padded(f.what, kFigureColumns) + f.text + "\n";
  }
  if (!item.note.empty()) text += core::wrapped(item.note, 2);
  for (const auto& remark : remarks) text += core::wrapped(remark, 2);
  return text + "\n";
}

/// What the words find, as JSON and as text.
struct Found {
  json amplifiers = json::array(), loads = json::array();
  std::string lines, pages;
  std::size_t count = 0;
};

template <class Items>
void collect(const Items& items, const std::vector<std::string>& words, const char* title, json& list,
             Found& found) {
  bool first = true;
  for (const auto& item : items) {
    if (!library::fits(item.sheet.name, words)) continue;
    if (first) found.lines += fmt::format("{}{}\n", found.lines.empty() ? "" : "\n", title);
    first = false;
    ++found.count;
    list.push_back(to_json(item, item.sheet.name, item.sheet.remarks));
    found.lines += line_of(item, item.sheet.name);
    found.pages += page_of(item, item.sheet.name, item.sheet.remarks);
  }
}

void list_library(const library::Catalogue& catalogue, const std::vector<std::string>& words,
                  const Output& output) {
  Found found;
  collect(catalogue.amplifiers, words, "Amplifiers", found.amplifiers, found);
  collect(catalogue.loads, words, "Headphones and loudspeakers", found.loads, found);
  if (found.count == 0)
    throw core::bad_input(
        words.empty() ? std::string("the library is empty")
                      : fmt::format("nothing in the library is called so"),
        "`ohmbench library` without words lists all; --library FOLDER adds datasheets of your own");
  auto result = results::result_head("library", "");
  result["amplifiers"] = std::move(found.amplifiers);
  result["loads"] = std::move(found.loads);
  result["unusable"] = catalogue.unusable;
  auto text = found.count <= kFewItems ? found.pages : found.lines;
  for (const auto& why : catalogue.unusable) text += core::wrapped("Left out: " + why, 0);
  output.deliver(result, text);
}

}  // namespace

void add_library(CLI::App& app, Context& context) {
  struct Options {
    std::vector<std::string> words;
    std::filesystem::path folder;
    Output output;
  };
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("library", "amplifiers and headphones with stated figures and their sources");
  command->add_option("words", options->words,
                      "part of the name, such as hd650; case, blanks and punctuation do not matter");
  add_library_option(*command, options->folder);
  options->output.add_to(*command, false);
  command->footer(
      "Example: ohmbench library hd650\n"
      "         ohmbench match --load \"HD 650\" --amp \"O2\"\n"
      "Without words it lists all. What it lists can be named in match.");
  command->callback([options, executable = context.mains.executable] {
    list_library(library_of(options->folder, executable)(), options->words, options->output);
  });
}

}  // namespace ohmbench::cli
