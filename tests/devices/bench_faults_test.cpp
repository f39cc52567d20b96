// Each fault of the virtual bench does what its name says, and nothing where it is not set.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "devices/virtual_bench.hpp"
#include "support/catch.hpp"

using namespace ohmbench;
using devices::Fault;

namespace {

constexpr double kFsHz = 48000;
constexpr double kToneHz = 1000;

devices::BenchSetup setup_with(std::vector<Fault> faults) {
  devices::BenchSetup setup;
  setup.load.re_ohm = 33;
  setup.sense_resistor_ohm = 33;
  setup.faults = std::move(faults);
  return setup;
}

/// A tone of this peak after 0.1 s of silence; all inputs recorded.
audio::Capture play(const devices::BenchSetup& setup, double peak_fs, double seconds) {
  devices::VirtualBench bench(setup);
  audio::PlayRequest request;
  request.sample_rate_hz = kFsHz;
  request.frames = static_cast<std::size_t>(seconds * kFsHz);
  request.input_channels = {1, 2, 3};
  audio::OutputTrack track;
  track.samples.resize(request.frames);
  for (std::size_t n = 4800; n < track.samples.size(); ++n) {
    track.samples[n] = static_cast<float>(
        peak_fs * std::sin(2 * std::numbers::pi * kToneHz * static_cast<double>(n) / kFsHz));
  }
  request.outputs.push_back(track);
  return bench.play_and_record(request);
}

double rms(const std::vector<float>& x, double from_s, double to_s) {
  double sum = 0;
  const auto from = static_cast<std::size_t>(from_s * kFsHz);
  const auto to = static_cast<std::size_t>(to_s * kFsHz);
  for (std::size_t n = from; n < to; ++n) sum += static_cast<double>(x[n]) * x[n];
  return std::sqrt(sum / static_cast<double>(to - from));
}

double difference_rms(const audio::Capture& a, const audio::Capture& b, std::size_t channel, double from_s,
                      double to_s) {
  std::vector<float> d(a.frames());
  for (std::size_t n = 0; n < d.size(); ++n) d[n] = a.channels[channel][n] - b.channels[channel][n];
  return rms(d, from_s, to_s);
}

}  // namespace

TEST_CASE("Every fault has a name of its own that leads back to it") {
  std::vector<std::string> names;
  for (const auto fault : devices::all_faults()) {
    names.push_back(devices::name_of(fault));
    CHECK(devices::fault_named(names.back()) == fault);
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(names.size() == 22);
}

TEST_CASE(
    "With both inputs on one node they record the same; in mono they do so with unequal channels, too") {
  auto setup = setup_with({Fault::kOneNode});
  const auto one_node = play(setup, 0.1, 0.5);
  CHECK(one_node.channels[0] == one_node.channels[1]);
  setup.imperfections.channel_gain_db = {0.0, 1.0};
  setup.imperfections.noise_dbfs = -80;
  const auto unequal = play(setup, 0.1, 0.5);
  CHECK(rms(unequal.channels[1], 0.2, 0.5) / rms(unequal.channels[0], 0.2, 0.5) ==
        Approx(std::pow(10.0, 1 / 20.0)).epsilon(1e-3));
  setup.faults = {Fault::kMonoInput};
  const auto mono = play(setup, 0.1, 0.5);
  CHECK(mono.channels[0] == mono.channels[1]);
}

TEST_CASE(
    "A monitor mix adds what is played, earlier than the converters deliver it, even with the amplifier "
    "off") {
  const auto quiet = play(setup_with({Fault::kMutedOutput}), 0.1, 0.5);
  CHECK(rms(quiet.channels[0], 0.2, 0.5) == 0);
  const auto mixed = play(setup_with({Fault::kMutedOutput, Fault::kMonitorMix}), 0.1, 0.5);
  CHECK(rms(mixed.channels[0], 0.2, 0.5) ==
        Approx(0.1 / std::numbers::sqrt2 * std::pow(10.0, -12 / 20.0)).epsilon(1e-3));
  const auto clean = play(setup_with({}), 0.1, 0.5);
  const auto first = [](const std::vector<float>& x) {
    return std::find_if(x.begin(), x.end(), [](float v) { return std::abs(v) > 1e-3F; }) - x.begin();
  };
  CHECK(first(mixed.channels[0]) < first(clean.channels[0]) - 30);
}

TEST_CASE("Automatic gain raises what is quiet, lowers what is loud, and does it in time") {
  for (const bool linked : {false, true}) {
    auto setup = setup_with({Fault::kAutomaticGain});
    setup.automatic_gain_linked = linked;
    const auto clean = play(setup_with({}), 0.01, 1.5);
    const auto quiet = play(setup, 0.01, 1.5);
    CHECK(rms(quiet.channels[0], 1.2, 1.5) > 1.5 * rms(clean.channels[0], 1.2, 1.5));
    CHECK(rms(quiet.channels[0], 1.2, 1.5) > 1.5 * rms(quiet.channels[0], 0.3, 0.6));
    const auto loud = play(setup, 0.9, 1.5);
    const double ratio = rms(loud.channels[1], 1.2, 1.5) / rms(loud.channels[0], 1.2, 1.5);
    CHECK(ratio == Approx(linked ? 0.5 : 1.0).epsilon(0.02));
  }
}

TEST_CASE("A conversion by straight lines loses treble and adds images") {
  auto setup = setup_with({Fault::kOsResampling});
  const auto converted = play(setup, 0.1, 0.5);
  const auto clean = play(setup_with({}), 0.1, 0.5);
  CHECK(rms(converted.channels[0], 0.2, 0.5) / rms(clean.channels[0], 0.2, 0.5) ==
        Approx(0.9972).epsilon(2e-3));  // sinc²(1/48) sinc²(1/44.1)
}

TEST_CASE("Analogue clipping cuts flat tops below the converter's full scale") {
  const auto clipped = play(setup_with({Fault::kAnalogClipping}), 0.9, 0.5);
  CHECK(audio::peak_fs(clipped.channels[0]) == Approx(0.25));
  CHECK(audio::clipped_samples(clipped.channels[0]) == 0);
  const auto quiet = play(setup_with({Fault::kAnalogClipping}), 0.1, 0.5);
  CHECK(difference_rms(quiet, play(setup_with({}), 0.1, 0.5), 0, 0.0, 0.5) == 0);
}

TEST_CASE("Click and bump disturb both inputs where they are said to, and nowhere else") {
  const auto clean = play(setup_with({}), 0.1, 2.5);
  for (const auto fault : {Fault::kClick, Fault::kBumpedCable}) {
    const auto hit = play(setup_with({fault}), 0.1, 2.5);
    for (const std::size_t c : {0U, 1U}) {
      CHECK(difference_rms(hit, clean, c, 0.0, 1.89) == 0);
      CHECK(difference_rms(hit, clean, c, 1.9, 2.15) > 1e-4);
      CHECK(difference_rms(hit, clean, c, 2.16, 2.5) == 0);
    }
    CHECK(difference_rms(hit, clean, 2, 0.0, 2.5) == 0);
  }
}

TEST_CASE("The warming resistor grows by half a percent in five seconds") {
  const auto run = play(setup_with({Fault::kWarmingResistor}), 0.1, 6.0);
  const auto share = [&run](double from_s, double to_s) {
    return rms(run.channels[1], from_s, to_s) / rms(run.channels[0], from_s, to_s);
  };
  CHECK(share(5.5, 6.0) == Approx(33 / (33 + 33 * 1.005)).epsilon(1e-5));
  CHECK(share(2.4, 2.6) == Approx(33 / (33 + 33 * 1.0025)).epsilon(1e-4));
}

TEST_CASE("A grounded leg of a bridged amplifier leaves about half of the voltage, hum and distortion") {
  const auto clean = play(setup_with({}), 0.8, 0.5);
  const auto grounded = play(setup_with({Fault::kBridgedGround}), 0.8, 0.5);
  CHECK(rms(grounded.channels[0], 0.2, 0.5) / rms(clean.channels[0], 0.2, 0.5) == Approx(0.55).margin(0.05));
  CHECK(rms(play(setup_with({Fault::kBridgedGround}), 0.0, 0.5).channels[0], 0.2, 0.5) > 1e-3);
}

TEST_CASE("A noise gate mutes what is quiet and passes what is loud") {
  auto setup = setup_with({Fault::kNoiseGate});
  setup.imperfections.noise_dbfs = -90;
  CHECK(rms(play(setup, 0.0, 0.5).channels[0], 0.2, 0.5) == 0);
  CHECK(rms(play(setup, 0.1, 0.5).channels[0], 0.2, 0.5) > 0.01);
}

TEST_CASE("The volume is turned up by 1.5 dB in mid-run") {
  const auto run = play(setup_with({Fault::kVolumeChanged}), 0.1, 2.5);
  CHECK(rms(run.channels[0], 2.0, 2.5) / rms(run.channels[0], 1.0, 1.5) ==
        Approx(std::pow(10.0, 1.5 / 20)).epsilon(1e-3));
}

TEST_CASE("A load that is not linear adds the voltage r1 i^2 + r2 i^3 in series") {
  auto setup = setup_with({});
  setup.amplifier.rout_ohm = 4;
  const auto clean = play(setup, 0.5, 0.4);
  constexpr double kEven = 300, kOdd = 4000;  // so much that float samples resolve it
  const bool even = GENERATE(true, false);
  (even ? setup.load.ohm_per_ampere : setup.load.ohm_per_ampere2) = even ? kEven : kOdd;
  const auto bent = play(setup, 0.5, 0.4);
  const double loop = 33 + 33 + setup.amplifier.rout_ohm;
  const double ampere = 0.5 * setup.dac_full_scale_volt / loop;  // peak
  // RMS of I² sin² without its mean, which the converters may pass or not, and of I³ sin³
  const double volt = even ? kEven * ampere * ampere / std::sqrt(8.0)
                           : kOdd * std::pow(ampere, 3) * std::sqrt((9.0 + 1.0) / 32.0);
  const double share_b = (33 + setup.amplifier.rout_ohm) / loop, share_a = setup.amplifier.rout_ohm / loop;
  const auto added = [&](std::size_t channel) {
    std::vector<float> d(bent.frames());
    double mean = 0;
    for (std::size_t n = 0; n < d.size(); ++n) {
      d[n] = bent.channels[channel][n] - clean.channels[channel][n];
      if (n >= 9600 && n < 14400) mean += static_cast<double>(d[n]) / 4800;
    }
    for (float& x : d) x -= static_cast<float>(mean);
    return rms(d, 0.2, 0.3) * setup.adc_full_scale_volt[channel];
  };
  CHECK(added(1) == Approx(share_b * volt).epsilon(1e-3));
  CHECK(added(0) == Approx(share_a * volt).epsilon(1e-3));
}
