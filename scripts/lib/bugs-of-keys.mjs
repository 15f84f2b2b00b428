// Bugs in what is done about keys that are stolen, lost or changed.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const fault = 'a key is stolen, lost or changed';
const keys = 'packages/custody/test/key.test.ts';
const checkpointKeys = 'packages/custody/test/checkpoint-key.test.ts';
const keyChanges = 'packages/evidence/test/key-changes.test.ts';
const protectedKeys = 'packages/ledger/test/protected-keys.test.ts';
const watching = 'packages/ledger/test/watch-party.test.ts';
const decideKey = 'packages/custody/src/decide/decide-key.ts';
const followKeyChanges = 'packages/evidence/src/follow-key-changes.ts';
const passphrase = 'packages/ledger/src/keys/passphrase.ts';
const watchParty = 'packages/ledger/src/audit/watch-party.ts';

/** @type {readonly Bug[]} */
export const bugsOfKeys = [
  {
    fault,
    title: 'anybody revokes a key',
    edits: edit(decideKey, 'if (!mayRevoke(enrolled, actor)) {', 'if (actor.roles.length === 0) {'),
    test: keys,
    name: 'is not done to the keys of others',
    says: 'accepted',
  },
  {
    fault,
    title: 'what was signed at the very time of the theft is not counted',
    edits: edit(
      'packages/custody/src/signed-since.ts',
      'window.since <= entry.recordedAt',
      'window.since < entry.recordedAt',
    ),
    test: keys,
    name: 'counts what it signed from then on',
    says: 'entries',
  },
  {
    fault,
    title: 'a theft may be said to come later than its revocation',
    edits: edit(decideKey, 'stolenFrom !== null && stolenFrom > recordedAt', "stolenFrom === ''"),
    test: 'packages/custody/test/refusal.test.ts',
    says: 'stolen-later',
  },
  {
    fault,
    title: 'a checkpoint key is retired for one that was retired before',
    edits: edit(
      'packages/custody/src/decide/decide-checkpoint-key.ts',
      "  requireSigning(ruling, 'successor', successor);\n",
      '',
    ),
    test: checkpointKeys,
    says: 'key-retired',
  },
  {
    fault,
    title: 'trust goes back to older checkpoint keys',
    edits: edit(followKeyChanges, 'named.slice(named.indexOf(from) + 1)', 'named'),
    test: keyChanges,
    name: 'whoever stole the first key',
    says: 'expected null not to be null',
  },
  {
    fault,
    title: 'a change of checkpoint keys may be of another log',
    edits: edit(followKeyChanges, 'if (proved.ok) return checkpoint;', 'if (proof.length >= 0) return checkpoint;'),
    test: keyChanges,
    name: 'one of another log',
    says: 'keyChanges[0].proof',
  },
  {
    fault,
    title: 'one checkpoint key of several is enough',
    edits: edit(
      'packages/evidence/src/open-own-checkpoint.ts',
      'if (isByAll && own.length === active.length) {',
      'if (signedBy.some((key) => active.includes(key))) {',
    ),
    test: keyChanges,
    name: 'the new key alone has signed',
    says: 'keyChanges[0].checkpoint',
  },
  {
    fault,
    title: 'a member adds a checkpoint key',
    edits: edit('packages/evidence/src/check-authors.ts', 'if (party !== OPERATOR) wrong(', "if (party === '') wrong("),
    test: keyChanges,
    name: 'word alone',
    says: 'the word of OPERATOR',
  },
  {
    fault,
    title: 'the passphrase is asked for with every key',
    edits: edit(passphrase, 'passphrases.known ??= read', 'passphrases.known = read'),
    test: protectedKeys,
    name: 'is asked for once',
    says: 'the passphrase does not open',
  },
  {
    fault,
    title: 'a new passphrase that was mistyped protects the keys',
    edits: edit(
      passphrase,
      "if ((await source.ask('the same again')) !== first) {",
      "if ((await source.ask('the same again')) === '') {",
    ),
    test: protectedKeys,
    name: 'asks twice',
    says: 'the two passphrases differ',
  },
  {
    fault,
    title: 'a watcher does not look whether the history was changed',
    edits: edit(watchParty, 'if (found === head.leafHash) return;', 'if (found !== null) return;'),
    test: watching,
    name: 'is found when the entry that was seen last was changed',
    says: 'instead of rejecting',
  },
  {
    fault,
    title: 'a watcher forgets the keys that it has seen',
    edits: edit(watchParty, 'keys.add(event.key);', 'keys.delete(event.key);'),
    test: watching,
    name: 'tells keys that come and go',
    says: 'filed',
  },
];
