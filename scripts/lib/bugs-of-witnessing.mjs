// Bugs in what is believed of witnesses: of their answers, and of what somebody has stored as their word.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const request = 'packages/ledger/src/witness/request-cosignature.ts';
const round = 'packages/ledger/src/witness/cosign-checkpoint.ts';
const rounds = 'packages/ledger/src/witness/witness-rounds.ts';
const http = 'packages/ledger/src/witness/ask-over-http.ts';
const audit = 'packages/ledger/src/audit/verify-cosignatures.ts';
const checkpoints = 'packages/ledger/src/audit/verify-checkpoints.ts';
const times = 'packages/ledger/src/witness/recorded-and-witnessed.ts';
const cosignature = 'packages/proof/src/cosignature.ts';
const strays = 'packages/store/src/log/stream-published.ts';
const cosign = 'packages/ledger/test/cosign-checkpoint.test.ts';
const verify = 'packages/ledger/test/verify-witnessed.test.ts';

/** @type {readonly Bug[]} */
export const bugsOfWitnessing = [
  {
    fault: 'a hostile witness',
    title: 'an answer may bring a text along that was signed instead',
    edits: edit(request, 'if (!/^(?:', "if (body === '' && !/^(?:"),
    test: cosign,
    name: 'brings along',
    says: "outcome: 'cosigned'",
  },
  {
    fault: 'a hostile witness',
    title: 'a bad line beside a good one is passed over',
    edits: edit(cosignature, 'if (!timestamp.ok) return timestamp;', 'if (!timestamp.ok) continue;'),
    test: verify,
    name: 'is found, and counts for nobody',
    says: 'to deeply equal',
  },
  {
    fault: 'a hostile witness',
    title: 'whoever has the name of a witness signs for it',
    edits: edit(
      cosignature,
      'if (key.name !== line.name || key.cosignerKeyId !== line.keyId) continue;',
      'if (key.name !== line.name) continue;',
    ),
    test: verify,
    name: 'what nobody here knows is ignored',
    says: 'to match object',
  },
  {
    fault: 'a hostile witness',
    title: 'a size of any spelling is taken from a 409',
    edits: edit(request, '/^(0|[1-9][0-9]*)\\n$/', '/^([0-9]+)\\n?$/'),
    test: cosign,
    name: 'is the outcome',
    says: 'to deeply equal',
  },
  {
    fault: 'a hostile witness',
    title: 'a cosignature is kept whatever its time',
    edits: edit(round, 'if (clock !== null) return', "if (clock === '') return"),
    test: cosign,
    name: 'contradicts what was recorded when',
    says: "outcome: 'cosigned'",
  },
  {
    fault: 'a hostile witness',
    title: 'an answer is read to its end, however long it is',
    edits: edit(http, 'if (bytes > ANSWER_MAX_BYTES) {', 'if (bytes < 0) {'),
    test: cosign,
    name: 'without an end',
    says: 'to deeply equal',
  },
  {
    fault: 'a hostile witness',
    title: 'a witness that hangs is asked again beside',
    edits: edit(rounds, '    !turn.isAsked && turn', '    turn'),
    test: 'packages/ledger/test/witness-rounds.test.ts',
    name: 'one thing at a time',
    says: 'to deeply equal []',
  },
  {
    fault: 'forged cosignatures',
    title: 'more than one line is read as one',
    edits: edit(audit, 'if (!/^\\u2014 [^\\n]+\\n$/.test(line)) {', "if (line === 'never') {"),
    test: verify,
    name: 'two lines is found',
    says: 'to deeply equal',
  },
  {
    fault: 'forged cosignatures',
    title: 'whoever has signed the checkpoint',
    edits: edit(audit, ' && current.isTrusted && meetsQuorum', ' && meetsQuorum'),
    test: verify,
    name: 'that a trusted key has signed',
    says: 'to match object',
  },
  {
    fault: 'forged cosignatures',
    title: 'whatever the root of the checkpoint is',
    edits: edit(
      checkpoints,
      'if (expected === found) {\n      if (isTrusted)',
      "if (expected !== '') {\n      if (isTrusted)",
    ),
    test: verify,
    name: 'that is that of the entries',
    says: 'to match object',
  },
  {
    fault: 'forged cosignatures',
    title: 'cosignatures of no ledger are not looked for',
    edits: edit(
      strays,
      '(s.ledger_id = $1 or not exists (select from ledger.ledger l where l.ledger_id = s.ledger_id))',
      's.ledger_id = $1',
    ),
    test: verify,
    name: 'for no ledger, is found',
    says: 'to match object',
  },
  {
    fault: 'contradicting clocks',
    title: 'what was recorded after a witness saw it is let through',
    edits: edit(times, 'Date.parse(last) > witnessed +', 'Date.parse(last) > Infinity * witnessed +'),
    test: verify,
    name: 'seen more than five minutes before',
    says: 'to match object',
  },
  {
    fault: 'contradicting clocks',
    title: 'what was not there when a witness looked is let through',
    edits: edit(times, 'Date.parse(next) < witnessed -', 'Date.parse(next) < -Infinity * witnessed -'),
    test: verify,
    name: 'not there more than five minutes after',
    says: 'to match object',
  },
];
