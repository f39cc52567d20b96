// Check and Verdict: one question with its answer, number, limit and reason; and what all of them come to.
// In the room `verdict`, after the models; hazard: what is unknown is never counted as good, and it is always
// listed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmbench::verdict {

/// Ordered from good to bad; kUnknown stands outside of the order.
enum class Outcome { kYes, kMarginal, kNo, kUnknown };

/// "yes", "marginal", "no", "unknown"
std::string_view name_of(Outcome outcome);

/// A further number of a check, by name: "by_rated" 30.
struct Figure {
  std::string name;
  double value = 0;
};

/// One question and its answer.
struct Check {
  std::string name;  ///< "voltage"
  Outcome outcome = Outcome::kUnknown;
  std::optional<double> value;        ///< finite; absent if not known
  std::optional<double> limit;        ///< what it was held against, same unit
  std::optional<double> uncertainty;  ///< one standard deviation of the value
  std::string unit;                   ///< "V"; empty for a ratio
  std::string why;                    ///< one plain sentence with numbers
  std::vector<Figure> also = {};      ///< further numbers that the sentence speaks of
};

struct Verdict {
  Outcome outcome = Outcome::kMarginal;  ///< never kUnknown
  std::string why;                       ///< one or two sentences
  bool enough_known = true;              ///< false: not even the questions of colour and drive are answered
  std::vector<Check> checks;
};

/// A limit within this many standard deviations is not known to be kept.
inline constexpr double kCoverage = 2.0;

/// The worst known outcome; kUnknown if none is known.
Outcome worst(const std::vector<Check>& checks);

/// Names of the checks with this outcome, in order.
std::vector<std::string> names_with(const std::vector<Check>& checks, Outcome outcome);

/// A value held against two ceilings: yes up to `good`, marginal up to `bearable`, no above. A limit within
/// two standard deviations above the value costs the yes: it is not known to be kept.
Outcome at_most(double value, double good, double bearable, double sigma = 0.0);

/// The same with floors: yes from `good` up, marginal from `bearable` up.
Outcome at_least(double value, double good, double bearable, double sigma = 0.0);

}  // namespace ohmbench::verdict
