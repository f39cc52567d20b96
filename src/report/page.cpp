#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "figures/provenance.hpp"
#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"

namespace ohmbench::report {
namespace {

/// A place to jump to: its number, never its name.
std::string anchor_of(std::size_t group, std::size_t result) {
  return fmt::format("r{}-{}", group + 1, result + 1);
}

std::string dates_of(const Folder& folder) {
  std::set<std::string> days;
  constexpr std::size_t kDate = 10;  // of ISO 8601
  for (const auto& group : folder.groups) {
    for (const auto& found : group.results) {
      const auto made = text_at(found.subject.result, "/created");
      if (made.size() >= kDate) days.insert(made.substr(0, kDate));
    }
  }
  if (days.empty()) return "";
  return days.size() == 1 ? *days.begin() : *days.begin() + " to " + *days.rbegin();
}

/// Verdicts and key figures of all, with links.
std::string overview(const Folder& folder) {
  std::string html = "<div class=\"wide\"><table class=\"overview\"><tbody>\n";
  for (std::size_t g = 0; g < folder.groups.size(); ++g) {
    const auto& results = folder.groups[g].results;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto verdict =
          results[i].subject.kind == "match" ? shown_verdict(results[i].subject.result) : std::string();
      const bool known = verdict == "yes" || verdict == "no" || verdict == "marginal";
      html += fmt::format("<tr{}><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{}</td></tr>\n",
                          known ? " class=\"" + verdict + "\"" : "", anchor_of(g, i),
                          escaped(heading_of(results[i])), escaped(key_figure_line(results[i])));
    }
  }
  return html + "</tbody></table></div>\n";
}

std::string result_html(const Found& found, const Group& group, const std::string& anchor,
                        const plot::TextMetrics& metrics, std::vector<std::string>& problems) {
  return fmt::format("<article id=\"{}\">\n<h3>{}</h3>\n<p class=\"faint\">{}</p>\n", anchor,
                     escaped(heading_of(found)), escaped(figures::provenance_of(found.subject))) +
         warnings_html(found) + verdict_html(found) + figures_html(found, group, metrics, problems) +
         key_figures_html(found) + budget_html(found) + conditions_html(found) + numbers_html(found) +
         download_html(found) + "</article>\n";
}

std::string records_html(const Folder& folder) {
  Table table{{"record", "SHA-256 of its result", "result shown as"}, {}, "records"};
  for (const auto& record : folder.records) {
    std::string shown;
    for (const auto& group : folder.groups) {
      for (const auto& found : group.results) {
        if (!record.sha256.empty() && found.first_sha256 == record.sha256) shown = found.path;
      }
    }
    table.rows.push_back({record.path, record.sha256.empty() ? "no valid result" : record.sha256, shown});
  }
  if (table.rows.empty()) return "";
  return "<section class=\"group\">\n<h2>Records</h2>\n<p>The raw recordings behind the results; ohmbench "
         "reprocess "
         "evaluates them again.</p>\n" +
         html_of(table) + "</section>\n";
}

std::string problems_html(const std::vector<std::string>& problems) {
  if (problems.empty()) return "";
  std::string html = "<section>\n<h2>Not shown</h2>\n";
  for (const auto& problem : problems) html += "<div class=\"note\"><p>" + escaped(problem) + "</p></div>\n";
  return html + "</section>\n";
}

std::string program_of(const Folder& folder) {
  for (const auto& group : folder.groups) {
    for (const auto& found : group.results) {
      const auto program = text_at(found.subject.result, "/program");
      if (!program.empty()) return program;
    }
  }
  return "ohmbench";
}

}  // namespace

Page page_of(const Folder& folder, const plot::TextMetrics& metrics) {
  Page page;
  page.problems = folder.problems;
  std::string body;
  for (std::size_t g = 0; g < folder.groups.size(); ++g) {
    const auto& group = folder.groups[g];
    body +=
        "<section class=\"group\">\n<h2>" + escaped(group.path.empty() ? "Results" : group.path) + "</h2>\n";
    for (std::size_t i = 0; i < group.results.size(); ++i)
      body += result_html(group.results[i], group, anchor_of(g, i), metrics, page.problems);
    body += bench_html(group) + "</section>\n";
  }
  const auto title = escaped(folder.name.empty() ? "Results" : folder.name);
  const auto dates = dates_of(folder);
  page.html = fmt::format(
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"generator\" "
                  "content=\"{}\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n"
                  "<header>\n<h1>{}</h1>\n<p class=\"faint\">{} {}, measured {} with {}</p>\n</header>\n",
                  escaped(program_of(folder)), title, style(), title, folder.results(),
                  folder.results() == 1 ? "result" : "results", dates.empty() ? "some day" : escaped(dates),
                  escaped(program_of(folder))) +
              "<main>\n" + overview(folder) + problems_html(page.problems) + body + records_html(folder) +
              "</main>\n</body>\n</html>\n";
  return page;
}

}  // namespace ohmbench::report
