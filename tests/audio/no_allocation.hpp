// NoAllocation: while one lives, this thread's `operator new` and `delete` count as breaches. For real-time
// promises. Replaces the global operators of the whole test executable; other threads are not watched.
#pragma once

#include <cstddef>

namespace ohmbench::test {

class NoAllocation {
 public:
  NoAllocation() noexcept;
  ~NoAllocation();
  NoAllocation(const NoAllocation&) = delete;
  NoAllocation& operator=(const NoAllocation&) = delete;

  /// Allocations and releases by this thread since construction.
  std::size_t breaches() const noexcept;
};

}  // namespace ohmbench::test
