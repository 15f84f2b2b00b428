/** Claims as people read them: the model of each element, each claim with its reason, then the shares as tables. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Claim, ClaimRule, ClaimVerdict } from '@lodestone/lineage/claims/claim.ts';
import { MODEL_WORDS, type Obstacle } from '@lodestone/lineage/claims/custody-model.ts';
import type { ClaimsReport } from '@lodestone/lineage/claims/make-claims.ts';
import { STAGES } from '@lodestone/lineage/claims/stage.ts';
import { formatMissing } from '@lodestone/lineage/trace/trace-missing.ts';
import type { TraceMissing } from '@lodestone/lineage/trace/trace-value.ts';
import { formatTable } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';
import { RECYCLED_COLUMNS } from './trace-table.ts';

export const VERDICT_WORDS = {
  supported: 'supported',
  'not-supported': 'not supported',
  'cannot-say': 'cannot say',
} as const satisfies Record<ClaimVerdict, string>;

interface Widths {
  readonly width: number;
  readonly tableWidth: number;
}

const RECYCLED_ID = 'recycled/';

/** With what of the lineage is in question. Text within `width` columns, tables within `tableWidth`. */
export function formatClaims(report: ClaimsReport, missing: readonly TraceMissing[], widths: Widths): string {
  const { subject, date, lotCount, custody, claims } = report;
  const { width, tableWidth } = widths;
  const model = custody.model === null ? 'no model is supported' : MODEL_WORDS[custody.model];
  const kind = subject.kind === 'lot' ? 'Lot' : 'Shipment';
  const ownText = claims.filter(({ id }) => !id.startsWith('custody/') && !id.startsWith(RECYCLED_ID));
  const tables = [formatShares(report, tableWidth), formatRecycled(report, widths)];
  return [
    wrappedLines(`${kind} ${subject.id} · ${formatCount(lotCount, 'lot')} upstream · rules as of ${date}`, width).join(
      '\n',
    ),
    [...wrappedLines(`Chain of custody (ISO 22095:2020): ${model}`, width), ...formatModels(report, width)].join('\n'),
    ...ownText.map((claim) => formatClaim(claim, width)),
    ...tables.filter((table) => table !== ''),
    ...(missing.length === 0 ? [] : [formatMissing({ missing }, width).join('\n')]),
  ].join('\n\n');
}

/** Elements of which the same is to be said are named together; below them, why they support no stronger model. */
function formatModels({ custody }: ClaimsReport, width: number): string[] {
  const groups = Map.groupBy(custody.elements, ({ model, obstacles }) => {
    return `${model}\n${obstacles.map(({ sentence }) => sentence).join('\n')}`;
  });
  return [...groups.values()].flatMap((elements) => {
    const [first] = elements;
    if (first === undefined) return [];
    const names = elements.map(({ element }) => element).join(', ');
    const model = first.model === null ? 'no model' : MODEL_WORDS[first.model];
    return [
      ...wrappedLines(`${names}: ${model}`, width, 1),
      ...first.obstacles.flatMap((obstacle) => wrappedLines(describeObstacle(obstacle), width, 2)),
    ];
  });
}

function describeObstacle({ against, sentence }: Obstacle): string {
  const weakest = against.at(-1);
  const stronger = against.length > 1 ? ' or stronger' : '';
  return `not ${weakest === undefined ? '' : MODEL_WORDS[weakest]}${stronger}: ${sentence}`;
}

function formatClaim(claim: Claim, width: number): string {
  const { reason, rule } = claim;
  return [
    ...wrappedLines(headOf(claim), width),
    ...wrappedLines(reason, width, 1),
    ...wrappedLines(describeRule(rule), width, 1),
  ].join('\n');
}

function headOf({ title, verdict, isInformation }: Claim): string {
  return `${VERDICT_WORDS[verdict].toUpperCase()} · ${title}${isInformation ? ' (information)' : ''}`;
}

function describeRule({ source, from }: ClaimRule): string {
  return `Rule: ${source}${from === null ? '' : `; as applied here from ${from}`}.`;
}

const SHARE_COLUMNS = [
  { title: 'stage' },
  { title: 'country' },
  { title: 'of each element', whenTooWide: 'wrapped' },
] as const;

/** Where each stage was done on how much of each element; a stage is named once. */
function formatShares({ shares }: ClaimsReport, width: number): string {
  const rows = STAGES.flatMap((stage) => {
    const byCountry = new Map<string, string[]>();
    const add = (country: string, text: string) => byCountry.set(country, [...(byCountry.get(country) ?? []), text]);
    for (const { element, stages } of shares) {
      const found = stages.find((each) => each.stage === stage);
      for (const { country, shareMillionths } of found?.countries ?? [])
        add(country ?? NO_SUCH_STEP, `${element} ${formatPercent(shareMillionths)}`);
      if (found !== undefined && found.unknownMilligrams > 0n)
        add(UNKNOWN, `${element} ${formatKilograms(found.unknownMilligrams)}`);
    }
    const countries = [...byCountry.keys()].sort(lastOnes);
    return countries.map((country, index) => {
      return [index === 0 ? stage : '', country, byCountry.get(country)?.join(', ') ?? ''];
    });
  });
  return formatTable(SHARE_COLUMNS, rows, '', width);
}

const NO_SUCH_STEP = 'no such step';
const UNKNOWN = 'unknown';
const LAST: readonly string[] = [NO_SUCH_STEP, UNKNOWN];

/** Countries in the order of the elements, then what has none. */
function lastOnes(left: string, right: string): number {
  return LAST.indexOf(left) - LAST.indexOf(right);
}

/** Every element that the rule asks for, and any other that has some; the rule once for all of them. */
function formatRecycled({ recycled, claims }: ClaimsReport, { width, tableWidth }: Widths): string {
  const asked = claims.filter(({ id }) => id.startsWith(RECYCLED_ID));
  const rows = recycled
    .filter(({ element, postConsumer, preConsumer }) => {
      const isAsked = asked.some((claim) => claim.element === element);
      return isAsked || postConsumer.milligrams > 0n || preConsumer.milligrams > 0n;
    })
    .map(({ element, postConsumer, preConsumer }) => {
      const masses = [postConsumer, preConsumer].flatMap(({ milligrams, shareMillionths }) => {
        return [formatKilograms(milligrams), formatPercent(shareMillionths)];
      });
      return [element, ...masses];
    });
  if (rows.length === 0) return '';
  const unsaid = asked
    .filter(({ verdict }) => verdict === 'cannot-say')
    .flatMap((claim) => [...wrappedLines(headOf(claim), width), ...wrappedLines(claim.reason, width, 1)]);
  const rules = asked.slice(0, 1).flatMap(({ rule }) => wrappedLines(describeRule(rule), width));
  return [formatTable(RECYCLED_COLUMNS, rows, '', tableWidth), ...unsaid, ...rules].join('\n');
}
