// ohmbench_bench: how good and how fast the estimators are, beside what others do in the same time.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "parts.hpp"

int main(int argc, char** argv) {
  int loads = 100;
  int runs = 40;
  int captures = 1000;
  int frames = 1000;
  const char* only = "";
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--loads") == 0) loads = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--runs") == 0) runs = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--captures") == 0) captures = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--frames") == 0) frames = std::atoi(argv[i + 1]);
    if (std::strcmp(argv[i], "--only") == 0) only = argv[i + 1];
  }
  if (argc % 2 == 0 || loads < 1 || runs < 1 || captures < 1 || frames < 1) {
    std::cerr << "usage: ohmbench_bench [--only "
                 "accuracy|efficiency|shaping|throughput|matrix|paper|frames|dashboard|screen] [--loads 100] "
                 "[--runs 40] "
                 "[--captures 1000] [--frames 1000]\n";
    return 2;
  }
  const auto wanted = [only](const char* part) { return *only == 0 || std::strcmp(only, part) == 0; };
  if (wanted("accuracy")) ohmbench::bench::print_accuracy(loads);
  if (wanted("efficiency")) ohmbench::bench::print_efficiency(runs);
  if (wanted("shaping")) ohmbench::bench::print_shaping(std::min(loads, 20), std::min(runs, 12));
  if (wanted("throughput")) ohmbench::bench::print_throughput(captures);
  if (wanted("matrix")) ohmbench::bench::print_matrix(loads, (loads + 1) / 2);
  if (wanted("paper")) ohmbench::bench::print_paper(runs);
  if (wanted("frames")) ohmbench::bench::print_frames(frames);
  if (wanted("dashboard")) ohmbench::bench::print_dashboard_frames(frames);
  if (std::strcmp(only, "screen") == 0) ohmbench::bench::print_screen_frames(frames);
  return 0;
}
