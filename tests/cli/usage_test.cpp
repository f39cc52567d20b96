// Facts about wrong usage: exit code 2, one line that names the option or the word, and no file touched.
#include "refusal.hpp"
#include "support/catch.hpp"

using namespace ohmbench::test;

namespace {

using Words = std::vector<std::string>;

/// Names in the list of commands that a help text gives.
Words commands_in(const std::string& help) {
  Words names;
  auto at = help.find("Subcommands:");
  if (at == std::string::npos) return names;
  for (at = help.find('\n', at) + 1; help.compare(at, 2, "  ") == 0; at = help.find('\n', at) + 1) {
    const auto begin = at + 2;
    if (help[begin] != ' ') names.push_back(help.substr(begin, help.find_first_of(" \n", begin) - begin));
  }
  return names;
}

/// Every command with --help: exit code 0, nothing on stderr, and an example where it does something.
std::size_t check_help(const WorkFolder& folder, const Words& command) {
  auto words = command;
  words.push_back("--help");
  const auto ran = run(folder, words);
  INFO("help of " << (command.empty() ? "ohmbench" : command.back()));
  check_done(ran);
  const auto below = commands_in(ran.out);
  if (below.empty()) CHECK_THAT(ran.out, ContainsSubstring("Example: ohmbench " + command.front()));
  std::size_t count = below.empty() ? 1 : 0;
  for (const auto& name : below) {
    auto next = command;
    next.push_back(name);
    count += check_help(folder, next);
  }
  return count;
}

}  // namespace

TEST_CASE("Every command has help with an example") {
  const WorkFolder folder;
  CHECK(check_help(folder, {}) >= 9);
  CHECK(folder.files().empty());
}

TEST_CASE("A missing or unknown command is answered with the known ones") {
  const WorkFolder folder;
  check_refused(run(folder, {}), kUsage, {"needs a command", "measure", "demo"});
  check_refused(run(folder, {"measur"}), kUsage, {"\"measur\"", "measure"});
  check_refused(run(folder, {"measure"}), kUsage, {"ohmbench measure", "impedance"});
  check_refused(run(folder, {"measure", "resistance"}), kUsage, {"\"resistance\"", "impedance"});
}

TEST_CASE("An unknown option, a missing one or a word too many is named") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  check_refused(run(folder, measure({"--levl", "3"})), kUsage, {"--levl", "--help"});
  check_refused(run(folder, measure({"more"})), kUsage, {"more"});
  check_refused(run(folder, measure({"--level-dbfs"})), kUsage, {"--level-dbfs"});
  check_refused(run(folder, {"measure", "impedance", "--out", "z.json"}), kUsage, {"--bench"});
  check_refused(run(folder, {"measure", "impedance", "--bench", "bench.toml"}), kUsage, {"--out"});
  check_refused(run(folder, {"stimulus"}), kUsage, {"--out"});
  check_refused(run(folder, {"match", "--amp", "amp.toml"}), kUsage, {"--load"});
  check_refused(run(folder, {"virtual-bench"}), kUsage, {"--list", "--jack"});
  CHECK(folder.files() == Words{"bench.toml"});
}

TEST_CASE(
    "A bad number is refused with its option, before anything is played, and the earlier result stays") {
  const WorkFolder folder;
  folder.write("bench.toml", bench_toml());
  folder.write("z.json", "earlier");
  struct Row {
    Words words;
    const char* named;
  };
  const std::vector<Row> rows{
      {{"--level-dbfs", "abc"}, "--level-dbfs"},
      {{"--level-dbfs", "nan"}, "--level-dbfs"},
      {{"--level-dbfs", "3"}, "--level-dbfs"},
      {{"--level-dbfs", ""}, "--level-dbfs"},
      {{"--load-volt", "much"}, "--load-volt"},
      {{"--load-volt", "-1"}, "--load-volt"},
      {{"--load-volt", "0"}, "--load-volt"},
      {{"--load-volt", "1", "--level-dbfs", "-20"}, "--load-volt"},
      {{"--from", "low"}, "--from"},
      {{"--from", "nan"}, "--from"},
      {{"--from", "0"}, "--from"},
      {{"--from", "1000", "--to", "100"}, "--from"},
      {{"--from", "100", "--to", "100"}, "--to"},
      {{"--to", "23000"}, "22080"},
      {{"--to", "nan"}, "--to"},
      {{"--points-per-octave", "0"}, "--points-per-octave"},
      {{"--points-per-octave", "1e9"}, "--points-per-octave"},
      {{"--points-per-octave", "nan"}, "--points-per-octave"},
      {{"--seconds", "0"}, "--seconds"},
      {{"--seconds", "-4"}, "--seconds"},
      {{"--seconds", "1e9"}, "--seconds"},
      {{"--seconds", "nan"}, "--seconds"},
      {{"--seconds", "0.1"}, "at least"},
      {{"--stimulus", "noise"}, "multisine"},
      {{"--realisations", "0"}, "--realisations"},
      {{"--realisations", "2", "--stimulus", "sweep"}, "multisine"},
      {{"--levels", "99"}, "--levels"},
      {{"--levels", "2", "--realisations", "2"}, "--levels"},
      {{"--expect-ohm", "0"}, "--expect-ohm"},
      {{"--expect-ohm", "some"}, "--expect-ohm"},
      {{"--expect-ohm", ""}, "--expect-ohm"},
      {{"--name", "\xff\xfe"}, "--name"},
  };
  for (const auto& row : rows) check_refused(run(folder, measure(row.words)), kUsage, {row.named});
  check_refused(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "z.json",
                             "--method", "guess"}),
                kUsage, {"--method", "two-load", "injection"});
  check_refused(run(folder, {"measure", "output-impedance", "--bench", "bench.toml", "--out", "z.json",
                             "--method", "injection"}),
                kUsage, {"injection_output_channel", "bench.toml"});
  CHECK(folder.read("z.json") == "earlier");
  CHECK(folder.files() == Words{"bench.toml", "z.json"});
}

TEST_CASE("A stimulus that no WAV file can hold is refused, and the earlier file stays") {
  const WorkFolder folder;
  folder.write("stim.wav", "earlier");
  struct Row {
    Words words;
    const char* named;
  };
  const std::vector<Row> rows{{{"--level-dbfs", "0"}, "--level-dbfs"},
                              {{"--level-dbfs", "nan"}, "--level-dbfs"},
                              {{"--level-dbfs", "-1e308"}, "--level-dbfs"},
                              {{"--rate", "1e300"}, "--rate"},
                              {{"--rate", "48000.7"}, "--rate"},
                              {{"--rate", "0"}, "--rate"},
                              {{"--seconds", "1e9"}, "--seconds"},
                              {{"--to", "24000"}, "--to"},
                              {{"--from", "100", "--to", "50"}, "--from"}};
  for (const auto& row : rows) {
    Words words{"stimulus", "--out", "stim.wav"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    check_refused(run(folder, words), kUsage, {row.named});
  }
  CHECK(folder.read("stim.wav") == "earlier");
  CHECK(folder.files() == Words{"stim.wav"});
}
