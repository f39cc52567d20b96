// Longer than other files, because only one file may include PortAudio.
#include "devices/portaudio_device.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "devices/quiet_stderr.hpp"
#include "devices/stream_tape.hpp"

namespace ohmbench::devices {
namespace {

using namespace std::chrono_literals;

/// Looking for devices takes seconds with many cards, and longer from a slow disk; it is not known to hang.
constexpr auto kListLimit = 60s;
/// Pa_OpenStream hangs while a JACK server freewheels.
constexpr auto kOpenLimit = 10s;
constexpr auto kCloseLimit = 5s;
/// After 1 s of silence the user must be told within 2 s; an unplugged card closes in 40 ms, a dead JACK
/// server never.
constexpr auto kCloseLostLimit = 500ms;
/// Between the end of a JACK stream, which takes its connections away, and its closing, which takes its ports
/// away. A server that freewheels while the stream is connected restores the connections when it ends that
/// mode; if the ports are gone by then, jackd (1.9) loops for ever. See JackBench.
constexpr auto kJackPause = 100ms;
/// Long buffers: a measurement has no use for low latency, but every use for no dropouts.
constexpr double kSuggestedLatency_s = 0.1;
/// Largest relative difference between the rate asked for and the rate that the driver says it runs at.
constexpr double kRateTolerance = 1e-3;
constexpr const char* kLookAgain = "run `ohmbench devices` to see what there is";

// ------------------------------------------------------------------------------------- the library and its
// devices

/// PortAudio is not thread-safe outside its callbacks: one call at a time.
std::mutex one_call_at_a_time;

struct Outcome {
  PaError error = paNoError;
  std::string host_text;  ///< what the driver says, for paUnanticipatedHostError
};

Outcome outcome_of(PaError error) {
  if (error != paUnanticipatedHostError) return {error, {}};
  const PaHostErrorInfo* const host = Pa_GetLastHostErrorInfo();
  return {error, host != nullptr && host->errorText != nullptr ? host->errorText : ""};
}

template <class Call>
auto driver_call(std::chrono::milliseconds limit, Call call) {
  const std::lock_guard lock(one_call_at_a_time);
  if (audio_calls_abandoned()) {
    throw core::device_error("the audio driver has stopped answering", "start the program again");
  }
  const QuietStderr quiet;
  return call_within(limit, std::move(call));
}

struct ListedDevice {
  PaDeviceIndex index = paNoDevice;
  PaHostApiTypeId api = paInDevelopment;
  audio::DeviceInfo info;
};

std::vector<ListedDevice> listed_devices() {
  std::vector<ListedDevice> listed;
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
    const PaDeviceInfo* const device = Pa_GetDeviceInfo(i);
    const PaHostApiInfo* const api = Pa_GetHostApiInfo(device->hostApi);
    listed.push_back({i,
                      api->type,
                      {api->name, device->name, device->maxInputChannels, device->maxOutputChannels,
                       device->defaultSampleRate, true}});
  }
  std::stable_sort(listed.begin(), listed.end(),
                   [](const auto& a, const auto& b) { return preference(a.info) < preference(b.info); });
  return listed;
}

/// PortAudio, initialised: shared by all devices of the process and ended with the last of them, so that the
/// next user gets a fresh list.
class Library {
 public:
  static std::shared_ptr<Library> use() {
    static std::mutex mutex;
    static std::weak_ptr<Library> current;
    const std::lock_guard lock(mutex);
    auto library = current.lock();
    if (!library) {
      library = std::shared_ptr<Library>(new Library);
      current = library;
    }
    return library;
  }

  ~Library() {
    const std::lock_guard lock(one_call_at_a_time);
    if (audio_calls_abandoned()) return;
    const QuietStderr quiet;
    call_within(kCloseLimit, [] { return Pa_Terminate(); });
  }

  const std::vector<ListedDevice>& devices() const { return devices_; }

  std::vector<audio::DeviceInfo> infos() const {
    std::vector<audio::DeviceInfo> infos;
    for (const auto& device : devices_) infos.push_back(device.info);
    return infos;
  }

 private:
  Library() {
    auto listed = driver_call(kListLimit, [] {
      const auto outcome = outcome_of(Pa_Initialize());
      return std::pair(outcome, outcome.error == paNoError ? listed_devices() : std::vector<ListedDevice>{});
    });
    if (!listed) {
      throw core::device_error("the audio system did not answer within 60 s",
                               "end a JACK server that hangs or freewheels, then start the program again");
    }
    if (listed->first.error != paNoError) {
      throw core::device_error(
          fmt::format("the audio system cannot be used ({})", Pa_GetErrorText(listed->first.error)));
    }
    devices_ = std::move(listed->second);
  }

  std::vector<ListedDevice> devices_;
};

// ------------------------------------------------------------------------------------------------ opening
// and closing

struct StreamPlan {
  std::string name;
  ListedDevice input;
  ListedDevice output;
  bool two_streams = false;
  double sample_rate_hz = 0;
  unsigned long buffer_frames = paFramesPerBufferUnspecified;
};

/// The tape with the streams that write on it; shared with every thread that calls the driver.
struct Session {
  StreamTape tape;
  std::array<PaStream*, 2> streams{};  ///< what records (or does both), what plays
  std::chrono::milliseconds pause_before_close{};
};

audio::BufferFlags flags_of(PaStreamCallbackFlags status) noexcept {
  return {(status & paInputOverflow) != 0, (status & paInputUnderflow) != 0, (status & paOutputOverflow) != 0,
          (status & paOutputUnderflow) != 0};
}

int on_duplex(const void* input, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
              PaStreamCallbackFlags status, void* tape) noexcept {
  static_cast<StreamTape*>(tape)->on_duplex(input, output, frames, flags_of(status));
  return paContinue;
}

int on_input(const void* input, void*, unsigned long frames, const PaStreamCallbackTimeInfo*,
             PaStreamCallbackFlags status, void* tape) noexcept {
  static_cast<StreamTape*>(tape)->on_input(input, frames, flags_of(status));
  return paContinue;
}

int on_output(const void*, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
              PaStreamCallbackFlags status, void* tape) noexcept {
  static_cast<StreamTape*>(tape)->on_output(output, frames, flags_of(status));
  return paContinue;
}

PaError open(const StreamPlan& plan, Session& session, PaStream*& stream, const PaStreamParameters* input,
             const PaStreamParameters* output, PaStreamCallback* callback) {
  PaStream* opened = nullptr;
  const PaError error = Pa_OpenStream(&opened, input, output, plan.sample_rate_hz, plan.buffer_frames,
                                      paClipOff | paDitherOff, callback, &session.tape);
  if (error != paNoError) return error;
  stream = opened;
  const double rate_hz = Pa_GetStreamInfo(opened)->sampleRate;
  const bool as_asked = std::abs(rate_hz - plan.sample_rate_hz) <= kRateTolerance * plan.sample_rate_hz;
  return as_asked ? paNoError : paInvalidSampleRate;
}

/// Opens and starts; runs on the thread that may be abandoned.
Outcome begin(const StreamPlan& plan, Session& session) {
  const PaSampleFormat format = session.tape.format() == SampleFormat::kInt24 ? paInt24 : paFloat32;
  const PaStreamParameters input{plan.input.index, session.tape.inputs(), format, kSuggestedLatency_s,
                                 nullptr};
  const PaStreamParameters output{plan.output.index, session.tape.outputs(), format, kSuggestedLatency_s,
                                  nullptr};
  PaError error = paNoError;
  if (plan.two_streams) {
    error = open(plan, session, session.streams[0], &input, nullptr, on_input);
    if (error == paNoError) error = open(plan, session, session.streams[1], nullptr, &output, on_output);
  } else {
    error = open(plan, session, session.streams[0], &input, &output, on_duplex);
  }
  for (PaStream* const stream : session.streams) {
    if (error == paNoError && stream != nullptr) error = Pa_StartStream(stream);
  }
  return outcome_of(error);
}

/// Ends the streams and drops what is still to be played; runs on the thread that may be abandoned.
bool end(Session& session) {
  for (PaStream* const stream : session.streams) {
    if (stream != nullptr) Pa_AbortStream(stream);
  }
  std::this_thread::sleep_for(session.pause_before_close);
  bool ended = true;
  for (PaStream* const stream : std::exchange(session.streams, {})) {
    if (stream != nullptr) ended = Pa_CloseStream(stream) == paNoError && ended;
  }
  return ended;
}

core::Error explain(const Outcome& outcome, const StreamPlan& plan, const StreamTape& tape) {
  const double own_rate_hz = plan.input.info.default_sample_rate_hz;
  switch (outcome.error) {
    case paInvalidSampleRate:
      return core::device_error(
          fmt::format("{} refuses the sample rate {} Hz", plan.name, plan.sample_rate_hz),
          plan.input.api == paJACK ? fmt::format("set sample_rate = {}, the JACK server's", own_rate_hz)
                                   : fmt::format("try sample_rate = {} in bench.toml", own_rate_hz));
    case paInvalidChannelCount:
      return core::device_error(fmt::format("{} refuses to open {} inputs and {} outputs", plan.name,
                                            tape.inputs(), tape.outputs()),
                                kLookAgain);
    case paBadIODeviceCombination:  // PortAudio's own words mislead: this is what it says of a card that was
                                    // unplugged
    case paInvalidDevice:
      return core::device_error(fmt::format("{} was there and is gone", plan.name),
                                fmt::format("plug it in again, or {}", kLookAgain));
    case paDeviceUnavailable:
      return core::device_error(fmt::format("{} is in use by another program", plan.name),
                                "close that program first");
    default:
      return core::device_error(
          fmt::format("{} cannot be opened ({}{}{})", plan.name, Pa_GetErrorText(outcome.error),
                      outcome.host_text.empty() ? "" : ", ", outcome.host_text),
          kLookAgain);
  }
}

/// Streams that run until this object goes. A driver that does not end them in time is abandoned, with the
/// tape.
class RunningStreams {
 public:
  RunningStreams(const StreamPlan& plan, std::shared_ptr<Session> session) : session_(std::move(session)) {
    const auto outcome =
        driver_call(kOpenLimit, [plan, session = session_] { return begin(plan, *session); });
    if (!outcome) {
      throw core::device_error(fmt::format("{} could not be opened within 10 s", plan.name),
                               "end a JACK server that hangs or freewheels, then start the program again");
    }
    if (outcome->error == paNoError) return;
    const auto error = explain(*outcome, plan, session_->tape);
    end_within(kCloseLimit);
    throw error;
  }
  ~RunningStreams() { end_within(kCloseLimit); }
  RunningStreams(const RunningStreams&) = delete;
  RunningStreams& operator=(const RunningStreams&) = delete;

  void end_within(std::chrono::milliseconds limit) {
    if (std::exchange(ended_, true)) return;
    session_->tape.recorder().mute();
    const std::lock_guard lock(one_call_at_a_time);
    const QuietStderr quiet;
    if (!audio_calls_abandoned() &&
        call_within(limit, [session = session_] { return end(*session); }).value_or(false)) {
      return;
    }
    abandon_audio_calls();
    new std::shared_ptr<Session>(session_);  // leaked on purpose: a callback may still write on the tape
  }

 private:
  std::shared_ptr<Session> session_;
  bool ended_ = false;
};

}  // namespace

// ----------------------------------------------------------------------------------------------------------
// the device

struct PortAudioDevice::Impl {
  PortAudioSelection selection;
  std::shared_ptr<Library> library;
  ListedDevice input;
  ListedDevice output;
  audio::DeviceInfo info;
  bool stale = true;  ///< after an error the device is looked up again, in a fresh list

  void find() {
    library.reset();
    library = Library::use();
    const auto choice = choose_devices(library->infos(), selection);
    input = library->devices()[choice.input];
    output = library->devices()[choice.output];
    const bool same = input.index == output.index;
    info = input.info;
    info.name = same ? input.info.name : output.info.name + " / " + input.info.name;
    if (input.api != output.api) info.host_api = output.info.host_api + " / " + input.info.host_api;
    info.output_channels = output.info.output_channels;
    info.has_one_clock = same || (input.api == paJACK && output.api == paJACK);
    stale = false;
  }
};

PortAudioDevice::PortAudioDevice(PortAudioSelection selection) : impl_(std::make_unique<Impl>()) {
  impl_->selection = std::move(selection);
  impl_->find();
}

PortAudioDevice::~PortAudioDevice() = default;

const audio::DeviceInfo& PortAudioDevice::info() const {
  return impl_->info;
}

audio::Capture PortAudioDevice::play_and_record(const audio::PlayRequest& request,
                                                const audio::Progress& progress, std::stop_token stop) {
  auto& device = *impl_;
  if (device.stale) device.find();
  audio::check_request(request, device.info);
  if (stop.stop_requested()) throw core::not_valid("stopped");

  StreamPlan plan{device.info.host_api + ": " + device.info.name, device.input, device.output};
  int inputs = 0;
  for (const int channel : request.input_channels) inputs = std::max(inputs, channel);
  int outputs = 1;  // silence is played, too: the stream is the same with and without a signal
  for (const auto& track : request.outputs) outputs = std::max(outputs, track.channel);
  plan.two_streams = !device.info.has_one_clock;
  plan.sample_rate_hz = request.sample_rate_hz;
  plan.buffer_frames = request.buffer_frames.value_or(paFramesPerBufferUnspecified);

  const bool on_jack = device.input.api == paJACK || device.output.api == paJACK;
  const auto session = std::shared_ptr<Session>(
      new Session{StreamTape(request, outputs, inputs, device.selection.format, plan.two_streams),
                  {},
                  on_jack ? kJackPause : 0ms});
  try {
    RunningStreams streams(plan, session);
    const auto how = session->tape.watch(request.sample_rate_hz, progress, stop);
    const bool lost = how == StreamTape::End::kLost || how == StreamTape::End::kNeverBegan;
    streams.end_within(lost ? kCloseLostLimit : kCloseLimit);
    if (how == StreamTape::End::kStopped) throw core::not_valid("stopped");
    if (how == StreamTape::End::kNeverBegan) {
      throw core::device_error(fmt::format("{} was opened but delivers no samples", plan.name),
                               "end other programs that use it, or restart the sound server");
    }
    if (lost) {
      throw core::device_error(fmt::format("{} was lost after {:.1f} s of {:.1f} s", plan.name,
                                           static_cast<double>(session->tape.recorder().recorded_frames()) /
                                               request.sample_rate_hz,
                                           static_cast<double>(request.frames) / request.sample_rate_hz),
                               "check its cable or its sound server, then measure again");
    }
  } catch (const core::Error& error) {
    device.stale = error.kind() == core::ErrorKind::kDevice;
    throw;
  }
  return session->tape.recorder().take(request.sample_rate_hz, plan.name);
}

std::vector<audio::DeviceInfo> list_portaudio_devices() {
  return Library::use()->infos();
}

}  // namespace ohmbench::devices
