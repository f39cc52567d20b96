#include "circuit/terms.hpp"

#include "core/si_text.hpp"

namespace ohmbench::circuit {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

std::vector<std::string> split_terms(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.emplace_back(trim(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<double> value_in(std::string_view text, std::string_view unit) {
  text = trim(text);
  if (text.size() <= unit.size() || text.substr(text.size() - unit.size()) != unit) return {};
  return core::parse_si(text, unit);
}

std::optional<double> value_after(std::string_view text, std::string_view word) {
  text = trim(text);
  if (text.substr(0, word.size()) != word) return {};
  return core::parse_si(text.substr(word.size()));
}

}  // namespace ohmbench::circuit
