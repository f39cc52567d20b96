#include "screen/input.hpp"

#include <algorithm>
#include <string_view>

namespace ohmbench::screen {

namespace {

/// Belongs to the text that somebody types: letters, and what moves, copies or undoes in a text.
bool for_text(const KeyPress& p) {
  if (p.key == kEscape || p.key == kTab || (p.key >= kF1 && p.key < kF1 + 12)) return false;
  constexpr std::string_view kTextCommands = "ACVXYZ";
  return !p.control || p.key >= kEnter ||
         kTextCommands.find(static_cast<char>(p.key)) != std::string_view::npos;
}

/// May be held down.
bool moves(int key) {
  return (key >= kRight && key <= kUp) || key == '+' || key == '-' || key == '=' || key == kTab;
}

}  // namespace

void Input::press(KeyPress press) {
  if (!press.repeated || moves(press.key)) waiting_.push_back(press);
}

void Input::keep_from_others() {
  std::erase_if(pressed_, [](const KeyPress& p) { return p.key != kEscape; });
}

void Input::begin_frame() {
  // ImGui's own word for it (WantTextInput) comes a frame late
  bool typing = (!caret_now_.empty() && caret_now_ == focused_) || caret_frames_ > 0;
  caret_frames_ = std::max(0, caret_frames_ - 1);
  caret_now_.clear();
  texts_before_ = std::move(texts_now_);
  texts_now_.clear();
  any_ = !waiting_.empty();
  pressed_.clear();
  before_ = std::move(now_);
  now_.clear();
  order_before_ = std::move(order_now_);
  order_now_.clear();
  keys_before_ = std::move(keys_now_);
  keys_now_.clear();
  came_ = false;
  for (const auto& p : waiting_) {
    if (p.key == kTab) {
      step_focus(p.shift);
      typing = texts_before_.count(focused_) > 0;
      caret_frames_ = typing ? kCaretFrames : 0;
      continue;
    }
    if (!typing || !for_text(p)) pressed_.push_back(p);
    if (p.key == kEnter || p.key == kEscape) typing = false, caret_frames_ = 0;
  }
  waiting_.clear();
}

void Input::step_focus(bool back) {
  if (order_before_.empty()) return;
  const auto count = order_before_.size();
  const auto found = std::find(order_before_.begin(), order_before_.end(), focused_);
  auto at = static_cast<std::size_t>(found - order_before_.begin());
  if (found == order_before_.end())
    at = back ? count - 1 : 0;
  else
    at = (at + (back ? count - 1 : 1)) % count;
  focused_ = order_before_[at];
  came_ = by_key_ = true;
}

bool Input::focus(const std::string& label, bool is_text) {
  order_now_.push_back(label);
  if (is_text) texts_now_.insert(label);
  return label == focused_;
}

void Input::give_focus(const std::string& label) {
  focused_ = label;
  came_ = by_key_ = false;
}

bool Input::unfocused() const {
  return std::find(order_before_.begin(), order_before_.end(), focused_) == order_before_.end();
}

bool Input::take(int key, bool control) {
  const auto found = std::find_if(pressed_.begin(), pressed_.end(),
                                  [&](const KeyPress& p) { return p.key == key && p.control == control; });
  if (found == pressed_.end()) return false;
  pressed_.erase(found);
  return true;
}

std::optional<plot::Rect> Input::find(const std::string& label) const {
  const auto found = before_.find(label);
  if (found == before_.end()) return {};
  return found->second;
}

}  // namespace ohmbench::screen
