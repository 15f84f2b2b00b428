// Bugs on the way from a submission to its receipt.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const appendUnderLock = 'packages/store/src/append/append-under-head-lock.ts';
const appendDecided = 'packages/store/src/append/append-decided.ts';
const withTransaction = 'packages/store/src/connect/with-transaction.ts';
const appendBatch = 'packages/ledger/src/append/append-batch.ts';
const decideBatch = 'packages/ledger/src/append/decide-batch.ts';
const killed = 'packages/ledger/test/killed.test.ts';
const twoWriters = 'packages/ledger/test/two-writers.test.ts';
const commitUnknown = 'packages/ledger/test/commit-unknown.test.ts';
const lostDatabase = 'packages/ledger/test/lost-database.test.ts';
const groupCommit = 'packages/ledger/test/group-commit.test.ts';
const appendSubmissions = 'packages/ledger/test/append-submissions.test.ts';
const together = 'packages/ledger/test/appending-together.test.ts';
const ahead = 'packages/ledger/test/deciding-ahead.test.ts';
const newNames = 'packages/ledger/test/new-names.test.ts';
const loneCaller = 'packages/ledger/test/lone-caller.test.ts';
const continuesChain = 'packages/store/test/continues-chain.test.ts';
const appendSingle = 'packages/store/test/append-single.test.ts';
const singleCall = 'packages/store/migrations/0033-one-event-in-one-call.sql';

const sendAhead = '  if (await ahead.append(decided.rows, batch.confirm)) return answer(appender, decided, sentAt);';
const loadRecorded = 'let recorded = isAhead ? null : await findRecorded(reader, submissions);';
const recordedTime = 'return timeOf(Math.max(now, last));';

/** @type {readonly Bug[]} */
export const bugsOfAppending = [
  {
    fault: 'a recorder is killed',
    title: 'receipts are given before the commit',
    edits: edit(
      appendBatch,
      sendAhead,
      '  void ahead.append(decided.rows).catch(() => undefined);\n  return answer(appender, decided, sentAt);',
    ),
    test: killed,
    says: "to deeply equal { party: 'KILLED-",
  },
  {
    fault: 'a recorder is killed',
    title: 'a retry gets a new submission id',
    edits: edit(
      'packages/ledger/src/append/submission.ts',
      'recordSubmissionId(key.publicKey, digests, sha256)',
      'crypto.randomUUID()',
    ),
    test: killed,
    says: "to deeply equal { party: 'KILLED-",
  },
  {
    fault: 'PostgreSQL is killed',
    title: '`synchronous_commit` is off in the embedded server',
    edits: edit(
      'packages/store/src/embedded/embedded-settings.ts',
      "synchronous_commit: 'on'",
      "synchronous_commit: 'off'",
    ),
    test: killed,
    says: "to deeply equal { party: 'KILLED-",
  },
  {
    fault: 'the power goes',
    title: '`fsync` is off in the embedded server',
    edits: edit('packages/store/src/embedded/embedded-settings.ts', "fsync: 'on'", "fsync: 'off'"),
    test: 'packages/store/test/embedded-server.test.ts',
    says: "fsync: 'off'",
  },

  {
    fault: 'commit unknown',
    title: 'a lost connection is taken for a commit',
    edits: edit(
      appendDecided,
      '    failure = error;',
      "    if (!('constraint' in (error as object))) return true;\n    failure = error;",
    ),
    test: commitUnknown,
    says: 'instead of rejecting',
  },
  {
    fault: 'commit unknown',
    title: 'a lost connection is taken for a commit, when nothing was committed',
    edits: edit(
      appendDecided,
      '    failure = error;',
      "    if (!('constraint' in (error as object))) return true;\n    failure = error;",
    ),
    test: commitUnknown,
    name: 'never arrives',
    says: 'instead of rejecting',
  },
  {
    fault: 'commit unknown',
    title: 'what is recorded is not looked up before deciding again',
    edits: edit(
      decideBatch,
      loadRecorded,
      'let recorded: ReadonlyMap<string, AcceptedLately> | null = isAhead ? null : new Map();',
    ),
    test: commitUnknown,
    says: "to match object { status: 'already-recorded'",
  },
  {
    fault: 'commit unknown',
    title: 'memory outlives a batch that failed, and is believed under the lock',
    edits: [
      ...edit(appendBatch, '    forget(appender);\n    throw error;', '    throw error;'),
      ...edit(
        appendBatch,
        '    forget(appender);\n    await refuse',
        '    if (appender.head === null) forget(appender);\n    await refuse',
      ),
    ],
    test: lostDatabase,
    says: "to deeply equal [ 'recorded', 'recorded' ]",
  },
  {
    fault: 'sessions are ended',
    title: 'what a batch that failed had decided is told to who tries again',
    edits: [
      ...edit(appendBatch, '    forget(appender);\n    throw error;', '    throw error;'),
      ...edit(
        appendBatch,
        '    forget(appender);\n    await refuse',
        '    if (appender.head === null) forget(appender);\n    await refuse',
      ),
    ],
    test: 'packages/ledger/test/retrying.test.ts',
    says: 'the receipt of RETRYING-',
  },
  {
    fault: 'commit unknown',
    title: 'a connection goes back to the pool in the middle of a transaction',
    edits: edit(
      withTransaction,
      "    await client.query('rollback').catch(() => {\n      broken = true;\n    });\n    throw error;\n  } finally {\n    client.release(broken);",
      '    throw error;\n  } finally {\n    client.release(broken);',
    ),
    test: appendSubmissions,
    says: 'current transaction is aborted',
  },

  {
    fault: 'the same submission again',
    title: 'accepted submissions that are on their way are not remembered',
    edits: edit(decideBatch, '      state.submissions.set(key, { position, leafHash, eventsHash });\n', ''),
    test: groupCommit,
    name: 'the same submission',
    says: 'expected 2 to be 1',
  },
  {
    fault: 'the same submission again',
    title: 'other content under the same id gets the first receipt',
    edits: edit(decideBatch, 'if (found === eventsHash) {', 'if (found.length === eventsHash.length) {'),
    test: appendSubmissions,
    says: "to deeply equal [ 'recorded', 'refused' ]",
  },
  {
    fault: 'the same submission again',
    title: 'the author is no part of what a submission is known by',
    edits: edit(
      'packages/ledger/src/append/state-cache.ts',
      'export function submissionKey({ author, submission }: { author: string; submission: string }): string {',
      'export function submissionKey({ author, submission }: { author: string; submission: string }): string {\n  if (author !== submission) return submission;',
    ),
    test: appendSubmissions,
    says: "to deeply equal [ 'recorded', 'recorded' ]",
  },
  {
    fault: 'the same submission again',
    title: 'the database does not keep submissions unique',
    edits: edit(
      'packages/store/migrations/0001-ledger.sql',
      'constraint entry_pkey primary key (ledger_id, position),\n  constraint entry_submission_is_unique unique (ledger_id, author, submission)\n',
      'constraint entry_pkey primary key (ledger_id, position)\n',
    ),
    test: continuesChain,
    name: 'of an author and submission that are recorded',
    says: 'instead of rejecting',
  },
  {
    fault: 'the same submission again',
    title: 'the refusal of a submission that another process has recorded is a failure',
    edits: edit(appendDecided, "  'event_id_is_unique',\n", ''),
    test: ahead,
    name: 'before this one knew',
    says: "status: 'already-recorded'",
  },
  {
    fault: 'a forged submission',
    title: 'what a lone caller hands in is committed whatever its signature is',
    edits: edit(appendDecided, '  if (!confirm()) throw new NotConfirmed();', '  confirm();'),
    test: loneCaller,
    says: 'Object.is equality',
  },

  {
    fault: 'two writers',
    title: 'losing the race to another writer goes unnoticed',
    edits: [
      ...edit(
        appendBatch,
        sendAhead,
        '  await ahead.append(decided.rows);\n  return answer(appender, decided, sentAt);',
      ),
      // Which would notice that what it has told is not there.
      ...edit(appendBatch, '    await refuseRetreat(appender, transaction);\n', ''),
    ],
    test: twoWriters,
    says: 'the receipt of TWO-',
  },
  {
    fault: 'two writers',
    title: 'the head is read without a lock',
    edits: edit(
      appendUnderLock,
      "from ledger.head where ledger_id = $1 for update';",
      "from ledger.head where ledger_id = $1';",
    ),
    test: twoWriters,
    says: 'to deeply equal { code: +0',
  },
  {
    fault: 'two writers',
    title: 'memory is believed though another writer has moved the head',
    edits: edit(
      appendBatch,
      'appender.head !== null && isSameHead(appender.head, transaction.head)',
      'appender.head !== null && (appender.head.size >= 0 || isSameHead(appender.head, transaction.head))',
    ),
    test: together,
    name: 'what an appender remembers',
    says: "to match object { status: 'refused'",
  },

  {
    fault: 'a batch before fails',
    title: 'a batch is recorded though the one before it was not',
    edits: edit(appendBatch, '  if (!(await before) ||', '  if ((!(await before) && appender.head === undefined) ||'),
    test: ahead,
    says: 'to deeply equal []',
  },
  {
    fault: 'a batch before fails',
    title: 'a batch builds on one that was cut off by a refusal',
    edits: edit(decideBatch, 'appender.head = isCutOff ? null : head;', 'appender.head = head;'),
    test: ahead,
    says: 'to deeply equal []',
  },
  {
    fault: 'a batch before fails',
    title: 'batches overtake one another',
    edits: edit(appendBatch, 'head === null || headBatch !== batch.number - 1 ?', 'head === null || headBatch < 0 ?'),
    test: ahead,
    name: 'does not overtake',
    says: "to be 'waits'",
  },
  {
    fault: 'a batch before fails',
    title: 'a refusal that was decided ahead is final',
    edits: edit(
      appendBatch,
      '  if (decided === null || decided.rows.entries.length === 0) return null;',
      '  if (decided === null) return null;\n  if (decided.rows.entries.length === 0) return decided.outcomes;',
    ),
    test: ahead,
    name: 'made it right',
    says: "expected [ 'refused' ] to deeply equal [ 'recorded' ]",
  },

  {
    fault: 'a name is used already',
    title: 'that a key refused the name of something new passes for a failure of the database',
    edits: edit(appendDecided, ' || NAME_USED.has(error.constraint);', ';'),
    test: newNames,
    name: 'another writer has used',
    says: 'duplicate key value violates unique constraint',
  },
  {
    fault: 'a name is used already',
    title: 'a lot may have the name of a transfer',
    edits: edit(
      'packages/store/migrations/0034-lot-names-by-their-range.sql',
      't.ledger_id = added.ledger_id and t.transfer = added.lot',
      'false',
    ),
    test: newNames,
    name: 'whichever kind',
    says: "to match object [ { status: 'refused'",
  },
  {
    fault: 'a name is used already',
    title: 'what a refused submission names anew is not looked up for those behind it',
    edits: edit(decideBatch, '      await lookUp(state, reader, [signed]);\n', ''),
    test: newNames,
    name: 'would have made',
    says: 'was not looked up before deciding',
  },

  {
    fault: 'two writers',
    title: 'the call for one event does not ask where the chain stands',
    edits: edit(singleCall, ' and h.leaf_hash is not distinct from previous_hash;', ';'),
    test: appendSingle,
    name: 'that names another predecessor',
    says: 'instead of rejecting',
  },
  {
    fault: 'two writers',
    title: 'the call for one event does not hash it',
    edits: edit(
      singleCall,
      "\n    and own_digest = sha256('\\x6c6f646573746f6e652f6576656e742f310a'::bytea || event_body)",
      '',
    ),
    test: appendSingle,
    name: 'whose event has bytes of another digest',
    says: 'instead of rejecting',
  },
  {
    fault: 'the clock jumps back',
    title: '`recordedAt` is the clock, whatever the last entry has',
    edits: edit('packages/ledger/src/append/decide-submission.ts', recordedTime, 'return new Date(now).toISOString();'),
    test: appendSubmissions,
    name: 'the clock of the ledger',
    says: "kind: 'time'",
  },
  {
    fault: 'the clock jumps back',
    title: '`recordedAt` is held against the entry before the batch only',
    edits: edit(
      decideBatch,
      'decideSubmission(appender, state, signed, head, eventDigests, facts)',
      'decideSubmission(appender, state, signed, { ...head, recordedAt: base.recordedAt }, eventDigests, facts)',
    ),
    test: appendSubmissions,
    name: 'the clock of the ledger',
    says: "kind: 'time'",
  },
];
