#include "gui/wiring.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ohmbench::gui {
namespace {

using core::FixtureState;
using plot::Anchor;
using plot::Color;
using plot::Point;

// places on a sheet of 800 x 430: interface on the left with its sockets, signal line above, ground line
// below
constexpr double kWidth = 800, kHeight = 430;
constexpr double kBoxRight = 190, kLine = 100, kGround = 385;
constexpr double kOut1 = 100, kOut2 = 150, kIn1 = 220, kIn2 = 270, kIn3 = 320;
constexpr double kAmpLeft = 250, kAmpRight = 370;
constexpr double kA = 430, kRsLeft = 475, kRsRight = 585, kB = 630, kLoad = 720;
constexpr double kWire = 3, kNew = 5, kFont = 20;

class Sheet {
 public:
  Sheet(plot::Canvas& canvas, plot::Size size, const plot::Theme& look) : canvas_(canvas), theme(look) {
    scale_ = std::min(size.width / kWidth, size.height / kHeight);
    left_ = (size.width - scale_ * kWidth) / 2;
    top_ = (size.height - scale_ * kHeight) / 2;
  }

  Point at(double x, double y) const { return {left_ + scale_ * x, top_ + scale_ * y}; }

  void wire(const std::vector<Point>& points, Color color, double width = kWire) const {
    std::vector<Point> placed;
    for (const auto& p : points) placed.push_back(at(p.x, p.y));
    canvas_.polyline(placed, {color, std::max(1.0, scale_ * width)});
  }
  void box(double x, double y, double w, double h, Color edge) const {
    const auto corner = at(x, y);
    canvas_.rectangle({corner.x, corner.y, scale_ * w, scale_ * h}, theme.ground);
    canvas_.rectangle({corner.x, corner.y, scale_ * w, scale_ * h}, theme.fine_grid.faded(0.5));
    wire({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}, edge, 2.5);
  }
  void text(double x, double y, const std::string& words, Color color, Anchor anchor = Anchor::kCentre,
            double size = kFont) const {
    canvas_.text(at(x, y), words, {scale_ * size, color, anchor});
  }
  void dot(double x, double y, Color color) const {
    canvas_.marker(at(x, y), plot::Shape::kCircle, scale_ * 12, color);
  }
  void arrow(double x, double y, bool right, Color color) const {
    const double d = right ? -13 : 13;
    wire({{x + d, y - 7}, {x, y}, {x + d, y + 7}}, color, kWire);
  }
  void ring(double x, double y, double r, Color edge) const {
    canvas_.marker(at(x, y), plot::Shape::kCircle, scale_ * 2 * r, edge);
    canvas_.marker(at(x, y), plot::Shape::kCircle, scale_ * (2 * r - 6), theme.ground);
  }

 private:
  plot::Canvas& canvas_;
  double scale_ = 1, left_ = 0, top_ = 0;

 public:
  const plot::Theme& theme;
};

struct Colors {
  Color ink, a, b, fresh, faint;
};

void interface(const Sheet& s, const Colors& c, bool second_output, bool third_input) {
  s.box(15, 60, kBoxRight - 15, kGround - 35, c.ink);
  s.text((15 + kBoxRight) / 2, 40, "audio interface", c.ink);
  s.text(kBoxRight - 10, kOut1, "output 1", second_output ? c.faint : c.ink, Anchor::kRight);
  if (second_output) s.text(kBoxRight - 10, kOut2, "output 2", c.fresh, Anchor::kRight);
  s.text(kBoxRight - 10, kIn1, "input A", c.a, Anchor::kRight);
  s.text(kBoxRight - 10, kIn2, "input B", c.b, Anchor::kRight);
  if (third_input) s.text(kBoxRight - 10, kIn3, "loopback", c.faint, Anchor::kRight);
  s.text(kBoxRight - 10, kGround, "ground", c.ink, Anchor::kRight);
}

void resistor(const Sheet& s, const Colors& c, double y) {
  s.box(kRsLeft, y - 16, kRsRight - kRsLeft, 32, c.ink);
  s.text((kRsLeft + kRsRight) / 2, y, "Rs", c.ink);
  s.text((kRsLeft + kRsRight) / 2, y - 34, "sense resistor", c.ink);
}

/// From a node down and back to an input.
void sense_line(const Sheet& s, double x, double y, double socket, Color color, const char* letter) {
  s.wire({{x, y}, {x, socket}, {kBoxRight + 2, socket}}, color);
  s.arrow(kBoxRight + 2, socket, false, color);
  s.dot(x, y, color);
  s.text(x, y - 22, letter, color);
}

void load(const Sheet& s, const Colors& c, double x, double top, double bottom) {
  const double middle = (top + bottom) / 2;
  s.wire({{x, top}, {x, bottom}}, c.ink);
  s.ring(x, middle, 42, c.ink);
  s.text(x, middle, "load", c.ink);
}

void amplifier(const Sheet& s, const Colors& c) {
  s.wire({{kBoxRight, kOut1}, {kAmpLeft, kOut1}}, c.ink);
  s.arrow(kAmpLeft, kOut1, true, c.ink);
  s.wire({{(kAmpLeft + kAmpRight) / 2, kLine + 40}, {(kAmpLeft + kAmpRight) / 2, kGround}}, c.ink);
  s.box(kAmpLeft, kLine - 40, kAmpRight - kAmpLeft, 80, c.ink);
  s.text((kAmpLeft + kAmpRight) / 2, kLine, "amplifier", c.ink);
  s.dot((kAmpLeft + kAmpRight) / 2, kGround, c.ink);
}

void in_place_of_load(const Sheet& s, const Colors& c, FixtureState state) {
  if (state == FixtureState::kOpen) {
    s.ring(kLoad, kLine, 9, c.fresh);
    s.ring(kLoad, kGround, 9, c.fresh);
    s.text(kLoad, 230, "nothing", c.fresh);
    s.text(kLoad, 256, "connected", c.fresh);
  } else if (state == FixtureState::kShort) {
    s.wire({{kLoad, kLine}, {kLoad, kGround}}, c.fresh, kNew);
    s.text(kLoad - 14, 325, "short wire in place", c.fresh, Anchor::kRight);
    s.text(kLoad - 14, 350, "of the load", c.fresh, Anchor::kRight);
  } else if (state == FixtureState::kReference) {
    s.wire({{kLoad, kLine}, {kLoad, kGround}}, c.ink);
    s.box(kLoad - 17, 195, 34, 110, c.fresh);
    s.text(kLoad - 28, 325, "known resistor", c.fresh, Anchor::kRight);
    s.text(kLoad - 28, 350, "in place of the load", c.fresh, Anchor::kRight);
  } else {
    load(s, c, kLoad, kLine, kGround);
  }
}

void high_side(const Sheet& s, const Colors& c, FixtureState state) {
  s.wire({{kAmpRight, kLine}, {kLoad, kLine}}, c.ink);
  resistor(s, c, kLine);
  sense_line(s, kA, kLine, kIn1, c.a, "A");
  if (state == FixtureState::kBridged) {
    s.wire({{kA, kIn1}, {kA, kIn2}, {kBoxRight + 2, kIn2}}, c.fresh, kNew);
    s.arrow(kBoxRight + 2, kIn2, false, c.fresh);
    s.text(kA + 16, 318, "input B moved to A", c.fresh, Anchor::kLeft);
    s.text(kA + 16, 343, "(with the load or without)", c.fresh, Anchor::kLeft, 17);
  } else {
    sense_line(s, kB, kLine, kIn2, c.b, "B");
  }
  in_place_of_load(s, c, state);
}

void low_side(const Sheet& s, const Colors& c, FixtureState state) {
  s.wire({{kAmpRight, kLine}, {kLoad, kLine}}, c.ink);
  sense_line(s, kA, kLine, kIn1, c.a, "A");
  if (state == FixtureState::kBridged)
    s.wire({{kA, kIn1}, {kA, kIn2}, {kBoxRight + 2, kIn2}}, c.fresh, kNew);
  else
    s.wire({{kLoad, kIn2}, {kBoxRight + 2, kIn2}}, c.b);
  s.arrow(kBoxRight + 2, kIn2, false, state == FixtureState::kBridged ? c.fresh : c.b);
  s.wire({{kLoad, kIn2}, {kLoad, kGround}}, c.ink);
  s.box(kLoad - 17, 298, 34, 64, c.ink);
  s.text(kLoad - 28, 330, "sense resistor Rs", c.ink, Anchor::kRight);
  s.dot(kLoad, kIn2, c.b);
  s.text(kLoad + 26, kIn2, "B", c.b);
  if (state == FixtureState::kOpen) {
    s.text(kLoad - 20, 180, "nothing connected", c.fresh, Anchor::kRight);
    s.ring(kLoad, kLine, 9, c.fresh);
  } else if (state == FixtureState::kShort) {
    s.wire({{kLoad, kLine}, {kLoad, kIn2}}, c.fresh, kNew);
    s.text(kLoad - 20, 180, "short wire", c.fresh, Anchor::kRight);
  } else if (state == FixtureState::kReference) {
    s.wire({{kLoad, kLine}, {kLoad, kIn2}}, c.ink);
    s.box(kLoad - 17, 130, 34, 100, c.fresh);
    s.text(kLoad - 28, 180, "known resistor", c.fresh, Anchor::kRight);
  } else {
    load(s, c, kLoad, kLine, kIn2);
  }
}

void injection(const Sheet& s, const Colors& c) {
  constexpr double kTop = 150;
  s.wire({{kBoxRight, kOut2}, {250, kOut2}}, c.fresh);
  s.arrow(250, kOut2, true, c.fresh);
  s.wire({{306, kTop}, {306, kGround}}, c.fresh);
  s.wire({{362, kTop}, {722, kTop}}, c.ink);
  s.box(250, kTop - 32, 112, 64, c.fresh);
  s.text(306, kTop - 12, "second", c.fresh, Anchor::kCentre, 17);
  s.text(306, kTop + 12, "amplifier", c.fresh, Anchor::kCentre, 17);
  resistor(s, c, kTop);
  s.wire({{722, kTop}, {722, kGround}}, c.ink);
  s.box(655, kTop - 48, 135, 96, c.ink);
  s.text(722, kTop - 22, "amplifier", c.ink);
  s.text(722, kTop + 3, "under test,", c.ink, Anchor::kCentre, 17);
  s.text(722, kTop + 26, "its output", c.ink, Anchor::kCentre, 17);
  s.wire({{kBoxRight, kOut1}, {225, kOut1}, {225, 35}, {722, 35}, {722, kTop - 48}}, c.faint);
  s.text(470, 20, "to its input: silence", c.faint, Anchor::kCentre, 17);
  sense_line(s, kA, kTop, kIn1, c.a, "A");
  sense_line(s, kB, kTop, kIn2, c.b, "B");
}

}  // namespace

void draw_wiring(plot::Canvas& canvas, plot::Size size, FixtureState state, core::Sense sense,
                 bool has_loopback, const plot::Theme& theme) {
  const Sheet s(canvas, size, theme);
  const Colors c{theme.ink, theme.trace(0), theme.trace(1), theme.pass, theme.faint};
  interface(s, c, state == FixtureState::kInjection, has_loopback);
  s.wire({{kBoxRight, kGround}, {state == FixtureState::kOpen ? kLoad - 9 : kLoad, kGround}}, c.ink);
  if (state == FixtureState::kInjection) return injection(s, c);
  if (has_loopback) {
    s.wire({{218, kOut1}, {218, kIn3}, {kBoxRight + 2, kIn3}}, c.faint, 2);
    s.arrow(kBoxRight + 2, kIn3, false, c.faint);
  }
  amplifier(s, c);
  if (sense == core::Sense::kHighSide)
    high_side(s, c, state);
  else
    low_side(s, c, state);
}

}  // namespace ohmbench::gui
