// What a measured maximum is worth, in words.
#include <fmt/format.h>

#include <cmath>

#include "core/si_text.hpp"
#include "verdict/facts.hpp"

namespace ohmbench::verdict {
namespace {

using core::format_si;

const char* name_of(models::BenchEnd end) {
  return end == models::BenchEnd::kInterface ? "the interface's output" : "a limit of the bench";
}

std::string found(const models::MeasuredMaximum& m) {
  const auto load = m.load ? *m.load : m.volt / m.ampere;
  const auto where = m.weakest_hz ? fmt::format("At {}, the weakest of the frequencies tried, into",
                                                format_si(*m.weakest_hz, "Hz", 2))
                                  : std::string("Into");
  return fmt::format("{} {} the bench got {} and {} from the amplifier", where, format_si(load.value(), "Ω"),
                     format_si(m.volt.value(), "V"), format_si(m.ampere.value(), "A"));
}

/// "; it may be 1.2 dB more", where something more is left open.
std::string left_open(const models::MeasuredMaximum& m) {
  constexpr double kWorthTelling = 1.005;
  if (std::isinf(m.most_ratio)) return "; how much more is not known";
  if (m.most_ratio < kWorthTelling) return {};
  return fmt::format("; {:.1f} dB more is the most it can be", 20 * std::log10(m.most_ratio));
}

}  // namespace

std::string maximum_in_words(const models::MeasuredMaximum& m) {
  using models::OutputLimit;
  if (!m.by_amplifier) {
    return found(m) + fmt::format(
                          ", and {} ended the measurement: the amplifier gives at least that, and is "
                          "not blamed for what was not tried.",
                          m.ended_by ? name_of(*m.ended_by) : "something else than the amplifier");
  }
  if (!m.limit)
    return found(m) + ", which is its limit there; whether of voltage or of current was not told.";
  switch (*m.limit) {
    case OutputLimit::kVoltage:
      return found(m) + ", where its voltage was cut; how much current it can give was not reached.";
    case OutputLimit::kCurrent:
      return found(m) + ", where its current was cut; how many volts it can give was not reached.";
    case OutputLimit::kProtection:
      return found(m) + ", then its protection opened" + left_open(m) + ".";
    case OutputLimit::kSag:
      return found(m) + " with a lasting tone, under which its supply gave way; short peaks get more" +
             left_open(m) + ".";
  }
  return found(m) + ".";
}

std::string not_tried(const Facts& facts) {
  const auto& m = facts.input.maximum;
  if (!m || m->by_amplifier || !m->ended_by) return {};
  return fmt::format(" It was measured only until {} ended it.", name_of(*m->ended_by));
}

}  // namespace ohmbench::verdict
