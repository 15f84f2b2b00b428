import { raw } from './html-text.ts';

/** What the page of a case has beyond that of an audit. */
export const CASE_PAGE_STYLE = raw(`
.plain { border-color: #4c5753; background: #f3f5f4; }
.view { margin: 0.6rem 0; overflow: auto; border: 1px solid #d9dfdc; border-radius: 0.3rem; }
svg.lineage { display: block; margin: 0 auto; font: 11px system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", Arial, sans-serif; }
.wide:not(:has(input:checked)) svg.lineage { width: 100%; height: auto; }
.wide:not(:has(input:checked)) a { display: none; }
.wide:has(input:checked) .view { max-height: 85vh; }
svg.lineage .edge { fill: none; stroke: #8a9692; stroke-width: 1.2; }
svg.lineage rect { fill: #fff; stroke: #5b6763; }
svg.lineage .origin rect { fill: #eef7f1; stroke: #1f6f43; }
svg.lineage .subject rect { fill: #1c2321; stroke: #1c2321; }
svg.lineage .subject text { fill: #fff; }
svg.lineage .flagged rect { stroke: #a1232b; stroke-width: 2.5; }
svg.lineage .name { font-weight: 600; }
svg.lineage .mark { fill: #a1232b; font-weight: 700; }
.tag { display: inline-block; min-width: 6.6rem; font-weight: 600; }
.supported { color: #1f6f43; }
.not-supported, .high { color: #a1232b; }
.cannot-say, .medium { color: #7a5200; }
.claim, .finding { margin: 0.7rem 0; break-inside: avoid; }
.claim p, .finding p { margin: 0.15rem 0; }
.whole { white-space: nowrap; }
.small { color: #4c5753; font-size: 0.85em; }
@media print {
  .view { overflow: visible; border: 0; break-inside: avoid; }
  .wide label, .wide a { display: none; }
  svg.lineage { width: auto; height: auto; max-width: 100%; max-height: 245mm; }
}
`);
