#include "workbench/toml_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "core/error.hpp"

namespace ohmbench::workbench {

toml::table parse_toml(const std::string& text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw core::bad_input(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()),
                          "correct this line");
  }
}

TomlTable::TomlTable(const toml::table* table, std::string name, std::string file)
    : table_(table), name_(std::move(name)), file_(std::move(file)) {}

const toml::node* TomlTable::find(const std::string& key) {
  asked_.insert(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

std::string TomlTable::place(const std::string& key) const {
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  const auto line = node != nullptr     ? node->source().begin.line
                    : table_ != nullptr ? table_->source().begin.line
                                        : 0;
  const std::string full = name_.empty() ? key : fmt::format("[{}] {}", name_, key);
  return line > 0 ? fmt::format("{}:{}: {}", file_, line, full) : fmt::format("{}: {}", file_, full);
}

void TomlTable::refuse(const std::string& key, const std::string& what, const std::string& remedy) const {
  throw core::bad_input(place(key) + " " + what, remedy);
}

void TomlTable::missing(const std::string& key) const {
  refuse(key, "is missing", "add this line");
}

std::optional<std::string> TomlTable::text(const std::string& key) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto value = node->value_exact<std::string>();
  if (!value) refuse(key, "must be text in quotes", fmt::format("write {} = \"...\"", key));
  return value;
}

std::optional<double> TomlTable::number(const std::string& key, double least, double most) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  if (!node->is_number())
    refuse(key, "must be a number without unit or quotes", "the unit is in the key's name");
  const double value = *node->value<double>();
  if (!std::isfinite(value) || value < least || value > most) {
    const std::string range =
        least <= std::numeric_limits<double>::lowest() ? fmt::format("at most {:g}", most)
        : most >= std::numeric_limits<double>::max()   ? fmt::format("at least {:g}", least)
                                                       : fmt::format("between {:g} and {:g}", least, most);
    refuse(key, fmt::format("= {:g} is out of range", value), "it must be " + range);
  }
  return value;
}

std::optional<double> TomlTable::positive(const std::string& key) {
  constexpr double kLeast = 1e-15,
                   kMost = 1e15;  // in any unit: far beyond any bench, far within what arithmetic can bear
  const auto value = number(key, std::numeric_limits<double>::lowest(), kMost);
  if (value && *value < kLeast)
    refuse(key, fmt::format("= {:g} must be above 0", *value), *value > 0 ? "no bench has so little" : "");
  return value;
}

std::optional<int> TomlTable::integer(const std::string& key, int least, int most) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  if (!node->is_integer()) refuse(key, "must be a whole number", "without point, unit or quotes");
  const auto value = *node->value<std::int64_t>();
  if (value < least || value > most)
    refuse(key, fmt::format("= {} is out of range", value),
           fmt::format("it must be between {} and {}", least, most));
  return static_cast<int>(value);
}

std::optional<std::vector<double>> TomlTable::positives(const std::string& key, std::size_t count) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto* array = node->as_array();
  if (array == nullptr || array->size() != count)
    refuse(key, fmt::format("must be a list of {} numbers", count), "write e.g. [4.36, 4.36]");
  std::vector<double> values;
  for (const auto& element : *array) {
    const auto value = element.is_number() ? element.value<double>() : std::nullopt;
    if (!value || !(*value >= 1e-15 && *value <= 1e15))
      refuse(key, "must hold numbers above 0", "write e.g. [4.36, 4.36]");
    values.push_back(*value);
  }
  return values;
}

std::optional<std::vector<std::string>> TomlTable::texts(const std::string& key) {
  const auto* node = find(key);
  if (node == nullptr) return {};
  const auto* array = node->as_array();
  if (array == nullptr) refuse(key, "must be a list of texts", "write e.g. [\"one\", \"two\"]");
  std::vector<std::string> values;
  for (const auto& element : *array) {
    const auto value = element.value_exact<std::string>();
    if (!value) refuse(key, "must be a list of texts", "write e.g. [\"one\", \"two\"]");
    values.push_back(*value);
  }
  return values;
}

std::string TomlTable::required_text(const std::string& key) {
  auto value = text(key);
  if (!value || value->empty()) missing(key);
  return *value;
}

double TomlTable::required_positive(const std::string& key) {
  const auto value = positive(key);
  if (!value) missing(key);
  return *value;
}

void TomlTable::refuse_others() const {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (asked_.count(name) == 0)
      refuse(name, "is not a key that ohmbench knows",
             fmt::format("known here: {}", fmt::join(asked_, ", ")));
  }
}

}  // namespace ohmbench::workbench
