#include "results/qualification.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "results/curve_result.hpp"

namespace ohmbench::results {

std::string table_of(const effort::Qualification& q) {
  std::string text =
      fmt::format("{:>8} {:>18} {:>10} {:>14}\n", "seconds", "worst deviation", "at", "told by noise");
  for (const auto& t : q.tried) {
    text += fmt::format("{:8.1f} {:16.4f} % {:7.0f} Hz {:12.4f} %  {}\n", t.seconds, 100 * t.worst_deviation,
                        t.worst_hz, 100 * t.told, t.keeps ? "keeps" : "does not keep");
  }
  text += fmt::format("against {} records of {:g} s, which differ by {:.4f} %; each length {} times\n", 2,
                      q.reference_seconds, 100 * q.reference_deviation, effort::kRepeats);
  if (q.shortest_seconds > 0) {
    text += fmt::format("shortest that keeps {:.3g} % on this load: --stimulus sweep --seconds {:g}\n",
                        100 * q.uncertainty, q.shortest_seconds);
  } else {
    text += fmt::format("none of these keeps {:.3g} % on this load\n", 100 * q.uncertainty);
  }
  return text;
}

nlohmann::json to_json(const effort::Qualification& q, const workbench::Bench& bench) {
  session::LoadMeasurement reference;
  reference.z = q.reference;
  reference.provenance = q.provenance;
  auto json = to_json(reference, bench);
  json["kind"] = "qualification";
  nlohmann::json tried = nlohmann::json::array();
  for (const auto& t : q.tried) {
    tried.push_back({{"seconds", t.seconds},
                     {"worst_deviation", t.worst_deviation},
                     {"worst_hz", t.worst_hz},
                     {"told_by_noise", t.told},
                     {"keeps", t.keeps}});
  }
  json["qualification"] = {{"uncertainty", q.uncertainty},
                           {"reference_seconds", q.reference_seconds},
                           {"reference_deviation", q.reference_deviation},
                           {"repeats", effort::kRepeats},
                           {"tried", std::move(tried)}};
  json["qualification"]["shortest_seconds"] =
      q.shortest_seconds > 0 ? nlohmann::json(q.shortest_seconds) : nlohmann::json(nullptr);
  return json;
}

}  // namespace ohmbench::results
