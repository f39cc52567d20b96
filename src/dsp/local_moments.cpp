#include "dsp/local_moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmbench::dsp {
namespace {

using Complex = std::complex<double>;

constexpr double kLeastDenominator2 = 1e-12;  // |D|², which is 1 at the wanted frequency
constexpr double kRankTolerance = 1e-13;      // of a column's square, beside rounding of its products

/// |x|², Re and Im of conj(x) e, |e|²: four lanes, which GCC 12 does not make of a plain loop.
using Four = double __attribute__((vector_size(4 * sizeof(double))));

struct Sums {
  Four power[kLocalUnknowns] = {};
  void add(double r, Complex x, Complex e, double weight) {
    const Four v{std::norm(x), x.real() * e.real() + x.imag() * e.imag(),
                 x.real() * e.imag() - x.imag() * e.real(), std::norm(e)};
    for (std::size_t i = 0; i < kLocalUnknowns; ++i, weight *= r) power[i] += weight * v;
  }
  LocalMoments moments() const {
    LocalMoments m;
    for (std::size_t i = 0; i < kLocalUnknowns; ++i) {
      m.xx[i] = power[i][0];
      m.xe[i] = {power[i][1], power[i][2]};
      m.ee[i] = power[i][3];
    }
    return m;
  }
};

// Written out: the library's product of complex numbers looks for infinities.
Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

struct Model {
  double n_re[3], n_im[3], d_re[2], d_im[2];
  explicit Model(const LocalCoefficients& c) {
    for (std::size_t i = 0; i < 3; ++i) n_re[i] = c[i].real(), n_im[i] = c[i].imag();
    for (std::size_t i = 0; i < 2; ++i) d_re[i] = c[3 + i].real(), d_im[i] = c[3 + i].imag();
  }
  Complex denominator(double r) const {
    return {1 + r * (d_re[0] + r * d_re[1]), r * (d_im[0] + r * d_im[1])};
  }
  Complex numerator(double r) const {
    return {n_re[0] + r * (n_re[1] + r * n_re[2]), n_im[0] + r * (n_im[1] + r * n_im[2])};
  }
};

}  // namespace

Complex mean_response(std::span<const Complex> x, std::span<const Complex> y) {
  Complex cross = 0;
  double power = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    cross += times(std::conj(x[k]), y[k]);
    power += std::norm(x[k]);
  }
  return power > 0 ? cross / power : Complex(0);
}

LocalMoments moments(const LocalBins& bins) {
  Sums sums;
  for (std::size_t k = 0; k < bins.r.size(); ++k)
    sums.add(bins.r[k], bins.x[k], bins.y[k] - times(bins.g, bins.x[k]), 1);
  return sums.moments();
}

LocalMoments reweighted_moments(const LocalBins& bins, const LocalCoefficients& c) {
  const Model model(c);
  Sums sums;
  for (std::size_t k = 0; k < bins.r.size(); ++k) {
    const double weight = 1 / std::max(std::norm(model.denominator(bins.r[k])), kLeastDenominator2);
    sums.add(bins.r[k], bins.x[k], bins.y[k] - times(bins.g, bins.x[k]), weight);
  }
  return sums.moments();
}

double output_error(const LocalBins& bins, const LocalCoefficients& c) {
  const Model model(c);
  double sum = 0;
  for (std::size_t k = 0; k < bins.r.size(); ++k) {
    const Complex d = model.denominator(bins.r[k]);
    const Complex e = bins.y[k] - times(bins.g, bins.x[k]);
    sum += std::norm(times(e, d) - times(model.numerator(bins.r[k]), bins.x[k])) / std::norm(d);
  }
  return sum;
}

LocalSolution solve(const LocalMoments& m, std::size_t numerators, std::size_t denominators) {
  const std::size_t n = numerators + denominators;
  // columns x rⁱ and −e rʲ, scaled to unit length
  Complex a[kLocalUnknowns][kLocalUnknowns];
  Complex b[kLocalUnknowns];
  double scale[kLocalUnknowns];
  const auto power_of = [numerators](std::size_t i) { return i < numerators ? i : i - numerators + 1; };
  for (std::size_t i = 0; i < n; ++i) {
    const double square = i < numerators ? m.xx[2 * i] : m.ee[2 * power_of(i)];
    scale[i] = square > 0 ? 1 / std::sqrt(square) : 0;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      const std::size_t p = power_of(i) + power_of(j);
      const Complex product = j < numerators   ? Complex(m.xx[p])
                              : i < numerators ? -m.xe[p]
                                               : Complex(m.ee[p]);
      a[i][j] = product * (scale[i] * scale[j]);
      a[j][i] = std::conj(a[i][j]);
    }
    b[i] = scale[i] * (i < numerators ? m.xe[i] : Complex(-m.ee[power_of(i)]));
  }

  // A = L Lᴴ column by column, the greatest remaining diagonal first; L takes A's place
  LocalSolution s;
  std::size_t order[kLocalUnknowns];
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  for (std::size_t k = 0; k < n; ++k, ++s.rank) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (a[i][i].real() > a[best][best].real()) best = i;
    }
    if (!(a[best][best].real() > kRankTolerance)) break;
    if (best != k) {
      std::swap(order[k], order[best]);
      std::swap(b[k], b[best]);
      for (std::size_t j = 0; j < n; ++j) std::swap(a[k][j], a[best][j]);
      for (std::size_t i = 0; i < n; ++i) std::swap(a[i][k], a[i][best]);
    }
    const double pivot = std::sqrt(a[k][k].real());
    a[k][k] = pivot;
    for (std::size_t i = k + 1; i < n; ++i) a[i][k] /= pivot;
    for (std::size_t i = k + 1; i < n; ++i) {
      for (std::size_t j = k + 1; j < n; ++j) a[i][j] -= times(a[i][k], std::conj(a[j][k]));
    }
  }

  Complex z[kLocalUnknowns];  // L z = b
  double explained = 0;
  for (std::size_t i = 0; i < s.rank; ++i) {
    z[i] = b[i];
    for (std::size_t j = 0; j < i; ++j) z[i] -= times(a[i][j], z[j]);
    z[i] /= a[i][i].real();
    explained += std::norm(z[i]);
  }
  s.residual_square_sum = std::max(0.0, m.ee[0] - explained);
  for (std::size_t i = s.rank; i-- > 0;) {
    for (std::size_t j = i + 1; j < s.rank; ++j) z[i] -= times(std::conj(a[j][i]), z[j]);
    z[i] /= a[i][i].real();
    const std::size_t at = order[i] < numerators ? order[i] : kMostLocalOrder + 1 + order[i] - numerators;
    s.c[at] = z[i] * scale[order[i]];
  }

  const auto at0 = static_cast<std::size_t>(std::find(order, order + s.rank, 0u) - order);
  Complex w[kLocalUnknowns];  // L w = the unit vector of n₀
  for (std::size_t i = at0; i < s.rank; ++i) {
    Complex sum = i == at0 ? 1.0 : 0.0;
    for (std::size_t j = at0; j < i; ++j) sum -= times(a[i][j], w[j]);
    w[i] = sum / a[i][i].real();
    s.variance_gain_0 += std::norm(w[i]);
  }
  s.variance_gain_0 *= scale[0] * scale[0];
  return s;
}

}  // namespace ohmbench::dsp
