// TomlTable: one table of a TOML file, read key by key; what was not asked for is an error that names its
// line.
#pragma once

#include <toml++/toml.h>

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ohmbench::workbench {

/// Parses text. @throws core::Error kBadInput with file and line for a syntax error
toml::table parse_toml(const std::string& text, const std::string& file);

class TomlTable {
 public:
  /// @param table  may be null: a missing table, all of whose keys are missing
  /// @param name   "interface"; empty for the top of the file
  TomlTable(const toml::table* table, std::string name, std::string file);

  std::optional<std::string> text(const std::string& key);
  /// A finite number within [least, most].
  std::optional<double> number(const std::string& key, double least = std::numeric_limits<double>::lowest(),
                               double most = std::numeric_limits<double>::max());
  /// A number above zero.
  std::optional<double> positive(const std::string& key);
  std::optional<int> integer(const std::string& key, int least, int most);
  /// An array of `count` numbers above zero.
  std::optional<std::vector<double>> positives(const std::string& key, std::size_t count);
  std::optional<std::vector<std::string>> texts(const std::string& key);

  /// A key that is read elsewhere: no error of refuse_others.
  void accept(const std::string& key) { asked_.insert(key); }

  std::string required_text(const std::string& key);
  double required_positive(const std::string& key);

  /// @throws core::Error kBadInput for the first key that was never asked for, naming its line and the keys
  /// that exist
  void refuse_others() const;
  /// An error at this key's line.
  [[noreturn]] void refuse(const std::string& key, const std::string& what,
                           const std::string& remedy = {}) const;

 private:
  const toml::node* find(const std::string& key);
  std::string place(const std::string& key) const;
  [[noreturn]] void missing(const std::string& key) const;

  const toml::table* table_;
  std::string name_;
  std::string file_;
  std::set<std::string> asked_;
};

}  // namespace ohmbench::workbench
