// Window: GLFW, OpenGL 3 and ImGui behind one class. Main thread only.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plot/canvas.hpp"
#include "screen/input.hpp"

namespace ohmbench::screen {

/// Of a window on the screen, in the screen's own coordinates.
struct Place {
  int x = 0, y = 0, width = 1440, height = 900;
};

struct WindowOptions {
  std::string title;
  int width = 1440;
  int height = 900;
  std::optional<Place> place;  ///< in place of the size: where it was left; not where no screen is any more
};

class Window {
 public:
  /// @throws core::Error kBadInput: no display, no OpenGL 3
  Window(const WindowOptions& options, Input& input);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Pixels for each layout pixel, as the screen wants it.
  double scale() const;
  /// Where it is now.
  Place place() const;
  bool closing() const;
  void close();
  /// Does nothing where it is that already.
  void set_title(const std::string& title);

  /// Whether a frame waits for the screen's rhythm: smoother, but a key may be seen a whole frame later.
  void wait_for_screen(bool wanted);

  /// Waits for events, at most this long; then draws one frame by `draw`. What a person does is drawn at
  /// once. Events of `wake` wait until it has rested as long as the latest frame took: where the processor
  /// draws, a measurement has the larger part of it.
  void frame(double most_seconds, const std::function<void()>& draw);
  /// Ends a waiting `frame`. Any thread.
  static void wake();

  /// Files that were dropped on the window since this was asked last.
  std::vector<std::filesystem::path> take_dropped();

  /// As if it came from the keyboard and the mouse; takes the way of real events.
  void inject_key(KeyPress press);
  void inject_mouse(plot::Point at, std::optional<bool> left_down = {}, double wheel = 0);
  void inject_text(const std::string& text);

  /// What was drawn last, as the bytes of a PNG.
  std::string screenshot() const;
  std::string renderer() const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace ohmbench::screen
