/** Groups consecutive lines of one party into a submission, as large as one may be, and signs it. */
import { SUBMISSION_MAX_BYTES, SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import { carriedBytes, signSubmission } from '../append/submission.ts';
import type { EventLine } from './read-event-line.ts';
import { addToBatch, sendOffWhenFull } from './recording-batch.ts';
import { signerOf } from './recording-signer.ts';
import { emptyGroup, type Recording } from './recording.ts';

/** Adds a line that `party` signs; the lines before it are closed when they are another's, or a submission is full. */
export async function addToGroup(recording: Recording, line: EventLine, party: string): Promise<void> {
  const length = carriedBytes(line.encoded);
  const { party: before, lines, bytes } = recording.group;
  const full = lines.length >= SUBMISSION_MAX_EVENTS || bytes + length > SUBMISSION_MAX_BYTES;
  if (before !== party || full) await closeGroup(recording);
  const { group } = recording;
  group.party = party;
  group.lines.push(line);
  group.bytes += length;
}

/** Signs the group as one submission and puts it into the batch; a full batch goes off while reading goes on. */
export async function closeGroup(recording: Recording): Promise<void> {
  const { ledger, group } = recording;
  const { party, lines, bytes } = group;
  const [first] = lines;
  if (party === null || first === undefined) return;
  recording.group = emptyGroup();
  const key = await signerOf(recording, first, party);
  const events = lines.map(({ encoded }) => encoded);
  const signed = signSubmission(ledger.name, key, events);
  const numbers = lines.map(({ line }) => line);
  addToBatch(recording, { signed, key, party, lines: numbers, enrolmentLine: null }, bytes);
  // A change of keys decides who signs what follows: look again.
  if (events.some(({ event }) => event.type.startsWith('key-'))) recording.signers.clear();
  await sendOffWhenFull(recording);
}
