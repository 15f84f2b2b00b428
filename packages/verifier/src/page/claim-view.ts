/** What the bundle is about, in plain words: how much of which element, and where it comes from. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Subject } from '@lodestone/evidence/bundle.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { TraceElement } from '@lodestone/lineage/trace/trace-value.ts';
import { countryName } from './country-name.ts';
import { drawing, element, quoted, table } from './element.ts';
import { massesByCountry, unknownShareMillionths } from './masses-by-country.ts';
import { papersView } from './papers-view.ts';
import { partyName } from './party-name.ts';
import type { ClaimReport, EventReport, LineageReport } from './report.ts';
import { formatPercent, millionthsOf, WHOLE_MILLIONTHS } from './share.ts';

const LOTS_NAMED_MAX = 20;
const ORIGINS_SHOWN_MAX = 20;
/** Of a kilogram, down to one milligram. */
const MILLIGRAM_DECIMALS = 6;

type Cell = Node | string;

export function claimView(subject: Subject, { lineage, event, papers, names }: ClaimReport): HTMLElement {
  return element(
    'section',
    { 'aria-labelledby': 'claim' },
    element('h2', { id: 'claim' }, 'What it shows'),
    ...(lineage === null ? [] : lineageClaim(subject, lineage, papersView(papers, names))),
    ...(event === null ? [] : eventClaim(event, names)),
  );
}

function eventClaim(
  { text, isWhole, party, recordedAt, place }: EventReport,
  names: ReadonlyMap<string, string>,
): HTMLElement[] {
  // Line by line, for a line break is no more printable than any other control character.
  const lines = text.split('\n').flatMap((line) => [line, element('br')]);
  return [
    element(
      'p',
      {},
      'Recorded as event ',
      place,
      ` at ${recordedAt}, by `,
      ...partyName(party, names),
      '. Masses are in milligrams.',
    ),
    element('pre', { tabindex: '0' }, ...lines),
    ...(isWhole ? [] : [element('p', {}, 'The event is longer; this is how it begins.')]),
  ];
}

function lineageClaim({ kind, id }: Subject, lineage: LineageReport, papers: readonly HTMLElement[]): HTMLElement[] {
  const { subjectLots, lots, countries, elements, missing } = lineage;
  const named = subjectLots.slice(0, LOTS_NAMED_MAX).flatMap((lot, index) => [index === 0 ? '' : ', ', quoted(lot)]);
  const more = subjectLots.length > LOTS_NAMED_MAX ? ` and ${subjectLots.length - LOTS_NAMED_MAX} more` : '';
  const consists: Cell[] =
    kind === 'shipment'
      ? ['Shipment ', quoted(id), ` consists of ${formatCount(subjectLots.length, 'lot')}: `, ...named, more, '. ']
      : ['Lot ', quoted(id), ' '];
  const where = countries.map(countryName).join(', ');
  const behind = `${kind === 'shipment' ? 'Behind it stand' : 'has behind it'} ${formatCount(lots, 'lot')} in all, in ${where}.`;
  const contained = Object.entries(elements);
  if (contained.length === 0) {
    const nothing = element('p', {}, 'No rare-earth content is stated.');
    return [element('p', {}, ...consists, behind), ...papers, nothing];
  }
  return [
    element('p', {}, ...consists, behind),
    ...papers,
    table(
      'Origins of each element. Masses are of the element contained (metal basis).',
      ['Element', 'Origin', 'Who and where', 'Country', 'Mass', 'Share'],
      contained.flatMap(([symbol, traced]) => originRows(symbol, traced)),
    ),
    table(
      'The same by country of origin.',
      ['Element', 'Country', 'Mass', 'Share'],
      contained.flatMap(([symbol, traced]) => countryRows(symbol, traced)),
    ),
    recycledView(contained),
    ...missing.slice(0, ORIGINS_SHOWN_MAX).map(({ lot, reason }) => {
      return element('p', {}, 'Not followed: ', quoted(lot), `, ${reason}`);
    }),
  ];
}

function originRows(symbol: string, { milligrams, origins, unknownMilligrams }: TraceElement): Cell[][] {
  const shown = origins.slice(0, ORIGINS_SHOWN_MAX);
  const rest = origins.slice(ORIGINS_SHOWN_MAX);
  const rows: Cell[][] = shown.map((origin) => [
    quoted(origin.lot),
    element('span', {}, `${origin.kind.replaceAll('-', ' ')} by `, quoted(origin.party)),
    countryName(origin.country),
    mass(BigInt(origin.milligrams)),
    share(millionthsOf(origin.share)),
  ]);
  if (rest.length > 0) {
    const restMilligrams = rest.reduce((sum, origin) => sum + BigInt(origin.milligrams), 0n);
    const restMillionths = rest.reduce((sum, origin) => sum + millionthsOf(origin.share), 0);
    const title = `${rest.length.toLocaleString('en')} more`;
    rows.push([title, 'in the lineage file', '', mass(restMilligrams), share(restMillionths)]);
  }
  if (unknownMilligrams > 0) {
    const unknown = share(unknownShareMillionths(origins));
    rows.push(['unknown', 'explained by no record', '', mass(BigInt(unknownMilligrams)), unknown]);
  }
  return underElement(symbol, milligrams, rows);
}

function countryRows(symbol: string, traced: TraceElement): Cell[][] {
  const rows = massesByCountry(traced).map(({ country, milligrams, shareMillionths }) => [
    country === null ? 'unknown' : countryName(country),
    mass(milligrams),
    share(shareMillionths),
  ]);
  return underElement(symbol, traced.milligrams, rows);
}

/** The element is seen in its first row alone; whoever hears the table, or has a narrow page, is told it in each. */
function underElement(symbol: string, milligrams: number, rows: readonly Cell[][]): Cell[][] {
  const title = element('span', {}, element('strong', {}, symbol), ` ${formatKilograms(BigInt(milligrams))}`);
  return rows.map((row, index) => [index === 0 ? title : element('span', { class: 'again' }, symbol), ...row]);
}

function recycledView(contained: readonly (readonly [string, TraceElement])[]): HTMLElement {
  const rows = contained.flatMap(([symbol, { recycled }]) => {
    const { postConsumerMilligrams: post, preConsumerMilligrams: pre, postConsumerShare, preConsumerShare } = recycled;
    if (post === 0 && pre === 0) return [];
    const cells = [...recycledCells(post, postConsumerShare), ...recycledCells(pre, preConsumerShare)];
    return [[element('strong', {}, symbol), ...cells]];
  });
  if (rows.length === 0) return element('p', {}, 'Recycled content: none.');
  const header = ['Element', 'Post-consumer', 'Share', 'Pre-consumer', 'Share'];
  return table('Recycled content. Only post-consumer material was ever discarded by end users.', header, rows);
}

function recycledCells(milligrams: number, part: string): Cell[] {
  return milligrams === 0 ? ['none', ''] : [mass(BigInt(milligrams)), share(millionthsOf(part))];
}

/** With all decimals, so that masses under one another align on the point. */
function mass(milligrams: bigint): HTMLElement {
  const [whole = '', fraction = ''] = formatKilograms(milligrams).replace(' kg', '').split('.');
  return element('span', { class: 'mass' }, `${whole}.${fraction.padEnd(MILLIGRAM_DECIMALS, '0')} kg`);
}

/** A share in digits, with a bar for the eye. */
function share(millionths: number): HTMLElement {
  const width = `${(millionths * 100) / WHOLE_MILLIONTHS}%`;
  const bar = drawing(
    'svg',
    { class: 'bar', 'aria-hidden': 'true' },
    drawing('rect', { class: 'bar-whole', width: '100%', height: '100%' }),
    drawing('rect', { class: 'bar-part', width, height: '100%' }),
  );
  return element('span', { class: 'share' }, element('span', {}, formatPercent(millionths)), bar);
}
