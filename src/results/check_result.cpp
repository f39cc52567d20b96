#include "results/check_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "core/si_text.hpp"
#include "results/result_file.hpp"

namespace ohmbench::results {
namespace {

using nlohmann::json;

constexpr double kQuietest = 1e-15;  // full scale: below, a level is not a number for people

double dbfs(double rms_fs) {
  return 20 * std::log10(std::max(rms_fs, kQuietest) * std::numbers::sqrt2);
}

std::string name_of(std::size_t channel) {
  return channel == 0 ? "source" : channel == 1 ? "load" : "reference";
}

/// Volts RMS of a full-scale fraction, where the input's full scale is declared.
std::optional<double> volt(const workbench::Bench& bench, std::size_t channel, double rms_fs) {
  if (!bench.rig.adc_full_scale || channel > 1) return {};
  return rms_fs * (*bench.rig.adc_full_scale)[channel].value();
}

std::string level_text(const workbench::Bench& bench, std::size_t channel, double rms_fs) {
  if (rms_fs <= 0) return "nothing";
  const auto v = volt(bench, channel, rms_fs);
  return fmt::format("{:.0f} dBFS{}", dbfs(rms_fs),
                     v ? fmt::format(" ({})", core::format_si(*v, "V", 2)) : "");
}

std::optional<double> distortion_db(const diagnosis::ChannelSigns& c) {
  if (!c.even_db && !c.odd_db) return {};
  const double none = -300;
  return 10 *
         std::log10(std::pow(10, c.even_db.value_or(none) / 10) + std::pow(10, c.odd_db.value_or(none) / 10));
}

void put(json& object, const char* key, const std::optional<double>& value) {
  if (value) object[key] = *value;
}

json silence_json(const checkup::CheckReport& r, const workbench::Bench& bench) {
  json result = json::object();
  put(result, "mains_hz", r.silence.mains_hz);
  for (std::size_t c = 0; c < r.silence.inputs.size(); ++c) {
    const auto& in = r.silence.inputs[c];
    json one = {{"channel", name_of(c)},
                {"input", r.inputs[c]},
                {"all_equal", in.all_equal},
                {"offset_fs", in.offset_fs}};
    if (in.noise_fs > 0) one["noise_dbfs"] = dbfs(in.noise_fs);
    if (in.noise_fs > 0) put(one, "noise_volt", volt(bench, c, in.noise_fs));
    if (in.hum_fs > 0) one["hum_dbfs"] = dbfs(in.hum_fs);
    if (in.hum_fs > 0) put(one, "hum_volt", volt(bench, c, in.hum_fs));
    if (in.stray_fs > 0) one["stray_dbfs"] = dbfs(in.stray_fs), one["stray_hz"] = in.stray_hz;
    result["inputs"].push_back(std::move(one));
  }
  return result;
}

json step_json(const diagnosis::Examination& e, const checkup::CheckReport& r,
               const workbench::Bench& bench) {
  json step = {{"level_dbfs", e.level_dbfs}, {"found", e.found}, {"correlation", e.correlation}};
  if (e.found) step["latency_frames"] = e.latency_frames, step["clock_ppm"] = e.clock_ppm;
  for (std::size_t c = 0; c < e.channels.size(); ++c) {
    const auto& signs = e.channels[c];
    json one = {{"channel", name_of(c)},
                {"input", r.inputs[c]},
                {"heard", signs.heard},
                {"peak_fs", signs.peak_fs},
                {"clipped", signs.clipped}};
    if (signs.level_fs > 0) {
      one["recorded_dbfs"] = dbfs(signs.level_fs);
      put(one, "volt", volt(bench, c, signs.level_fs));
    }
    if (signs.heard) {
      one["wander_db"] = signs.wander_db;
      put(one, "distortion_db", distortion_db(signs));
      put(one, "image_db", signs.image_db);
      if (signs.noise_fs > 0) one["noise_dbfs"] = dbfs(signs.noise_fs);
      if (signs.echo) one["echo_db"] = signs.echo->db, one["echo_s"] = signs.echo->delay_s;
    }
    step["inputs"].push_back(std::move(one));
  }
  return step;
}

std::string mark(bool good) {
  return good ? "ok   " : "     ";
}

std::string step_text(const diagnosis::Examination& e, const workbench::Bench& bench) {
  if (!e.found && !e.channels[0].heard && !e.channels[1].heard)
    return fmt::format("     {:>6.1f} dBFS  nothing heard (correlation {:.2f})\n", e.level_dbfs,
                       e.correlation);
  std::string text =
      fmt::format("{}{:>6.1f} dBFS ", mark(e.channels[0].heard && e.channels[1].heard), e.level_dbfs);
  for (std::size_t c = 0; c < e.channels.size(); ++c) {
    const auto& signs = e.channels[c];
    text +=
        fmt::format(" {} {}{}", name_of(c), signs.heard ? level_text(bench, c, signs.level_fs) : "not heard",
                    c + 1 < e.channels.size() ? "," : "");
  }
  std::optional<double> worst;
  for (std::size_t c = 0; c < 2; ++c) {
    const auto db = distortion_db(e.channels[c]);
    if (db) worst = std::max(worst.value_or(*db), *db);
  }
  return text + (worst ? fmt::format("; distortion {:.0f} dB\n", *worst) : "; distortion below the noise\n");
}

}  // namespace

json to_json(const checkup::CheckReport& r, const workbench::Bench& bench) {
  json result = result_head("check", "");
  result["bench"] = json::parse(bench.as_json);
  result["device"] = r.device;
  result["valid"] = r.valid();
  result["silence"] = silence_json(r, bench);
  result["steps"] = json::array();
  for (const auto& e : r.steps) result["steps"].push_back(step_json(e, r, bench));
  if (r.level)
    result["measurement"] = {{"level_dbfs", r.level->level.value()},
                             {"level_limited_by", r.level->limited_by}};
  put(result, "least_ohm", r.least_ohm);
  result["findings"] = json::array();
  for (const auto& f : r.findings)
    result["findings"].push_back({{"name", f.name},
                                  {"severity", f.invalid ? "fault" : "warning"},
                                  {"what", f.what},
                                  {"remedy", f.remedy}});
  result["cannot_tell"] = r.cannot_tell;
  return result;
}

std::string summary_of(const checkup::CheckReport& r, const workbench::Bench& bench) {
  std::string text = fmt::format("device   {}\nsilence\n", r.device);
  for (std::size_t c = 0; c < r.silence.inputs.size(); ++c) {
    const auto& in = r.silence.inputs[c];
    text += fmt::format(
        "{}{} (input {}): noise {}, {}{}\n", mark(!in.all_equal), name_of(c), r.inputs[c],
        level_text(bench, c, in.noise_fs),
        in.hum_fs > 0
            ? fmt::format("hum {} at {:.2f} Hz", level_text(bench, c, in.hum_fs), *r.silence.mains_hz)
            : "no hum above the noise",
        in.stray_fs > 0
            ? fmt::format(", a tone of {:.1f} Hz at {}", in.stray_hz, level_text(bench, c, in.stray_fs))
            : "");
  }
  text += "signal\n";
  for (const auto& e : r.steps) text += step_text(e, bench);
  const auto last = std::find_if(r.steps.rbegin(), r.steps.rend(), [](const auto& e) { return e.found; });
  if (last != r.steps.rend()) {
    text += fmt::format(
        "latency  {:.0f} frames ({:.1f} ms); the inputs' clock is {:+.2f} ppm off the output's\n",
        last->latency_frames, 1e3 * last->latency_frames / bench.interface.sample_rate_hz, last->clock_ppm);
  }
  if (r.least_ohm)
    text += fmt::format("load     at least about {}\n", core::format_si(*r.least_ohm, "ohm", 2));
  if (r.level)
    text += fmt::format("level    {:.1f} dBFS, limited by {}\n", r.level->level.value(), r.level->limited_by);
  for (const auto& f : r.findings)
    text +=
        fmt::format("{}  {}: {}\n         {}\n", f.invalid ? "FAULT  " : "warning", f.name, f.what, f.remedy);
  for (const auto& unknown : r.cannot_tell) text += "unknown  " + unknown + "\n";
  text += r.valid()
              ? (r.findings.empty() ? "The bench is ready.\n" : "The bench can be used; mind the warnings.\n")
              : "The bench is not ready.\n";
  return text;
}

}  // namespace ohmbench::results
