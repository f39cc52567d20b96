#include "views/bench_advice.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "results/advice_result.hpp"

namespace ohmbench::views {
namespace {

constexpr double kWorthTelling = 1.1;  // times better

const char* words_of(advice::CalibratedBy calibration) {
  switch (calibration) {
    case advice::CalibratedBy::kNothing:
      return "not calibrated";
    case advice::CalibratedBy::kRatio:
      return "channel ratio";
    case advice::CalibratedBy::kStandards:
      return "all four steps";
  }
  return "?";
}

std::vector<double> values_of(const std::string& list) {
  std::vector<double> values;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find_first_of(",;", at), list.size());
    const auto text = list.substr(at, end - at);
    at = end + 1;
    if (text.find_first_not_of(' ') == std::string::npos) continue;
    const auto value = core::parse_si(text, "ohm");
    if (!value || *value <= 0)
      throw core::bad_input(fmt::format("\"{}\" is no resistor", text), "write e.g. 10, 33, 4k7");
    values.push_back(*value);
  }
  return values;
}

std::vector<Fact> facts_of(const advice::Advice& a, const std::optional<core::Ohms>& present) {
  std::vector<Fact> facts;
  facts.push_back(
      {"to buy", a.bench.rating
                     ? fmt::format("metal film, {} or more", core::format_si(a.bench.rating->value(), "W"))
                     : std::string("none bears a short: lower the level, or fuse it")});
  for (const auto& r : a.remedies)
    facts.push_back(
        {words_of(r.calibration), fmt::format("{:.2g} % at worst, most from {}; to improve: {}",
                                              100 * r.worst, advice::words_of(r.cause), r.action)});
  if (present && !a.better_than_present.empty()) {
    const double factor = a.better_than_present.back();
    facts.push_back(
        {"than now", factor < kWorthTelling
                         ? fmt::format("the bench's {} is as good", core::format_si(present->value(), "Ω"))
                         : fmt::format("{:.1f} times better than the bench's {}", factor,
                                       core::format_si(present->value(), "Ω"))});
  }
  return facts;
}

}  // namespace

BenchAdvice advice_for(const std::string& load, const std::string& have, const workbench::Bench& bench) {
  BenchAdvice page;
  try {
    results::AdviceAsked asked;
    results::put_load_range(load, "the load", asked);
    asked.have = values_of(have);
    const auto grounds = results::grounds_of(asked, &bench);
    const auto advice = advice::advise(grounds.wish);
    page.ohm = advice.bench.sense_resistor.value();
    page.title = fmt::format("{}, {} side", core::format_si(page.ohm, "Ω", 2),
                             advice.bench.sense == core::Sense::kHighSide ? "high" : "low");
    page.facts = facts_of(advice, grounds.wish.present);
    page.notes = results::to_json(advice, grounds).at("notes").get<std::vector<std::string>>();
  } catch (const core::Error& e) {
    page = {};
    page.problem = e.what();
  }
  return page;
}

}  // namespace ohmbench::views
