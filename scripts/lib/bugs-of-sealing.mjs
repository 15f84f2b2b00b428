// Bugs in what is sealed, opened and erased.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const fault = 'what is sealed is guessed, forged or kept';
const sealing = 'packages/ledger/test/sealing.test.ts';
const erasing = 'packages/ledger/test/erase-opening.test.ts';
const vectors = 'packages/proof/test/sealed-field.test.ts';
const migration = 'packages/store/migrations/0025-openings.sql';

/** @type {readonly Bug[]} */
export const bugsOfSealing = [
  {
    fault,
    title: 'a salt of any length will do',
    edits: edit(
      'packages/proof/src/sealed-field.ts',
      'decoded.value.length === SALT_BYTES',
      'decoded.value.length <= SALT_BYTES',
    ),
    test: vectors,
    says: 'a salt of 31 bytes',
  },
  {
    fault,
    title: 'a salt does not follow from the value',
    edits: edit(
      'packages/ledger/src/seals/seal-secrets.ts',
      'canonicalize({ event, field, value })',
      'canonicalize({ event, field, value: value === null })',
    ),
    test: sealing,
    says: 'another value under the same secret',
  },
  {
    fault,
    title: 'a ciphertext is as long as the value',
    edits: edit(
      'packages/ledger/src/seals/seal-event.ts',
      'Math.ceil(bytes.length / PADDED_BYTES) * PADDED_BYTES',
      'bytes.length',
    ),
    test: sealing,
    says: 'nor by the length of what is encrypted',
  },
  {
    fault,
    title: 'a refusal shows what was to be sealed',
    edits: edit('packages/ledger/src/record/read-event-line.ts', 'const found = isSecret ? null : ', 'const found = '),
    test: sealing,
    says: 'SECRET-7',
  },
  {
    fault,
    title: 'an opening is not held against the commitment',
    edits: edit(
      'packages/ledger/src/seals/read-opening.ts',
      'return found === commitment ? null : ',
      'return found !== commitment ? null : ',
    ),
    test: sealing,
    says: "status: 'opened'",
  },
  {
    fault,
    title: 'openings are not audited',
    edits: edit(
      'packages/ledger/src/audit/verify-ledger.ts',
      "if (only !== 'rules') await verifyOpenings(",
      "if (only === 'rules') await verifyOpenings(",
    ),
    test: erasing,
    says: "verdict: 'invalid'",
  },
  {
    fault,
    title: 'the secret of a salt outlives its opening',
    edits: edit(
      'packages/ledger/src/seals/seal-secrets.ts',
      'await rm(pathOf(dataFolder, event, field), { force: true });',
      'await Promise.resolve(pathOf(dataFolder, event, field));',
    ),
    test: erasing,
    says: 'nothing is left to check a guess with',
  },
  {
    fault,
    title: 'an erasure that comes with other events deletes nothing',
    edits: edit('packages/ledger/src/record/recording-batch.ts', 'recording.erases ||= erasesOpening(signed);', ''),
    test: erasing,
    says: 'happens when the event comes with others',
  },
  {
    fault,
    title: 'the eraser deletes what no event says is erased',
    edits: edit(
      migration,
      'if not exists (\n    select from view.opening_erasure v',
      'if false and not exists (\n    select from view.opening_erasure v',
    ),
    test: erasing,
    says: 'no event says that it is erased',
  },
  {
    fault,
    title: 'an opening is put where nothing is sealed, or back where it was erased',
    edits: edit(
      migration,
      'where erased.event_number is not null\n    or e.event_id is null',
      'where false and e.event_id is null',
    ),
    test: erasing,
    says: 'what is erased does not come back',
  },
];
