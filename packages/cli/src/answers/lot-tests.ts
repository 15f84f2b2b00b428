/** How the contents of a lot are known: which elements were tested, by whom last, how surely. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { browseAssays, browseLots } from '@lodestone/ledger/ask/browse.ts';

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
    describeLatest(lot.lot, assays),
  ].filter((line) => line !== null);
  return lines.length === 0 ? [] : [...lines, ''];
}

function describeElements(what: string, elements: readonly ElementSymbol[]): string | null {
  return elements.length === 0 ? null : `${what}: ${elements.join(', ')}`;
}

/** The assay that counts; where a correction has taken back all of them, that there were some. */
function describeLatest(lot: string, assays: readonly Assay[]): string | null {
  if (assays.length === 0) return null;
  const all = `(${formatCount(assays.length, 'assay')}: lodestone assays ${lot})`;
  const latest = assays.findLast(({ superseded }) => superseded === null);
  if (latest === undefined) return `no assay counts, each was corrected away ${all}`;
  const inherited = latest.inheritedFrom === null ? '' : `, inherited from ${latest.inheritedFrom}`;
  return `${latest.version} assay by ${latest.laboratory}, ${latest.method}${inherited} ${all}`;
}
