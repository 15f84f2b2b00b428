// Bugs in what an audit looks at, of a database and of an exported folder.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const checkpoints = 'packages/ledger/src/audit/verify-checkpoints.ts';
const cosignatures = 'packages/ledger/src/audit/verify-cosignatures.ts';
const slots = 'packages/ledger/src/audit/event-slots.ts';
const folderLog = 'packages/ledger/src/audit/folder-log.ts';
const folderFile = 'packages/ledger/src/files/folder-file.ts';
const folderPublished = 'packages/ledger/src/audit/folder-published.ts';
const folderLayout = 'packages/ledger/src/audit/folder-layout.ts';
const exporting = 'packages/ledger/src/publish/export-folder.ts';
const attacks = 'packages/ledger/test/attacks-by-level.test.ts';
const damaged = 'packages/ledger/test/damaged-export.test.ts';
const exported = 'packages/ledger/test/export-folder.test.ts';

/** @type {readonly Bug[]} */
export const bugsOfVerifying = [
  {
    fault: 'a log is rewritten',
    title: 'no signature of an author is checked',
    edits: [
      ...edit(
        'packages/ledger/src/audit/entry-row.ts',
        'if (!verifyEd25519By(author,',
        'if (false && !verifyEd25519By(author,',
      ),
      ...edit('packages/ledger/src/audit/check-entry.ts', '!isSigned(row.body,', 'isSigned(row.body.subarray(0, 0),'),
    ],
    test: attacks,
    name: 'every later hash',
    says: 'nothing',
  },
  {
    fault: 'a log is rewritten',
    title: 'the root of a checkpoint is not held against the entries',
    edits: edit(checkpoints, '    if (expected === found) {\n', '    if (expected === found || found !== null) {\n'),
    test: attacks,
    name: 'leaves the checkpoints',
    says: 'nothing',
  },
  {
    fault: 'a log is rewritten',
    title: 'a checkpoint that was kept is not looked at',
    edits: edit(checkpoints, 'kept.slice(nextKept === -1 ? kept.length : nextKept)', 'kept.slice(kept.length)'),
    test: attacks,
    name: 'cuts off the tail',
    says: 'kept',
  },
  {
    fault: 'a log is rewritten',
    title: 'one witness less than the quorum is enough',
    edits: edit(cosignatures, ' && meetsQuorum(policy, new Set(by.keys()))', ''),
    test: attacks,
    name: 'inserts an entry',
    says: 'witness',
  },
  {
    fault: 'an export is damaged',
    title: 'a line that is none of its entries is passed over',
    edits: edit(
      folderLog,
      '      if (at === null) return fail(`no line',
      '      if (at === null) return; else if (number < 0) return fail(`no line',
    ),
    test: damaged,
    name: 'were changed, put twice',
    says: 'to match object',
  },
  {
    fault: 'an export is damaged',
    title: 'an event that stands twice is passed over',
    edits: edit(slots, "if (listed < next) return 'again';", ''),
    test: damaged,
    name: 'were changed, put twice',
    says: 'to match object',
  },
  {
    fault: 'an export is damaged',
    title: 'links are followed',
    edits: [
      ...edit(folderFile, ' | constants.O_NOFOLLOW', ''),
      ...edit(folderLayout, 'else if (!entry.isFile())', 'else if (!entry.isFile() && !entry.isSymbolicLink())'),
    ],
    test: damaged,
    name: 'it is a link',
    says: 'to be greater than 0',
  },
  {
    fault: 'an export is damaged',
    title: 'partial tiles are not compared',
    edits: edit(
      'packages/ledger/src/audit/verify-tiles.ts',
      'if (stored !== null) compareNodes(partial,',
      'if (stored !== null && partial.width < 0) compareNodes(partial,',
    ),
    test: damaged,
    name: 'a byte of it was changed',
    says: 'of tile',
  },
  {
    fault: 'an export is damaged',
    title: 'the folder’s own checkpoint need not be among those that are checked',
    edits: edit(folderPublished, '    if (!isBehind) fail(', '    if (number < 0) fail('),
    test: damaged,
    name: 'a byte of it was changed',
    says: 'of checkpoint',
  },
  {
    fault: 'an export is damaged',
    title: 'files that no export has are passed over',
    edits: edit(folderLayout, "if (use === 'none') report", "if (use === 'none' && size < 0) report"),
    test: damaged,
    name: 'with other files',
    says: 'index.html',
  },
  {
    fault: 'an export is cut off',
    title: 'the events that came since are not written',
    edits: edit(
      exporting,
      'if (from < checkpoint.size) eventsWritten',
      'if (from < checkpoint.size && sizeBefore === 0) eventsWritten',
    ),
    test: exported,
    name: 'adds what is new',
    says: 'verdict',
  },
];
