// ENSURE: a promise of our own code, armed in every build.
// Bad input from outside is an Error (error.hpp); a bad measurement is data (verdict). This is neither: it is
// a bug.
#pragma once

#include <stdexcept>
#include <string>

namespace ohmbench::core {

/// Thrown when a promise of our own code is broken.
class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void break_promise(const char* expression, const char* file, int line) {
  throw BrokenPromise(std::string(file) + ":" + std::to_string(line) + ": promise broken: " + expression);
}

}  // namespace ohmbench::core

#define ENSURE(expression) \
  ((expression) ? static_cast<void>(0) : ::ohmbench::core::break_promise(#expression, __FILE__, __LINE__))
