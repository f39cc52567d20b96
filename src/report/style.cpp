#include <string>

#include "plot/theme.hpp"
#include "report/parts.hpp"
#include "report/svg_canvas.hpp"

namespace ohmbench::report {
namespace {

constexpr const char* kSheet = R"(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:60rem;padding:1rem 1.25rem 3rem;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",Verdana,sans-serif;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.35rem;line-height:1.25;margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:2px solid var(--ink)}
h3{font-size:1.15rem;line-height:1.3;margin:2rem 0 .25rem}
h4{font-size:1rem;margin:0 0 .25rem}
a{color:var(--t0)}
p{margin:.5rem 0}
.faint,figcaption,.file{color:var(--faint);font-size:.85rem}
.file{overflow-wrap:anywhere}
figure{margin:1rem 0;break-inside:avoid}
.plot{display:block;width:100%;height:auto;font-family:"DejaVu Sans",Verdana,"Segoe UI",system-ui,sans-serif}
.narrow-plot{display:none}
.wide{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--fine);
overflow-wrap:anywhere;min-width:3.5em}
tbody th{font-weight:400;min-width:9em;overflow-wrap:break-word}
table.records th,table.bench th,table.conditions th{overflow-wrap:anywhere}
td.n{white-space:nowrap}
table.figures td:nth-child(2){min-width:7em}
thead th{color:var(--faint);font-size:.85rem;font-weight:600;border-bottom:1px solid var(--grid)}
table.numbers td,table.numbers th{text-align:right;overflow-wrap:normal;white-space:nowrap}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--t0);padding:.3rem 0}
.card{border:1px solid var(--grid);border-left:.6rem solid var(--unknown);padding:.5rem 1rem;margin:.75rem 0;
break-inside:avoid}
.card p:first-child{font-size:1.2rem;margin:0}
.card.yes{border-left-color:var(--pass)}
.card.marginal,.note{border-left-color:var(--marginal)}
.card.no,.card.invalid{border-left-color:var(--fail)}
.note{border-left:.3rem solid var(--marginal);padding:.1rem 0 .1rem .75rem;margin:.5rem 0}
tr.yes th::before,tr.marginal th::before,tr.no th::before,tr.unknown th::before{content:"";display:inline-block;
width:.7em;height:.7em;border-radius:50%;margin-right:.5em;background:var(--unknown)}
tr.yes th::before{background:var(--pass)}
tr.marginal th::before{background:var(--marginal)}
tr.no th::before{background:var(--fail)}
table.checks td:nth-child(2){white-space:nowrap}
table.checks td:nth-child(3){min-width:7.5em}
table.checks td:last-child{min-width:16em}
table.checks th{white-space:nowrap}
@media (max-width:40rem){
body{padding:.5rem .75rem 2rem;font-size:15px}
h1{font-size:1.4rem}h2{font-size:1.2rem}
.wide-plot{display:none}.narrow-plot{display:block}
table.checks,table.checks tbody,table.checks tr,table.checks th,table.checks td{display:block;min-width:0}
table.checks thead{display:none}
table.checks tr{border-bottom:1px solid var(--grid);padding:.4rem 0}
table.checks th,table.checks td,table.checks td:last-child{border:0;padding:.05rem 0;min-width:0}
table.checks tbody th{font-weight:600}
table.checks td:not(:last-child){display:inline-block;margin-right:1rem}
tbody th{min-width:6.5em}
table.figures,table.figures tbody{display:block}
table.figures tr{display:grid;grid-template-columns:10em 1fr;border-bottom:1px solid var(--fine);padding:.2rem 0}
table.figures th,table.figures td{border:0;padding-top:0;padding-bottom:0}
table.figures td:nth-child(3){grid-column:1/-1;color:var(--faint);font-size:.9em}
table.figures td:empty{display:none}
th,td{padding-right:.6rem}
}
@page{size:A4;margin:16mm 15mm}
@media print{
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}
h1{font-size:18pt}h2{font-size:14pt;margin-top:0}h3{font-size:12pt}
section.group~section.group{break-before:page}
.wide-plot{max-width:155mm}
table.checks td:last-child{min-width:75mm}
h2,h3,h4,h3+p,thead{break-after:avoid}
tr,.card,.note{break-inside:avoid}
.wide-plot{display:block}.narrow-plot{display:none}
.wide{overflow:visible}
details:not([open]),.download{display:none}
a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
)";

}  // namespace

std::string style() {
  return ":root{color-scheme:light dark;" + color_properties(plot::white_theme()) +
         "}\n@media screen and (prefers-color-scheme:dark){:root{" + color_properties(plot::dark_theme()) +
         "}}\n" + color_classes() + kSheet;
}

}  // namespace ohmbench::report
