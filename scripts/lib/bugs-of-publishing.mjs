// Bugs in publishing, and in what keeps a restored backup from being signed.
import { edit } from './planted-bug.mjs';

/** @import { Bug } from './planted-bug.mjs' */

const publishSource = 'packages/ledger/src/publish/publish-checkpoint.ts';
const publisherSource = 'packages/ledger/src/publish/publisher.ts';
const swapSource = 'packages/store/src/log/publish.ts';
const tiles = 'packages/store/src/log/tiles.ts';
const migration = 'packages/store/migrations/0006-publishing.sql';
const guardSource = 'packages/ledger/src/publish/restore-guard.ts';
const anchor = 'packages/ledger/src/publish/anchor.ts';
const publish = 'packages/ledger/test/publish-checkpoint.test.ts';
const publisher = 'packages/ledger/test/publisher.test.ts';
const guard = 'packages/ledger/test/restore-guard.test.ts';
const retreatSource = 'packages/ledger/src/append/refuse-retreat.ts';
const retreat = 'packages/ledger/test/refuse-retreat.test.ts';

const swap = '  const isSwapped = await writes.swapPublished({ number, size, note });';
const ask = '  await refuseCutShort(ledger);\n';

/** @type {readonly Bug[]} */
export const bugsOfPublishing = [
  {
    fault: 'error but persisted',
    title: 'the anchor is written before the swap',
    edits: edit(publishSource, swap, `  await writeAnchor(ledger.anchorPath, keys.all, checkpoint, note);\n${swap}`),
    test: publish,
    name: 'of a checkpoint',
    says: "to be 'example.org/lost-checkpoint",
  },
  {
    fault: 'error but persisted',
    title: 'a lost answer to the swap is taken for success',
    edits: edit(publishSource, swap, swap.replace(');', ').catch(() => true);')),
    test: publish,
    name: 'of a checkpoint',
    says: 'instead of rejecting',
  },
  {
    fault: 'error but persisted',
    title: 'tiles that an earlier attempt wrote are in the way',
    edits: edit(tiles, '\n  on conflict do nothing', ''),
    test: publish,
    name: 'of tiles',
    says: 'tile_pkey',
  },
  {
    fault: 'error but persisted',
    title: 'a tile that is there already is not compared',
    edits: edit(tiles, '  if (rowCount === tiles.length) return;', '  if (rowCount !== null) return;'),
    test: publish,
    name: 'nothing is signed',
    says: 'instead of rejecting',
  },
  {
    fault: 'error but persisted',
    title: 'the new root is not held against the last checkpoint',
    edits: edit(publishSource, 'if (!continues.ok) throw', 'if (!continues.ok && last.size < 0) throw'),
    test: publish,
    name: 'nothing is signed',
    says: 'instead of rejecting',
  },
  {
    fault: 'two publishers',
    title: 'a lost swap is taken for a won one',
    edits: edit(swapSource, '    if (isOvertaken(error)) return false;', '    if (isOvertaken(error)) return true;'),
    test: publish,
    name: 'publishers that try at once',
    says: 'to have a length of 1 but got',
  },
  {
    fault: 'two publishers',
    title: 'the swap is a plain write, in the database too',
    edits: [
      ...edit(swapSource, 'values ($1, $2, $3, $4)', 'values ($1, $2, $3, $4) on conflict do nothing'),
      ...edit(
        swapSource,
        '(ledger_id, count, size) values ($1, $2, $3)',
        '(ledger_id, count, size) values ($1, $2, $3) on conflict (ledger_id) do update set count = $2, size = $3',
      ),
      ...edit(swapSource, ' where ledger_id = $1 and count = $2 - 1', ' where ledger_id = $1'),
      ...edit(
        migration,
        'create trigger checkpoint_is_next before insert',
        'create trigger checkpoint_is_next after truncate',
      ),
      ...edit(
        migration,
        'for each row execute function ledger.check_checkpoint_is_next',
        'for each statement execute function ledger.check_checkpoint_is_next',
      ),
      ...edit(
        migration,
        'create trigger published_moves_forward before insert or update',
        'create trigger published_moves_forward before truncate',
      ),
      ...edit(
        migration,
        'for each row execute function ledger.check_published_moves_forward',
        'for each statement execute function ledger.check_published_moves_forward',
      ),
    ],
    test: publish,
    name: 'publishers that try at once',
    says: 'to have a length of 1 but got',
  },
  {
    fault: 'two publishers',
    title: 'the anchor is read after the head',
    edits: edit(
      guardSource,
      '  const problem = (await againstDataFolder(ledger, head.size)) ?? (await againstAnchor(ledger, head.size, anchor));',
      '  const later = keys.length === 0 ? anchor : await readAnchor(anchorPath, keys);\n  const problem = (await againstDataFolder(ledger, head.size)) ?? (await againstAnchor(ledger, head.size, later));',
    ),
    test: guard,
    name: 'meanwhile',
    says: 'some were lost',
  },
  {
    fault: 'two publishers',
    title: 'the head is read before the last checkpoint',
    edits: edit(
      publishSource,
      '  const last = await readPublished(database, ledgerId);\n  const { size } = await readLedgerHead(ledger);',
      '  const { size } = await readLedgerHead(ledger);\n  const last = await readPublished(database, ledgerId);',
    ),
    test: guard,
    name: 'meanwhile',
    says: 'do not continue the checkpoint',
  },
  {
    fault: 'publishing at an interval',
    title: 'who asks joins a publication that is under way',
    edits: edit(publisherSource, '    if (running === null) return start();', '    return running ?? start();'),
    test: publisher,
    says: 'Timed out in waitUntil',
  },
  {
    fault: 'publishing at an interval',
    title: 'who waits is not told of a failure',
    edits: edit(publisherSource, '          fail(error);\n          onFailure', '          onFailure'),
    test: publisher,
    says: 'Test timed out',
  },
  {
    fault: 'publishing at an interval',
    title: 'closing does not wait for the publication under way',
    edits: edit(publisherSource, '      await Promise.allSettled([running, following]);\n', ''),
    test: publisher,
    says: "to deeply equal [ 'finished', 'closed' ]",
  },

  {
    fault: 'an old backup is restored',
    title: 'the guard is silent',
    edits: edit(
      guardSource,
      '  return problem ?? againstWitnesses(ledger, keys);',
      '  return head.size >= 0 ? null : (problem ?? againstWitnesses(ledger, keys));',
    ),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'the anchor is not asked',
    edits: edit(guardSource, ' ?? (await againstAnchor(ledger, head.size, anchor));', ' ?? null;'),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'the witnesses are not asked',
    edits: edit(guardSource, '  return problem ?? againstWitnesses(ledger, keys);', '  return problem;'),
    test: 'packages/ledger/test/ask-witnesses.test.ts',
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'sizes are compared with the anchor, roots are not',
    edits: edit(
      guardSource,
      '  if (root === published) return null;',
      '  if (root.length === published.length) return null;',
    ),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'sizes are compared with the data folder, leaf hashes are not',
    edits: edit(guardSource, '  if (found === known.leafHash) return null;', '  if (found.length > 0) return null;'),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: '`publish` does not ask the guard',
    edits: edit(publishSource, ask, ''),
    test: guard,
    says: 'to be instance of LedgerCutShort',
  },
  {
    fault: 'an old backup is restored',
    title: '`record` does not ask the guard',
    edits: edit('packages/ledger/src/append/append-or-rehearse.ts', ask, ''),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'the group commit does not ask the guard',
    edits: edit('packages/ledger/src/append/group-commit.ts', ask, ''),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'the data folder forgets the greater size when the shorter ledger is closed',
    edits: [
      ...edit(
        'packages/ledger/src/files/data-folder.ts',
        'known.some(({ ledger, size }) => ledger === seen.ledger && size >= seen.size)',
        'known.length < 0 && seen.size < 0',
      ),
      ...edit(
        'packages/ledger/src/open-ledger.ts',
        'if (known !== undefined && (await hashAt(known.size - 1)) !== known.leafHash) return null;',
        '',
      ),
    ],
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'an old backup is restored',
    title: 'the anchor steps back',
    edits: edit(anchor, "  if (anchor.kind === 'anchored' && anchor.checkpoint.size >= checkpoint.size) return;\n", ''),
    test: guard,
    says: 'to contain',
  },
  {
    fault: 'an old backup is restored',
    title: 'an anchor that cannot be read counts as none',
    edits: edit(anchor, "return { kind: 'unreadable', problem: opened.problem };", "return { kind: 'none' };"),
    test: guard,
    says: 'instead of rejecting',
  },
  {
    fault: 'the database goes back',
    title: 'a running process does not look whether the database has less than it recorded',
    edits: edit('packages/ledger/src/append/append-batch.ts', '    await refuseRetreat(appender, transaction);\n', ''),
    test: retreat,
    says: 'instead of rejecting',
  },
  {
    fault: 'the database goes back',
    title: 'a running process compares sizes, leaf hashes it does not',
    edits: edit(retreatSource, '  if (isTrusted) return null;', '  if (isTrusted || head.size > 0) return null;'),
    test: retreat,
    says: 'instead of rejecting',
  },
  {
    fault: 'the database goes back',
    title: 'what a running process has recorded is forgotten with it',
    edits: edit(retreatSource, '  await appender.remember?.(recorded);\n', ''),
    test: retreat,
    says: 'instead of rejecting',
  },
];
