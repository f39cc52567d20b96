#include "results/distortion_result.hpp"

#include <nlohmann/json.hpp>

#include "findings/distortion_finding.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

template <class Channel>
json channel_json(const Channel& channel) {
  return {{"even_db", channel.even_db},
          {"odd_db", channel.odd_db},
          {"even_is_bound", channel.even_is_bound},
          {"odd_is_bound", channel.odd_is_bound}};
}

}  // namespace

json distortion_json(const session::LoadMeasurement& m) {
  const auto& curve = m.distortion;
  if (curve.f_hz.empty() || curve.channels.size() < 2) return nullptr;
  json result = {{"frequency_hz", curve.f_hz},
                 {"source_node", channel_json(curve.channels[0])},
                 {"load_node", channel_json(curve.channels[1])},
                 {"beyond_source", channel_json(curve.beyond)}};
  if (const auto found = findings::strongest_distortion(curve)) {
    result["strongest"] = {{"db", found->db},
                           {"frequency_hz", found->f_hz},
                           {"order", found->even ? "even" : "odd"},
                           {"origin", findings::name_of(found->origin)}};
  }
  return result;
}

std::string distortion_line(const session::LoadMeasurement& m) {
  const auto found = findings::strongest_distortion(m.distortion);
  if (!found || found->db < findings::kDistortionWorthTellingDb) return {};
  return "distorts " + in_words(*found) + "\n";
}

}  // namespace ohmbench::results
