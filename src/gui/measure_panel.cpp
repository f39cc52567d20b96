// Measure: the load or the amplifier; the curve grows while it averages.
#include <imgui.h>

#include "gui/desk.hpp"

namespace ohmbench::gui {
namespace {

constexpr std::size_t kMaximum = 3;  // of the quantities in the list

void start(const Frame& f, std::optional<double> volt, std::optional<double> seconds,
           std::optional<double> uncertainty) {
  const auto& d = f.desk;
  session::MeasureOptions options;
  options.name = d.quantity == 0 ? d.name : d.amplifier_name;
  if (options.name.empty() && f.snapshot.bench->interface.is_virtual())
    options.name =
        d.quantity == 0 ? f.snapshot.bench->virtual_bench.load : f.snapshot.bench->virtual_bench.amp;
  options.seconds = seconds;
  if (volt) options.level.load_volt = core::Volts(*volt);
  if (d.quantity == 0) {
    f.engine.ask(instrument::MeasureLoad{options, uncertainty});
    return;
  }
  if (d.quantity == kMaximum) {
    max_output::Options most;
    most.name = options.name;
    f.engine.ask(instrument::MeasureMaximum{most});
    return;
  }
  f.engine.ask(instrument::MeasureOutput{d.quantity == 1 ? impedance::OutputImpedanceMethod::kTwoLoad
                                                         : impedance::OutputImpedanceMethod::kInjection,
                                         options});
}

void show_latest(const Frame& f) {
  const auto& outcomes = f.snapshot.outcomes;
  for (auto it = outcomes.rbegin(); it != outcomes.rend(); ++it) {
    const auto& o = **it;
    if (o.kind != "impedance" && o.kind != "output-impedance" && o.kind != "max-output") continue;
    screen::heading(f.kit, o.name.empty() ? "Latest" : o.name);
    if (!o.invalid.empty()) {
      screen::words(f.kit, o.invalid, f.kit.theme.fail);
      return;
    }
    for (const auto& warning : o.warnings) screen::words(f.kit, warning, f.kit.theme.marginal);
    // its first line may be the name, which is the heading
    const bool named = !o.name.empty() && o.summary.rfind(o.name + "\n", 0) == 0;
    screen::summary(f.kit, named ? o.summary.substr(o.name.size() + 1) : o.summary);
    if (!o.file.empty()) screen::faint(f.kit, "kept as " + o.file.filename().string());
    return;
  }
  screen::faint(f.kit, f.snapshot.bench->calibration.empty()
                           ? "Nothing is calibrated: the uncertainty will say what that costs."
                           : "The calibration is taken into account.");
}

}  // namespace

void show_measure(const Frame& f) {
  auto& d = f.desk;
  static const std::vector<std::string> kQuantities{"the load's impedance", "output impedance, two loads",
                                                    "output impedance, injection", "maximum output"};
  const bool can = f.snapshot.ready();
  two_columns(
      f,
      [&] {
        screen::heading(f.kit, "Measure");
        screen::choose(f.kit, "What", kQuantities, d.quantity);
        const bool of_load = d.quantity == 0;
        screen::field(f.kit, of_load ? "Name of the load" : "Name of the amplifier",
                      of_load ? d.name : d.amplifier_name, of_load ? "HD 650 left" : "my amplifier");
        screen::Typed volt, seconds, percent;
        if (d.quantity != kMaximum) {  // that chooses its levels and its time itself
          volt = screen::value_field(f.kit, "Level at the load (empty: as the limits allow)", d.load_volt,
                                     "V", "100m");
          seconds = screen::value_field(f.kit, "Seconds (empty: 4.5)", d.seconds, "s", "10");
        }
        if (d.quantity == 0)
          percent =
              screen::value_field(f.kit, "Wanted uncertainty in % (empty: none)", d.uncertainty, "%", "0.1");
        screen::gap(f.kit, 4);
        if (screen::button(f.kit, "Measure", screen::kSpace, screen::Tone::kPrimary,
                           can && !volt.wrong && !seconds.wrong && !percent.wrong))
          start(f, volt.value, seconds.value,
                percent.value ? std::optional(*percent.value / 100) : std::nullopt);
        screen::gap(f.kit);
        show_latest(f);
      },
      [&] {
        // why there is no newer curve, where the curve would be
        if (f.snapshot.problem && !f.snapshot.busy())
          screen::words(f.kit, f.snapshot.problem->text, f.kit.theme.fail);
        const double all = static_cast<double>(ImGui::GetContentRegionAvail().y);
        constexpr double kLower = 190;  // spectrum, or meters beside it
        const bool live = f.snapshot.live != nullptr && f.snapshot.busy();
        // while something is measured nothing older is shown in its place
        const bool measuring = f.snapshot.activity == instrument::Activity::kMeasuring;
        const auto& figure = !measuring ? d.worked.latest : d.live_climb ? d.live_climb : d.live_curve;
        const char* otherwise = !measuring               ? "Nothing is measured yet: press Space."
                                : d.quantity == kMaximum ? "The distortion appears with the first step."
                                                         : "The curve appears after the first whole period.";
        show_figure(f, "curve", figure, live ? all - f.kit.px(kLower + 62) : 0, otherwise);
        if (!live) return;
        show_meters(f);
        show_figure(f, "spectrum", d.live_spectrum, 0, "");
      });
}

}  // namespace ohmbench::gui
