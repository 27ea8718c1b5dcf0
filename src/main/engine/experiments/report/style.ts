/** The style of reports: on the screen light or dark as the system is, on paper light. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --surface: #ffffff; --line: #e2e1dc; --strong: #8d8c85; --text: #1c1d1b; --quiet: #686862;
  --accent: #0b6b69; --wash: #eef4f3;
  font: 14px/1.5 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', sans-serif;
  font-variant-numeric: tabular-nums;
  background: var(--page); color: var(--text);
}
.of-class { --class: var(--own); }
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #141615; --surface: #1c1f1e; --line: #2e3331; --strong: #7c817e; --text: #e9e9e4; --quiet: #9b9c96;
    --accent: #4fc3b4; --wash: #1f2c2a;
  }
  .of-class { --class: var(--own-dark); }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 40px 24px 56px; }
main { max-width: 900px; margin: 0 auto; }
header { margin-bottom: 28px; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; margin: 4px 0 12px; }
h2 { font-size: 15px; font-weight: 600; margin: 0 0 4px; }
h3 { font-size: 13px; font-weight: 600; margin: 0; }
.wide + h3 { margin-top: 20px; }
p { margin: 0 0 8px; max-width: 76ch; overflow-wrap: anywhere; }
.kicker { color: var(--accent); font-size: 12px; font-weight: 600; margin: 0; }
.finding { font-size: 16px; line-height: 1.5; margin-bottom: 12px; }
.quiet, .caption { color: var(--quiet); }
.caption { font-size: 12px; max-width: 100ch; }
small { display: block; color: var(--quiet); line-height: 1.35; font-weight: 400; font-size: 11px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 20px 24px; margin: 0 0 16px; }
section > :last-child { margin-bottom: 0; }
section > p.caption { margin-top: 8px; }
.wide { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: 7px 10px; text-align: right; vertical-align: top; white-space: nowrap; line-height: 1.35; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
th { font-weight: 600; overflow-wrap: break-word; }
th:first-child { min-width: 100px; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--strong); white-space: normal; }
th.text, td.text { text-align: left; }
tbody th { font-weight: 500; white-space: normal; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
td b { font-weight: 700; }
.grouped tbody + tbody > tr:first-child > * { border-top: 1px solid var(--strong); }
.grouped td { padding-top: 4px; padding-bottom: 4px; }
.grouped td:first-child { text-align: right; padding-left: 10px; }
.grouped tbody tr + tr > * { border-top: 0; }
.plots { display: grid; grid-template-columns: 500fr 330fr; gap: 20px; margin: 20px 0 0; }
.plots h3 { margin-bottom: 8px; }
.level { display: inline-block; width: 1.1em; text-align: right; color: var(--quiet); }
.total { background: var(--wash); }
td.total:last-child, th.total:last-child { padding-right: 8px; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-size: 12px; }
svg text { fill: var(--text); }
svg .quiet { fill: var(--quiet); }
svg .grid { stroke: var(--line); }
svg .axis { stroke: var(--strong); }
svg .mark { color: var(--class); stroke: currentColor; fill: none; }
svg .band { color: var(--class); fill: currentColor; stroke: none; opacity: 0.13; }
svg .dot { color: var(--class); fill: currentColor; stroke: none; }
svg .ring { color: var(--class); stroke: currentColor; fill: var(--surface); }
.chip { display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--class); margin-right: 6px; }
img { display: block; }
.figure { width: 100%; height: auto; border-radius: 4px; background: #ffffff; margin-top: 12px; }
.patches { display: grid; grid-template-columns: repeat(auto-fill, minmax(72px, 1fr)); gap: 10px 8px; margin: 6px 0 16px; }
figure { margin: 0; break-inside: avoid; }
figcaption { font-size: 11px; line-height: 1.35; color: var(--quiet); margin-top: 4px; }
.patch img { width: 100%; aspect-ratio: 1; border-radius: 4px; }
.patch.yes img { outline: 2px solid var(--class); outline-offset: 1px; }
.patch.yes b { color: var(--text); font-weight: 600; }
.patch b { font-weight: 400; }
.pair { display: grid; grid-template-columns: repeat(auto-fill, minmax(390px, 1fr)); gap: 20px 28px; margin: 12px 0; }
.triple { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; }
.triple img { width: 100%; aspect-ratio: 1; border-radius: 4px; }
.none { aspect-ratio: 1; border: 1px dashed var(--line); border-radius: 4px; padding: 8px; font-size: 11px; line-height: 1.35; color: var(--quiet); display: grid; place-items: center; text-align: center; }
dl { display: grid; grid-template-columns: 150px 1fr; gap: 6px 16px; margin: 12px 0 0; font-size: 13px; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { font: 12px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; background: var(--page); border: 1px solid var(--line); border-radius: 4px; padding: 10px 12px; margin: 12px 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
code { font: 12px ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
@media print {
  :root { --page: #ffffff; font-size: 10.5pt; }
  body { padding: 0; }
  main { max-width: none; }
  section { border: 0; padding: 0; margin: 0 0 20pt; }
  .wide { overflow: visible; }
  table { font-size: 9pt; }
  tr, figure, svg, h2, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@page { margin: 18mm 16mm; }
`;
