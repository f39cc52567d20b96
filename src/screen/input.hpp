// Input: keys as they come, and where the things with a name are, so that scripts can find them.
// Hazard: ImGui 1.86 sees only what is down when a frame begins. A key pressed and released between two
// frames is lost to it; here it is not.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plot/canvas.hpp"

namespace ohmbench::screen {

/// A key went down. Letters and digits are their capital characters, as GLFW has them.
struct KeyPress {
  int key = 0;
  bool control = false;
  bool shift = false;
};

inline constexpr int kSpace = 32, kEscape = 256, kEnter = 257, kDelete = 261, kRight = 262, kLeft = 263,
                     kDown = 264, kUp = 265, kF1 = 290;

class Input {
 public:
  /// Any time between frames.
  void press(KeyPress press) { waiting_.push_back(press); }
  /// At the beginning of a frame: what came since the last one is what this frame sees.
  /// @param typing  a text field has the keys: only Escape, function keys and those with control are left
  void begin_frame(bool typing);
  /// True once if this key was pressed; it is then used up.
  bool take(int key, bool control = false);

  /// Something with a name is here, in screen pixels, in this frame.
  void put(const std::string& label, const plot::Rect& rect) { now_[label] = rect; }
  /// Where it was in the latest whole frame.
  std::optional<plot::Rect> find(const std::string& label) const;
  const std::map<std::string, plot::Rect>& labels() const { return before_; }

 private:
  std::deque<KeyPress> waiting_;
  std::vector<KeyPress> pressed_;
  std::map<std::string, plot::Rect> now_, before_;
};

}  // namespace ohmbench::screen
