import { raw } from './html-text.ts';

/** For a screen and for A4 alike; nothing is fetched, and what is said by colour is said in words as well. */
export const PAGE_STYLE = raw(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 60rem; background: #fff; color: #1c2321;
  font: 0.9rem/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0 0 0.2rem; font-size: 1.7rem; }
h2 { margin: 2rem 0 0.5rem; padding-bottom: 0.2rem; border-bottom: 1px solid #9aa5a1; font-size: 1.1rem; break-after: avoid; }
p { margin: 0.4rem 0; }
.subtitle { color: #4c5753; }
code, .mono { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: 0.85em;
  overflow-wrap: anywhere; }
.verdict { margin: 1.2rem 0; padding: 0.9rem 1.1rem; border: 2px solid; border-left-width: 0.7rem; border-radius: 0.3rem; }
.verdict strong { display: block; font-size: 1.25rem; }
.valid { border-color: #1f6f43; background: #eef7f1; }
.invalid { border-color: #a1232b; background: #fbeeee; }
table { width: 100%; margin: 0.5rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding: 0.2rem 0; text-align: left; color: #4c5753; }
th, td { padding: 0.28rem 0.6rem 0.28rem 0; border-bottom: 1px solid #d9dfdc; text-align: left; vertical-align: top; }
th { font-weight: 600; color: #37413e; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td.number, th.number { text-align: right; white-space: nowrap; }
section.whole, table.sums { break-inside: avoid; }
table.sums th:first-child { width: 17rem; }
tr.sum td { border-top: 1px solid #37413e; font-weight: 600; }
table.facts th { width: 16rem; }
td ul { margin: 0; }
.none { color: #4c5753; }
ul { margin: 0.4rem 0; padding-left: 1.2rem; }
li { margin: 0.15rem 0; }
.sign { display: grid; grid-template-columns: 1fr 1fr; gap: 1.8rem 2.5rem; margin-top: 2.4rem; break-inside: avoid; }
.sign div { padding-top: 0.3rem; border-top: 1px solid #1c2321; color: #4c5753; }
@media screen and (max-width: 40rem) {
  body { margin: 1rem auto; padding: 0 1rem; }
  table.facts :is(tbody, tr, th, td) { display: block; width: auto; }
  table.facts th { padding-bottom: 0; border: 0; }
  table:not(.facts) { display: block; overflow-x: auto; }
  table.sums th:first-child { width: auto; }
  table.rows code { overflow-wrap: normal; }
}
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; } }
`);
