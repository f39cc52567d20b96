// Input: keys as they come, which thing has them, and where the things with a name are, so that scripts can
// find them.
// Hazard: ImGui 1.86 sees only what is down when a frame begins. A key pressed and released between two
// frames is lost to it; here it is not.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plot/canvas.hpp"

namespace ohmbench::screen {

/// A key went down. Letters, digits and signs are their capital characters, of the keyboard's own layout.
struct KeyPress {
  int key = 0;
  bool control = false;
  bool shift = false;
  bool repeated = false;  ///< held down: only what moves and zooms takes it
};

inline constexpr int kSpace = 32, kEscape = 256, kEnter = 257, kTab = 258, kDelete = 261, kRight = 262,
                     kLeft = 263, kDown = 264, kUp = 265, kF1 = 290;

class Input {
 public:
  /// Any time between frames.
  void press(KeyPress press);
  /// What nobody has taken so far in this frame reaches nobody, Escape excepted.
  void keep_from_others();
  /// At the beginning of a frame: what came since the last one is what this frame sees. Of what came while a
  /// text has the caret only Escape, Tab, function keys and those with control that a text has no use for are
  /// left: from the Tab on that leads to it, up to the Enter that leaves it.
  void begin_frame();
  /// A key came since the last frame.
  bool came() const { return any_; }
  /// True once if this key was pressed; it is then used up.
  bool take(int key, bool control = false);

  /// This thing can have the keys that are for one thing alone; true if it has them. Tab goes from one to the
  /// next in the order in which they were drawn, Shift+Tab back.
  /// @param is_text  letters are for it then
  bool focus(const std::string& label, bool is_text = false);
  /// This text has the caret, in this frame; or it will get it in one of the next ones.
  void caret_in(const std::string& label) { caret_now_ = label; }
  void caret_comes() { caret_frames_ = kCaretFrames; }
  /// It came to have them by Tab, since the last frame.
  bool focus_came(const std::string& label) const { return came_ && label == focused_; }
  /// It has them by Tab and not by a click: show where they are.
  bool focus_shows(const std::string& label) const { return by_key_ && label == focused_; }
  /// By a click; empty: nothing has them.
  void give_focus(const std::string& label);
  /// What has them, whether it is there or not.
  const std::string& focused() const { return focused_; }
  /// Nothing that is there has them.
  bool unfocused() const;

  /// This key does that, in this frame: for the list of keys.
  void explain(int key, const std::string& what) { keys_now_.emplace_back(key, what); }
  /// Of the latest whole frame, in the order of drawing.
  const std::vector<std::pair<int, std::string>>& keys() const { return keys_before_; }

  /// Something with a name is here, in screen pixels, in this frame.
  void put(const std::string& label, const plot::Rect& rect) { now_[label] = rect; }
  /// Where it was in the latest whole frame.
  std::optional<plot::Rect> find(const std::string& label) const;
  const std::map<std::string, plot::Rect>& labels() const { return before_; }

 private:
  void step_focus(bool back);

  std::deque<KeyPress> waiting_;
  std::vector<KeyPress> pressed_;
  std::map<std::string, plot::Rect> now_, before_;
  std::vector<std::string> order_now_, order_before_;
  std::vector<std::pair<int, std::string>> keys_now_, keys_before_;
  std::string focused_;
  bool came_ = false, by_key_ = false, any_ = false;

  static constexpr int kCaretFrames = 3;  // that ImGui takes to give a text the caret
  std::set<std::string> texts_now_, texts_before_;
  std::string caret_now_;
  int caret_frames_ = 0;
};

}  // namespace ohmbench::screen
