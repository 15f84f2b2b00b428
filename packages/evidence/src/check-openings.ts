/** That what is said to have been sealed in an event is what the event commits to. */
import { commitmentOf, commitmentsIn } from '@lodestone/proof/sealed-field.ts';
import type { Bundle } from './bundle.ts';
import type { Authors } from './check-authors.ts';
import type { Algorithms } from './algorithms.ts';
import { fail } from './failure.ts';

/** How many of the members that events shown have sealed are opened, and how many are not. */
export interface CheckedOpenings {
  readonly opened: number;
  readonly unopened: number;
}

/** Each opening is of a member that a shown event has sealed, and fits its commitment; they rise by event and member. */
export function checkOpenings({ openings }: Bundle, { events }: Authors, { sha256 }: Algorithms): CheckedOpenings {
  const shown = new Map([...events.values()].map(({ event }) => [event['id'], commitmentsIn(event)]));
  let before = '';
  for (const [index, opening] of openings.entries()) {
    const field = `openings[${index}]`;
    const { event: id, field: member } = opening;
    const name = `${id} ${member}`;
    const commitment = shown.get(id)?.get(member);
    if (commitment === undefined) {
      const expected = `a member that event ${id} has sealed and the bundle shows`;
      return fail('opening', field, { expected, found: member });
    }
    if (name <= before) fail('opening', field, { expected: `one after that of ${before}`, found: name });
    before = name;
    const computed = commitmentOf(opening, sha256);
    if (computed === commitment) continue;
    const sentence = `the opening of ${member} gives the commitment ${computed}, event ${id} has ${commitment}`;
    fail('opening', field, { expected: commitment, found: computed, sentence });
  }
  const sealed = [...shown.values()].reduce((sum, { size }) => sum + size, 0);
  return { opened: openings.length, unopened: sealed - openings.length };
}
