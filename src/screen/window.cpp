#include "screen/window.hpp"

#define GLFW_INCLUDE_GLCOREARB
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "core/error.hpp"
#include "plot_cairo/pixels.hpp"

namespace ohmbench::screen {
namespace {

constexpr const char* kNoOpenGl =
    "use a graphics driver with OpenGL 3.2, or Mesa's software one (LIBGL_ALWAYS_SOFTWARE=1); every command "
    "works without the dashboard";

std::string last_glfw_error() {
  const char* what = nullptr;
  glfwGetError(&what);
  return what != nullptr ? what : "no reason given";
}

/// Some of the window's upper edge would be seen: it can be taken and moved.
bool is_on_a_screen(const Place& p) {
  int count = 0;
  GLFWmonitor** const monitors = glfwGetMonitors(&count);
  for (int i = 0; i < count; ++i) {
    int x = 0, y = 0, width = 0, height = 0;
    glfwGetMonitorWorkarea(monitors[i], &x, &y, &width, &height);
    constexpr int kSeen = 100;
    if (p.x + p.width - kSeen > x && p.x + kSeen < x + width && p.y >= y && p.y + kSeen < y + height)
      return true;
  }
  return false;
}

/// GLFW names a key by its place on a US keyboard; what counts is what is printed on it. A row of digits with
/// signs on it (as on a French keyboard) counts as digits.
int meant_by(int key, int scancode) {
  if (key == GLFW_KEY_KP_ENTER) return kEnter;
  if (key == GLFW_KEY_KP_ADD) return '+';
  if (key == GLFW_KEY_KP_SUBTRACT) return '-';
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) return '0' + (key - GLFW_KEY_KP_0);
  const bool printable = key > GLFW_KEY_SPACE && key <= GLFW_KEY_GRAVE_ACCENT;
  const char* name = printable || key == GLFW_KEY_WORLD_1 || key == GLFW_KEY_WORLD_2
                         ? glfwGetKeyName(key, scancode)
                         : nullptr;
  const bool one_letter = name != nullptr && std::strlen(name) == 1;
  if (!one_letter) return key;
  const auto letter = static_cast<unsigned char>(name[0]);
  if (std::isalpha(letter) != 0) return std::toupper(letter);
  return key >= GLFW_KEY_0 && key <= GLFW_KEY_9 ? key : letter;
}

}  // namespace

struct Window::Handle {
  explicit Handle(Input& i) : input(i) {}

  Input& input;
  GLFWwindow* window = nullptr;
  std::string title;
  bool scripted = false;
  ImVec2 mouse{-1, -1};
  std::vector<bool> clicks;  ///< waiting: down or up, one a frame
  bool down = false;
  float wheel = 0;
  bool waits_for_screen = true;
  std::vector<std::filesystem::path> dropped;
  bool touched = false;  ///< a person did something since the latest frame
  std::chrono::steady_clock::time_point drawn_at{};
  std::chrono::duration<double> cost{0};  ///< of the latest frame, without what the screen's rhythm adds

  PFNGLREADPIXELSPROC read_pixels = nullptr;
  PFNGLCLEARPROC clear = nullptr;
  PFNGLCLEARCOLORPROC clear_color = nullptr;
  PFNGLVIEWPORTPROC viewport = nullptr;
  PFNGLGETSTRINGPROC get_string = nullptr;
  PFNGLFINISHPROC finish = nullptr;

  void on_key(int key, int scancode, int action, int mods) {
    touched = true;
    if (action == GLFW_RELEASE) return;
    key = meant_by(key, scancode);
    if (key == GLFW_KEY_UNKNOWN) return;
    input.press({key, (mods & GLFW_MOD_CONTROL) != 0, (mods & GLFW_MOD_SHIFT) != 0, action == GLFW_REPEAT});
  }

  /// For events, until something happens that is to be drawn now.
  void wait(double most_seconds) {
    using Seconds = std::chrono::duration<double>;
    constexpr Seconds kMostRest{0.2};
    touched = false;
    glfwWaitEventsTimeout(most_seconds);
    const auto until =
        drawn_at + std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::min(cost, kMostRest));
    while (!touched) {
      const Seconds left = until - std::chrono::steady_clock::now();
      if (left.count() <= 0) break;
      glfwWaitEventsTimeout(left.count());
    }
  }
};

Window::Window(const WindowOptions& options, Input& input) : handle_(new Handle(input)) {
  if (glfwInit() != GLFW_TRUE)
    throw core::bad_input(fmt::format("no display answers ({})", last_glfw_error()),
                          "start the dashboard where windows can be shown; every command works without it");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  auto& h = *handle_;
  const int width = options.place ? options.place->width : options.width;
  const int height = options.place ? options.place->height : options.height;
  h.window = glfwCreateWindow(width, height, options.title.c_str(), nullptr, nullptr);
  if (h.window == nullptr) {
    const auto why = last_glfw_error();
    glfwTerminate();
    throw core::bad_input(fmt::format("no window with OpenGL 3.2 could be opened ({})", why), kNoOpenGl);
  }
  constexpr int kLeastWidth = 480, kLeastHeight = 320;
  glfwSetWindowSizeLimits(h.window, kLeastWidth, kLeastHeight, GLFW_DONT_CARE, GLFW_DONT_CARE);
  if (options.place && is_on_a_screen(*options.place))
    glfwSetWindowPos(h.window, options.place->x, options.place->y);
  glfwMakeContextCurrent(h.window);
  glfwSwapInterval(1);
  h.read_pixels = reinterpret_cast<PFNGLREADPIXELSPROC>(glfwGetProcAddress("glReadPixels"));
  h.clear = reinterpret_cast<PFNGLCLEARPROC>(glfwGetProcAddress("glClear"));
  h.clear_color = reinterpret_cast<PFNGLCLEARCOLORPROC>(glfwGetProcAddress("glClearColor"));
  h.viewport = reinterpret_cast<PFNGLVIEWPORTPROC>(glfwGetProcAddress("glViewport"));
  h.finish = reinterpret_cast<PFNGLFINISHPROC>(glfwGetProcAddress("glFinish"));
  h.get_string = reinterpret_cast<PFNGLGETSTRINGPROC>(glfwGetProcAddress("glGetString"));
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;               // its windows are all laid out anew
  ImGui::GetIO().ConfigInputTextCursorBlink = false;  // a caret is no reason to draw
  // ours first: ImGui's callbacks call the one that was there before
  glfwSetWindowUserPointer(h.window, &h);
  glfwSetKeyCallback(h.window, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    static_cast<Handle*>(glfwGetWindowUserPointer(w))->on_key(key, scancode, action, mods);
  });
  static constexpr auto kTouch = [](GLFWwindow* w) {
    static_cast<Handle*>(glfwGetWindowUserPointer(w))->touched = true;
  };
  glfwSetCharCallback(h.window, [](GLFWwindow* w, unsigned) { kTouch(w); });
  glfwSetMouseButtonCallback(h.window, [](GLFWwindow* w, int, int, int) { kTouch(w); });
  glfwSetScrollCallback(h.window, [](GLFWwindow* w, double, double) { kTouch(w); });
  glfwSetCursorPosCallback(h.window, [](GLFWwindow* w, double, double) { kTouch(w); });
  glfwSetFramebufferSizeCallback(h.window, [](GLFWwindow* w, int, int) { kTouch(w); });
  glfwSetWindowRefreshCallback(h.window, [](GLFWwindow* w) { kTouch(w); });
  glfwSetDropCallback(h.window, [](GLFWwindow* w, int count, const char** paths) {
    kTouch(w);
    auto& files = static_cast<Handle*>(glfwGetWindowUserPointer(w))->dropped;
    files.insert(files.end(), paths, paths + count);
  });
  glfwSetWindowCloseCallback(h.window, [](GLFWwindow* w) { kTouch(w); });
  if (!ImGui_ImplGlfw_InitForOpenGL(h.window, true) || !ImGui_ImplOpenGL3_Init("#version 150")) {
    throw core::bad_input("OpenGL 3.2 could not be set up", kNoOpenGl);
  }
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  glfwDestroyWindow(handle_->window);
  glfwTerminate();
}

double Window::scale() const {
  float x = 1;
  float y = 1;
  glfwGetWindowContentScale(handle_->window, &x, &y);
  constexpr double kMost = 3;
  return std::clamp(static_cast<double>(std::max(x, y)), 1.0, kMost);
}

Place Window::place() const {
  Place p;
  glfwGetWindowPos(handle_->window, &p.x, &p.y);
  glfwGetWindowSize(handle_->window, &p.width, &p.height);
  return p;
}

bool Window::closing() const {
  return glfwWindowShouldClose(handle_->window) != 0;
}

void Window::close() {
  glfwSetWindowShouldClose(handle_->window, GLFW_TRUE);
}

void Window::set_title(const std::string& title) {
  if (title == handle_->title) return;
  handle_->title = title;
  glfwSetWindowTitle(handle_->window, title.c_str());
}

void Window::wait_for_screen(bool wanted) {
  if (wanted == handle_->waits_for_screen) return;
  handle_->waits_for_screen = wanted;
  glfwSwapInterval(wanted ? 1 : 0);
}

void Window::wake() {
  glfwPostEmptyEvent();
}

void Window::frame(double most_seconds, const std::function<void()>& draw) {
  auto& h = *handle_;
  if (most_seconds > 0)
    h.wait(most_seconds);
  else
    glfwPollEvents();
  const auto begin = std::chrono::steady_clock::now();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  if (h.scripted) {
    auto& io = ImGui::GetIO();
    if (!h.clicks.empty()) {
      h.down = h.clicks.front();
      h.clicks.erase(h.clicks.begin());
    }
    io.MousePos = h.mouse;
    io.MouseDown[0] = h.down;
    io.MouseWheel = h.wheel;
    h.wheel = 0;
  }
  h.input.begin_frame();
  ImGui::NewFrame();
  draw();
  ImGui::Render();
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(h.window, &width, &height);
  h.viewport(0, 0, width, height);
  // the ground of all windows, so that none has to fill the whole screen once more
  const auto& ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
  h.clear_color(ground.x, ground.y, ground.z, 1);
  h.clear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  h.finish();
  h.drawn_at = std::chrono::steady_clock::now();
  h.cost = h.drawn_at - begin;
  glfwSwapBuffers(h.window);
}

std::vector<std::filesystem::path> Window::take_dropped() {
  return std::exchange(handle_->dropped, {});
}

void Window::inject_key(KeyPress press) {
  const int mods = (press.control ? GLFW_MOD_CONTROL : 0) | (press.shift ? GLFW_MOD_SHIFT : 0);
  for (const int action : {GLFW_PRESS, GLFW_RELEASE}) {
    if (action == GLFW_PRESS) handle_->input.press(press);
    ImGui_ImplGlfw_KeyCallback(handle_->window, press.key, 0, action, mods);
  }
}

void Window::inject_mouse(plot::Point at, std::optional<bool> left_down, double wheel) {
  auto& h = *handle_;
  h.scripted = true;
  h.mouse = {static_cast<float>(at.x), static_cast<float>(at.y)};
  if (left_down) h.clicks.push_back(*left_down);
  h.wheel += static_cast<float>(wheel);
}

void Window::inject_text(const std::string& text) {
  ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
}

std::string Window::screenshot() const {
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(handle_->window, &width, &height);
  std::vector<unsigned char> rgba(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  handle_->read_pixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  return plot_cairo::png_of(rgba, static_cast<std::size_t>(width), static_cast<std::size_t>(height),
                            plot_cairo::RowOrder::kUpwards);
}

std::string Window::renderer() const {
  constexpr GLenum kRenderer = 0x1F01, kVersion = 0x1F02;  // GL_RENDERER, GL_VERSION
  const auto text = [&](GLenum what) { return reinterpret_cast<const char*>(handle_->get_string(what)); };
  return fmt::format("{}, OpenGL {}", text(kRenderer), text(kVersion));
}

}  // namespace ohmbench::screen
