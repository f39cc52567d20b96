#include "matches/matrix.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include "core/error.hpp"
#include "models/load_summary.hpp"

namespace ohmbench::matches {
namespace {

Cell cell_of(const verdict::MatchInput& input) {
  auto result = verdict::match(input);
  Cell cell;
  cell.first_limit = result.first_limit;
  if (!result.response.empty()) cell.span_db = result.response.span_db;
  for (const auto& check : result.verdict.checks) {
    if (check.name == "spl") cell.most_spl_db = check.value;
  }
  cell.verdict = std::move(result.verdict);
  return cell;
}

std::vector<Cell> row_of(const Load& load, const std::vector<Amplifier>& amplifiers, const Wanted& wanted) {
  std::vector<Cell> row;
  row.reserve(amplifiers.size());
  for (const auto& amplifier : amplifiers) {
    auto input = pair_of(load, amplifier, wanted);
    input.with_advice = false;
    row.push_back(cell_of(input));
  }
  return row;
}

}  // namespace

Matrix match_all(std::vector<Load> loads, const std::vector<Amplifier>& amplifiers, const Wanted& wanted) {
  if (loads.empty()) throw core::bad_input("there is no load to judge", "see what was left out, and why");
  if (amplifiers.empty())
    throw core::bad_input("there is no amplifier to judge", "see what was left out, and why");
  Matrix matrix;
  for (const auto& load : loads) matrix.loads.push_back(load.name);
  for (const auto& amplifier : amplifiers) matrix.amplifiers.push_back(amplifier.name);
  matrix.cells.resize(loads.size());
  const std::size_t workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, loads.size());
  std::vector<std::future<void>> running;
  for (std::size_t w = 0; w < workers; ++w) {
    running.push_back(std::async(std::launch::async, [&, w] {
      for (std::size_t i = w; i < loads.size(); i += workers) {
        if (!loads[i].curve.curve.empty()) loads[i].summary = models::summarize(loads[i].curve.curve);
        matrix.cells[i] = row_of(loads[i], amplifiers, wanted);
      }
    }));
  }
  for (auto& r : running) r.get();
  return matrix;
}

}  // namespace ohmbench::matches
