// Abandonable calls: driver calls that may never come back, made on a thread that can be left behind.
// Used by the PortAudio device: after a JACK server's death Pa_StopStream blocks for 600 s and then aborts
// the process. Hazard: an abandoned call may still touch what it captured. Capture by value and shared_ptr
// only, never a reference.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace ohmbench::devices {

namespace detail {
inline std::atomic<bool> abandoned{false};
}  // namespace detail

/// True once any call has been abandoned. The program must then flush its files and leave with `_exit`:
/// static destructors and exit handlers may wait for the driver, or crash in it. Any thread.
inline bool audio_calls_abandoned() noexcept {
  return detail::abandoned.load();
}

/// Makes `audio_calls_abandoned` true for the rest of the process. Any thread.
inline void abandon_audio_calls() noexcept {
  detail::abandoned.store(true);
}

/// Runs `call` on a thread of its own and returns its result, or nothing if it has not come back within
/// `limit`; the thread is then abandoned for good. Exceptions of `call` pass through. Blocks the calling
/// thread.
template <class Call>
auto call_within(std::chrono::milliseconds limit, Call call) -> std::optional<std::invoke_result_t<Call&>> {
  std::packaged_task<std::invoke_result_t<Call&>()> task(std::move(call));
  auto result = task.get_future();
  std::thread(std::move(task)).detach();
  if (result.wait_for(limit) != std::future_status::ready) {
    abandon_audio_calls();
    return std::nullopt;
  }
  return result.get();
}

}  // namespace ohmbench::devices
