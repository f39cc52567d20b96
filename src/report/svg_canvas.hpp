// SvgCanvas: a figure inside a page. Colours are classes of the page's style, so that it is dark where the
// reader's screen is; texts stay texts, as wide as the layout took them to be, whatever font the reader has;
// and there are no ids that could be those of another figure.
#pragma once

#include <string>

#include "plot/layout.hpp"
#include "plot/theme.hpp"

namespace ohmbench::report {

class SvgCanvas : public plot::Canvas {
 public:
  /// Both must outlive the canvas; `theme` is the one of the figure.
  SvgCanvas(const plot::Theme& theme, const plot::TextMetrics& metrics) : theme_(theme), metrics_(metrics) {}

  void polyline(std::span<const plot::Point> points, const plot::Stroke& stroke) override;
  void band(std::span<const plot::Point> upper, std::span<const plot::Point> lower,
            plot::Color fill) override;
  void rectangle(const plot::Rect& rect, plot::Color fill) override;
  void marker(plot::Point at, plot::Shape shape, double size_px, plot::Color color) override;
  void text(plot::Point at, std::string_view text, const plot::TextStyle& style) override;
  void push_clip(const plot::Rect& rect) override;
  void pop_clip() override;

  const std::string& content() const { return content_; }

 private:
  std::string paint(const char* property, plot::Color color) const;

  const plot::Theme& theme_;
  const plot::TextMetrics& metrics_;
  std::string content_;
};

/// `label` is what a screen reader says; `css_class` may be empty.
std::string svg_of(const plot::Layout& layout, const plot::Theme& theme, const plot::TextMetrics& metrics,
                   std::string_view label, std::string_view css_class);

/// Custom properties with a theme's colours ("--t0:#0072b2;…"), to be put into a rule.
std::string color_properties(const plot::Theme& theme);
/// The classes that the canvas uses: ".f-t0{fill:var(--t0)}…".
std::string color_classes();

}  // namespace ohmbench::report
