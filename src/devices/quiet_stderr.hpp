// QuietStderr: swallows what driver libraries print while they look around (ALSA and JACK are chatty, and
// harmless). Used around PortAudio's calls; our own errors are one clear line and must not drown. Hazard: the
// whole process's stderr is silent meanwhile; keep the scope short.
#pragma once

namespace ohmbench::devices {

class QuietStderr {
 public:
  /// Points file descriptor 2 to nowhere; does nothing if that fails.
  QuietStderr() noexcept;
  ~QuietStderr();
  QuietStderr(const QuietStderr&) = delete;
  QuietStderr& operator=(const QuietStderr&) = delete;

 private:
  int saved_ = -1;
};

}  // namespace ohmbench::devices
