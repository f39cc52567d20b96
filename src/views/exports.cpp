#include "views/exports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "intake/any_curve.hpp"
#include "plot_cairo/paper.hpp"
#include "plot_cairo/typeface.hpp"
#include "report/page.hpp"
#include "results/result_file.hpp"
#include "storage/json_file.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::views {
namespace fs = std::filesystem;
namespace {

/// "figure.svg", "figure-2.svg": a name that is free.
fs::path free_name(const fs::path& folder, std::string name, const std::string& ending) {
  const auto no_letter = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) == 0;
  };
  std::replace_if(name.begin(), name.end(), no_letter, '-');
  constexpr std::size_t kLongest = 80;
  if (name.size() > kLongest) {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;  // not within a letter
    name.resize(end);
  }
  std::error_code error;
  fs::create_directories(folder, error);  // where it fails, writing tells
  auto path = folder / (name + "." + ending);
  for (int n = 2; fs::exists(path, error); ++n) path = folder / fmt::format("{}-{}.{}", name, n, ending);
  return path;
}

}  // namespace

std::string svg_of(const plot::Figure& figure, plot::Size size) {
  return plot_cairo::print(plot::layout(figure, size, plot_cairo::system_typeface()),
                           plot_cairo::PaperKind::kSvg);
}

std::string lacking_letters(const plot::Figure& figure, plot::Size size) {
  return plot_cairo::lacking_letters(plot::layout(figure, size, plot_cairo::system_typeface()));
}

fs::path write_figure(const plot::Figure& figure, plot::Size size, const fs::path& folder,
                      const std::string& ending, double dots_per_px) {
  const auto path = free_name(folder, figure.title.empty() ? "figure" : figure.title, ending);
  const auto layout = plot::layout(figure, size, plot_cairo::system_typeface());
  storage::write_atomically(path, plot_cairo::print(layout, plot_cairo::paper_kind(path), dots_per_px));
  return path;
}

fs::path keep_verdict(const nlohmann::json& result, const fs::path& library) {
  auto when = storage::text_of(result, "created");
  std::erase(when, ':');
  const auto path = free_name(
      library,
      fmt::format("{}-{}-{}", when, storage::text_of(result, "kind"), storage::text_of(result, "name")),
      "json");
  results::write_result(path, result);
  return path;
}

Report write_report(const fs::path& library, const fs::path& folder) {
  auto results =
      report::read_folder(library, [](const fs::path& file) { return intake::read_any_curve(file).result; });
  // what was removed is kept below the library, and is no part of it any more
  const auto removed = [](const std::string& path) {
    return path == "removed" || path.rfind("removed/", 0) == 0;
  };
  std::erase_if(results.groups, [&](const report::Group& g) { return removed(g.path); });
  std::erase_if(results.records, [&](const report::RecordPlace& r) { return removed(r.path); });
  std::erase_if(results.problems, removed);
  if (results.results() == 0)
    throw core::bad_input(fmt::format("{} holds no result to report", library.string()),
                          "measure something first");
  const auto page = report::page_of(results, plot_cairo::system_typeface());
  Report report{free_name(folder, "report", "html"), results.results(), page.problems};
  storage::write_atomically(report.file, page.html);
  return report;
}

}  // namespace ohmbench::views
