/**
 * Recycled content a second time, to check the first: forwards, with exact fractions, as the rule in
 * `src/recycled-content.ts` reads. A mass is tagged as it goes: `fresh` until something is made of it, `made` from then
 * on, and `pre-consumer` once it is recycled after that; `post-consumer` and `unknown` it stays.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LineageGraph, LineageLot, LineageSubject } from '../src/graph.ts';
import { add, compare, formatRounded, type Fraction, fraction, fractionalPart, multiply } from './exact-attribution.ts';

type Tag = 'fresh' | 'made' | 'pre-consumer' | 'post-consumer' | 'unknown';
type Shares = ReadonlyMap<Tag, Fraction>;

const ALL_UNKNOWN: Shares = new Map([['unknown', fraction(1n, 1n)]]);
const ORDER = ['post-consumer', 'pre-consumer', 'primary', 'unknown'] as const;

const MAKING = new Set([
  'electrolysis',
  'metallothermic-reduction',
  'strip-casting',
  'milling',
  'sintering',
  'machining',
  'grain-boundary-diffusion',
  'finishing',
]);

/** Milligrams and share of each class that a trace shows; undefined when the subject has none of the element. */
export function recycledExactly(graph: LineageGraph, subject: LineageSubject, element: ElementSymbol) {
  const total = subject.parts.reduce((sum, part) => sum + (part.elementMilligrams[element] ?? 0n), 0n);
  if (total === 0n) return undefined;
  const sharesOf = shareForwards(graph, element);
  const pool = new Map<Tag, Fraction>();
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    pour(pool, sharesAt(graph, sharesOf, lotNumber, at, element), elementMilligrams[element] ?? 0n);
  }
  const exact = ORDER.map((name) => {
    const tags: readonly Tag[] = name === 'primary' ? ['fresh', 'made'] : [name];
    return tags.reduce((sum, tag) => add(sum, pool.get(tag) ?? NONE), NONE);
  });
  const floors = exact.map(({ numerator, denominator }) => numerator / denominator);
  const left = Number(total - floors.reduce((sum, floor) => sum + floor, 0n));
  const byRemainder = ORDER.map((_, index) => index).toSorted((one, other) =>
    compare(fractionalPart(exact[other] as Fraction), fractionalPart(exact[one] as Fraction)),
  );
  for (const index of byRemainder.slice(0, left)) floors[index] = (floors[index] ?? 0n) + 1n;
  const classOf = (index: number) => ({
    milligrams: floors[index],
    share: formatRounded(multiply(exact[index] as Fraction, fraction(1n, total)), 6),
  });
  return { postConsumer: classOf(0), preConsumer: classOf(1) };
}

const NONE = fraction(0n, 1n);

function shareForwards(graph: LineageGraph, element: ElementSymbol): ReadonlyMap<number, Shares> {
  const sharesOf = new Map<number, Shares>();
  for (const lot of [...graph.lots.values()].toSorted((left, right) => left.lotNumber - right.lotNumber)) {
    const step = lot.step === null ? undefined : graph.steps.get(lot.step);
    if (lot.step === null) {
      sharesOf.set(lot.lotNumber, new Map([[tagOf(lot), fraction(1n, 1n)]]));
      continue;
    }
    const base = step?.baseElementMilligrams[element] ?? 0n;
    const pool = new Map<Tag, Fraction>();
    if (step === undefined || base === 0n) {
      sharesOf.set(lot.lotNumber, ALL_UNKNOWN);
      continue;
    }
    let taken = 0n;
    for (const input of step.inputs) {
      const milligrams = input.elementMilligrams[element] ?? 0n;
      const shares = sharesAt(graph, sharesOf, input.lotNumber, step.at, element);
      pour(pool, shares, milligrams, (tag) => tagAfter(step.name, tag));
      taken += milligrams;
    }
    pour(pool, ALL_UNKNOWN, base - taken);
    sharesOf.set(lot.lotNumber, new Map([...pool].map(([tag, mass]) => [tag, multiply(mass, fraction(1n, base))])));
  }
  return sharesOf;
}

/** As it was made, with what it has gained since, which nobody knows. */
function sharesAt(
  graph: LineageGraph,
  sharesOf: ReadonlyMap<number, Shares>,
  lotNumber: number,
  at: number,
  element: ElementSymbol,
): Shares {
  let shares = sharesOf.get(lotNumber) ?? ALL_UNKNOWN;
  for (const { at: gainedAt, ...gain } of graph.lots.get(lotNumber)?.gains ?? []) {
    const [before, gained] = [gain.beforeElementMilligrams[element] ?? 0n, gain.gainedElementMilligrams[element] ?? 0n];
    if (gainedAt >= at || gained === 0n) continue;
    const pool = new Map<Tag, Fraction>();
    pour(pool, shares, before);
    pour(pool, ALL_UNKNOWN, gained);
    const after = before + gained;
    shares = new Map([...pool].map(([tag, mass]) => [tag, multiply(mass, fraction(1n, after))]));
  }
  return shares;
}

function tagOf({ kind, form, consumption }: LineageLot): Tag {
  if (consumption !== null) return consumption;
  if (kind !== 'collected') return 'fresh';
  return form === 'scrap' || form === 'magnet' || form === 'assembly' ? 'post-consumer' : 'pre-consumer';
}

function tagAfter(step: string, tag: Tag): Tag {
  if (tag === 'fresh' && MAKING.has(step)) return 'made';
  return tag === 'made' && (step === 'recycling' || step === 'reuse') ? 'pre-consumer' : tag;
}

function pour(pool: Map<Tag, Fraction>, shares: Shares, milligrams: bigint, change = (tag: Tag): Tag => tag): void {
  for (const [tag, share] of shares) {
    const after = change(tag);
    pool.set(after, add(pool.get(after) ?? NONE, multiply(share, fraction(milligrams, 1n))));
  }
}
