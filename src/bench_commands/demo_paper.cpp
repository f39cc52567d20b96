#include "bench_commands/demo_paper.hpp"

#include "figures/figures.hpp"
#include "plot_cairo/paper.hpp"
#include "plot_cairo/typeface.hpp"
#include "report/page.hpp"
#include "storage/staged_file.hpp"

namespace ohmbench::cli {
namespace {

constexpr plot::Size kPrinted{718, 454};  // 190 mm x 120 mm, as `plot` draws

void draw(const std::vector<figures::Subject>& subjects, const std::string& recipe,
          const std::filesystem::path& out) {
  const auto figure = figures::figure_of(subjects, recipe, {});
  const auto layout = plot::layout(figure, kPrinted, plot_cairo::system_typeface());
  storage::write_atomically(out, plot_cairo::print(layout, plot_cairo::PaperKind::kSvg));
}

}  // namespace

void draw_pair(const std::filesystem::path& folder) {
  const auto z = figures::read_subject(folder / "z.json");
  const auto z_out = figures::read_subject(folder / "zout.json");
  draw({z}, "impedance", folder / "impedance.svg");
  draw({z_out}, "output-impedance", folder / "output-impedance.svg");
  draw({z, z_out}, "response", folder / "response.svg");
  if (std::filesystem::exists(folder / "fit.json"))
    draw({z, figures::read_subject(folder / "fit.json")}, "fit", folder / "fit.svg");
  if (std::filesystem::exists(folder / "max.json"))
    draw({figures::read_subject(folder / "max.json")}, "thd", folder / "distortion.svg");
}

void write_report(const std::filesystem::path& folder) {
  const auto page = report::page_of(report::read_folder(folder), plot_cairo::system_typeface());
  storage::write_atomically(folder / "report.html", page.html);
}

}  // namespace ohmbench::cli
