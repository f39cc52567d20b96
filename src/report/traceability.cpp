// Where a result comes from: warnings, conditions, bench, calibration, numbers, files.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>

#include "report/fields.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"
#include "storage/digest.hpp"

namespace ohmbench::report {
namespace {

std::string size_text(std::size_t bytes) {
  constexpr double kKilo = 1000;
  return bytes < 1000 ? fmt::format("{} bytes", bytes)
                      : fmt::format("{:.0f} kB", static_cast<double>(bytes) / kKilo);
}

std::string file_name(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

std::string link_to(const Found& file, const char* media_type) {
  return fmt::format("<a class=\"download\" download=\"{}\" href=\"{}\">Save {}</a>",
                     escaped(file_name(file.path)), data_uri(media_type, file.bytes),
                     escaped(file_name(file.path)));
}

std::string date_of(const std::string& iso) {
  std::string text = iso;
  if (const auto t = text.find('T'); t != std::string::npos) text[t] = ' ';
  if (text.ends_with("Z")) text.replace(text.size() - 1, 1, " UTC");
  return text;
}

std::string calibration_html(const Json& calibration) {
  if (!calibration.is_object()) return "<p>Not known which calibration was applied.</p>\n";
  Table table{{"step", "made"}, {}, "steps"};
  const auto& steps = at(calibration, "/steps");
  if (steps.is_array()) {
    for (const auto& step : steps)
      table.rows.push_back({text_at(step, "/step"), date_of(text_at(step, "/made"))});
  }
  std::string html = html_of(table);
  if (table.rows.empty()) html = "<div class=\"note\"><p>Not calibrated.</p></div>\n";
  const auto digest = text_at(calibration, "/sha256");
  if (!digest.empty()) html += "<p class=\"file\">SHA-256 of the calibration: " + escaped(digest) + "</p>\n";
  return html;
}

}  // namespace

std::string warnings_html(const Found& found) {
  const auto& r = found.subject.result;
  auto warnings = texts_at(r, "/quality/warnings");
  const auto count = [&](const char* pointer, const char* what) {
    const auto n = number_at(r, pointer);
    if (n && *n > 0) warnings.push_back(fmt::format("{:.0f} {}", *n, what));
  };
  count("/quality/dropouts", "damaged periods were left out of the evaluation");
  count("/quality/clipped", "samples were clipped");
  if (!found.subject.curve.empty()) {
    if (!found.subject.sigma_known) warnings.emplace_back("The uncertainty of this curve is not known.");
    if (!found.subject.phase_known) warnings.emplace_back("The phase of this curve is not known.");
  }
  std::string html;
  for (const auto& warning : warnings) html += "<div class=\"note\"><p>" + escaped(warning) + "</p></div>\n";
  return html;
}

std::string conditions_html(const Found& found) {
  const auto& r = found.subject.result;
  auto rows = rows_of(at(r, "/measurement"), {"shape"});
  if (const auto snr = number_at(r, "/quality/snr_db"))
    rows.push_back({"signal to noise", value_text(*snr, "dB")});
  if (const auto repeated = number_at(r, "/quality/repeated_periods"); repeated && *repeated > 0)
    rows.push_back({"periods measured again", value_text(*repeated, "")});
  for (auto& row : rows_of(at(r, "/import"))) rows.push_back(std::move(row));
  const auto made = text_at(r, "/created"), program = text_at(r, "/program");
  if (!made.empty()) rows.push_back({"made", date_of(made)});
  if (!program.empty()) rows.push_back({"program", program});
  return details("How it was measured", html_of({{}, std::move(rows), "conditions"}));
}

std::string numbers_html(const Found& found) {
  const auto& s = found.subject;
  if (s.curve.empty()) return "";
  Table table{{"Hz", "|Z| / Ω"}, {}, "numbers"};
  if (s.phase_known) table.head.emplace_back("phase / °");
  if (s.sigma_known) table.head.emplace_back("1 sigma / Ω");
  const auto& coverage = at(s.result, "/coverage");
  const bool covered = coverage.is_array() && coverage.size() == s.curve.size();
  if (covered) table.head.emplace_back("calibration");
  constexpr std::size_t kMostRows = 1000;
  const std::size_t step = (s.curve.size() + kMostRows - 1) / kMostRows;
  for (std::size_t i = 0; i < s.curve.size(); i += step) {
    const auto z = s.curve.z_ohm[i];
    std::vector<std::string> row{fmt::format("{:.6g}", s.curve.f_hz[i]), fmt::format("{:.5g}", std::abs(z))};
    if (s.phase_known) row.push_back(fmt::format("{:.2f}", std::arg(z) * 180 / std::numbers::pi));
    if (s.sigma_known) row.push_back(fmt::format("{:.2g}", s.curve.sigma_ohm[i]));
    if (covered) row.push_back(coverage[i].is_string() ? coverage[i].get<std::string>() : "");
    table.rows.push_back(std::move(row));
  }
  const auto title = step == 1
                         ? fmt::format("The curve in numbers ({} points)", s.curve.size())
                         : fmt::format("The curve in numbers (every {}th of {} points; all are in the file)",
                                       step, s.curve.size());
  return details(title, html_of(table));
}

std::string download_html(const Found& found) {
  return fmt::format("<p class=\"file\">{}{} ({}), SHA-256 {}</p>\n",
                     link_to(found, found.foreign ? "text/plain" : "application/json"),
                     "<span class=\"faint\"> " + escaped(found.path) + "</span>",
                     size_text(found.bytes.size()), found.sha256);
}

std::string bench_html(const Group& group) {
  // results of one session share bench and calibration: each is shown once
  std::map<std::string, std::vector<const Found*>> benches;
  std::vector<std::string> order;
  for (const auto& found : group.results) {
    const auto& r = found.subject.result;
    if (!at(r, "/bench").is_object() && !at(r, "/calibration").is_object()) continue;
    const auto key = at(r, "/bench").dump() + at(r, "/calibration").dump();
    if (!benches.contains(key)) order.push_back(key);
    benches[key].push_back(&found);
  }
  std::string html;
  for (const auto& key : order) {
    const auto& r = benches[key].front()->subject.result;
    if (order.size() > 1) {
      std::string names;
      for (const auto* found : benches[key]) names += (names.empty() ? "" : ", ") + file_name(found->path);
      html += "<p class=\"faint\">" + escaped("Of " + names) + "</p>\n";
    }
    html += "<h4>Calibration</h4>\n" + calibration_html(at(r, "/calibration"));
    html += "<h4>Bench</h4>\n" + html_of({{}, rows_of(at(r, "/bench")), "bench"});
  }
  for (const auto& file : group.attachments) {
    const bool toml = file.subject.kind == "toml";
    html += fmt::format("<p class=\"file\">{} <span class=\"faint\">{}</span> ({}), SHA-256 {}</p>\n",
                        link_to(file, toml ? "application/toml" : "application/json"), escaped(file.path),
                        size_text(file.bytes.size()), file.sha256);
  }
  return html.empty() ? "" : "<h3>Bench and calibration</h3>\n" + html;
}

}  // namespace ohmbench::report
