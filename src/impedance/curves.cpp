#include "impedance/curves.hpp"

namespace ohmbench::impedance {

const char* name_of(OutputImpedanceMethod method) {
  return method == OutputImpedanceMethod::kTwoLoad ? "two-load" : "injection";
}

}  // namespace ohmbench::impedance
