#include "audio/no_allocation.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local bool armed = false;
thread_local std::size_t breach_count = 0;

void* allocate(std::size_t size) {
  if (armed) ++breach_count;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();  // no test runs out of memory
  return memory;
}

void release(void* memory) noexcept {
  if (armed) ++breach_count;
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete[](void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  release(memory);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  release(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  release(memory);
}

namespace ohmbench::test {

NoAllocation::NoAllocation() noexcept {
  breach_count = 0;
  armed = true;
}

NoAllocation::~NoAllocation() {
  armed = false;
}

std::size_t NoAllocation::breaches() const noexcept {
  return breach_count;
}

}  // namespace ohmbench::test
