/** Who owns a lot, apart from who has it: stated by events, and carried through steps. */
import type { LotState } from '../state/state-of-lots.ts';
import type { EventOf } from '../event.ts';
import { requireLotNotOnHold } from './hold.ts';
import { requireNotSpent } from './lot-in-use.ts';
import { isSpent } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { addFinding, requireDistinct, requireParty, requireThing, type Ruling } from './ruling.ts';

/**
 * The owner says who owns lots from now on, wherever they are; to say that they stay its own is lawful, and what a toll
 * begins with. It is no event along the lots: a sale is often recorded after the goods have moved.
 */
export function decideOwnershipTransferred(ruling: Ruling, event: EventOf<'ownership-transferred'>): void {
  const { owner, lots } = event;
  requireParty(ruling, 'owner', owner, 'owner');
  requireDistinct('lots', lots, 'lots');
  for (const [index, id] of lots.entries()) {
    const field = `lots[${index}]`;
    const lot = requireThing(ruling, field, 'lot', id);
    requireOwner(ruling, field, lot);
    requireNotSpent(field, lot, {});
    requireLotNotOnHold(ruling, field, lot);
    stateOwner(ruling, lot, owner);
  }
}

/** What a lot's owner is until one is stated: whoever has the lot. Most goods are sold when they are handed over. */
export function ownerOf({ owner, custodian }: LotState): string {
  return owner ?? custodian;
}

/**
 * Gives the outputs of a step the owner of its inputs, where all of them have one and the same that is stated: what is
 * processed for a wage stays the owner's. Else they are its own who makes them, and inputs of several owners are noted.
 */
export function passOwnership(
  ruling: Ruling,
  inputs: readonly LotState[],
  outputs: () => readonly Pick<LotState, 'lot' | 'lotNumber'>[],
): void {
  let first: LotState | null = null;
  let isStated = true;
  for (const input of inputs) {
    if (isSpent(input.remaining)) continue;
    first ??= input;
    isStated &&= input.owner !== null;
    if (ownerOf(input) === ownerOf(first)) continue;
    const message = `lot ${first.lot} belongs to ${ownerOf(first)}, lot ${input.lot} to ${ownerOf(input)}: what the step makes of both counts as ${ruling.actor.party}'s own`;
    return addFinding(ruling, 'owners-differ', message);
  }
  const owner = first?.owner ?? null;
  if (owner === null || !isStated) return;
  for (const output of outputs()) stateOwner(ruling, output, owner);
}

function requireOwner(ruling: Ruling, field: string, lot: LotState): void {
  const { party } = ruling.actor;
  const owner = ownerOf(lot);
  if (owner === party) return;
  const message = `lot ${lot.lot} belongs to ${owner}, the event is by ${party}: its owner says whose it becomes`;
  throw new Refused('not-owner', field, message, { lot: lot.lot, owner, party });
}

function stateOwner(ruling: Ruling, { lot, lotNumber }: Pick<LotState, 'lot' | 'lotNumber'>, owner: string): void {
  const { eventNumber } = ruling;
  ruling.facts.push({ kind: 'ownership', eventNumber, lotNumber, lot, owner, statementNumber: null });
}
