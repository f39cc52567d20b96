#include "models/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <vector>

#include "core/ensure.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"

namespace ohmbench::models {
namespace {

constexpr double kLeastDb = 40.0, kMostDb = 160.0;  // beyond these somebody mistyped

struct Spelling {
  std::string_view text;  // lower case, parts joined by '/'
  SensitivityReference reference;
};
constexpr std::array kSpellings{
    Spelling{"v", SensitivityReference::kPerVolt},
    Spelling{"mw", SensitivityReference::kPerMilliwatt},
    Spelling{"2.83v/m", SensitivityReference::kPer2V83AtOneMetre},
    Spelling{"w/m", SensitivityReference::kPerWattAtOneMetre},
};

/// A loudspeaker's reference without the distance, and the same as it has to be written.
struct Incomplete {
  std::string_view text, whole;
};
constexpr std::array kIncomplete{Incomplete{"2.83v", "dB/2.83V/1m"}, Incomplete{"w", "dB/W/1m"}};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Lower case without blanks; '@' and brackets separate like '/'; "vrms" is "v".
std::string normalised(std::string_view text) {
  std::string plain;
  for (const unsigned char c : text) {
    if (std::isspace(c) != 0) continue;
    plain += c == ',' ? '.' : c == '@' || c == '(' || c == ')' ? '/' : static_cast<char>(std::tolower(c));
  }
  plain = replaced(plain, "vrms", "v");
  plain = replaced(plain, "spl", "");
  while (plain.find("//") != std::string::npos) plain = replaced(plain, "//", "/");
  while (!plain.empty() && plain.back() == '/') plain.pop_back();
  return plain;
}

/// "1mw" -> "mw", "2.83v/1m" -> "2.83v/m": a one before a unit says nothing.
std::string without_ones(const std::string& reference) {
  std::string result;
  std::string_view rest = reference;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('/'), rest.size());
    auto part = rest.substr(0, end);
    if (part.size() > 1 && part.front() == '1' && std::isalpha(static_cast<unsigned char>(part[1])) != 0)
      part.remove_prefix(1);
    result += (result.empty() ? "" : "/") + std::string(part);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

core::Error not_understood(std::string_view text, std::string_view why) {
  return core::bad_input(
      fmt::format("sensitivity \"{}\": {}", text, why),
      "write it with its reference, for example \"103 dB/V\", \"99 dB/mW\", \"87 dB/2.83V/1m\"");
}

/// Headphones have such figures, too: there they are those of 1 W or 2.83 V at the ear, and mean 30 dB or 9
/// dB more than per milliwatt or per volt.
[[noreturn]] void refuse_without_distance(std::string_view text, const Incomplete& reference, double db) {
  throw core::bad_input(
      fmt::format(
          "sensitivity \"{}\": at which distance? Without one it may be a loudspeaker's figure at 1 m "
          "or a headphone's at the ear",
          text),
      fmt::format("write \"{:g} {}\" for a loudspeaker; restate a headphone's in dB/V or dB/mW", db,
                  reference.whole));
}

core::Volts reference_volts(const Sensitivity& sensitivity, core::Ohms rated) {
  ENSURE(!needs_rated_impedance(sensitivity) || rated.value() > 0);
  switch (sensitivity.reference) {
    case SensitivityReference::kPerVolt:
      return core::Volts(1.0);
    case SensitivityReference::kPerMilliwatt:
      return core::Volts(std::sqrt(1e-3 * rated.value()));
    case SensitivityReference::kPer2V83AtOneMetre:
      return core::Volts(std::sqrt(8.0));
    case SensitivityReference::kPerWattAtOneMetre:
      return core::Volts(std::sqrt(rated.value()));
  }
  ENSURE(false);
}

core::GainDb distance_loss(const Sensitivity& sensitivity, double distance_m) {
  ENSURE(distance_m > 0);
  return is_loudspeaker(sensitivity) ? core::GainDb::of_ratio(distance_m) : core::GainDb();
}

}  // namespace

Sensitivity parse_sensitivity(std::string_view text) {
  const std::string plain = normalised(text);
  const auto db = plain.find("db");
  if (db == std::string::npos) throw not_understood(text, "no dB in it");
  const auto value = core::parse_si(plain.substr(0, db));
  if (!value) throw not_understood(text, "it does not begin with a number");
  if (*value < kLeastDb || *value > kMostDb) {
    throw not_understood(text,
                         fmt::format("{:g} dB is not between {:g} and {:g} dB", *value, kLeastDb, kMostDb));
  }
  std::string reference = plain.substr(db + 2);
  if (reference.empty()) throw not_understood(text, "dB at what? The reference is missing");
  if (reference.front() == '/') reference.erase(0, 1);
  reference = without_ones(reference);
  for (const auto& incomplete : kIncomplete) {
    if (reference == incomplete.text) refuse_without_distance(text, incomplete, *value);
  }
  const auto found = std::find_if(kSpellings.begin(), kSpellings.end(),
                                  [&](const Spelling& s) { return s.text == reference; });
  if (found == kSpellings.end())
    throw not_understood(text, fmt::format("unknown reference \"{}\"", reference));
  return {core::DbSpl(*value), found->reference};
}

std::string to_text(const Sensitivity& sensitivity) {
  static constexpr std::array<std::string_view, 4> kReferences{"dB/V", "dB/mW", "dB/2.83V/1m", "dB/W/1m"};
  return fmt::format("{} {}", sensitivity.level.value(),
                     kReferences.at(static_cast<std::size_t>(sensitivity.reference)));
}

bool is_loudspeaker(const Sensitivity& sensitivity) {
  return sensitivity.reference == SensitivityReference::kPer2V83AtOneMetre ||
         sensitivity.reference == SensitivityReference::kPerWattAtOneMetre;
}

bool needs_rated_impedance(const Sensitivity& sensitivity) {
  return sensitivity.reference == SensitivityReference::kPerMilliwatt ||
         sensitivity.reference == SensitivityReference::kPerWattAtOneMetre;
}

core::Volts volts_for(core::DbSpl level, const Sensitivity& sensitivity, const Listening& listening) {
  const auto gain = level + distance_loss(sensitivity, listening.distance_m) - sensitivity.level;
  return reference_volts(sensitivity, listening.rated) * gain.ratio();
}

core::DbSpl level_at(core::Volts volts, const Sensitivity& sensitivity, const Listening& listening) {
  const auto gain = core::GainDb::of_ratio(volts / reference_volts(sensitivity, listening.rated));
  return sensitivity.level + gain - distance_loss(sensitivity, listening.distance_m);
}

}  // namespace ohmbench::models
