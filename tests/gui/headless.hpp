// A screen without a window, for tests of the panels.
#pragma once

#include <imgui.h>

#include <cctype>
#include <cmath>
#include <string>
#include <vector>

#include "fixtures.hpp"
#include "gui/desk.hpp"
#include "plot_cairo/typeface.hpp"

namespace ohmbench::test {

/// A screen without a window.
struct Headless {
  explicit Headless(double scale = 1, const plot_cairo::Typeface& typeface = plot_cairo::system_typeface())
      : fonts((ImGui::CreateContext(), *ImGui::GetIO().Fonts), typeface.file(), scale),
        kit{fonts, typeface, input} {
    auto& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    io.Fonts->GetTexDataAsAlpha8(&pixels, &width, &height);
    screen::apply_style(kit);
    desk.library = "library";
    desk.exports = "figures";
    desk.virtual_choices = {
        {"O2", "QRV09"}, {"HD 800 S"}, {{"device-lost", "it is unplugged"}, {"open-load", "no load"}}};
    engine = {[this](instrument::Command c) { asked.push_back(std::move(c)); }, [this] { ++stops; },
              [this](bool done) { answers.push_back(done); }};
  }
  ~Headless() { ImGui::DestroyContext(); }

  /// One frame; the number of vertices.
  int frame(const instrument::Snapshot& s, float width = 1440, float height = 900) {
    auto& io = ImGui::GetIO();
    io.DisplaySize = {width, height};
    io.DeltaTime = 1.0F / 60;
    input.begin_frame();
    ImGui::NewFrame();
    gui::show_dashboard({kit, s, engine, clerk, desk});
    ImGui::Render();
    return ImGui::GetDrawData()->TotalVtxCount;
  }
  /// Until the clerk has delivered all, and two more.
  void settle(const instrument::Snapshot& s, float width = 1440, float height = 900) {
    frame(s, width, height);
    while (!clerk.idle()) frame(s, width, height);
    frame(s, width, height), frame(s, width, height);
  }

  /// A key, and the frame that sees it.
  void press(const instrument::Snapshot& s, int key, bool control = false, bool shift = false) {
    input.press({key, control, shift});
    frame(s);
  }
  /// Tab until this thing has the keys; false if it never gets them.
  bool tab_to(const instrument::Snapshot& s, const std::string& label) {
    constexpr int kMost = 200;
    for (int i = 0; i < kMost; ++i) {
      press(s, screen::kTab);
      if (input.focused() != label) continue;
      frame(s), frame(s);  // a text has the keys two frames later
      return true;
    }
    return false;
  }
  void type(const instrument::Snapshot& s, const std::string& text) {
    for (const char c : text) {
      ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(c));
      input.press({std::toupper(static_cast<unsigned char>(c)), false, false});  // as a keyboard does
      frame(s);
    }
  }

  screen::Input input;
  screen::Fonts fonts;
  screen::Kit kit;
  gui::Desk desk;
  gui::Engine engine;
  std::vector<instrument::Command> asked;
  std::vector<bool> answers;
  int stops = 0;
  views::Clerk clerk;  // last: its deliveries hold the desk
};

/// The library with these files, shown on a page.
inline void show(Headless& h, const instrument::Snapshot& s, const Folder& folder, views::Page page) {
  h.desk.library = folder.path;
  h.desk.page = page;
  gui::refresh_library({h.kit, s, h.engine, h.clerk, h.desk});
  h.settle(s);
}

inline views::Listing listing(int count) {
  views::Listing all;
  for (int i = 0; i < count; ++i) all.push_back(entry_of(load_json("load " + std::to_string(i))));
  return all;
}

inline bool is_finite(const ImDrawData& data) {
  for (int l = 0; l < data.CmdListsCount; ++l)
    for (const auto& v : data.CmdLists[l]->VtxBuffer)
      if (!std::isfinite(v.pos.x) || !std::isfinite(v.pos.y)) return false;
  return true;
}

}  // namespace ohmbench::test
