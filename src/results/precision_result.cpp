#include "results/precision_result.hpp"

#include <nlohmann/json.hpp>

#include "findings/precision.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

findings::PrecisionBench bench_of(const workbench::Bench& bench) {
  return {bench.rig.sense, bench.rig.sense_resistor.value(), bench.fixture.reference_resistor.has_value(),
          bench.fixture.reference_resistor_relative_sigma};
}

json as_json(const std::vector<findings::ErrorCause>& causes) {
  json list = json::array();
  for (const auto& c : causes) {
    json improvements = json::array();
    for (const auto& i : c.improvements)
      improvements.push_back({{"action", i.action}, {"times_better", i.factor}});
    list.push_back({{"frequency_hz", c.f_hz},
                    {"sigma_ohm", c.sigma_ohm},
                    {"term", c.term},
                    {"term_sigma_ohm", c.term_ohm},
                    {"improvements", std::move(improvements)}});
  }
  return list;
}

std::string as_lines(const std::vector<findings::ErrorCause>& causes) {
  std::string text;
  for (const auto& c : causes) text += (text.empty() ? "error    " : "         ") + in_words(c) + "\n";
  return text;
}

}  // namespace

json dominant_json(const session::LoadMeasurement& m, const workbench::Bench& bench) {
  return as_json(findings::error_causes(m.z, bench_of(bench)));
}
json dominant_json(const session::OutputMeasurement& m, const workbench::Bench& bench) {
  return as_json(findings::error_causes(m.z_out, bench_of(bench)));
}

std::string dominant_lines(const session::LoadMeasurement& m, const workbench::Bench& bench) {
  return as_lines(findings::error_causes(m.z, bench_of(bench)));
}
std::string dominant_lines(const session::OutputMeasurement& m, const workbench::Bench& bench) {
  return as_lines(findings::error_causes(m.z_out, bench_of(bench)));
}

}  // namespace ohmbench::results
