#include "devices/bench_simulator.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <random>

#include "circuit/output_stage.hpp"
#include "core/ensure.hpp"
#include "devices/bench_faults.hpp"
#include "devices/bench_response.hpp"
#include "devices/convolver.hpp"

namespace ohmbench::devices {
namespace {

constexpr std::size_t kDriven = 3;  // A, B, loopback; the fourth input hears nothing
constexpr std::size_t kLoopback = 2;
constexpr double kLooseEverySeconds = 1.3;  // kLooseContact
constexpr double kLooseForSeconds = 0.03;
constexpr std::size_t kDropoutFrames = 512;  // kDropout

}  // namespace

std::vector<core::FixtureState> all_states() {
  using core::FixtureState;
  return {FixtureState::kLoad,    FixtureState::kOpen,      FixtureState::kShort,
          FixtureState::kBridged, FixtureState::kReference, FixtureState::kInjection};
}

namespace {

/// What the amplifier drives through the sense resistor; nothing where the states differ from that.
circuit::Load connected_load(const BenchSetup& setup, core::FixtureState state) {
  using core::FixtureState;
  constexpr double kOpenOhm = 1e9;
  const bool load = state == FixtureState::kLoad;
  circuit::Load resistor;
  resistor.re_ohm = kOpenOhm;
  if (state == FixtureState::kReference) resistor.re_ohm = setup.reference_resistor_ohm;
  if (state == FixtureState::kShort || (load && setup.has(Fault::kShortedLoad)))
    resistor.re_ohm = setup.short_ohm;
  else if (load && !setup.has(Fault::kOpenLoad))
    return setup.load;
  return resistor;
}

}  // namespace

struct BenchSimulator::Impl {
  struct Path {
    std::size_t driver;                         // which output
    std::vector<PartitionedResponse> channels;  // to A, B, loopback
  };
  using State = std::vector<Path>;

  BenchSetup setup;
  double fs_hz;
  std::size_t block;
  dsp::RealFft fft;
  std::map<core::FixtureState, State> states;
  std::map<core::FixtureState, State> warm_states;  // kWarmingResistor: with the resistor at its warmest
  std::map<core::FixtureState, circuit::OutputStage> stages;  // of an amplifier whose limits need one
  std::vector<InputHistory> histories;
  std::vector<InputHistory> loopback_history;  // one: what output 1 plays, before the amplifier
  std::vector<PartitionedResponse> detour;     // of a load that is not linear: ampere, A, B; else empty
  std::vector<InputHistory> bent_history;      // one, or none
  std::vector<double> bend_volt;
  std::array<std::vector<double>, kSimulatedOutputs> drive;
  std::vector<double> at_dac;
  std::array<std::vector<double>, kDriven> channel;
  std::vector<double> fading;
  std::vector<double> added;
  std::atomic<core::FixtureState> wanted;
  core::FixtureState now;
  std::uint64_t analogue_frames = 0;
  std::uint64_t converted_frames = 0;
  InputFaults input_faults;
  double next_dropout_s;
  std::mt19937_64 random;
  std::normal_distribution<double> gauss;

  Impl(const BenchSetup& s, double sample_rate_hz, std::size_t block_frames,
       const std::vector<core::FixtureState>& prepared)
      : setup(s),
        fs_hz(sample_rate_hz),
        block(block_frames),
        fft(2 * block_frames),
        input_faults(s, sample_rate_hz),
        next_dropout_s(s.dropout_every_s),
        random(s.seed) {
    ENSURE(!prepared.empty());
    std::size_t partitions = 1;
    for (const auto state : prepared) {
      states.emplace(state, prepare(setup, state));
      partitions = std::max(partitions, states.at(state).front().channels.front().partitions());
      if (circuit::OutputStage::is_needed_by(setup.amplifier)) {
        stages.emplace(state, circuit::OutputStage(setup.amplifier, setup.sense_resistor_ohm,
                                                   connected_load(setup, state), fs_hz));
      }
      if (setup.has(Fault::kWarmingResistor)) warm_states.emplace(state, prepare(warmed(setup), state));
    }
    for (int i = 0; i < kSimulatedOutputs; ++i) histories.emplace_back(block, partitions);
    loopback_history.emplace_back(block, partitions);
    at_dac.resize(block);
    if (!setup.load.is_linear()) {
      for (const auto& h : detour_responses(setup, fs_hz)) detour.emplace_back(h, block, fft);
      bent_history.emplace_back(block, partitions);
      bend_volt.resize(block);
    }
    for (auto& d : drive) d.resize(block);
    for (auto& c : channel) c.resize(block);
    fading.resize(block);
    added.resize(block);
    now = prepared.front();
    wanted = now;
  }

  State prepare(const BenchSetup& s, core::FixtureState state) const {
    const bool injection = state == core::FixtureState::kInjection;
    const auto path = [&](std::size_t driver, const std::function<BenchResponse(double f_hz)>& response) {
      Path made{driver, {}};
      for (const auto& h : impulse_responses(response, fs_hz)) made.channels.emplace_back(h, block, fft);
      return made;
    };
    State ready;
    ready.push_back(path(injection ? 1 : 0, [&](double f) { return bench_response(s, state, f, fs_hz); }));
    if (injection) ready.push_back(path(0, [&](double f) { return amplifier_while_injecting(s, f, fs_hz); }));
    return ready;
  }

  /// What a channel gets in a state, from every output that reaches it.
  void convolve(const State& state, std::size_t c, double* sum) noexcept {
    std::fill(sum, sum + block, 0.0);
    for (const auto& path : state) {
      const bool before_amplifier = c == kLoopback && path.driver == 0;
      auto& history = before_amplifier ? loopback_history.front() : histories[path.driver];
      history.convolve(path.channels[c], fft, added.data());
      for (std::size_t n = 0; n < block; ++n) sum[n] += added[n];
    }
  }

  /// Amplifier's EMF over its linear value: what clips and bends, before the linear rest.
  double amplify(double u) noexcept {
    const auto& amp = setup.amplifier;
    const double per_full_scale = setup.dac_full_scale_volt * amp.gain;
    double v = u * per_full_scale;
    if (setup.has(Fault::kBridgedGround)) v = with_one_leg_grounded(v);
    const double bent = v + amp.a2_per_volt * v * v + amp.a3_per_volt2 * v * v * v;
    const auto stage = stages.find(now);
    const double given = stage != stages.end() ? stage->second.step(bent)
                                               : std::clamp(bent, -amp.clip_volt_peak, amp.clip_volt_peak);
    return given / per_full_scale;
  }

  /// A resistor that grows by little: the response moves along the line between cold and warm.
  void warm(core::FixtureState state, double* const* at_inputs) noexcept {
    const auto& hot = warm_states.at(state);
    for (std::size_t c = 0; c < kDriven; ++c) {
      convolve(hot, c, fading.data());
      for (std::size_t n = 0; n < block; ++n) {
        const double part = warmth(static_cast<double>(analogue_frames + n) / fs_hz);
        at_inputs[c][n] += (fading[n] - at_inputs[c][n]) * part;
      }
    }
  }

  /// To first order: the current is that of the linear load, and what it adds does not change it. Products
  /// beyond half the rate fold back, as they do in a converter without a filter.
  void bend(bool connected, double* const* at_inputs) noexcept {
    histories[0].convolve(detour[0], fft, bend_volt.data());
    for (double& x : bend_volt) x = connected ? setup.load.bend_volt(x) : 0.0;
    bent_history[0].push(bend_volt, fft);
    for (std::size_t c = 0; c < 2; ++c) {
      bent_history[0].convolve(detour[c + 1], fft, fading.data());
      for (std::size_t n = 0; n < block; ++n) at_inputs[c][n] += fading[n];
    }
  }

  core::FixtureState state_for_this_block() {
    core::FixtureState next = wanted.load(std::memory_order_relaxed);
    if (setup.has(Fault::kLooseContact) && next == core::FixtureState::kLoad) {
      const double at_s = std::fmod(static_cast<double>(analogue_frames) / fs_hz + 0.5, kLooseEverySeconds);
      if (at_s < kLooseForSeconds) next = core::FixtureState::kOpen;
    }
    return states.count(next) != 0 ? next : now;
  }
};

BenchSimulator::BenchSimulator(const BenchSetup& setup, double sample_rate_hz, std::size_t block_frames,
                               std::vector<core::FixtureState> states) {
  const bool opens = setup.has(Fault::kLooseContact);
  if (opens && std::find(states.begin(), states.end(), core::FixtureState::kOpen) == states.end()) {
    states.push_back(core::FixtureState::kOpen);
  }
  impl_ = std::make_unique<Impl>(setup, sample_rate_hz, block_frames, states);
}
BenchSimulator::~BenchSimulator() = default;
BenchSimulator::BenchSimulator(BenchSimulator&&) noexcept = default;
BenchSimulator& BenchSimulator::operator=(BenchSimulator&&) noexcept = default;

void BenchSimulator::set_state(core::FixtureState state) noexcept {
  impl_->wanted.store(state, std::memory_order_relaxed);
}
core::FixtureState BenchSimulator::state() const noexcept {
  return impl_->wanted.load(std::memory_order_relaxed);
}
std::size_t BenchSimulator::block_frames() const noexcept {
  return impl_->block;
}

void BenchSimulator::process(const float* const* played, float* const* recorded) noexcept {
  std::array<double*, kSimulatedInputs> inputs{};
  for (std::size_t c = 0; c < kDriven; ++c) inputs[c] = impl_->channel[c].data();
  analogue(played, inputs.data());
  convert(inputs.data(), recorded, impl_->block);
}

void BenchSimulator::analogue(const float* const* played, double* const* at_inputs) noexcept {
  Impl& m = *impl_;
  for (std::size_t n = 0; n < m.block; ++n) {
    const auto clipped = [&](int output) {
      return std::clamp(static_cast<double>(played[output][n]), -1.0, 1.0);
    };
    m.at_dac[n] = clipped(0);
    m.drive[0][n] =
        m.amplify(m.at_dac[n] * volume(m.setup, static_cast<double>(m.analogue_frames + n) / m.fs_hz));
    m.drive[1][n] = clipped(1);
  }
  for (std::size_t i = 0; i < m.histories.size(); ++i) m.histories[i].push(m.drive[i], m.fft);
  m.loopback_history.front().push(m.at_dac, m.fft);

  const auto next = m.state_for_this_block();
  const auto& before = m.states.at(m.now);
  const auto& after = m.states.at(next);
  for (std::size_t c = 0; c < kDriven; ++c) {
    m.convolve(before, c, at_inputs[c]);
    if (next == m.now) continue;
    m.convolve(after, c, m.fading.data());
    for (std::size_t n = 0; n < m.block; ++n) {
      const double fade = static_cast<double>(n) / static_cast<double>(m.block);
      at_inputs[c][n] += (m.fading[n] - at_inputs[c][n]) * fade;
    }
  }
  if (!m.warm_states.empty()) m.warm(next, at_inputs);
  if (!m.detour.empty()) m.bend(next == core::FixtureState::kLoad, at_inputs);
  m.now = next;
  m.analogue_frames += m.block;
}

void BenchSimulator::convert(const double* const* at_inputs, float* const* recorded,
                             std::size_t frames) noexcept {
  Impl& m = *impl_;
  const auto& imperfect = m.setup.imperfections;
  const double noise = std::pow(10.0, imperfect.noise_dbfs / 20) / std::numbers::sqrt2;  // RMS
  const double hum = std::pow(10.0, imperfect.hum_dbfs / 20);  // peak of the fundamental
  const double harmonic = hum * std::pow(10.0, -12.0 / 20);
  const double steps = imperfect.bits > 0 ? std::pow(2.0, imperfect.bits - 1) : 0.0;
  for (std::size_t n = 0; n < frames; ++n, ++m.converted_frames) {
    const double t_s = static_cast<double>(m.converted_frames) / m.fs_hz;
    const double mains = 2 * std::numbers::pi * imperfect.mains_hz * t_s;
    const double hum_now =
        hum > 0 ? hum * std::sin(mains) + harmonic * (std::sin(2 * mains + 1) + std::sin(3 * mains + 2))
                : 0.0;
    const double since = t_s - m.next_dropout_s;
    const bool dropped = m.setup.has(Fault::kDropout) && since >= 0;
    if (dropped && since * m.fs_hz >= kDropoutFrames) m.next_dropout_s += m.setup.dropout_every_s;
    InputFaults::Frame frame{};
    for (std::size_t c = 0; c < kDriven; ++c) frame[c] = at_inputs[c][n] + hum_now * (c == 1 ? 0.7 : 1.0);
    m.input_faults.before_converter(frame, t_s);
    for (std::size_t c = 0; c < frame.size(); ++c) {
      double& v = frame[c];
      if (noise > 0) v += noise * m.gauss(m.random);
      if (steps > 0) v = std::round(v * steps) / steps;
      v = std::clamp(v, -1.0, steps > 0 ? 1.0 - 1.0 / steps : 1.0);
    }
    m.input_faults.after_converter(frame);
    for (std::size_t c = 0; c < frame.size(); ++c)
      recorded[c][n] = dropped ? 0.0F : static_cast<float>(frame[c]);
  }
}

}  // namespace ohmbench::devices
