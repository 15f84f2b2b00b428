/** That what is said to have been sealed in an event is what the event commits to. */
import { isJsonObject } from '@lodestone/proof/json-value.ts';
import { commitmentOf } from '@lodestone/proof/sealed-field.ts';
import type { Bundle } from './bundle.ts';
import type { Authors } from './check-authors.ts';
import type { Crypto } from './crypto.ts';
import { fail } from './failure.ts';

/** Each opening is of a member that a shown event has sealed, and fits its commitment; each is there once. */
export function checkOpenings({ openings }: Bundle, { events }: Authors, { sha256 }: Crypto): void {
  const shown = new Map([...events.values()].map(({ event }) => [event['id'], event]));
  const seen = new Set<string>();
  for (const [index, opening] of openings.entries()) {
    const field = `openings[${index}]`;
    const { event: id, field: member } = opening;
    const sealed = shown.get(id)?.['sealed'] ?? null;
    const commitment = isJsonObject(sealed) ? sealed[member] : undefined;
    if (typeof commitment !== 'string' || seen.has(`${id} ${member}`)) {
      const found = typeof commitment === 'string' ? 'a second opening of it' : 'no such commitment';
      return fail('opening', field, { expected: `the one opening of ${member}, sealed in event ${id}`, found });
    }
    seen.add(`${id} ${member}`);
    const computed = commitmentOf(opening, sha256);
    if (computed === commitment) continue;
    const sentence = `the opening of ${member} gives the commitment ${computed}, event ${id} has ${commitment}`;
    fail('opening', field, { expected: commitment, found: computed, sentence });
  }
}
