#include "session/result_file.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/ensure.hpp"
#include "core/error.hpp"

namespace ohmbench::session {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr double kMostNumber =
    1e15;                       // in any unit: far beyond any bench, far within what arithmetic can bear
constexpr int kMostDepth = 64;  // of nested lists: results have 5

void ensure_finite(const json& node) {
  if (node.is_number_float()) ENSURE(std::isfinite(node.get<double>()));
  if (node.is_structured()) {
    for (const auto& child : node) ensure_finite(child);
  }
}

/// Writes all of `text`; returns an errno or 0.
int write_all(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += static_cast<std::size_t>(n);
  }
  return fsync(fd) == 0 || errno == EINVAL || errno == EROFS ? 0
                                                             : errno;  // pipes and devices cannot be synced
}

core::Error unusable(const std::filesystem::path& path, const std::string& why,
                     const std::string& remedy = {}) {
  return core::bad_input(fmt::format("{}: {}", path.string(), why), remedy);
}

std::vector<double> numbers(const json& result, const char* key, const std::filesystem::path& path) {
  const auto found = result.find(key);
  if (found == result.end() || !found->is_array())
    throw unusable(path, fmt::format("has no list \"{}\"", key));
  std::vector<double> values;
  for (const auto& v : *found) {
    if (!v.is_number() || !(std::abs(v.get<double>()) <= kMostNumber)) {
      throw unusable(path, fmt::format("\"{}\" holds something that is not a number, or one beyond {:g}", key,
                                       kMostNumber));
    }
    values.push_back(v.get<double>());
  }
  return values;
}

core::OhmCurve read_curve(const json& result, const std::filesystem::path& path) {
  core::OhmCurve curve;
  curve.f_hz = numbers(result, "frequency_hz", path);
  const auto re = numbers(result, "impedance_re_ohm", path);
  const auto im = numbers(result, "impedance_im_ohm", path);
  curve.sigma_ohm = numbers(result, "sigma_ohm", path);
  curve.noise_ohm = result.contains("noise_ohm") ? numbers(result, "noise_ohm", path)
                                                 : std::vector<double>(curve.sigma_ohm.size(), 0.0);
  const std::size_t n = curve.f_hz.size();
  if (n == 0) throw unusable(path, "holds no points");
  if (re.size() != n || im.size() != n || curve.sigma_ohm.size() != n || curve.noise_ohm.size() != n) {
    throw unusable(path, "its lists have different lengths");
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!(curve.f_hz[i] > (i == 0 ? 0.0 : curve.f_hz[i - 1])))
      throw unusable(path, fmt::format("frequency_hz does not ascend at entry {}", i + 1));
    if (curve.sigma_ohm[i] < 0) throw unusable(path, fmt::format("sigma_ohm is negative at entry {}", i + 1));
    curve.z_ohm.emplace_back(re[i], im[i]);
  }
  return curve;
}

/// Text under a key; empty if there is none, or something else.
std::string text_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Parses JSON; discarded if it is none, or nested so deeply that no result of ours could be meant.
json parse(const std::string& text) {
  bool too_deep = false;
  const auto guard = [&too_deep](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > kMostDepth;
    return !too_deep;
  };
  json result = json::parse(text, guard, false);
  return too_deep ? json(json::value_t::discarded) : result;
}

json of_kind(const std::filesystem::path& path, const std::string& kind) {
  auto result = read_result(path);
  const auto found = text_of(result, "kind");
  if (found != kind) throw unusable(path, fmt::format("is of kind \"{}\", \"{}\" is needed", found, kind));
  return result;
}

}  // namespace

json to_json(const Quality& q) {
  return {{"clipped", q.clipped},
          {"dropouts", q.dropouts},
          {"repeated_periods", q.repeated_periods},
          {"snr_db", q.snr_db},
          {"warnings", q.warnings}};
}

json result_head(const std::string& kind, const std::string& name) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return {{"format", "ohmbench"},
          {"version", kVersion},
          {"kind", kind},
          {"name", name},
          {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now))},
          {"program", "ohmbench " OHMBENCH_VERSION}};
}

void put_curve(json& result, const core::OhmCurve& curve) {
  core::check(curve);
  json re = json::array();
  json im = json::array();
  for (const auto& z : curve.z_ohm) re.push_back(z.real()), im.push_back(z.imag());
  result["frequency_hz"] = curve.f_hz;
  result["impedance_re_ohm"] = std::move(re);
  result["impedance_im_ohm"] = std::move(im);
  result["sigma_ohm"] = curve.sigma_ohm;
  result["noise_ohm"] = curve.noise_ohm;
}

StagedText::StagedText(std::filesystem::path path, const std::string& text)
    : path_(std::move(path)), temporary_(fmt::format("{}.{}.part", path_.string(), getpid())) {
  std::error_code ignored;  // a name that is too long, or behind a closed folder, is told by open()
  if (std::filesystem::is_directory(path_, ignored))
    throw core::bad_input(fmt::format("{} is a folder", path_.string()), "give --out a file name");
  const int fd = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) fail(errno);
  int error = write_all(fd, text);
  if (close(fd) != 0 && error == 0) error = errno;
  if (error != 0) fail(error);
}

StagedText::~StagedText() {
  if (!committed_) unlink(temporary_.c_str());
}

void StagedText::commit() {
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
  committed_ = true;
}

void StagedText::fail(int error) const {
  unlink(temporary_.c_str());
  throw core::bad_input(fmt::format("{} cannot be written ({})", path_.string(), std::strerror(error)),
                        "check the folder and the free space");
}

void write_text_atomically(const std::filesystem::path& path, const std::string& text) {
  StagedText(path, text).commit();
}

std::string as_text(const json& result) {
  return result.dump(1, ' ', false, json::error_handler_t::replace) +
         "\n";  // file names need not be UTF-8, JSON must be
}

StagedText stage_result(const std::filesystem::path& path, const json& result) {
  ensure_finite(result);
  return {path, as_text(result)};
}

void write_result(const std::filesystem::path& path, const json& result) {
  stage_result(path, result).commit();
}

json read_result(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path)) throw unusable(path, "cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  json result = parse(text.str());
  if (result.is_discarded() || !result.is_object()) throw unusable(path, "is not a JSON result file");
  if (result.value("format", json()) != "ohmbench")
    throw unusable(path, "was not written by ohmbench", "other programs' files can be imported");
  const auto version = result.value("version", json());
  if (!version.is_number_integer() || version.get<std::int64_t>() < 1)
    throw unusable(path, "says no version", "write it again");
  if (version.get<std::int64_t>() > kVersion)
    throw unusable(path, "was written by a newer ohmbench", "update this one");
  if (!result.value("kind", json()).is_string()) throw unusable(path, "says no kind");
  return result;
}

impedance::ImpedanceCurve read_impedance(const std::filesystem::path& path) {
  const auto result = of_kind(path, "impedance");
  return {read_curve(result, path), text_of(result, "name")};
}

impedance::OutputImpedance read_output_impedance(const std::filesystem::path& path) {
  const auto result = of_kind(path, "output-impedance");
  impedance::OutputImpedance z_out;
  z_out.curve = read_curve(result, path);
  z_out.name = text_of(result, "name");
  if (text_of(result.value("summary", json()), "method") == "injection")
    z_out.method = impedance::OutputImpedanceMethod::kInjection;
  if (result.contains("detection_limit_ohm"))
    z_out.detection_limit_ohm = numbers(result, "detection_limit_ohm", path);
  if (!z_out.detection_limit_ohm.empty() && z_out.detection_limit_ohm.size() != z_out.curve.size())
    throw unusable(path, "its lists have different lengths");
  return z_out;
}

}  // namespace ohmbench::session
