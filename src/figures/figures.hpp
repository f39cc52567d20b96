// Figures: recipes, from results to what is to be seen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "figures/look.hpp"
#include "figures/subject.hpp"
#include "plot/figure.hpp"

namespace ohmbench::figures {

/// |Z| and phase of loads, with what is uncertain about them (2 sigma), least, greatest and rated impedance.
plot::Figure impedance_figure(std::span<const Subject> loads, const Look& look);
/// Im Z over Re Z.
plot::Figure nyquist_figure(std::span<const Subject> loads, const Look& look);
/// Equivalent peak dissipation resistance beside |Z|.
plot::Figure epdr_figure(std::span<const Subject> loads, const Look& look);
/// |Zout| of amplifiers with what could not be told from zero.
plot::Figure output_impedance_figure(std::span<const Subject> amplifiers, const Look& look);
/// Rated impedance over |Zout|.
plot::Figure damping_figure(std::span<const Subject> subjects, const Look& look);
/// Level at the load re 1 kHz behind output impedances: those measured, or look.source_ohm.
plot::Figure response_figure(std::span<const Subject> subjects, const Look& look);
/// Harmonics and noise over the output voltage, or over watts.
plot::Figure distortion_figure(std::span<const Subject> maxima, const Look& look, bool over_watts);
/// Watts that were measured, a series for each amplifier and frequency; what ended a measurement is a limit
/// for other loads, what did not is there at least.
plot::Figure power_figure(std::span<const Subject> subjects, const Look& look);
/// Current over voltage: what amplifiers reached, by what ended it, and what loads draw at the most volts.
plot::Figure volt_ampere_figure(std::span<const Subject> subjects, const Look& look);
/// Voltage, current and power left over frequency.
plot::Figure headroom_figure(const Subject& match, const Look& look);
/// Verdicts of loads on amplifiers.
plot::Figure matrix_figure(const Subject& matrix, const Look& look);
/// Causes of uncertainty over frequency, each 1 sigma.
plot::Figure uncertainty_figure(std::span<const Subject> measurements, const Look& look);
/// Products of distortion beside the tones of a multisine; what is only a bound looks so.
plot::Figure nonlinear_figure(std::span<const Subject> loads, const Look& look);
/// The model of a fit over what it was fitted to.
plot::Figure fit_figure(std::span<const Subject> subjects, const Look& look);
/// Levels of recordings.
plot::Figure spectrum_figure(std::span<const Subject> recordings, const Look& look);

/// The names of all recipes, as given to `plot --figure`.
const std::vector<std::string>& figure_names();

/// The names of the recipes that can show these subjects, in the order of figure_names().
std::vector<std::string> possible_figures(std::span<const Subject> subjects);

/// The recipe of this name, or, without a name, the one that suits the kinds of the subjects.
/// @throws core::Error kBadInput: no subjects, or none that this recipe can show
plot::Figure figure_of(std::span<const Subject> subjects, const std::string& name, const Look& look);

}  // namespace ohmbench::figures
