// Bugs in `record`: of files, and of the command.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const recordSource = 'packages/ledger/src/record/record-events.ts';
const lines = 'packages/ledger/src/record/recording-lines.ts';
const batch = 'packages/ledger/src/record/recording-batch.ts';
const failure = 'packages/cli/src/failure.ts';
const fuzz = 'packages/ledger/test/record-fuzz.test.ts';
const commitUnknown = 'packages/ledger/test/commit-unknown.test.ts';
const interruption = 'packages/cli/test/interruption.test.ts';
const diskFull = 'packages/cli/test/disk-full.test.ts';

const goesOn = '  recording.inFlight = before.then(() => appended);';

/** @type {readonly Bug[]} */
export const bugsOfRecording = [
  {
    fault: 'a damaged file',
    title: 'the lines before a bad one go in, though their submission ends in it',
    edits: edit(
      recordSource,
      '    await flush(recording).catch(',
      '    await closeGroup(recording)\n      .then(() => flush(recording))\n      .catch(',
    ),
    test: fuzz,
    says: 'Property failed',
  },
  {
    fault: 'a damaged file',
    title: 'whole submissions before a bad line are dropped',
    edits: edit(recordSource, '    await flush(recording).catch(', '    await recording.inFlight.catch('),
    test: fuzz,
    says: 'Property failed',
  },
  {
    fault: 'a damaged file',
    title: 'a bad line is passed over',
    edits: edit(
      recordSource,
      '      if (!read.ok) throw',
      '      if (!read.ok && progress.lines % 2 === 0) continue;\n      if (!read.ok) throw',
    ),
    test: fuzz,
    says: 'Property failed',
  },
  {
    fault: 'a damaged file',
    title: 'what reads a line throws where it should refuse',
    edits: edit(
      'packages/ledger/src/record/read-event-line.ts',
      '  if (!text.ok) return refuse(',
      '  if (!text.ok) throw new Error(',
    ),
    test: fuzz,
    says: 'Property failed',
  },
  {
    fault: 'a damaged file',
    title: 'a line under a recorded id is passed over whatever it says',
    edits: edit(lines, '  if (known.digest === digest && sameAuthor) {', '  if (sameAuthor) {'),
    test: 'packages/ledger/test/record-events.test.ts',
    says: 'event-recorded',
  },
  {
    fault: 'a damaged file',
    title: 'enrolments are counted as lines',
    edits: edit(batch, '    counts.recorded += lines.length;', '    counts.recorded += signed.events.length;'),
    test: fuzz,
    says: 'Property failed',
  },
  {
    fault: 'the database goes away',
    title: 'a batch that failed is passed over in silence',
    edits: edit(batch, goesOn, `${goesOn.slice(0, -1)}.catch(() => undefined);`),
    test: commitUnknown,
    name: 'ends the recording of a file',
    says: 'instead of rejecting',
  },
  {
    fault: 'two commands',
    title: 'lines that another command has recorded meanwhile are refused',
    edits: edit(batch, '(await dropOvertaken(recording, left)) ?? withoutRefused(', 'withoutRefused('),
    test: interruption,
    name: 'the same file twice at once',
    says: 'to match object { code: +0',
  },
  {
    fault: 'a command is killed',
    title: 'a lost server is no operating failure',
    edits: edit(
      failure,
      '  if (isConnectionTrouble(code, message)) {',
      '  if (isConnectionTrouble(code, message) && code === message) {',
    ),
    test: interruption,
    name: 'the server is killed',
    says: 'to match /^standard input: recording broke off',
  },
  {
    fault: 'the disk is full',
    title: 'a full disk is not told from other trouble',
    edits: edit(
      failure,
      '  if (error instanceof DiskFull || isDiskFull(code, message)) {',
      '  if (isDiskFull(code, message) && code === message) {',
    ),
    test: diskFull,
    says: 'AssertionError',
  },
];
