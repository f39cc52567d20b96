#include "recordings.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <numbers>

#include "devices/virtual_bench.hpp"

namespace ohmbench::test {
namespace {

std::string word(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

std::string chunk(const std::string& name, const std::string& body) {
  return name + word(body.size(), 4) + body + (body.size() % 2 == 1 ? std::string(1, '\0') : "");
}

}  // namespace

devices::BenchSetup recording_setup() {
  devices::BenchSetup setup;
  setup.amplifier.rout_ohm = 10;
  setup.load.re_ohm = 32;
  setup.load.le_henry = 0.1e-3;
  setup.load.resonances = {{20, 90, 3.0}};
  setup.imperfections.noise_dbfs = -100;
  return setup;
}

audio::Capture record(const devices::BenchSetup& setup, const std::vector<float>& samples,
                      double sample_rate_hz) {
  audio::PlayRequest request;
  request.sample_rate_hz = sample_rate_hz;
  request.outputs.push_back({1, samples});
  request.input_channels = {1, 2};
  request.frames = samples.size() + static_cast<std::size_t>(0.5 * sample_rate_hz);
  return devices::VirtualBench(setup).play_and_record(request);
}

audio::Capture changed(audio::Capture capture, const std::function<void(std::vector<float>&)>& change) {
  for (auto& channel : capture.channels) change(channel);
  return capture;
}

std::string wav_bytes(const Channels& channels, int rate_hz, const std::string& comment) {
  const auto count = channels.size();
  const auto frame = 4 * count;
  std::string data;
  for (std::size_t n = 0; n < channels.front().size(); ++n) {
    for (const auto& channel : channels) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &channel[n], sizeof bits);
      data += word(bits, 4);
    }
  }
  const auto rate = static_cast<std::uint64_t>(rate_hz);
  return chunk(
      "RIFF",
      "WAVE" +
          chunk("fmt ", word(3, 2) + word(count, 2) + word(rate, 4) + word(rate * frame, 4) + word(frame, 2) +
                            word(32, 2)) +
          (comment.empty() ? "" : chunk("LIST", "INFO" + chunk("ICMT", comment + std::string(1, '\0')))) +
          chunk("data", data));
}

std::vector<std::size_t> chunk_boundaries(const std::string& wav) {
  std::vector<std::size_t> at;
  for (std::size_t p = 12; p + 8 <= wav.size();) {
    std::uint32_t size = 0;
    std::memcpy(&size, wav.data() + p + 4, sizeof size);
    at.push_back(p);
    at.push_back(p + 8);
    p += 8 + size + size % 2;
    at.push_back(std::min(p, wav.size()));
  }
  return at;
}

std::vector<float> foreign_sweep(double seconds) {
  constexpr double kRate = 48000, kFrom = 20, kTo = 20000, kFade = 0.01;
  const double rate = std::log(kTo / kFrom) / seconds;
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double t = static_cast<double>(n) / kRate;
    const double fade = std::min({1.0, t / kFade, (seconds - t) / kFade});
    samples[n] = static_cast<float>(0.1 * fade *
                                    std::sin(2 * std::numbers::pi * kFrom / rate * (std::exp(rate * t) - 1)));
  }
  return samples;
}

}  // namespace ohmbench::test
