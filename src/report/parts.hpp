// The parts of a page, each in its file. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "plot/canvas.hpp"
#include "report/fields.hpp"
#include "report/folder.hpp"

namespace ohmbench::report {

/// "Impedance of HD 800 S", "Does it match? HD 800 S on QRV09": a result's heading.
std::string heading_of(const Found& found);

/// The verdict of a match: a card in words, and the checks with their reasons. Empty for other kinds.
std::string verdict_html(const Found& found);
/// "yes", "marginal", "no"; "unknown" where there are reservations for want of knowledge alone, as the matrix
/// and the terminal have it.
std::string shown_verdict(const Json& match);

/// What the result comes to: a table, and statements.
std::string key_figures_html(const Found& found);
/// "334 Ω … 668 Ω, 341 Ω at 1 kHz": the same in one line, for the overview.
std::string key_figure_line(const Found& found);

/// What is uncertain, why, and what would help; empty where the result says nothing about it.
std::string budget_html(const Found& found);
/// Warnings of the measurement, and damage it went through.
std::string warnings_html(const Found& found);
/// How it was measured: level, duration, device.
std::string conditions_html(const Found& found);
/// The curve as numbers, closed.
std::string numbers_html(const Found& found);
/// The file itself, to be saved.
std::string download_html(const Found& found);

/// The figures of a result. Those that cannot be drawn are named in `problems`.
std::string figures_html(const Found& found, const Group& group, const plot::TextMetrics& metrics,
                         std::vector<std::string>& problems);

/// Benches and calibrations of a group, each with the results that came from it.
std::string bench_html(const Group& group);

/// The page's style: white and dark, screen, phone and paper.
std::string style();

}  // namespace ohmbench::report
