#include "gui/script.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "core/error.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::gui {
namespace {

constexpr double kMostSeconds = 60;
constexpr int kSettleFrames = 4;  // until what was clicked shows: pressed, released, worked out, drawn

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

screen::KeyPress key_named(const std::string& name) {
  screen::KeyPress press;
  auto rest = name;
  if (rest.rfind("Ctrl+", 0) == 0) press.control = true, rest = rest.substr(5);
  if (rest.rfind("Shift+", 0) == 0) press.shift = true, rest = rest.substr(6);
  if (rest == "Space")
    press.key = screen::kSpace;
  else if (rest == "Esc")
    press.key = screen::kEscape;
  else if (rest == "Enter")
    press.key = screen::kEnter;
  else if (rest == "Del")
    press.key = screen::kDelete;
  else if (rest == "Down")
    press.key = screen::kDown;
  else if (rest == "Left")
    press.key = screen::kLeft;
  else if (rest == "Right")
    press.key = screen::kRight;
  else if (rest == "Tab")
    press.key = screen::kTab;
  else if (rest == "Up")
    press.key = screen::kUp;
  else if (rest.size() == 2 && rest[0] == 'F' && rest[1] >= '1' && rest[1] <= '9')
    press.key = screen::kF1 + rest[1] - '1';
  else if (rest.size() == 1)
    press.key = static_cast<unsigned char>(rest[0]);
  else
    throw core::bad_input(fmt::format("\"{}\" is no key", name), "write e.g. F3, Space, Esc, C or Ctrl+Z");
  return press;
}

Script::Script(const std::filesystem::path& file) {
  *this = from_text(storage::read_file(file), file.filename().string());
}

Script Script::from_text(const std::string& text, const std::string& name) {
  Script script;
  script.name_ = name;
  std::istringstream in(text);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const auto space = line.find(' ');
    script.lines_.push_back(
        {line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1), number});
  }
  return script;
}

void Script::fail(const std::string& why) const {
  throw core::not_valid(fmt::format("{}:{}: {}", name_, lines_[at_].number, why));
}

bool Script::perform(const Line& line, screen::Window& window, const screen::Input& input,
                     const World& world) {
  const auto place = [&](const std::string& label) {
    const auto rect = input.find(label);
    if (!rect) return std::optional<plot::Point>();
    return std::optional(plot::Point{rect->x + rect->width / 2, rect->y + rect->height / 2});
  };
  if (line.verb == "wait") {
    if (line.rest == "idle") return world.idle;
    if (line.rest == "prompt") return world.prompt;
    if (line.rest == "trouble") return world.trouble;
    return place(line.rest).has_value();
  }
  if (line.verb == "frames") return ++waited_frames_ > std::atoi(line.rest.c_str());
  if (line.verb == "click" || line.verb == "hover") {
    const auto at = place(line.rest);
    if (!at) return false;
    // the mouse arrives, goes down, comes up, and the answer is drawn: a frame each
    if (waited_frames_ == 0) window.inject_mouse(*at);
    if (waited_frames_ == 1 && line.verb == "click") {
      window.inject_mouse(*at, true);
      window.inject_mouse(*at, false);
    }
    return ++waited_frames_ > kSettleFrames;
  }
  if (line.verb == "wheel") {
    const auto space = line.rest.rfind(' ');
    const auto at = place(line.rest.substr(0, space));
    if (!at) return false;
    window.inject_mouse(*at, {}, waited_frames_ == 1 ? std::atof(line.rest.substr(space).c_str()) : 0);
    return ++waited_frames_ > kSettleFrames;
  }
  if (line.verb == "key") {
    if (waited_frames_ == 0) window.inject_key(key_named(line.rest));
    return ++waited_frames_ > kSettleFrames;
  }
  if (line.verb == "type") {
    if (waited_frames_ == 0) window.inject_text(line.rest);
    return ++waited_frames_ > kSettleFrames;
  }
  if (line.verb == "shot") {
    storage::write_atomically(line.rest, window.screenshot());
    return true;
  }
  if (line.verb == "quit") {
    window.close();
    return true;
  }
  fail(fmt::format("\"{}\" is nothing that can be done", line.verb));
}

bool Script::step(screen::Window& window, const screen::Input& input, const World& world) {
  if (at_ >= lines_.size()) return false;
  if (waited_since_s_ == 0) waited_since_s_ = now_s();
  if (perform(lines_[at_], window, input, world)) {
    ++at_;
    waited_frames_ = 0;
    waited_since_s_ = 0;
  } else if (now_s() - waited_since_s_ > kMostSeconds) {
    fail(fmt::format("waited for a minute in vain: {} {}", lines_[at_].verb, lines_[at_].rest));
  }
  return at_ < lines_.size();
}

}  // namespace ohmbench::gui
