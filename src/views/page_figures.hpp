// Page figures: what each panel shows as a figure: what is being measured, and what was.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "figures/subject.hpp"
#include "instrument/snapshot.hpp"
#include "plot/figure.hpp"

namespace ohmbench::views {

/// The curve so far; null where there is none. @param theme  of the screen
/// @param reference  a curve to hold it against; may be null
std::shared_ptr<const plot::Figure> live_curve_figure(const instrument::Live& live, const plot::Theme& theme,
                                                      const figures::Subject* reference = nullptr);
/// What the inputs hear; null before there is enough.
std::shared_ptr<const plot::Figure> live_spectrum_figure(const instrument::Live& live,
                                                         const plot::Theme& theme);
/// The distortion of the steps that were played so far, as the result will show it; null where there are
/// none.
std::shared_ptr<const plot::Figure> climb_figure(const std::vector<instrument::ClimbStep>& steps,
                                                 const std::string& name, const plot::Theme& theme);
/// The figure that suits results; null where there is none. @throws core::Error kBadInput
std::shared_ptr<const plot::Figure> figure_of(const std::vector<figures::Subject>& subjects,
                                              const std::string& name, const plot::Theme& theme,
                                              bool with_caption);
/// A result, held against a reference of its kind where there is one. @throws core::Error kBadInput
std::shared_ptr<const plot::Figure> result_figure(const figures::Subject& subject,
                                                  const figures::Subject* reference,
                                                  const plot::Theme& theme);

}  // namespace ohmbench::views
