// ohmbench stimulus
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "audio/wav.hpp"
#include "bench_commands/commands.hpp"
#include "bench_commands/measure_options.hpp"
#include "core/error.hpp"
#include "core/si_text.hpp"
#include "stimulus/description.hpp"
#include "stimulus/stimulus.hpp"

namespace ohmbench::cli {

namespace {

/// What a WAV file can hold: a whole rate, and a level that is not silence.
void check(double rate_hz, double level_dbfs) {
  if (!(rate_hz >= 8000 && rate_hz <= 768000 && rate_hz == std::floor(rate_hz))) {
    throw core::bad_input(fmt::format("--rate {} is not a whole number between 8000 and 768000", rate_hz),
                          "use the player's rate, e.g. 44100 or 48000");
  }
  if (!(level_dbfs >= -140 && level_dbfs <= 0)) {
    throw core::bad_input(fmt::format("--level-dbfs {} is not between -140 and 0", level_dbfs),
                          "use e.g. -20");
  }
}

}  // namespace

void add_stimulus(CLI::App& app, Context&) {
  auto* command = app.add_subcommand(
      "stimulus", "write the test signal to a file, for a phone or player that is tested itself");
  struct Words {
    MeasureWords measure;
    double rate_hz = 48000;
    double level_dbfs = -20;
    std::filesystem::path out;
    bool quiet = false;
  };
  auto words = std::make_shared<Words>();
  command->add_option("--stimulus", words->measure.stimulus, "multisine, sweep or stepped")
      ->capture_default_str();
  command->add_option("--rate", words->rate_hz, "sample rate in Hz")->capture_default_str();
  command->add_option("--level-dbfs", words->level_dbfs, "RMS level re a full-scale sine")
      ->capture_default_str();
  command->add_option("--seconds", words->measure.seconds, "length (default 4.5)");
  command->add_option("--from", words->measure.from_hz, "lowest frequency in Hz")->capture_default_str();
  command->add_option("--to", words->measure.to_hz, "highest frequency in Hz (default 20000)");
  command->add_option("--points-per-octave", words->measure.points_per_octave, "frequencies in an octave")
      ->capture_default_str();
  command->add_option("--out", words->out, "the WAV file to write")->check(named())->required();
  command->add_flag("--quiet", words->quiet, "print nothing");
  command->footer(
      "Example: ohmbench stimulus --level-dbfs -20 --out stim.wav\nPlay it, record both nodes, then: "
      "ohmbench analyze impedance");
  command->callback([words] {
    check(words->rate_hz, words->level_dbfs);
    stimulus::Plan plan;
    plan.kind = stimulus::kind_named(words->measure.stimulus);
    plan.sample_rate_hz = words->rate_hz;
    plan.from_hz = words->measure.from_hz;
    plan.to_hz = words->measure.to_hz.value_or(std::min(20000.0, stimulus::highest_hz(plan.sample_rate_hz)));
    plan.points_per_octave = words->measure.points_per_octave;
    plan.level = core::DbFs(words->level_dbfs);
    plan.seconds = words->measure.seconds.value_or(4.5);
    const auto s = stimulus::render(plan);
    if (s.peak_fs > 1) {
      throw core::bad_input(fmt::format("at {:g} dBFS the peak is {:+.1f} dB re full scale",
                                        words->level_dbfs, 20 * std::log10(s.peak_fs)),
                            "lower --level-dbfs");
    }
    audio::Capture file;
    file.sample_rate_hz = plan.sample_rate_hz;
    file.channels.emplace_back(s.samples.begin(), s.samples.end());
    audio::write_wav(words->out, file, stimulus::describe(plan));
    if (!words->quiet) {
      fmt::print("{}: {}, {:.2f} s, {} frequencies, peak {:.1f} dB re full scale\n", words->out.string(),
                 stimulus::name_of(plan.kind), static_cast<double>(s.samples.size()) / plan.sample_rate_hz,
                 s.f_hz.size(), 20 * std::log10(s.peak_fs));
    }
  });
}

}  // namespace ohmbench::cli
