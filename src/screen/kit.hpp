// Kit: the instrument's own buttons, fields and bars, drawn in the theme of the figures. Every one registers
// where it is under its label, and every button has a key.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plot/theme.hpp"
#include "screen/fonts.hpp"
#include "screen/input.hpp"

namespace ohmbench::screen {

/// What every part of a frame needs.
struct Kit {
  const Fonts& fonts;
  const plot::TextMetrics& metrics;
  Input& input;
  plot::Theme theme = plot::dark_theme();

  double px(double layout_px) const { return layout_px * fonts.scale(); }
};

/// Colours and spacing for all of ImGui. Call once for a context.
void apply_style(const Kit& kit);

enum class Tone { kPlain, kPrimary, kDanger };

/// "Measure", with its key shown small beside it. Wide where `width` (layout pixels) is 0: as wide as there
/// is room. A disabled button takes no key.
bool button(const Kit& kit, const std::string& label, int key, Tone tone = Tone::kPlain, bool enabled = true,
            double width = 0);
/// With the keys: Space or Enter.
bool toggle(const Kit& kit, const std::string& label, bool& on);
/// A heading that opens what is below it; true while it is open. With the keys: Space or Enter.
bool fold(const Kit& kit, const std::string& label, bool& open);
/// One of several; true if it changed. With the keys: up and down.
bool choose(const Kit& kit, const std::string& label, const std::vector<std::string>& options,
            std::size_t& chosen);
/// Free text; true if it changed. With the keys it takes what is typed.
bool field(const Kit& kit, const std::string& label, std::string& text, const char* hint = "");
/// What was typed: a value, nothing, or something that is no value. What would rest on a wrong one must not
/// begin: it would begin with something else than what was meant.
struct Typed {
  std::optional<double> value;
  bool wrong = false;
};
/// A value above 0 as people write it ("4k7", "100m", "33 ohm"). What is none is shown with `hint` as the way
/// to write it.
Typed value_field(const Kit& kit, const std::string& label, std::string& text, const char* unit,
                  const char* hint);
/// A slider with a field beside it, in which the value can be typed with its prefix; true if it changed. With
/// the keys: left and right. What is typed is brought within from … to.
bool slider(const Kit& kit, const std::string& label, double& value, double from, double to, const char* unit,
            bool logarithmic = false);
/// What has the keys is outlined and scrolled to. Call after the item; also puts it where scripts find it.
void mark_item(const Kit& kit, const std::string& label);
/// Only puts the latest item where scripts find it.
void put_item(const Kit& kit, const std::string& label);
std::string key_name(int key);

void heading(const Kit& kit, const std::string& text);
void large(const Kit& kit, const std::string& text, plot::Color color, double em_px = 22);
void words(const Kit& kit, const std::string& text);
void words(const Kit& kit, const std::string& text, plot::Color color);
void faint(const Kit& kit, const std::string& text);
/// "name    value" in two columns; long values are wrapped.
void fact(const Kit& kit, const std::string& name, const std::string& value);
/// What the command line prints, "least    334 ohm" a line, as facts.
void summary(const Kit& kit, const std::string& text);
void gap(const Kit& kit, double layout_px = 8);

/// A filled part of a bar with a text on it.
void progress(const Kit& kit, double part, const std::string& text);
/// Levels from -100 to 0 dBFS; red where it clipped.
void meter(const Kit& kit, const std::string& name, double rms_dbfs, double peak_dbfs, bool clipped);
/// Decibels left (right of the middle) or missing (left of it); nothing where unknown.
void margin_bar(const Kit& kit, const std::string& name, std::optional<double> db, const std::string& text);
/// A round lamp and words.
void lamp(const Kit& kit, plot::Color color, const std::string& text);
/// The same on one line: what does not fit is cut, and told whole where the mouse is on it.
void lamp_line(const Kit& kit, plot::Color color, const std::string& text);

/// An area without a frame or a ground; `width`, `height` in screen pixels, 0: the rest. Ends with end_card.
void begin_area(const std::string& label, double width = 0, double height = 0);
/// The same with both.
void begin_card(const Kit& kit, const std::string& label, double width = 0, double height = 0);
void end_card();

unsigned code_of(plot::Color color);

}  // namespace ohmbench::screen
