/** The entries of a bundle with all of their events: those that are shown, and between them runs of those that are not. */
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { type Bundle, type BundleEvent, NOT_OF_THE_CLAIM } from '@lodestone/evidence/bundle.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import type { AuthoredEntry } from '@lodestone/store/log/read-evidence.ts';
import type { Evidence, GatheredEvent } from './gather-evidence.ts';

/** Why an event is withheld; null when it is shown. */
export type ReasonToWithhold = (event: GatheredEvent) => string | null;

/** Shows what was gathered, unless there is a reason not to. */
export function bundleEntries({ entries, events }: Evidence, reasonOf: ReasonToWithhold): Bundle['entries'] {
  const gathered = new Map(events.map((event) => [event.eventNumber, event]));
  return entries.map(({ position, body }) => {
    const said: BundleEvent[] = [];
    const count = countEvents(body);
    for (let ordinal = 0; ordinal < count; ordinal += 1) {
      const event = gathered.get(eventNumberOf(position, ordinal));
      const reason = event === undefined ? NOT_OF_THE_CLAIM : reasonOf(event);
      if (reason !== null) withhold(said, reason);
      else if (event !== undefined) said.push(event.text);
    }
    return { entry: body.toString('utf8'), events: said };
  });
}

/** Neighbours that are withheld for one reason are one member. */
function withhold(said: BundleEvent[], withheld: string): void {
  const before = said.at(-1);
  const isMore = typeof before === 'object' && before.withheld === withheld;
  if (isMore) said.pop();
  said.push({ count: isMore ? before.count + 1 : 1, withheld });
}

function countEvents(body: AuthoredEntry['body']): number {
  const parsed = parseEntry(body);
  if (!parsed.ok) throw new Error(`an entry cannot be read (${parsed.problem}): run verify`);
  return parsed.value.events.length;
}
