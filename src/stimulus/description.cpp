#include "stimulus/description.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>

#include "core/error.hpp"

namespace ohmbench::stimulus {
namespace {

constexpr const char* kHead = "ohmbench stimulus 1:";

}  // namespace

std::string describe(const Plan& plan) {
  auto text =
      fmt::format("{} kind={} rate={} from={} to={} ppo={} level={} seconds={} period={} settle={}", kHead,
                  name_of(plan.kind), plan.sample_rate_hz, plan.from_hz, plan.to_hz, plan.points_per_octave,
                  plan.level.value(), plan.seconds, plan.period_s, plan.settle_s);
  if (plan.realisation != 0) text += fmt::format(" realisation={}", plan.realisation);
  if (!plan.shape.empty()) text += " shape=" + plan.shape;
  return text;
}

std::optional<Plan> parse_description(const std::string& text) {
  if (text.rfind(kHead, 0) != 0) return {};
  std::map<std::string, std::string> words;
  std::istringstream stream(text.substr(std::string(kHead).size()));
  for (std::string word; stream >> word;) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return {};
    words[word.substr(0, equals)] = word.substr(equals + 1);
  }
  try {
    Plan plan;
    plan.kind = kind_named(words.at("kind"));
    plan.sample_rate_hz = std::stod(words.at("rate"));
    plan.from_hz = std::stod(words.at("from"));
    plan.to_hz = std::stod(words.at("to"));
    plan.points_per_octave = std::stod(words.at("ppo"));
    plan.level = core::DbFs(std::stod(words.at("level")));
    plan.seconds = std::stod(words.at("seconds"));
    plan.period_s = std::stod(words.at("period"));
    plan.settle_s = std::stod(words.at("settle"));
    if (words.count("realisation") != 0) plan.realisation = std::stoi(words.at("realisation"));
    if (words.contains("shape")) plan.shape = words.at("shape");
    return plan;
  } catch (const std::logic_error&) {  // a word missing or no number
    return {};
  } catch (const core::Error&) {
    return {};
  }
}

}  // namespace ohmbench::stimulus
