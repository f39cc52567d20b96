#include "screen/input.hpp"

#include <algorithm>

namespace ohmbench::screen {

void Input::begin_frame(bool typing) {
  pressed_.clear();
  for (const auto& p : waiting_) {
    const bool for_text = !p.control && p.key != kEscape && !(p.key >= kF1 && p.key < kF1 + 12);
    if (!typing || !for_text) pressed_.push_back(p);
  }
  waiting_.clear();
  before_ = std::move(now_);
  now_.clear();
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
