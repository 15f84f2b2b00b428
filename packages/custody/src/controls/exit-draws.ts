/** What a shipment takes of the lines that it was declared under, once it leaves. */
import type { EventOf } from '../event.ts';

type DeclaredLines = NonNullable<EventOf<'shipment-declared'>['licenceLines']>;

/** A mass of one line of one licence. */
export interface LineMass {
  readonly licence: string;
  readonly line: string;
  readonly netMilligrams: bigint;
}

/**
 * By line of a licence, what an exit consumes: what it states for each, or its whole net mass where every line was declared
 * for the whole of the same goods, else what was declared. A line that is left out of those it states consumes nothing.
 */
export function exitDraws(declared: DeclaredLines, exit: EventOf<'shipment-exited'>): LineMass[] {
  const { licenceLines, netMilligrams } = exit;
  if (licenceLines !== undefined) return licenceLines.map(exactly);
  if (netMilligrams !== undefined && areForTheWhole(declared)) {
    return declared.map((line) => ({ ...exactly(line), netMilligrams: BigInt(netMilligrams) }));
  }
  return declared.map(exactly);
}

/** Each line stands for all of the goods, under another code: their one net mass says what each consumes. */
function areForTheWhole(declared: DeclaredLines): boolean {
  return declared.every(
    ({ lots, netMilligrams }) => lots === undefined && netMilligrams === declared[0]?.netMilligrams,
  );
}

/** The masses of lines, exact. */
export function exactly({ licence, line, netMilligrams }: Omit<LineMass, 'netMilligrams'> & { netMilligrams: number }) {
  return { licence, line, netMilligrams: BigInt(netMilligrams) };
}
