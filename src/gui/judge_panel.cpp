// Judge: does it match, why, and what would be with other figures.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "gui/desk.hpp"
#include "verdict/first_limit_words.hpp"

namespace ohmbench::gui {
namespace {

std::vector<std::string> names_of(const views::Listing& entries, const char* first = nullptr) {
  std::vector<std::string> names;
  if (first != nullptr) names.emplace_back(first);
  constexpr std::size_t kDay = 10, kMinute = 16;  // "2026-11-22", with "T10:41" behind
  for (const auto& e : entries)
    names.push_back(e->made.size() < kMinute ? e->name
                                             : fmt::format("{}  ({} {})", e->name, e->made.substr(0, kDay),
                                                           e->made.substr(kDay + 1, kMinute - kDay - 1)));
  return names;
}

/// Where the file is in the list; the newest, which is the first, where it is not.
std::size_t index_of(const views::Listing& entries, const std::filesystem::path& file) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e->file == file; });
  return found == entries.end() ? 0 : static_cast<std::size_t>(found - entries.begin());
}

std::shared_ptr<const views::Entry> amplifier_of(const Desk& d, const views::Listing& amplifiers) {
  if (amplifiers.empty() || d.no_amplifier) return {};
  return amplifiers[index_of(amplifiers, d.judged_amplifier)];
}

/// The one that is chosen; as long as none is, the newest of the amplifier's name.
std::shared_ptr<const views::Entry> maximum_of(const Desk& d, const views::Entry* amplifier,
                                               const views::Listing& maxima) {
  const auto found = std::find_if(maxima.begin(), maxima.end(), [&](const auto& e) {
    return d.judged_maximum ? e->file == *d.judged_maximum
                            : amplifier != nullptr && e->name == amplifier->name;
  });
  return found == maxima.end() ? nullptr : *found;
}

/// Lets the clerk judge again if anything has changed.
void judge_again(const Frame& f, const views::Listing& loads, const views::Listing& amplifiers,
                 const views::Listing& maxima) {
  auto& d = f.desk;
  const auto load = loads.empty() ? nullptr : loads[index_of(loads, d.judged_load)];
  const auto amplifier = amplifier_of(d, amplifiers);
  const auto maximum = maximum_of(d, amplifier.get(), maxima);
  const auto& w = d.what_if;
  const auto text = [](const std::optional<double>& v) { return v ? fmt::format("{:.6g}", *v) : "-"; };
  const auto key =
      fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", d.worked.listings,
                  maximum ? maximum->file.string() : "", load ? load->file.string() : "",
                  amplifier ? amplifier->file.string() : "", text(w.source_ohm), text(w.max_volt),
                  text(w.max_ampere), w.sensitivity, text(w.target_db), text(w.crest_db), text(w.rated_watt));
  if (key == d.judged_key) return;
  d.judged_key = key;
  d.judged = d.judged || load != nullptr;
  auto fitted = load && d.worked.fitted_load == load ? d.worked.fitted : nullptr;
  f.clerk.post("judge", [&d, load, amplifier, maximum, w, fitted, theme = f.kit.theme]() -> views::Delivery {
    const auto driver =
        fitted ? fitted : std::make_shared<const matches::FittedDriver>(views::driver_of(load.get()));
    auto judgement = std::make_shared<const views::Judgement>(
        views::judge(load.get(), amplifier.get(), maximum.get(), w, driver.get(), theme));
    return [&d, judgement, driver, load] {
      d.worked.judgement = judgement;
      // as long as nobody moves them the sliders show what suits the load
      if (const auto& wish = judgement->match.wish) {
        if (!d.what_if.target_db) d.target_db = wish->target.value();
        if (!d.what_if.crest_db) d.crest_db = wish->crest_db;
      }
      d.worked.fitted = driver;
      d.worked.fitted_load = load;
    };
  });
}

void show_verdict(const Frame& f, const views::Judgement& j) {
  const auto& t = f.kit.theme;
  const auto& v = j.match.verdict;
  screen::large(f.kit, j.title, color_of(t, j.shown), 34);
  screen::words(f.kit, v.why);
  if (j.match.first_limit) screen::faint(f.kit, verdict::in_words(*j.match.first_limit));
  screen::gap(f.kit, 4);
  for (const auto& bar : j.bars) screen::margin_bar(f.kit, bar.name, bar.headroom_db, bar.text);
  if (j.bars.empty())
    screen::faint(f.kit, "Headroom is known with a sensitivity and what the amplifier can.");
}

void show_checks(const Frame& f, const views::Judgement& j) {
  const auto& t = f.kit.theme;
  for (const auto& check : j.match.verdict.checks) {
    screen::lamp(f.kit, color_of(t, check.outcome), check.name);
    ImGui::SameLine(static_cast<float>(f.kit.px(210)));
    screen::faint(f.kit, check.why);
  }
}

/// Which load, on which amplifier.
void choose_pair(const Frame& f, const views::Listing& loads, const views::Listing& amplifiers,
                 const views::Listing& maxima) {
  auto& d = f.desk;
  auto load = index_of(loads, d.judged_load);
  if (screen::choose(f.kit, "Load", names_of(loads), load)) d.judged_load = loads.at(load)->file;
  auto amplifier = amplifiers.empty() || d.no_amplifier ? 0 : 1 + index_of(amplifiers, d.judged_amplifier);
  if (screen::choose(f.kit, "Amplifier", names_of(amplifiers, "none"), amplifier)) {
    d.no_amplifier = amplifier == 0;
    if (amplifier > 0) d.judged_amplifier = amplifiers.at(amplifier - 1)->file;
  }
  if (!maxima.empty()) {
    const auto now = maximum_of(d, amplifier_of(d, amplifiers).get(), maxima);
    auto chosen = now ? 1 + index_of(maxima, now->file) : 0;
    if (screen::choose(f.kit, "Its measured maximum", names_of(maxima, "none"), chosen))
      d.judged_maximum = chosen > 0 ? maxima.at(chosen - 1)->file : std::filesystem::path();
  }
}

/// What is wanted, and what would be with other figures.
void ask_what_if(const Frame& f) {
  auto& d = f.desk;
  screen::toggle(f.kit, "Another source impedance", d.what_if_source);
  if (d.what_if_source) screen::slider(f.kit, "Source impedance", d.source_ohm, 0.01, 1000, "ohm", true);
  d.what_if.source_ohm = d.what_if_source ? std::optional(d.source_ohm) : std::nullopt;
  screen::field(f.kit, "Sensitivity", d.what_if.sensitivity, "102 dB/V, 87 dB/2.83V/1m");
  if (d.worked.judgement && !d.worked.judgement->sensitivity_problem.empty())
    screen::words(f.kit, d.worked.judgement->sensitivity_problem, f.kit.theme.fail);
  if (screen::slider(f.kit, "Wanted level of the peaks", d.target_db, 70, 125, "dB SPL"))
    d.what_if.target_db = d.target_db;
  if (screen::slider(f.kit, "Crest factor", d.crest_db, 6, 30, "dB")) d.what_if.crest_db = d.crest_db;
  const auto volt = screen::value_field(f.kit, "Amplifier: most volts", d.max_volt, "V", "7.2");
  const auto ampere = screen::value_field(f.kit, "Amplifier: most amperes", d.max_ampere, "A", "130m");
  const auto watt = screen::value_field(f.kit, "Load: most watts", d.rated_watt, "W", "500m");
  d.what_if.max_volt = volt.value, d.what_if.max_ampere = ampere.value;
  d.what_if.rated_watt = watt.value;
  screen::gap(f.kit, 4);
  const bool can = d.worked.judgement && d.worked.judgement->problem.empty() && !volt.wrong &&
                   !ampere.wrong && !watt.wrong;
  if (screen::button(f.kit, "Keep this verdict", 'K', screen::Tone::kPlain, can))
    keep_verdict(f, d.worked.judgement->result);
}

void show_judgement(const Frame& f, const views::Judgement& j) {
  // the verdict and what it sounds like beside each other, where there is room; the reasons below
  const double room = static_cast<double>(ImGui::GetContentRegionAvail().x);
  constexpr double kHeight = 330, kRoomy = 760;
  const bool roomy = room > f.kit.px(kRoomy);
  const std::string otherwise =
      "The response at the load is known with a source impedance: measure the amplifier, or say one.";
  screen::begin_area("verdict", roomy ? 0.48 * room : room, roomy ? f.kit.px(kHeight) : f.kit.px(260));
  show_verdict(f, j);
  screen::end_card();
  if (roomy) ImGui::SameLine();
  screen::begin_area("heard", 0, f.kit.px(kHeight));
  show_figure(f, "response", j.response, 0, otherwise);
  screen::end_card();
  screen::gap(f.kit, 4);
  show_checks(f, j);
  if (j.headroom) {
    screen::gap(f.kit, 4);
    show_figure(f, "headroom", j.headroom, f.kit.px(300), "");
  }
  if (!j.match.notes.empty()) screen::heading(f.kit, "What to know besides");
  for (const auto& note : j.match.notes) screen::faint(f.kit, note);
}

}  // namespace

void show_judge(const Frame& f) {
  auto& d = f.desk;
  const auto loads = views::of_kind(d.worked.listing, "impedance");
  const auto amplifiers = views::of_kind(d.worked.listing, "output-impedance");
  const auto maxima = views::of_kind(d.worked.listing, "max-output");
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Do they match?");
        choose_pair(f, loads, amplifiers, maxima);
        ask_what_if(f);
      },
      [&] {
        const auto& j = d.worked.judgement;
        if (!j) return;
        if (!j->problem.empty()) {
          screen::words(f.kit, j->problem, loads.empty() ? f.kit.theme.faint : f.kit.theme.fail);
          return;
        }
        show_judgement(f, *j);
      });
  judge_again(f, loads, amplifiers, maxima);
}

}  // namespace ohmbench::gui
