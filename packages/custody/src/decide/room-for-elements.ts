/** That a lot can hold the elements which an event leaves in it. */
import { totalMilligrams } from '../element-masses.ts';
import { formatAmount, formatKilograms } from '../format-amount.ts';
import type { Amounts } from '../amounts.ts';
import { Refused } from '../refusal.ts';

const PARTS_PER_MILLION = 1_000_000n;

/** The elements weigh at most what the lot does, and at most what of it is dry where a moisture is stated. */
export function requireRoomForElements(
  lot: string,
  { netMilligrams, elementMilligrams }: Amounts,
  moisturePartsPerMillion = 0,
  field = 'quantity',
): void {
  if (netMilligrams === null) return;
  const elements = totalMilligrams(elementMilligrams);
  const dry = (netMilligrams * (PARTS_PER_MILLION - BigInt(moisturePartsPerMillion))) / PARTS_PER_MILLION;
  if (elements <= dry) return;
  const facts = { lot, elements: elements.toString(), netMilligrams: netMilligrams.toString() };
  const net = formatAmount('netMilligrams', netMilligrams);
  if (elements > netMilligrams) {
    const message = `lot ${lot} would have ${net}, and ${formatKilograms(elements)} of elements in it: state the elements as well, or correct the net mass`;
    throw new Refused('elements-above-net', field, message, facts);
  }
  const message = `lot ${lot} would have ${net}, of which ${formatKilograms(dry)} dry, and ${formatKilograms(elements)} of elements in it: net is the mass as weighed, wet`;
  throw new Refused('elements-above-net', field, message, { ...facts, dryMilligrams: dry.toString() });
}
