#include <fmt/format.h>

#include <algorithm>

#include "checkup/check.hpp"
#include "core/ensure.hpp"
#include "core/si_text.hpp"

namespace ohmbench::checkup {

bool CheckReport::valid() const {
  return std::none_of(findings.begin(), findings.end(), [](const auto& f) { return f.invalid; });
}

const findings::Fault& CheckReport::cause() const {
  const auto found = std::find_if(findings.begin(), findings.end(), [](const auto& f) { return f.invalid; });
  ENSURE(found != findings.end());
  return *found;
}

std::vector<std::string> unknowns(const CheckReport& report, const workbench::Bench& bench,
                                  const CheckOptions& options) {
  std::vector<std::string> unknown;
  if (report.least_ohm && !options.expected_ohm) {
    unknown.push_back(
        fmt::format("whether sense_resistor_ohm is right: the load's least impedance would be {}; "
                    "--expect-ohm says what it "
                    "should be",
                    core::format_si(*report.least_ohm, "ohm", 2)));
  }
  if (!bench.rig.adc_full_scale)
    unknown.push_back("volts, and so whether [limits] are kept: adc_full_scale_volt is not declared");
  if (!bench.rig.dac_full_scale)
    unknown.push_back("at how many volts the whisper began: dac_full_scale_volt is not declared");
  unknown.push_back(
      "a DC voltage at the amplifier's output, which most inputs do not pass: hold a multimeter to it");
  unknown.push_back(
      "a monitor mix with the delay of the converters, or of both inputs' polarity together: they look "
      "like another load or amplifier");
  return unknown;
}

}  // namespace ohmbench::checkup
