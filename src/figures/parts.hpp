// What recipes share. Private to the room.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "figures/figures.hpp"

namespace ohmbench::figures {

/// Subjects of a kind. @throws core::Error kBadInput if there are none
std::vector<Subject> of_kind(std::span<const Subject> all, const std::string& kind, const char* figure);

/// The one of a kind. @throws core::Error kBadInput if there is none, or more than one
Subject one_of_kind(std::span<const Subject> all, const std::string& kind, const char* figure);

/// Frequency upwards from look.from_hz to look.to_hz.
plot::Axis frequency_axis(const Look& look);

/// The points of a curve in the band.
core::OhmCurve in_band(const core::OhmCurve& curve, const Look& look);

/// For `models`, which read errors of every point: those that are not known stand as 0.
core::OhmCurve with_errors(core::OhmCurve curve);

/// Ohms from 0 or, logarithmic, from the least to the greatest of `ohms` and of what is uncertain about them.
plot::Axis ohm_axis(const std::vector<double>& ohms, const Look& look, const std::string& label,
                    const std::vector<double>& uncertain = {});

/// The ends of the bands of uncertainty, each no farther than a factor of 2 from its value: what is hardly
/// known must not make the axis.
std::vector<double> band_ends(const core::OhmCurve& curve);

/// |Z| as a trace and its uncertainty as a band, 2 sigma on each side.
void add_magnitude(const core::OhmCurve& curve, const std::string& label, std::size_t color,
                   plot::Figure& figure);

/// What lies beyond the calibration becomes a trace of its own, pale and dotted.
void set_apart_uncalibrated(const Subject& subject, const Look& look, plot::Figure& figure);

/// Title, caption and theme.
void finish(std::span<const Subject> subjects, const std::string& title, const Look& look,
            plot::Figure& figure);

/// Points of a list of levels; y through `of`.
template <class F>
std::vector<double> mapped(const std::vector<double>& x, F of) {
  std::vector<double> y;
  for (const double value : x) y.push_back(of(value));
  return y;
}

}  // namespace ohmbench::figures
