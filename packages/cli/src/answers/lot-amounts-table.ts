/** What a lot holds, as a table for people: each number with the basis that it is on. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatKilograms, formatLitres } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { ElementView, QuantityViews } from '@lodestone/custody/quantity-views.ts';
import type { LotViews } from '@lodestone/ledger/ask/view-lot.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = [
  { title: '' },
  { title: 'made', align: 'right' },
  { title: 'remains', align: 'right' },
  { title: 'basis' },
] as const;

/** What has no views: it is counted, or measured by volume. */
export interface OtherMeasures {
  readonly volumeMillilitres: bigint | null;
  readonly pieces: bigint | null;
}

/** Formats the table; shares are of what was made, or of what remains where nothing was stated then. */
export function formatLotAmounts(
  { made, remaining }: LotViews,
  others: { readonly made: OtherMeasures; readonly remaining: OtherMeasures },
  width: number,
): string {
  const rows: string[][] = [];
  const row = (name: string, amounts: readonly [bigint | null, bigint | null], basis: string) => {
    const [first, second] = amounts.map((amount) => (amount === null ? '' : formatKilograms(amount)));
    if (amounts.some((amount) => amount !== null)) rows.push([name, first ?? '', second ?? '', basis]);
  };
  row('net', [made.netMilligrams, remaining.netMilligrams], 'as weighed, wet');
  const { made: measured, remaining: left } = others;
  if (measured.volumeMillilitres !== null) {
    const volumes = [measured, left].map(({ volumeMillilitres }) => formatLitres(volumeMillilitres ?? 0n));
    rows.push(['volume', ...volumes, '']);
  }
  if (measured.pieces !== null) {
    rows.push(['pieces', ...[measured, left].map(({ pieces }) => (pieces ?? 0n).toLocaleString('en')), '']);
  }
  if (made.moisturePartsPerMillion !== null) {
    const moisture = `net less ${formatPercent(made.moisturePartsPerMillion)} moisture`;
    row('dry', [made.dryMilligrams, remaining.dryMilligrams], moisture);
  }
  const coating = `net less ${formatKilograms(made.coatingMilligrams ?? 0n)} of coating`;
  row('uncoated', [made.uncoatedMilligrams, remaining.uncoatedMilligrams], coating);
  const { elements } = made;
  if (elements.length > 1) {
    row('rare earths', [made.rareEarthMilligrams, remaining.rareEarthMilligrams], `as metal${totalShares(made)}`);
  }
  row('TREO', [made.treoMilligrams, remaining.treoMilligrams], `as oxides${treoShare(made)}`);
  // An assay or a count may have found an element that was not stated when the lot was made.
  for (const element of ELEMENT_SYMBOLS) {
    const [first, second] = [made, remaining].map((views) => views.elements.find((each) => each.element === element));
    const shown = first ?? second;
    if (shown === undefined) continue;
    const { oxide, oxideMilligrams } = shown;
    const basis = `as metal${elementShares(shown)}; ${oxide} ${formatKilograms(oxideMilligrams)}`;
    row(element, [first?.milligrams ?? null, second?.milligrams ?? null], basis);
  }
  return formatTable(COLUMNS, rows, 'No amount is recorded.', width);
}

function totalShares(views: QuantityViews): string {
  return shares(views.rareEarthPartsPerMillionOfNet, views.rareEarthPartsPerMillionOfUncoated);
}

function elementShares({ partsPerMillionOfNet, partsPerMillionOfUncoated }: ElementView): string {
  return shares(partsPerMillionOfNet, partsPerMillionOfUncoated);
}

function shares(ofNet: bigint | null, ofUncoated: bigint | null): string {
  const uncoated = ofUncoated === null ? '' : `, ${formatPercent(ofUncoated)} uncoated`;
  return ofNet === null ? '' : `, ${formatPercent(ofNet)} of net${uncoated}`;
}

/** Without a moisture the net mass is taken for dry, and the reader has to know. */
function treoShare({ treoPartsPerMillionOfDry, moisturePartsPerMillion }: QuantityViews): string {
  if (treoPartsPerMillionOfDry === null) return '';
  const basis = moisturePartsPerMillion === null ? 'of net: no moisture is stated' : 'of dry';
  return `, ${formatPercent(treoPartsPerMillionOfDry)} ${basis}`;
}
