#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/error.hpp"
#include "core/si_text.hpp"
#include "library/claims.hpp"
#include "library/sheet_files.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::library {
namespace {

using core::format_si;
using models::Sensitivity;
using workbench::TomlTable;

constexpr std::array kLoadKinds{"headphone", "in-ear", "loudspeaker"};
constexpr std::array kAmplifierKinds{"headphone amplifier", "loudspeaker amplifier"};
constexpr double kAgreesDb = 0.5;

struct Claim {
  std::optional<core::Ohms> rated;
  std::vector<Sensitivity> sensitivities;
  std::optional<core::Watts> rated_power;
  std::optional<models::DriverParameters> driver;
  std::optional<core::Ohms> at_1khz;
  std::string source, how;
};

std::vector<Sensitivity> read_sensitivities(TomlTable& keys, const toml::table& table) {
  std::vector<std::string> texts;
  const auto* node = table.get("sensitivity");
  if (node != nullptr && node->is_array()) {
    texts = keys.texts("sensitivity").value_or(texts);
  } else if (const auto text = keys.text("sensitivity")) {
    texts.push_back(*text);
  }
  std::vector<Sensitivity> found;
  for (const auto& text : texts) {
    try {
      found.push_back(models::parse_sensitivity(text));
    } catch (const core::Error& error) {
      keys.refuse("sensitivity", fmt::format("cannot be used: {}", error.what()));
    }
  }
  return found;
}

std::optional<models::DriverParameters> read_driver(TomlTable& keys) {
  const auto re = keys.positive("re_ohm"), fs = keys.positive("fs_hz"), qms = keys.positive("qms"),
             qes = keys.positive("qes");
  if (!re && !fs && !qms && !qes) return {};
  if (!re || !fs || !qms || !qes)
    keys.refuse(re    ? "re_ohm"
                : fs  ? "fs_hz"
                : qms ? "qms"
                      : "qes",
                "needs the others beside it", "give re_ohm, fs_hz, qms and qes, or none of them");
  return models::DriverParameters{core::Ohms(*re), *fs, *qms, *qes};
}

Claim read_claim(const toml::table& table, TomlTable& keys) {
  Claim claim;
  claim.rated = as<core::Ohms>(keys.positive("rated_impedance_ohm"));
  claim.sensitivities = read_sensitivities(keys, table);
  claim.rated_power = as<core::Watts>(keys.positive("rated_power_watt"));
  claim.at_1khz = as<core::Ohms>(keys.positive("impedance_1khz_ohm"));
  claim.driver = read_driver(keys);
  claim.source = keys.text("source").value_or("");
  claim.how = keys.text("how").value_or("");
  return claim;
}

void list_figures(const Claim& claim, std::vector<StatedFigure>& all) {
  const auto add = [&](const char* what, const std::string& text) {
    all.push_back({what, text, claim.source, claim.how});
  };
  if (claim.rated) add("rated impedance", format_si(claim.rated->value(), "Ω"));
  for (const auto& s : claim.sensitivities) add("sensitivity", models::to_text(s));
  if (claim.rated_power) add("rated power", format_si(claim.rated_power->value(), "W"));
  if (claim.at_1khz) add("impedance at 1 kHz", format_si(claim.at_1khz->value(), "Ω"));
  if (claim.driver)
    add("driver", fmt::format("Re {}, fs {}, Qms {:g}, Qes {:g}", format_si(claim.driver->re.value(), "Ω"),
                              format_si(claim.driver->fs_hz, "Hz"), claim.driver->qms, claim.driver->qes));
}

/// A sensitivity with who states it, and the level at one common voltage.
struct Told {
  Sensitivity sensitivity;
  double db_at_1v = 0;
  const Claim* claim = nullptr;
};

std::vector<Told> told(const std::vector<Claim>& claims, std::optional<core::Ohms> rated,
                       const std::string& file) {
  std::vector<Told> all;
  for (const auto& claim : claims) {
    for (const auto& s : claim.sensitivities) {
      const auto own = claim.rated ? claim.rated : rated;
      if (models::needs_rated_impedance(s) && !own)
        throw core::bad_input(
            fmt::format("{}: the sensitivity {} needs the rated impedance, which is missing", file,
                        models::to_text(s)),
            "add rated_impedance_ohm");
      if (!all.empty() && models::is_loudspeaker(all.front().sensitivity) != models::is_loudspeaker(s))
        throw core::bad_input(
            fmt::format("{}: {} is a headphone's figure and {} a loudspeaker's", file,
                        models::to_text(models::is_loudspeaker(s) ? all.front().sensitivity : s),
                        models::to_text(models::is_loudspeaker(s) ? s : all.front().sensitivity)),
            "keep the one that it is");
      const models::Listening listening{own.value_or(core::Ohms(0.0)), 1.0};
      all.push_back({s, models::level_at(core::Volts(1.0), s, listening).value(), &claim});
    }
  }
  return all;
}

void merge_sensitivity(const std::vector<Told>& all, models::LoadSheet& sheet) {
  if (all.empty()) return;
  const auto [low, high] = std::minmax_element(
      all.begin(), all.end(), [](const Told& a, const Told& b) { return a.db_at_1v < b.db_at_1v; });
  // restated at a voltage, so that another source's rated impedance does not matter
  const auto restated = [&](const Told& t) {
    if (!models::needs_rated_impedance(t.sensitivity) || t.claim->rated == sheet.rated) return t.sensitivity;
    const bool loudspeaker = models::is_loudspeaker(t.sensitivity);
    const double more = loudspeaker ? 20.0 * std::log10(std::sqrt(8.0)) : 0.0;
    return Sensitivity{core::DbSpl(t.db_at_1v + more), loudspeaker
                                                           ? models::SensitivityReference::kPer2V83AtOneMetre
                                                           : models::SensitivityReference::kPerVolt};
  };
  sheet.sensitivity = restated(*low);
  if (high->db_at_1v - low->db_at_1v <= kAgreesDb) return;
  sheet.highest_sensitivity = restated(*high);
  const bool itself = low->claim == high->claim;
  sheet.remarks.push_back(fmt::format(
      "{} about the sensitivity: {}{} and {}{} are {:.1f} dB apart. The lower counts for loudness, the "
      "higher for hiss "
      "and for the ears.",
      itself ? "The datasheet contradicts itself" : "Sources disagree", models::to_text(low->sensitivity),
      by(low->claim->how, low->claim->source), models::to_text(high->sensitivity),
      by(high->claim->how, high->claim->source), high->db_at_1v - low->db_at_1v));
}

}  // namespace

LoadItem parse_load(const std::string& text, const std::string& file) {
  const toml::table root = workbench::parse_toml(text, file);
  TomlTable top(&root, "", file);
  LoadItem item;
  item.file = file;
  auto& sheet = item.sheet;
  sheet.name = top.required_text("name");
  item.kind = top.text("kind").value_or("");
  item.note = top.text("note").value_or("");
  if (const auto curve = top.text("curve")) item.curve = std::filesystem::path(file).parent_path() / *curve;
  std::vector<Claim> claims{read_claim(root, top)};
  top.accept("figures");
  top.refuse_others();
  for (const auto* table : figure_tables(root, file)) {
    TomlTable keys(table, "figures", file);
    claims.push_back(read_claim(*table, keys));
    keys.refuse_others();
  }
  sheet.purpose = purpose_of(item.kind);
  std::vector<Stated> rated, watts;
  for (const auto& c : claims) {
    list_figures(c, item.figures);
    if (c.rated) rated.push_back({c.rated->value(), c.how, c.source});
    if (c.rated_power) watts.push_back({c.rated_power->value(), c.how, c.source});
    if (c.driver && !sheet.driver) sheet.driver = c.driver;
  }
  sheet.rated = as<core::Ohms>(worst_of(rated, Worse::kLower, "rated impedance", "Ω", sheet.remarks));
  sheet.rated_power = as<core::Watts>(worst_of(watts, Worse::kLower, "rated power", "W", sheet.remarks));
  merge_sensitivity(told(claims, sheet.rated, file), sheet);
  return item;
}

bool is_load(const std::string& text, const std::string& file) {
  const toml::table root = workbench::parse_toml(text, file);
  TomlTable top(&root, "", file);
  const auto kind = top.text("kind");
  if (!kind) return false;  // an amplifier's datasheet need not say it
  if (std::find(kLoadKinds.begin(), kLoadKinds.end(), *kind) != kLoadKinds.end()) return true;
  if (std::find(kAmplifierKinds.begin(), kAmplifierKinds.end(), *kind) != kAmplifierKinds.end()) return false;
  top.refuse("kind", fmt::format("= \"{}\" is not known", *kind),
             "write \"headphone\", \"in-ear\", \"loudspeaker\", \"headphone amplifier\" or \"loudspeaker "
             "amplifier\"");
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path))
    throw core::bad_input(path.string() + ": cannot be read", "check the name, and who may read it");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace ohmbench::library
