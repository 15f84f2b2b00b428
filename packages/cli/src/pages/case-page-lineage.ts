/** The lineage of a case as a drawing: origins at the top, the subject at the bottom. */
import { nameSome } from '@lodestone/custody/name-some.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import { type DrawnBox, drawLineage } from '@lodestone/lineage/trace/drawn-lineage.ts';
import { layOut, type PlacedEdge, type PlacedNode } from '@lodestone/lineage/trace/layered-layout.ts';
import { fitColumns } from '@lodestone/lineage/plain-text.ts';
import { section } from './page-table.ts';
import { type Html, html } from './html-text.ts';

/** More than this no eye follows, on paper least of all. */
const BOXES_MAX = 200;

const BOX_WIDTH_PIXELS = 168;
const BOX_HEIGHT_PIXELS = 64;
const LAYER_PIXELS = 98;
/** From the top of a box to its first line, and from line to line. */
const FIRST_LINE_PIXELS = 15;
const LINE_PIXELS = 14;
const MARGIN_PIXELS = 12;
/** A wider drawing is shown as a whole first: at full size its corner may be empty, and what matters far away. */
const PAGE_PIXELS = 1_000;
/** What fits a box in the size of its text. */
const TEXT_COLUMNS = 26;
/** Named where somebody points at a box of many. */
const TITLE_LOTS_MAX = 40;

interface Box {
  /** The first is its name. */
  readonly lines: readonly string[];
  readonly title: string;
  readonly kind: 'origin' | 'made' | 'subject';
  readonly isFlagged: boolean;
}

export function lineageSection(file: CaseFile): Html {
  const { trace, subject, shipment } = file;
  const drawn = drawLineage(trace, BOXES_MAX);
  const flagged = new Set(file.findings.flatMap(({ lots }) => lots));
  const boxes = drawn.boxes.map((box) => boxOf(box, flagged, subject.id));
  const edges = [...drawn.edges];
  if (subject.kind === 'shipment') {
    const to = boxes.length;
    const where =
      shipment === null ? [] : [`from ${shipment.party}`, `${shipment.destination} · ${shipment.consignee}`];
    boxes.push({ lines: [subject.id, 'shipment', ...where], title: subject.id, kind: 'subject', isFlagged: false });
    for (const [from, { lots }] of drawn.boxes.entries())
      if (lots.some(({ depth }) => depth === 0)) edges.push([from, to]);
  }
  const omitted =
    drawn.omittedLots === 0
      ? null
      : html`<p>${formatCount(drawn.omittedLots, 'lot')} further upstream ${drawn.omittedLots === 1 ? 'is' : 'are'} not drawn; boxes with … below their name go on there. The file beside this page has all of them.</p>`;
  return section(
    'Lineage',
    html`<p>Origins at the top, what was made of them below. Lots that were made alike and went the same way are one box.
Green: an origin. Red and !: a finding names it.</p>
${omitted}
${drawing(boxes, edges)}`,
  );
}

function boxOf({ lots, goesOn }: DrawnBox, flagged: ReadonlySet<string>, subject: string): Box {
  const [first] = lots;
  if (first === undefined) return { lines: [], title: '', kind: 'made', isFlagged: false };
  const { lot, kind, form, step, party, country, netMilligrams } = first;
  const mass = netMilligrams === null ? '' : ` · ${formatKilograms(BigInt(netMilligrams))}`;
  const name = kind === 'circuit-stock' ? 'circuit stock' : lot;
  const one = `${form ?? 'in process'}${mass}`;
  const isOrigin = step === null;
  return {
    lines: [
      lots.length === 1 ? name : `${lots.length} lots`,
      `${lots.length === 1 ? one : `${form ?? 'in process'}, ${name} …`}${goesOn ? ' …' : ''}`,
      step ?? kind,
      `${country} · ${party}`,
    ],
    title: nameSome(
      lots.map((each) => each.lot),
      TITLE_LOTS_MAX,
    ),
    kind: lot === subject ? 'subject' : isOrigin ? 'origin' : 'made',
    isFlagged: lots.some((each) => flagged.has(each.lot)),
  };
}

const SUBJECT_ID = 'drawn-subject';

/** Without a script: what is chosen is told by the state of the box alone. */
const VIEW_CHOICE = html`<label><input type="checkbox"> full size, to be scrolled</label> <a href="#${SUBJECT_ID}">go to what it is about</a>`;

function drawing(boxes: readonly Box[], edges: readonly (readonly [number, number])[]): Html {
  const layout = layOut(boxes.length, edges);
  const width = Math.ceil(layout.width * BOX_WIDTH_PIXELS + 2 * MARGIN_PIXELS);
  const height = (layout.layerCount - 1) * LAYER_PIXELS + BOX_HEIGHT_PIXELS + 2 * MARGIN_PIXELS;
  const at = ({ x, layer }: PlacedNode) => ({
    x: Math.round(x * BOX_WIDTH_PIXELS) + MARGIN_PIXELS,
    top: (layout.layerCount - 1 - layer) * LAYER_PIXELS + MARGIN_PIXELS,
  });
  const lines = layout.edges.map((edge) => html`<path class="edge" d="${pathOf(edge, at)}"/>\n`);
  const nodes = boxes.map((box, index) => {
    const { x, top } = at(layout.nodes[index] ?? { layer: 0, x: 0 });
    return drawBox(box, x, top);
  });
  const isWide = width > PAGE_PIXELS;
  return html`<div class="drawing${isWide ? ' wide' : ''}">${isWide ? VIEW_CHOICE : null}<div class="view"><svg class="lineage" role="img" aria-label="Lineage" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${lines}${nodes}</svg></div></div>`;
}

function drawBox({ lines, title, kind, isFlagged }: Box, x: number, top: number): Html {
  const left = x - BOX_WIDTH_PIXELS / 2;
  const mark = isFlagged
    ? html`<text class="mark" x="${left + BOX_WIDTH_PIXELS - 12}" y="${top + FIRST_LINE_PIXELS}">!</text>`
    : null;
  const texts = lines.map((line, index) => {
    // The mark stands at the end of the name.
    const text = fitColumns(line, index === 0 ? TEXT_COLUMNS - 4 : TEXT_COLUMNS);
    const y = top + FIRST_LINE_PIXELS + index * LINE_PIXELS;
    return html`<text class="${index === 0 ? 'name' : 'line'}" x="${left + 8}" y="${y}">${text}</text>\n`;
  });
  const id = kind === 'subject' ? html` id="${SUBJECT_ID}"` : null;
  return html`<g class="${kind}${isFlagged ? ' flagged' : ''}"${id}><title>${title}</title>
<rect x="${left}" y="${top}" width="${BOX_WIDTH_PIXELS}" height="${BOX_HEIGHT_PIXELS}" rx="4"/>
${texts}${mark}</g>
`;
}

/** From the bottom of one box to the top of the next, straight past the boxes of the layers between. */
function pathOf({ points }: PlacedEdge, at: (node: PlacedNode) => { x: number; top: number }): string {
  return points
    .map((point, index) => {
      const { x, top } = at(point);
      const bottom = top + BOX_HEIGHT_PIXELS;
      if (index === 0) return `M${x} ${bottom}`;
      const before = at(points[index - 1] ?? point);
      const leave = before.top + BOX_HEIGHT_PIXELS;
      const middle = (leave + top) / 2;
      const past = index === points.length - 1 ? '' : ` L${x} ${bottom}`;
      return `C${before.x} ${middle} ${x} ${middle} ${x} ${top}${past}`;
    })
    .join(' ');
}
