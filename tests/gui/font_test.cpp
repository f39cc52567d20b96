// Facts about a font that is missing, is another one, or is broken: a message that says what to do, or a
// dashboard that works with what there is.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "headless.hpp"
#include "plot_cairo/typeface.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
namespace fs = std::filesystem;

namespace {

/// A system whose only fonts are those of a folder.
struct FontSystem {
  fs::path folder = fs::temp_directory_path() / ("ohmbench-fonts-" + std::to_string(getpid()));
  std::string before = std::getenv("FONTCONFIG_FILE") ? std::getenv("FONTCONFIG_FILE") : "";
  FontSystem() {
    fs::create_directories(folder / "fonts");
    std::ofstream(folder / "fonts.conf")
        << "<?xml version=\"1.0\"?><fontconfig><dir>" << (folder / "fonts").string() << "</dir><cachedir>"
        << (folder / "cache").string() << "</cachedir></fontconfig>";
    setenv("FONTCONFIG_FILE", (folder / "fonts.conf").c_str(), 1);
  }
  ~FontSystem() {
    if (before.empty())
      unsetenv("FONTCONFIG_FILE");
    else
      setenv("FONTCONFIG_FILE", before.c_str(), 1);
    fs::remove_all(folder);
  }
};

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const core::Error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("A system without any font is told which one to install", "[gui][font]") {
  const FontSystem system;
  CHECK(refusal([&] {
          plot_cairo::find_font_file({system.folder / "none.ttf"});
        }).find("fonts-dejavu-core") != std::string::npos);
}

TEST_CASE("Where the usual file is missing the system's font takes its place, and every panel bears it",
          "[gui][font]") {
  const auto usual = plot_cairo::system_typeface().file();
  const FontSystem system;
  fs::copy_file(usual, system.folder / "fonts" / "elsewhere.ttf");
  const auto found = plot_cairo::find_font_file({system.folder / "none.ttf"});
  CHECK(found == system.folder / "fonts" / "elsewhere.ttf");
  const plot_cairo::Typeface typeface(found);
  test::Headless h(1, typeface);
  for (const auto page : views::kPages) {
    h.desk.page = page;
    h.settle(test::snapshots().at("measured"));
    CHECK(test::is_finite(*ImGui::GetDrawData()));
  }
}

TEST_CASE("A font file that is none is refused in words, before ImGui sees it", "[gui][font]") {
  const FontSystem system;
  ImGui::CreateContext();
  std::ofstream(system.folder / "words.ttf") << "this is no font";
  {
    std::ifstream whole(plot_cairo::system_typeface().file(), std::ios::binary);
    std::string head(2000, ' ');
    whole.read(head.data(), static_cast<std::streamsize>(head.size()));
    std::ofstream(system.folder / "cut.ttf", std::ios::binary) << head;
  }
  for (const auto& file : {system.folder / "none.ttf", system.folder / "words.ttf", system.folder / "cut.ttf",
                           system.folder / "fonts"}) {
    CAPTURE(file);
    CHECK(refusal([&] { screen::Fonts(*ImGui::GetIO().Fonts, file, 1); }).find("install DejaVu Sans") !=
          std::string::npos);
  }
  ImGui::DestroyContext();
}
