// Script: does what a person does, from a file: finds things by their labels, moves the mouse, presses keys.
// For tests and for the pictures of the documents.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "screen/input.hpp"
#include "screen/window.hpp"

namespace ohmbench::gui {

/// One line each; a line that begins with # is left out:
///   click LABEL    key F3 | Space | Esc | Del | C | Ctrl+Z    type TEXT    hover LABEL
///   wheel LABEL N  wait idle | prompt | trouble | LABEL       shot FILE.png    frames N    quit
/// @throws core::Error kBadInput
class Script {
 public:
  explicit Script(const std::filesystem::path& file);
  static Script from_text(const std::string& text, const std::string& name);

  /// What there is to wait for.
  struct World {
    bool idle = false, prompt = false, trouble = false;
  };
  /// Before each frame; true while there is something left to do.
  /// @throws core::Error kNotValid: what a line waits for did not come within a minute, or a label is not
  /// there
  bool step(screen::Window& window, const screen::Input& input, const World& world);

 private:
  Script() = default;
  struct Line {
    std::string verb, rest;
    int number = 0;
  };
  [[noreturn]] void fail(const std::string& why) const;
  bool perform(const Line& line, screen::Window& window, const screen::Input& input, const World& world);

  std::string name_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
  int waited_frames_ = 0;
  double waited_since_s_ = 0;
};

/// "Ctrl+Z", "F3", "Space". @throws core::Error kBadInput
screen::KeyPress key_named(const std::string& name);

}  // namespace ohmbench::gui
