// Figures of results inside the page: one for wide screens and paper, one for phones; the style shows one.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "figures/figures.hpp"
#include "figures/provenance.hpp"
#include "plot/layout.hpp"
#include "report/html.hpp"
#include "report/parts.hpp"
#include "report/svg_canvas.hpp"

namespace ohmbench::report {
namespace {

constexpr plot::Size kWide{720, 400};
constexpr plot::Size kNarrow{360, 300};

struct Wish {
  std::string recipe;
  std::vector<figures::Subject> subjects;
  bool at_once = true;  ///< or when somebody opens it
};

std::vector<figures::Subject> of_kind(const Group& group, const std::string& kind) {
  std::vector<figures::Subject> all;
  for (const auto& one : group.results) {
    if (one.subject.kind == kind) all.push_back(one.subject);
  }
  return all;
}

bool has_list(const nlohmann::json& result, const char* object, const char* key) {
  return result.contains(object) && result[object].is_object() && result[object].contains(key);
}

std::vector<Wish> wishes_for(const Found& found, const Group& group) {
  const auto& s = found.subject;
  std::vector<Wish> wishes;
  if (s.kind == "impedance") {
    wishes.push_back({"impedance", {s}});
    if (s.phase_known) wishes.push_back({"epdr", {s}, false}), wishes.push_back({"nyquist", {s}, false});
    if (has_list(s.result, "uncertainty", "terms")) wishes.push_back({"uncertainty", {s}, false});
    if (has_list(s.result, "distortion", "frequency_hz")) wishes.push_back({"distortion", {s}, false});
    auto together = of_kind(group, "output-impedance");
    if (s.phase_known && !together.empty()) {
      together.insert(together.begin(), s);
      wishes.push_back({"response", together});
    }
  } else if (s.kind == "output-impedance") {
    wishes.push_back({"output-impedance", {s}});
    if (has_list(s.result, "uncertainty", "terms")) wishes.push_back({"uncertainty", {s}, false});
  } else if (s.kind == "max-output") {
    wishes.push_back({"thd", {s}});
    auto together = of_kind(group, "impedance");
    together.insert(together.begin(), s);
    wishes.push_back({"volt-ampere", together, false});
  } else if (s.kind == "match" && s.result.contains("headroom_over_frequency")) {
    wishes.push_back({"headroom", {s}});
  } else if (s.kind == "match-matrix") {
    wishes.push_back({"matrix", {s}});
  } else if (s.kind == "fit" && s.result.contains("modelled")) {
    auto together = of_kind(group, "impedance");
    std::erase_if(together, [&s](const figures::Subject& z) { return z.name != s.name; });
    together.push_back(s);
    wishes.push_back({"fit", together});
  }
  return wishes;
}

/// @param said  what the page says of the result already
std::string picture(const Wish& wish, const std::string& said, const plot::TextMetrics& metrics) {
  const auto drawn = [&](figures::Look look, plot::Size size, const char* css_class, std::string& caption,
                         std::string& title) {
    look.theme = plot::fitted(look.theme, size.width);
    auto figure = figures::figure_of(wish.subjects, wish.recipe, look);
    title = std::move(figure.title), figure.title.clear();
    caption.clear();
    for (const auto& line : figure.caption) {
      if (line != said) caption += (caption.empty() ? "" : " · ") + line;
    }
    figure.caption.clear();
    if (figure.map) {
      constexpr double kRowPx = 22, kHeadPx = 150;
      size.height = std::max(size.height, kHeadPx + kRowPx * static_cast<double>(figure.map->rows.size()));
    }
    return svg_of(plot::layout(figure, size, metrics), figure.theme, metrics, title + ". " + caption,
                  css_class);
  };
  std::string caption, title;
  const auto wide = drawn({}, kWide, "wide-plot", caption, title);
  const auto narrow = drawn({}, kNarrow, "narrow-plot", caption, title);
  return fmt::format("<figure><h4>{}</h4>\n{}{}<figcaption>{}</figcaption></figure>\n", escaped(title), wide,
                     narrow, escaped(caption));
}

}  // namespace

std::string figures_html(const Found& found, const Group& group, const plot::TextMetrics& metrics,
                         std::vector<std::string>& problems) {
  std::string open, closed;
  for (const auto& wish : wishes_for(found, group)) {
    const auto failed = [&](const char* why) {
      problems.push_back(fmt::format("{}: figure {}: {}", found.path, wish.recipe, why));
    };
    try {
      (wish.at_once ? open : closed) += picture(wish, figures::provenance_of(found.subject), metrics);
    } catch (const core::Error& error) {
      failed(error.what());
    } catch (const nlohmann::json::exception& error) {
      failed(error.what());
    }
  }
  return open + details("More figures", closed);
}

}  // namespace ohmbench::report
