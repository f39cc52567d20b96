// The parts of the benchmark; each prints its table.
#pragma once

namespace ohmbench::bench {

/// Worst error over the band against playing time, for random loads with everything disturbed, beside other
/// methods.
void print_accuracy(int loads);
/// Mean square error over the Cramér–Rao bound, noise only.
void print_efficiency(int runs);
/// How much playing time a shaped multisine saves on random loads.
void print_shaping(int loads, int runs);
/// Analysis of recorded one-second captures against reading them and two Fourier transforms.
void print_throughput(int captures);
/// Every load on every amplifier.
void print_matrix(int loads, int amplifiers);
/// How long `plot` and `report` take, as processes.
void print_paper(int runs);
/// Median and 99th percentile of what a frame of the dashboard costs to build.
void print_frames(int frames);
/// The same of whole frames: the panels with all that is in them.
void print_dashboard_frames(int frames);
/// Six plots on a screen, rasterised, beside a bare ImGui frame. @throws core::Error where there is no
/// display
void print_screen_frames(int frames);

}  // namespace ohmbench::bench
