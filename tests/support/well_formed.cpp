#include "support/well_formed.hpp"

#include <cctype>
#include <set>

namespace ohmbench::test {
namespace {

const std::set<std::string> kElements{
    "html",    "head",    "meta",  "title", "style", "body",   "header",  "main",     "section",
    "article", "h1",      "h2",    "h3",    "h4",    "p",      "a",       "strong",   "span",
    "div",     "table",   "thead", "tbody", "tr",    "th",     "td",      "figure",   "figcaption",
    "details", "summary", "svg",   "path",  "rect",  "circle", "polygon", "polyline", "text"};
const std::set<std::string> kEmpty{"meta"};

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  Html parse() {
    const std::string doctype = "<!DOCTYPE html>\n";
    if (text_.rfind(doctype, 0) != 0) return fail("no doctype");
    at_ = doctype.size();
    while (at_ < text_.size() && html_.error.empty()) {
      if (text_[at_] == '<') {
        tag();
      } else {
        const auto end = std::min(text_.find('<', at_), text_.size());
        check_text(at_, end);
        at_ = end;
      }
    }
    if (html_.error.empty() && !open_.empty()) return fail("never closed: " + open_.back());
    return html_;
  }

 private:
  Html fail(const std::string& why) {
    if (html_.error.empty()) html_.error = why + " at byte " + std::to_string(at_);
    return html_;
  }

  void check_text(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const auto c = static_cast<unsigned char>(text_[i]);
      if ((c < 0x20 && c != '\n') || c == 0x7F) fail("control character");
      if (c == '>') fail("bare >");
      if (c != '&') continue;
      const auto end = text_.find(';', i);
      const auto name = end < i + 8 ? text_.substr(i + 1, end - i - 1) : std::string();
      if (!std::set<std::string>{"amp", "lt", "gt", "quot", "#39"}.contains(name)) fail("bare &");
    }
  }

  std::string word() {
    const auto from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '-'))
      ++at_;
    return text_.substr(from, at_ - from);
  }

  void tag() {
    ++at_;
    const bool closes = at_ < text_.size() && text_[at_] == '/';
    if (closes) ++at_;
    const auto name = word();
    if (!kElements.contains(name)) {
      fail("element <" + name + ">");
      return;
    }
    if (closes) {
      if (at_ >= text_.size() || text_[at_] != '>' || open_.empty() || open_.back() != name) {
        fail("</" + name + "> closes nothing");
        return;
      }
      ++at_;
      open_.pop_back();
      return;
    }
    const bool closed = attributes();
    if (!html_.error.empty() || closed || kEmpty.contains(name)) return;
    open_.push_back(name);
    if (name == "style") at_ = std::min(text_.find("</style", at_), text_.size());
  }

  /// @return whether the tag closes itself
  bool attributes() {
    std::set<std::string> names;
    while (at_ < text_.size()) {
      if (text_[at_] == '>') {
        ++at_;
        return false;
      }
      if (text_.compare(at_, 2, "/>") == 0) {
        at_ += 2;
        return true;
      }
      if (text_[at_] != ' ') break;
      ++at_;
      const auto name = word();
      if (name.empty() || text_.compare(at_, 2, "=\"") != 0 || !names.insert(name).second) break;
      at_ += 2;
      const auto end = text_.find('"', at_);
      if (end == std::string::npos) break;
      const auto value = text_.substr(at_, end - at_);
      if (value.find('<') != std::string::npos) break;
      check_text(at_, end);
      at_ = end + 1;
      html_.attributes.push_back(name);
      if (name == "id") html_.ids.push_back(value);
      if (name == "href" || name == "src") html_.links.push_back(value);
    }
    fail("attribute");
    return false;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  Html html_;
};

}  // namespace

Html parse_html(const std::string& text) {
  return Parser(text).parse();
}

}  // namespace ohmbench::test
