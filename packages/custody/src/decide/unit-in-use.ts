/** What a logistic unit asks of the lots that are in it: they go together, or it is unpacked first. */
import type { LotState } from '../state/state-of-lots.ts';
import { Refused } from '../refusal.ts';
import { requireThing, type Ruling } from './ruling.ts';

/** So many of the lots that are left out are named in a refusal. */
const NAMED_MAX = 10;

/** Refuses a lot that is in a packed unit. */
export function requireLoose(field: string, { lot, unit }: LotState): void {
  if (unit === null) return;
  const message = `lot ${lot} is packed in unit ${unit}, and only a loose lot can be used so: unpack the unit first`;
  throw new Refused('packed-in-unit', field, message, { lot, unit, expected: 'loose', found: 'packed' });
}

/** Refuses to move some of the lots of a unit without the others. `lots[0]` is what `fieldOf(0)` names. */
export function requireWholeUnits(ruling: Ruling, lots: readonly LotState[], fieldOf: (index: number) => string): void {
  const named = new Set(lots.map(({ lot }) => lot));
  const checked = new Set<string>();
  for (const [index, { lot, unit }] of lots.entries()) {
    if (unit === null || checked.has(unit)) continue;
    checked.add(unit);
    const field = fieldOf(index);
    const all = requireThing(ruling, field, 'unit', unit).lots;
    const leftOut = all.filter((other) => !named.has(other));
    if (leftOut.length === 0) continue;
    const others = leftOut.slice(0, NAMED_MAX).join(', ') + (leftOut.length > NAMED_MAX ? ', …' : '');
    const message = `lot ${lot} is packed in unit ${unit} with ${others}, which the event leaves out: a unit moves whole; name all of its lots, or unpack it first`;
    const facts = { lot, unit, named: all.length - leftOut.length, packed: all.length, leftOut: others };
    throw new Refused('unit-divided', field, message, facts);
  }
}
