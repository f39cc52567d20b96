#include "devices/abandonable_call.hpp"

#include <atomic>

namespace ohmbench::devices {
namespace {

std::atomic<bool> abandoned{false};

}  // namespace

bool audio_calls_abandoned() noexcept {
  return abandoned.load();
}

void abandon_audio_calls() noexcept {
  abandoned.store(true);
}

}  // namespace ohmbench::devices
