#include "screen/imgui_canvas.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace ohmbench::screen {
namespace {

// an index has 16 bits, and an anti-aliased point up to four vertices: longer lines come in pieces
constexpr std::size_t kPiece = 4000;

ImU32 code(plot::Color c) {
  const auto byte = [](double x) { return static_cast<ImU32>(std::lround(std::clamp(x, 0.0, 1.0) * 255)); };
  return IM_COL32(byte(c.r), byte(c.g), byte(c.b), byte(c.a));
}

ImVec2 vec(plot::Point p) {
  return {static_cast<float>(p.x), static_cast<float>(p.y)};
}

}  // namespace

ImGuiCanvas::ImGuiCanvas(ImDrawList& list, const Fonts& fonts, plot::Point origin, double zoom)
    : list_(list), fonts_(fonts), origin_(origin), scale_(fonts.scale() * zoom) {}

plot::Point ImGuiCanvas::place(plot::Point p) const {
  return {origin_.x + p.x * scale_, origin_.y + p.y * scale_};
}

void ImGuiCanvas::solid(std::span<const plot::Point> points, plot::Color color, double width_px) {
  std::array<ImVec2, kPiece> piece;
  for (std::size_t from = 0; from + 1 < points.size(); from += kPiece - 1) {
    const std::size_t count = std::min(kPiece, points.size() - from);
    for (std::size_t i = 0; i < count; ++i) piece[i] = vec(place(points[from + i]));
    list_.AddPolyline(piece.data(), static_cast<int>(count), code(color), ImDrawFlags_None,
                      static_cast<float>(width_px * scale_));
  }
}

void ImGuiCanvas::dashes(std::span<const plot::Point> points, const plot::Stroke& stroke) {
  // the lengths of the paper, in widths of the line
  const double w = stroke.width_px;
  std::array<double, 4> lengths{4.5 * w, 2.5 * w, 4.5 * w, 2.5 * w};
  if (stroke.dash == plot::Dash::kDotted) lengths = {1.2 * w, 2.2 * w, 1.2 * w, 2.2 * w};
  if (stroke.dash == plot::Dash::kDashDot) lengths = {4.5 * w, 2 * w, 1.2 * w, 2 * w};
  std::vector<plot::Point> dash{points.front()};
  std::size_t phase = 0;
  double left = lengths[0];
  for (std::size_t i = 1; i < points.size(); ++i) {
    plot::Point from = points[i - 1];
    double length = std::hypot(points[i].x - from.x, points[i].y - from.y);
    while (length > left) {
      const double part = left / length;
      from = {from.x + (points[i].x - from.x) * part, from.y + (points[i].y - from.y) * part};
      length -= left;
      if (phase % 2 == 0) {
        dash.push_back(from);
        solid(dash, stroke.color, w);
      }
      dash.assign(1, from);
      phase = (phase + 1) % lengths.size();
      left = lengths[phase];
    }
    left -= length;
    if (phase % 2 == 0) dash.push_back(points[i]);
  }
  if (phase % 2 == 0 && dash.size() > 1) solid(dash, stroke.color, w);
}

void ImGuiCanvas::polyline(std::span<const plot::Point> points, const plot::Stroke& stroke) {
  if (points.size() < 2) return;
  if (stroke.dash == plot::Dash::kSolid) return solid(points, stroke.color, stroke.width_px);
  dashes(points, stroke);
}

void ImGuiCanvas::band(std::span<const plot::Point> upper, std::span<const plot::Point> lower,
                       plot::Color fill) {
  const std::size_t all = std::min(upper.size(), lower.size());
  const auto uv = list_._Data->TexUvWhitePixel;
  for (std::size_t from = 0; from + 1 < all; from += kPiece - 1) {
    const std::size_t count = std::min(kPiece, all - from);
    list_.PrimReserve(static_cast<int>(6 * (count - 1)), static_cast<int>(2 * count));
    const auto first = list_._VtxCurrentIdx;
    for (std::size_t i = 0; i < count; ++i) {
      list_.PrimWriteVtx(vec(place(upper[from + i])), uv, code(fill));
      list_.PrimWriteVtx(vec(place(lower[from + i])), uv, code(fill));
    }
    for (unsigned i = 0; i + 1 < count; ++i) {
      const unsigned at = first + 2 * i;
      for (const unsigned corner : {at, at + 1, at + 2, at + 1, at + 3, at + 2})
        list_.PrimWriteIdx(static_cast<ImDrawIdx>(corner));
    }
  }
}

void ImGuiCanvas::rectangle(const plot::Rect& r, plot::Color fill) {
  const auto beneath = std::exchange(beneath_, {});
  if (beneath && code(*beneath) == code(fill)) return;
  list_.AddRectFilled(vec(place({r.x, r.y})), vec(place({r.right(), r.bottom()})), code(fill));
}

void ImGuiCanvas::marker(plot::Point at, plot::Shape shape, double size_px, plot::Color color) {
  const double r = size_px / 2;
  const auto corner = [&](double x, double y) { return vec(place({at.x + x * r, at.y + y * r})); };
  switch (shape) {
    case plot::Shape::kCircle:
      list_.AddCircleFilled(vec(place(at)), static_cast<float>(r * scale_), code(color));
      return;
    case plot::Shape::kSquare:
      list_.AddRectFilled(corner(-1, -1), corner(1, 1), code(color));
      return;
    case plot::Shape::kDiamond:
      list_.AddQuadFilled(corner(0, -1), corner(1, 0), corner(0, 1), corner(-1, 0), code(color));
      return;
    case plot::Shape::kTriangle:
      list_.AddTriangleFilled(corner(0, -1), corner(1, 1), corner(-1, 1), code(color));
      return;
    case plot::Shape::kCross:
      const auto width = static_cast<float>(1.5 * scale_);
      list_.AddLine(corner(-1, -1), corner(1, 1), code(color), width);
      list_.AddLine(corner(-1, 1), corner(1, -1), code(color), width);
      return;
  }
}

double ImGuiCanvas::drawn_width_px(std::string_view text, double size_px) const {
  const auto* font = fonts_.nearest(size_px * scale_ / fonts_.scale());
  const float size = fonts_.size_of(size_px * scale_);
  const auto* begin = text.data();
  return static_cast<double>(font->CalcTextSizeA(size, FLT_MAX, 0, begin, begin + text.size()).x) / scale_;
}

void ImGuiCanvas::text(plot::Point at, std::string_view text, const plot::TextStyle& style) {
  if (text.empty()) return;
  const auto* font = fonts_.nearest(style.size_px * scale_ / fonts_.scale());
  const double scale = static_cast<double>(fonts_.size_of(style.size_px * scale_) / font->FontSize);
  const double width = drawn_width_px(text, style.size_px) * scale_;
  double along = style.anchor == plot::Anchor::kLeft     ? 0
                 : style.anchor == plot::Anchor::kCentre ? -width / 2
                                                         : -width;
  const auto middle = place(at);
  const double base = plot::kHalfDigitEm * style.size_px * scale_;
  const double top =
      base - static_cast<double>(font->Ascent) * scale;  // of the line, from the middle downwards
  // (along, down) from the middle, turned where the text is read from below
  const auto corner = [&](double x, double y) {
    return style.upwards ? vec({middle.x + y, middle.y - x}) : vec({middle.x + x, middle.y + y});
  };
  list_.PushTextureID(font->ContainerAtlas->TexID);
  const ImU32 ink = code(style.color);
  const char* end = text.data() + text.size();
  for (const char* p = text.data(); p < end;) {
    unsigned c = static_cast<unsigned char>(*p);
    p += c < 0x80 ? 1 : std::max(1, ImTextCharFromUtf8(&c, p, end));
    const auto* glyph = font->FindGlyph(static_cast<ImWchar>(c));
    if (glyph == nullptr) continue;
    if (glyph->Visible) {
      const double x0 = along + static_cast<double>(glyph->X0) * scale;
      const double x1 = along + static_cast<double>(glyph->X1) * scale;
      const double y0 = top + static_cast<double>(glyph->Y0) * scale;
      const double y1 = top + static_cast<double>(glyph->Y1) * scale;
      list_.PrimReserve(6, 4);
      list_.PrimQuadUV(corner(x0, y0), corner(x1, y0), corner(x1, y1), corner(x0, y1), {glyph->U0, glyph->V0},
                       {glyph->U1, glyph->V0}, {glyph->U1, glyph->V1}, {glyph->U0, glyph->V1}, ink);
    }
    along += static_cast<double>(glyph->AdvanceX) * scale;
  }
  list_.PopTextureID();
}

void ImGuiCanvas::push_clip(const plot::Rect& r) {
  list_.PushClipRect(vec(place({r.x, r.y})), vec(place({r.right(), r.bottom()})), true);
}

void ImGuiCanvas::pop_clip() {
  list_.PopClipRect();
}

}  // namespace ohmbench::screen
