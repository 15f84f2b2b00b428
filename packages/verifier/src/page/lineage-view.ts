/** The lineage as a drawing in rows: the subject on top, what it was made from below, down to mines and scrap. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { TraceLot } from '@lodestone/lineage/trace/trace-value.ts';
import type { LineageRow } from '../lineage-rows.ts';
import { countryName } from './country-name.ts';
import { drawing, element, quoted } from './element.ts';
import { partyName } from './party-name.ts';
import type { LineageReport } from './report.ts';
import { saveFile } from './save-file.ts';

const LANE_PIXELS = 22;
const GAP_PIXELS = 6;
const DOT_PIXELS = 18;
/** Further branches are drawn in the last lane; the text of each row says what it is. */
const LANES_MAX = 12;

export function lineageView(lineage: LineageReport, names: ReadonlyMap<string, string>): HTMLElement {
  const { rows, omitted, csv } = lineage;
  const lanes = Math.min(
    LANES_MAX,
    rows.reduce((most, { lane }) => Math.max(most, lane + 1), 1),
  );
  const save = element('button', { type: 'button', class: 'quiet' }, 'Save the whole lineage for a spreadsheet (CSV)');
  save.addEventListener('click', () => saveFile('lineage.csv', 'text/csv', csv));
  return element(
    'section',
    { 'aria-labelledby': 'lineage' },
    element('h2', { id: 'lineage' }, 'How it came to be'),
    element(
      'p',
      {},
      'Read downwards: each lot was made from those below it in its line and in the branches beside it.',
    ),
    element('ol', { class: 'lineage' }, ...rows.map((row, index) => rowView({ row, index, lanes, names }))),
    ...(omitted > 0
      ? [element('p', {}, `${formatCount(omitted, 'more lot is', 'more lots are')} not drawn here.`)]
      : []),
    element('p', { class: 'aside' }, save),
  );
}

interface Drawn {
  readonly row: LineageRow;
  readonly index: number;
  readonly lanes: number;
  readonly names: ReadonlyMap<string, string>;
}

function rowView({ row, index, lanes, names }: Drawn): HTMLElement {
  const { lot, isReference } = row;
  const texts = isReference ? [referenceText(row, index)] : lotTexts(lot, names);
  const attributes = isReference ? { class: 'reference' } : { id: rowId(index) };
  const item = element('li', attributes, gutter(row, lanes), element('div', {}, ...texts));
  item.style.paddingLeft = `${lanes * LANE_PIXELS + GAP_PIXELS}px`;
  return item;
}

function rowId(index: number): string {
  return `row-${index}`;
}

function referenceText({ lot, drawnIn }: LineageRow, index: number): HTMLElement {
  const where = drawnIn === null ? 'not drawn' : drawnIn < index ? 'drawn above' : 'drawn below';
  const target = drawnIn === null ? quoted(lot.lot) : element('a', { href: `#${rowId(drawnIn)}` }, quoted(lot.lot));
  return element('p', {}, 'made from ', target, ` as well, ${where}`);
}

function lotTexts(lot: TraceLot, names: ReadonlyMap<string, string>): HTMLElement[] {
  const masses = Object.values(lot.elementMilligrams).reduce((sum, mass) => sum + BigInt(mass), 0n);
  const weight =
    lot.netMilligrams === null
      ? masses === 0n
        ? []
        : [`${formatKilograms(masses)} of rare earths`]
      : [formatKilograms(BigInt(lot.netMilligrams))];
  const what = [lot.form ?? words(lot.kind), ...weight, lot.product ?? []].flat();
  const how = lot.step === null ? words(lot.kind) : `by ${words(lot.step)}`;
  return [
    element('p', {}, element('strong', {}, quoted(lot.lot)), ' ', element('span', {}, what.join(' · '))),
    element('p', { class: 'small' }, `${how} · `, ...partyName(lot.party, names), ` · ${countryName(lot.country)}`),
  ];
}

/** Lines in pixels across and in percent down, so that they meet those of the next row however high this one is. */
function gutter(
  { lane, from, joinsAbove, continues, passing, isReference, lot }: LineageRow,
  lanes: number,
): SVGElement {
  const at = (index: number) => String((Math.min(index, LANES_MAX - 1) + 0.5) * LANE_PIXELS);
  const dot = String(DOT_PIXELS);
  const lines = [...new Set(passing.map(at))].map((x) => upright(x, '0', '100%'));
  if (joinsAbove) lines.push(upright(at(lane), '0', dot));
  if (from !== null) lines.push(drawing('line', { x1: at(from), x2: at(lane), y1: dot, y2: dot }));
  if (continues) lines.push(upright(at(lane), dot, '100%'));
  const mark =
    lot.step === null && !isReference
      ? drawing('rect', {
          x: String(Number(at(lane)) - 6),
          y: String(DOT_PIXELS - 6),
          width: '12',
          height: '12',
          class: 'origin',
        })
      : drawing('circle', {
          cx: at(lane),
          cy: dot,
          r: isReference ? '4' : '6',
          class: isReference ? 'reference' : 'made',
        });
  return drawing('svg', { width: String(lanes * LANE_PIXELS), 'aria-hidden': 'true' }, ...lines, mark);
}

function upright(x: string, y1: string, y2: string): SVGElement {
  return drawing('line', { x1: x, x2: x, y1, y2 });
}

function words(text: string): string {
  return text.replaceAll('-', ' ');
}
