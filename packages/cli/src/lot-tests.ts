/** How the contents of a lot are known: which elements were tested, by whom last, how surely. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { browseAssays, browseLots } from '@lodestone/ledger/browse.ts';
import { formatCount } from './amounts.ts';

type Lot = Awaited<ReturnType<typeof browseLots>>[number];
type Assay = Awaited<ReturnType<typeof browseAssays>>[number];

/** Lines for people. Below detection, none and not tested are three things, and each is named. */
export function formatTests(lot: Lot, assays: readonly Assay[]): string[] {
  const { notDetected, uncertaintyPartsPerMillion: uncertainty, remaining } = lot;
  const isNone = (element: ElementSymbol) =>
    !notDetected.includes(element) &&
    (lot.made.elementMilligrams[element] ?? remaining.elementMilligrams[element]) === 0n;
  const isStated = (element: ElementSymbol) =>
    lot.made.elementMilligrams[element] !== undefined || remaining.elementMilligrams[element] !== undefined;
  const tested = (element: ElementSymbol) => isStated(element) || notDetected.includes(element);
  const lines = [
    describeElements('below detection', notDetected),
    describeElements('none', ELEMENT_SYMBOLS.filter(isNone)),
    describeElements('not tested', ELEMENT_SYMBOLS.some(tested) ? ELEMENT_SYMBOLS.filter((each) => !tested(each)) : []),
    uncertainty === null ? null : `each element ± ${formatPercent(BigInt(uncertainty))}`,
    describeLatest(assays.at(-1), assays.length),
  ].filter((line) => line !== null);
  return lines.length === 0 ? [] : [...lines, ''];
}

function describeElements(what: string, elements: readonly ElementSymbol[]): string | null {
  return elements.length === 0 ? null : `${what}: ${elements.join(', ')}`;
}

function describeLatest(latest: Assay | undefined, count: number): string | null {
  if (latest === undefined) return null;
  const { version, laboratory, method, lot } = latest;
  return `${version} assay by ${laboratory}, ${method} (${formatCount(count, 'assay')}: lodestone assays ${lot})`;
}
