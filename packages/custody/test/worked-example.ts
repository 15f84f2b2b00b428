/**
 * The worked example: 1,000 t of wet ionic clay become 10,000 coated magnets, and the swarf becomes oxide again. 31 lots;
 * every step closes to the gram. Masses, yields and losses are within what is usual everywhere.
 */
import { readFileSync } from 'node:fs';
import type { Role } from '../src/role.ts';
import { enter, type EventDraft, openWorld, record, type World, type WorldOptions } from '../testing/given.ts';

export interface WorkedLine {
  readonly by: string;
  readonly event: EventDraft;
}

export const WORKED_PARTIES: Readonly<Record<string, readonly Role[]>> = {
  MINE: ['mine'],
  REFINER: ['refiner'],
  METALS: ['metal-maker'],
  WORKS: ['alloy-maker', 'magnet-maker', 'exporter'],
  RECYCLER: ['recycler'],
  MOTORS: ['end-user'],
};

/** What happened, in order, as `record` reads it but for ids and times. */
export const WORKED_LINES: readonly WorkedLine[] = readFileSync(
  new URL('../testing/worked-example-lines.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as WorkedLine);

/** A world in which the parties are registered and the lines before the one that makes `lot` are recorded. */
export function worldBefore(lot: string, options: WorldOptions = {}): World {
  const world = enter(openWorld(options), WORKED_PARTIES);
  for (const { by, event } of WORKED_LINES.slice(0, WORKED_LINES.indexOf(lineMaking(lot)))) record(world, by, event);
  return world;
}

/** The line whose step, or whose creation, makes the lot. */
export function lineMaking(lot: string): WorkedLine {
  const line = WORKED_LINES.find(({ event }) => {
    return event.type === 'lot-created' ? event['lot'] === lot : outputsOf(event).some((output) => output.lot === lot);
  });
  if (line === undefined) throw new Error(`nothing makes ${lot}`);
  return line;
}

interface WorkedOutput {
  readonly lot: string;
  readonly quantity: { readonly elementMilligrams: Record<string, number> };
}

/** The lots that the event makes of others; none of an event that is no step. */
export function outputsOf({ outputs = [] }: EventDraft): readonly WorkedOutput[] {
  return outputs as readonly WorkedOutput[];
}

interface WorkedLoss {
  readonly elementMilligrams: Record<string, number>;
}

/** What the event states as lost. */
export function lossesOf({ losses = [] }: EventDraft): readonly WorkedLoss[] {
  return losses as readonly WorkedLoss[];
}
