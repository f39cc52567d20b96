#include "impedance/curves.hpp"

#include "core/error.hpp"

namespace ohmbench::impedance {

const char* name_of(OutputImpedanceMethod method) {
  return method == OutputImpedanceMethod::kTwoLoad ? "two-load" : "injection";
}

OutputImpedanceMethod method_named(const std::string& name) {
  for (const auto method : {OutputImpedanceMethod::kTwoLoad, OutputImpedanceMethod::kInjection}) {
    if (name == name_of(method)) return method;
  }
  throw core::bad_input("unknown method \"" + name + "\"", "use two-load or injection");
}

}  // namespace ohmbench::impedance
