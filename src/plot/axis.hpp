// Axis: from values to places, and where its ticks are.
#pragma once

#include <string>
#include <vector>

namespace ohmbench::plot {

enum class Scale { kLinear, kLog };

/// How tick values are written: 2000 as "2000", or as "2k" (and 0.05 as "50m").
enum class TickText { kPlain, kPrefixed };

struct Axis {
  std::string label;
  Scale scale = Scale::kLinear;
  double from = 0;
  double to = 1;  ///< ≠ from; both > 0 for kLog
  TickText text = TickText::kPlain;
  /// values to mark, in place of those chosen; with their texts, or none for the usual ones
  std::vector<double> at = {};
  std::vector<std::string> names = {};
};

/// Part of the way from `from` to `to`, 0 … 1 inside; not finite where a log axis has no place for it.
double part_of(const Axis& axis, double value);
/// The reverse.
double value_at(const Axis& axis, double part);

struct Tick {
  double value = 0;
  std::string text;  ///< empty: a line without a text
};

/// Ticks within the axis: linear ones in steps of 1, 2, 2.5 or 5 · 10^n, at most `most` of them; on a log
/// axis a line at 1 … 9 of every decade, with a text at 1, 2 and 5, or at 1 alone where they would be more
/// than `most`; within one decade, where those would be fewer than four texts, in linear steps.
std::vector<Tick> ticks_of(const Axis& axis, int most);

/// Widens [from, to] to ends of round steps, of which there are `most` at most. A span of 0 becomes one of
/// ±10 %.
void round_out(Axis& axis, int most);
/// Widens a log axis to ends at 1, 2 or 5 · 10^n; a wish without positive values becomes 1 … 10.
void round_out_log(Axis& axis);

/// "1k", "50m", "0.5", "-20".
std::string tick_text(double value, double step, TickText text);

}  // namespace ohmbench::plot
