/** Takes lines that were read: passes over those that are recorded already, and hands the others on to be signed. */
import type { Digest } from '@lodestone/proof/digest.ts';
import { findEvents } from '@lodestone/store/append/read-recorded.ts';
import { findErasedSeals } from '../seals/erased-seals.ts';
import { forgetSealSecret } from '../seals/seal-secrets.ts';
import type { EventLine } from './read-event-line.ts';
import { addToGroup, closeGroup } from './recording-group.ts';
import { type RecordRefusal, StopRecording } from './recording-refusal.ts';
import type { Recording } from './recording.ts';

/** What is known of an event id. Of recorded events the author is a key, of those still on their way the party. */
interface KnownEvent {
  readonly digest: Digest;
  readonly author: string;
}

/**
 * Drops the lines that are recorded already and puts the others into groups. Stops the recording at the first line
 * whose event id is taken by something else, or that nobody signs. Calls take turns: lines come in their order.
 */
export async function takeLines(recording: Recording, lines: readonly EventLine[]): Promise<void> {
  if (lines.length === 0) return;
  const { ledger, pending } = recording;
  const ids = lines.map(({ encoded }) => encoded.event.id);
  // What is on its way is noted before the ledger is asked: it may arrive there and leave `pending` at any time. Then the
  // ledger's answer takes its place.
  const taken = new Map<string, KnownEvent>(pending);
  const found = await findEvents(ledger.database.pool, ledger.ledgerId, ids);
  for (const event of found) taken.set(event.eventId, event);
  for (const line of lines) {
    const { event, digest } = line.encoded;
    const party = partyOf(recording, line);
    const known = taken.get(event.id);
    if (known !== undefined) {
      await passOver(recording, line, party, known);
      continue;
    }
    await addToGroup(recording, line, party);
    taken.set(event.id, { digest, author: party });
    pending.set(event.id, { digest, author: party });
  }
}

/** The salt is of the data folder. */
const SEALED_ELSEWHERE = ', and what is sealed is the same only in the data folder where it was sealed first';

function partyOf({ options }: Recording, line: EventLine): string {
  const party = line.by ?? options.by;
  if (party !== undefined) return party;
  const message = 'by: does not say who signs it: add "by", or name the party with --by';
  const facts = { field: 'by', found: null };
  throw new StopRecording({ line: line.line, event: line.encoded.event.id, reason: 'no-key', message, facts });
}

/** A line that is recorded with the same digest and author is passed over; anything else under its id is refused. */
async function passOver(recording: Recording, line: EventLine, party: string, known: KnownEvent): Promise<void> {
  const { event, digest } = line.encoded;
  const sameAuthor = known.author === party || (await recording.isKeyOf(known.author, party));
  if (known.digest === digest && sameAuthor) {
    recording.counts.alreadyRecorded += 1;
    return;
  }
  const isOnItsWay = recording.pending.has(event.id);
  const erased = sameAuthor && !isOnItsWay ? await findErasedSeals(recording.ledger, line.encoded) : null;
  if (erased !== null) await forgetErased(recording, event.id, erased.fields);
  const { message, facts } = erased?.refusal ?? describeTaken(line, party, known, isOnItsWay);
  // Lines by the same party before this one are of its submission, and go with it; those of another are whole.
  if (recording.group.party !== party) await closeGroup(recording);
  throw new StopRecording({ line: line.line, event: event.id, reason: 'event-recorded', message, facts });
}

/** Sealing the line has made secrets anew that open nothing. */
async function forgetErased({ ledger, options }: Recording, event: string, fields: readonly string[]): Promise<void> {
  if (options.dryRun) return;
  for (const field of fields) await forgetSealSecret(ledger.dataFolder, event, field);
}

/** What is wrong with a line whose id names something else. */
function describeTaken(
  { encoded: { event, digest, openings = [] } }: EventLine,
  party: string,
  known: KnownEvent,
  isOnItsWay: boolean,
): Pick<RecordRefusal, 'message' | 'facts'> {
  const elsewhere = openings.length === 0 ? '' : SEALED_ELSEWHERE;
  const [is, there] = isOnItsWay ? ['stands in an earlier line', 'in that line'] : ['is recorded', 'there'];
  const message =
    known.digest === digest
      ? `id: event ${event.id} ${is} by another author: ${known.author} ${there}, ${party} here (digest ${digest}); another event needs another id`
      : `id: event ${event.id} ${is} with other content: digest ${known.digest} ${there}, ${digest} here; another event needs another id${elsewhere}`;
  const authors = { recordedAuthor: known.author, author: party };
  return { message, facts: { field: 'id', event: event.id, recorded: known.digest, found: digest, ...authors } };
}
