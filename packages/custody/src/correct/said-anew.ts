/** Counts and assays say anew what there is of a lot: the difference of a correction is not summed with theirs. */
import { formatPlace } from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';

/** How what there is was said since the event `number`, where that counts, and what to do: `counted by event 12.0: …`. */
export function saidAnew(
  { countedNumber, assay }: Pick<LotState, 'countedNumber' | 'assay'>,
  number: number,
): string[] {
  const said: string[] = [];
  if (countedNumber !== null && countedNumber > number) {
    said.push(`counted by event ${formatPlace(countedNumber)}: correct that first, or adjust the lot`);
  }
  if (assay !== null && assay.eventNumber > number) {
    const { version, laboratory, eventNumber } = assay;
    said.push(
      `found by the ${version} assay by ${laboratory} of event ${formatPlace(eventNumber)}: correct that first`,
    );
  }
  return said;
}
