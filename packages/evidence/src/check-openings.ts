/** That what is said to have been sealed in an event is what the event commits to. */
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
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

/** Each opening is of a member that a shown event has sealed and not stated, and fits its commitment; they rise by event and member. */
export function checkOpenings({ openings }: Bundle, { events }: Authors, { sha256 }: Algorithms): CheckedOpenings {
  const shown = new Map([...events.values()].map(({ event }) => [event['id'], event]));
  let before = '';
  for (const [index, opening] of openings.entries()) {
    const field = `openings[${index}]`;
    const { event: id, field: member } = opening;
    const name = `${id} ${member}`;
    const event = shown.get(id);
    const commitment = event && commitmentsIn(event).get(member);
    if (event === undefined || commitment === undefined) {
      const expected = `a member that event ${id} has sealed and the bundle shows`;
      return fail('opening', field, { expected, found: member });
    }
    if (name <= before) fail('opening', field, { expected: `one after that of ${before}`, found: name });
    before = name;
    if (isStated(event, member)) {
      const expected = `a member that event ${id} does not state`;
      fail('opening', field, { expected, found: `${member}, which it states as well` });
    }
    const computed = commitmentOf(opening, sha256);
    if (computed === commitment) continue;
    const sentence = `the opening of ${member} gives the commitment ${computed}, event ${id} has ${commitment}`;
    fail('opening', field, { expected: commitment, found: computed, sentence });
  }
  const sealed = [...shown.values()].reduce((sum, event) => sum + commitmentsIn(event).size, 0);
  return { opened: openings.length, unopened: sealed - openings.length };
}

/** What is both stated and sealed says two things, and a reader would be shown the one and the rules the other. */
function isStated(event: JsonObject, member: string): boolean {
  const [name = '', ofReplacement] = member.split('.');
  if (ofReplacement === undefined) return event[name] !== undefined;
  const replacement = event[name];
  return replacement !== undefined && isJsonObject(replacement) && replacement[ofReplacement] !== undefined;
}
