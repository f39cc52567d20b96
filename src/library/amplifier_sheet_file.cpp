#include <fmt/format.h>

#include <algorithm>

#include "core/si_text.hpp"
#include "library/amplifier_claim.hpp"
#include "library/claims.hpp"
#include "library/sheet_files.hpp"
#include "models/amplifier_limits.hpp"
#include "models/sheet_contradictions.hpp"
#include "workbench/toml_table.hpp"

namespace ohmbench::library {
namespace {

using core::format_si;
using workbench::TomlTable;
using Claim = AmplifierClaim;

std::optional<models::AmplifierClass> read_class(TomlTable& table) {
  const auto text = table.text("class");
  if (!text) return {};
  if (*text == "A") return models::AmplifierClass::kA;
  if (*text == "AB") return models::AmplifierClass::kAb;
  if (*text == "B") return models::AmplifierClass::kB;
  if (*text == "D") return models::AmplifierClass::kD;
  table.refuse("class", fmt::format("= \"{}\" is not a class", *text), "write \"A\", \"AB\", \"B\" or \"D\"");
}

/// [power_watt], `"32" = 1.0`: the key is the load in ohm. Ascending load.
std::vector<std::pair<core::Ohms, double>> read_by_load(const toml::table& parent, const char* key,
                                                        const std::string& file) {
  const auto* node = parent.get(key);
  if (node == nullptr) return {};
  const auto* table = node->as_table();
  if (table == nullptr)
    TomlTable(&parent, "", file)
        .refuse(key, "must be a table", fmt::format("write [{}], then \"32\" = 1.0", key));
  TomlTable values(table, key, file);
  std::vector<std::pair<core::Ohms, double>> found;
  for (const auto& [load, value] : *table) {
    const std::string name(load.str());
    const auto ohm = core::parse_si(name);
    if (!ohm || *ohm <= 0) values.refuse(name, "is not a load in ohm", "write for example \"32\" = 1.0");
    const auto same = [&](const auto& r) { return r.first.value() == *ohm; };
    if (std::any_of(found.begin(), found.end(), same))
      values.refuse(name, "is given twice", "keep one of them");
    found.emplace_back(core::Ohms(*ohm), *values.positive(name));
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The figures of one table: the top of the file, or one of [[figures]].
Claim read_claim(const toml::table& table, TomlTable& keys, const std::string& file) {
  constexpr double kMost = std::numeric_limits<double>::max();
  Claim claim;
  auto& s = claim.sheet;
  s.output_impedance = as<core::Ohms>(keys.number("output_impedance_ohm", 0.0, kMost));
  const auto bound = as<core::Ohms>(keys.positive("output_impedance_below_ohm"));
  if (bound && s.output_impedance)
    keys.refuse("output_impedance_below_ohm", "stands beside output_impedance_ohm", "keep one of them");
  if (bound) s.output_impedance = bound, s.output_impedance_is_bound = true;
  s.max_volt = as<core::Volts>(keys.positive("max_volt"));
  s.max_ampere = as<core::Amperes>(keys.positive("max_ampere"));
  s.min_load = as<core::Ohms>(keys.positive("min_load_ohm"));
  s.max_dissipation = as<core::Watts>(keys.positive("max_dissipation_watt"));
  s.noise = as<core::Volts>(keys.number("noise_volt", 0.0, kMost));
  s.dc_offset = as<core::Volts>(keys.number("dc_offset_volt", 0.0, kMost));
  for (const auto& [load, watt] : read_by_load(table, "power_watt", file))
    s.rated_power.push_back({load, core::Watts(watt)});
  for (const auto& [load, volt] : read_by_load(table, "volt_into", file))
    claim.volts.push_back({load, core::Volts(volt)});
  claim.source = keys.text("source").value_or("");
  claim.how = keys.text("how").value_or("");
  return claim;
}

/// A stated voltage into a load is a power into it; of both `choose` takes one.
template <class Choose>
void add_volts(std::vector<models::RatedPower>& rated, const std::vector<models::RatedVolt>& volts,
               Choose choose) {
  for (const auto& v : volts) {
    const core::Watts power = v.volt * (v.volt / v.load);
    const auto same =
        std::find_if(rated.begin(), rated.end(), [&](const auto& r) { return r.load == v.load; });
    if (same == rated.end())
      rated.push_back({v.load, power});
    else
      same->power = choose(same->power, power);
  }
  std::sort(rated.begin(), rated.end(), [](const auto& a, const auto& b) { return a.load < b.load; });
}

void list_figures(const Claim& claim, std::vector<StatedFigure>& all) {
  const auto add = [&](const std::string& what, const std::string& text) {
    all.push_back({what, text, claim.source, claim.how});
  };
  const auto& s = claim.sheet;
  if (s.output_impedance)
    add("output impedance",
        (s.output_impedance_is_bound ? "below " : "") + format_si(s.output_impedance->value(), "Ω"));
  if (s.max_volt) add("voltage, unloaded", format_si(s.max_volt->value(), "V"));
  if (s.max_ampere) add("current", format_si(s.max_ampere->value(), "A"));
  if (s.min_load) add("least load", format_si(s.min_load->value(), "Ω"));
  if (s.max_dissipation) add("dissipation", format_si(s.max_dissipation->value(), "W"));
  if (s.noise) add("noise", format_si(s.noise->value(), "V"));
  if (s.dc_offset) add("DC offset", format_si(s.dc_offset->value(), "V"));
  for (const auto& r : s.rated_power)
    add("power into " + format_si(r.load.value(), "Ω"), format_si(r.power.value(), "W"));
  for (const auto& v : claim.volts)
    add("voltage into " + format_si(v.load.value(), "Ω"), format_si(v.volt.value(), "V"));
}

}  // namespace

AmplifierItem parse_amplifier(const std::string& text, const std::string& file) {
  const toml::table root = workbench::parse_toml(text, file);
  TomlTable top(&root, "", file);
  AmplifierItem item;
  item.file = file;
  const auto name = top.required_text("name");
  item.kind = top.text("kind").value_or("");
  item.note = top.text("note").value_or("");
  const auto stage = read_class(top);
  std::vector<Claim> claims{read_claim(root, top, file)};
  top.accept("power_watt"), top.accept("volt_into"), top.accept("figures");
  top.refuse_others();
  for (const auto* table : figure_tables(root, file)) {
    TomlTable keys(table, "figures", file);
    claims.push_back(read_claim(*table, keys, file));
    keys.accept("power_watt"), keys.accept("volt_into");
    keys.refuse_others();
  }
  for (const auto& c : claims) list_figures(c, item.figures);
  std::vector<std::string> remarks;
  for (auto& c : claims) {
    const auto found = models::contradictions(c.sheet, c.volts);
    remarks.insert(remarks.end(), found.begin(), found.end());
    c.highest = c.sheet.rated_power;
    add_volts(c.sheet.rated_power, c.volts, [](auto a, auto b) { return std::min(a, b); });
    add_volts(c.highest, c.volts, [](auto a, auto b) { return std::max(a, b); });
  }
  item.sheet = merged(claims);
  item.sheet.remarks.insert(item.sheet.remarks.begin(), remarks.begin(), remarks.end());
  item.sheet.name = name;
  item.sheet.amplifier_class = stage;
  if (!item.kind.empty()) item.sheet.purpose = purpose_of(item.kind);
  return item;
}

}  // namespace ohmbench::library
