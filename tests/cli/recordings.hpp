// Recordings for `analyze`, made on the virtual bench from any signal, and WAV files written byte by byte.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audio/capture.hpp"
#include "devices/bench_setup.hpp"

namespace ohmbench::test {

using Channels = std::vector<std::vector<float>>;

/// The bench of refusal.hpp: 10 ohm amplifier, 33 ohm, load 32 ohm with a resonance; noise at −100 dBFS.
devices::BenchSetup recording_setup();

/// Plays `samples`, with half a second of silence behind, and records nodes A and B.
audio::Capture record(const devices::BenchSetup& setup, const std::vector<float>& samples,
                      double sample_rate_hz = 48000);

/// Every channel changed in the same way.
audio::Capture changed(audio::Capture capture, const std::function<void(std::vector<float>&)>& change);

/// A WAV of 32-bit floats, as another program writes it: without a comment, or with this one.
std::string wav_bytes(const Channels& channels, int rate_hz = 48000, const std::string& comment = {});

/// Where the chunks of a WAV begin, and where they end.
std::vector<std::size_t> chunk_boundaries(const std::string& wav);

/// An exponential sweep from 20 Hz to 20 kHz of `seconds`, faded at its ends, as another program makes it.
std::vector<float> foreign_sweep(double seconds);

}  // namespace ohmbench::test
