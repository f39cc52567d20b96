#include "stimulus/shape.hpp"

#include <algorithm>
#include <cmath>

#include "core/ensure.hpp"

namespace ohmbench::stimulus {
namespace {

const std::string kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr double kStepDb = 0.5;

}  // namespace

bool is_shape(const std::string& text) {
  return text.find_first_not_of(kDigits) == std::string::npos;
}

std::vector<double> amplitudes_of(const Shape& shape, std::size_t lines) {
  std::vector<double> a(lines, 1.0);
  if (shape.empty()) return a;
  ENSURE(shape.size() == lines && is_shape(shape));
  double sum = 0;
  for (std::size_t i = 0; i < lines; ++i) {
    a[i] = std::pow(10.0, -kStepDb * static_cast<double>(kDigits.find(shape[i])) / 20);
    sum += a[i] * a[i];
  }
  for (double& x : a) x *= std::sqrt(static_cast<double>(lines) / sum);
  return a;
}

Shape even_shape(std::span<const double> c, double least_share) {
  const double n = static_cast<double>(c.size());
  double sum = 0;
  for (const double x : c) sum += std::isfinite(x) ? std::max(0.0, x) : 0.0;
  if (c.size() < 2 || !(sum > 0)) return {};
  // lines that would get less than the least share get just that; the others share what is left
  std::vector<double> share(c.size());
  for (std::size_t i = 0; i < c.size(); ++i)
    share[i] = std::isfinite(c[i]) ? std::max(0.0, c[i]) * n / sum : 0;
  std::vector<bool> held(c.size(), false);
  for (bool again = true; again;) {
    again = false;
    double left = n, wanted = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (held[i])
        left -= least_share;
      else
        wanted += share[i];
    }
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (held[i] || share[i] * left / wanted >= least_share) continue;
      held[i] = again = true;
    }
    if (again) continue;
    for (std::size_t i = 0; i < c.size(); ++i) share[i] = held[i] ? least_share : share[i] * left / wanted;
  }
  const double strongest = *std::max_element(share.begin(), share.end());
  Shape shape;
  for (const double p : share) {
    const double below = p > 0 ? 10 * std::log10(strongest / p) / kStepDb : 1e9;
    shape += kDigits[static_cast<std::size_t>(std::min(std::round(below), double(kDigits.size() - 1)))];
  }
  return shape.find_first_not_of('0') == std::string::npos ? Shape{} : shape;
}

}  // namespace ohmbench::stimulus
