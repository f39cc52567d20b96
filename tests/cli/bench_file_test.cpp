// Facts about bench files: every mistake is answered with the file, the line and what to write instead; and
// about devices that are not there.
#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;

TEST_CASE("A mistake in bench.toml is refused with file, line and key, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("z.json", "earlier");
  struct Row {
    const char* key;  // whose line is replaced
    const char* line;
    const char* place;
    const char* named;
  };
  const Row rows[] = {
      {"sense_resistor_ohm", "sense_resistor_ohm = \"33 ohm\"", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33 ohm", "bench.toml:6", ""},
      {"sense_resistor_ohm", "sense_resistor_ohm =", "bench.toml:6", "expected value"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 0", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = -33", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = nan", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 1e300", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor = 33", "bench.toml:6", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "", "bench.toml:5", "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nload_channel = 1", "bench.toml:7", "load_channel"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nload_channel = 0", "bench.toml:7", "load_channel"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nload_channel = 1.5", "bench.toml:7", "load_channel"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nsense = \"middle\"", "bench.toml:7", "high-side"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nsense_resistor_ohm = 34", "bench.toml:7",
       "sense_resistor_ohm"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nsecond_output_channel = 2", "bench.toml:7",
       "second_source_channel"},
      {"sense_resistor_ohm", "sense_resistor_ohm = 33\nsecond_output_channel = 2\nsecond_source_channel = 1",
       "bench.toml:8", "already used"},
      {"adc_full_scale_volt", "adc_full_scale_volt = 4.36", "bench.toml:3", "adc_full_scale_volt"},
      {"adc_full_scale_volt", "adc_full_scale_volt = [4.36, \"4.36\"]", "bench.toml:3",
       "adc_full_scale_volt"},
      {"dac_full_scale_volt", "dac_full_scale_volt = true", "bench.toml:4", "dac_full_scale_volt"},
      {"dac_full_scale_volt", "sample_rate = 1", "bench.toml:4", "sample_rate"},
      {"load_max_volt", "load_max_volt = \"1.0\"", "bench.toml:8", "load_max_volt"},
      {"load_max_watt", "start_dbfs = 0", "bench.toml:9", "start_dbfs"},
      {"load", "load = 32", "bench.toml:12", "load"},
      {"load", "load = \"32 ohm\"\n[limit]\nload_max_volt = 1", "bench.toml:13", "limits"},
      {"load", "load = \"32 ohm\"\n[limits", "bench.toml:13", ""},
      {"load", "load = \"32 ohm\" # \xff", "bench.toml:12", "utf-8"},
      {"load", "load = \"32 ohm\"\nfaults = \"dropout\"", "bench.toml:13", "faults"},
  };
  for (const auto& row : rows) {
    INFO(row.line);
    folder.write("bench.toml", bench_with(row.key, row.line));
    check_refused(run(folder, measure()), kUsage, {row.place, row.named});
  }
  CHECK(folder.read("z.json") == "earlier");
}

TEST_CASE("A bench file that is missing, empty, a folder or without its tables is refused") {
  const WorkFolder folder;
  check_refused(run(folder, measure()), kUsage, {"bench.toml", "--bench"});
  check_refused(run(folder, {"measure", "impedance", "--bench", ".", "--out", "z.json"}), kUsage,
                {"--bench"});
  folder.write("bench.toml", "");
  check_refused(run(folder, measure()), kUsage, {"bench.toml", "[interface]"});
  folder.write("bench.toml", "[interface]\ninput = \"virtual\"\n");
  check_refused(run(folder, measure()), kUsage, {"bench.toml", "[wiring]"});
  folder.write("bench.toml", "interface = 3\nwiring = 4\n");
  check_refused(run(folder, measure()), kUsage, {"bench.toml:1", "[interface]"});
}

TEST_CASE(
    "An amplifier, load or fault that the virtual bench does not know is answered with those that it knows") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_with("amp", "amp = \"Magic\""));
  check_refused(run(folder, measure()), kUsage, {"Magic", "\"O2\""});
  folder.write("bench.toml", bench_with("amp", "amp = \"10 ohm, colour 3\""));
  check_refused(run(folder, measure()), kUsage, {"colour 3", "gain 2"});
  folder.write("bench.toml", bench_with("load", "load = \"HD 900\""));
  check_refused(run(folder, measure()), kUsage, {"HD 900", "\"HD 800 S\""});
  folder.write("bench.toml", bench_with("load", "load = \"32 ohm + 10 ohm @ 0 Hz Q 1\""));
  check_refused(run(folder, measure()), kUsage, {"@ 0 Hz", "Q 3.7"});
  folder.write("bench.toml", bench_and("faults = [\"gremlins\"]"));
  check_refused(run(folder, measure()), kUsage, {"gremlins", "loose-contact"});
}

TEST_CASE("Line ends of other systems and a byte order mark do not matter") {
  const WorkFolder folder;
  std::string text = "\xef\xbb\xbf";
  for (const char c : bench_toml()) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  folder.write("bench.toml", text);
  check_done(run(folder, measure()));
}

TEST_CASE(
    "A device, a sample rate or a channel that is not there is a device error, and the earlier result "
    "stays") {
  const WorkFolder folder;
  folder.write("z.json", "earlier");
  folder.write("bench.toml", bench_with("input", "input = \"no such interface\""));
  check_refused(run(folder, measure()), kDevice, {"no such interface", "[interface]"});
  folder.write("bench.toml", bench_with("dac_full_scale_volt", "sample_rate = 50000"));
  check_refused(run(folder, measure()), kDevice, {"50000 Hz", "48000"});
  for (const char* key : {"load_channel", "source_channel", "reference_channel", "output_channel"}) {
    INFO(key);
    folder.write("bench.toml",
                 bench_with("sense_resistor_ohm", "sense_resistor_ohm = 33\n" + std::string(key) + " = 9"));
    check_refused(run(folder, measure()), kDevice, {"channel 9", "[wiring]"});
  }
  CHECK(folder.read("z.json") == "earlier");
}
