/** What of checkpoints is only known when the entries are over: that somebody has seen more, or that one is missing. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Anchor } from '../publish/anchor.ts';

/** Reports what is wrong at the last entry of a tree of `size`. */
export type FailAt = (size: number, expected: string, found: string, message: string) => void;

/** How many entries there are, how many checkpoints, and the size of the last of these. */
interface CheckpointsWalked {
  readonly entries: number;
  readonly count: number;
  readonly lastSize: number;
}

/** The row that says which checkpoint is the last says what the checkpoints say, and is there once. */
export function checkLastRow(
  { count, lastSize }: CheckpointsWalked,
  rows: readonly { readonly count: bigint; readonly size: bigint }[],
  fail: FailAt,
): void {
  const expected = count === 0 ? 'no checkpoint' : describeLast(BigInt(count), BigInt(lastSize));
  const stored = rows.map((row) => describeLast(row.count, row.size)).join(' and ');
  const found = stored === '' ? 'no checkpoint' : stored;
  if (expected === found) return;
  fail(lastSize, expected, found, `${found} should be published by its row, the checkpoints are ${expected}`);
}

function describeLast(count: bigint, size: bigint): string {
  return `${formatCount(count, 'checkpoint')}, the last of size ${size}`;
}

/** The anchor is of these entries and these checkpoints, and they reach as far as it does. */
export function checkAnchor(
  { entries, count, lastSize }: CheckpointsWalked,
  anchor: Anchor,
  anchorPath: string,
  fail: FailAt,
): void {
  if (anchor.kind === 'none') return;
  if (anchor.kind === 'unreadable') {
    fail(0, 'a checkpoint of this ledger', anchor.problem, `the anchor ${anchorPath}: ${anchor.problem}`);
    return;
  }
  const { size } = anchor.checkpoint;
  if (entries < size) {
    failCutShort(`the anchor ${anchorPath} has a checkpoint of`, size, entries, fail);
  } else if (lastSize < size) {
    const found = count === 0 ? 'no checkpoint' : `the last of size ${lastSize}`;
    const message = `the anchor ${anchorPath} has a checkpoint of size ${size}, the database has ${found}`;
    fail(size, `a checkpoint of size ${size}`, found, message);
  }
}

/** No checkpoint that was kept is of more entries than there are, or of another ledger than `own`. */
export function checkKept(
  { entries }: CheckpointsWalked,
  unreached: readonly Checkpoint[],
  others: readonly Checkpoint[],
  own: string,
  fail: FailAt,
): void {
  for (const { size } of unreached) failCutShort('the checkpoint that was kept has', size, entries, fail);
  for (const { origin, size } of others) {
    fail(size, own, origin, `the checkpoint that was kept is of ${origin}, the entries are of ${own}`);
  }
}

/** Where keys are trusted, one of those that the ledger names is among them. */
export function checkTrustedKeys(
  { lastSize }: CheckpointsWalked,
  trusted: readonly VerifierKey[],
  named: readonly VerifierKey[],
  fail: FailAt,
): void {
  const given = trusted.map(showVerifierKey);
  const own = named.map(showVerifierKey);
  if (given.length === 0 || own.some((key) => given.includes(key))) return;
  const expected = given.join(' or ');
  const found = own.length === 0 ? 'no key' : own.join(' and ');
  fail(lastSize, expected, found, `the ledger names ${found} for checkpoints, trusted is ${expected}`);
}

function failCutShort(who: string, size: number, entries: number, fail: FailAt): void {
  const expected = formatCount(size, 'entry', 'entries');
  const found = formatCount(entries, 'entry', 'entries');
  fail(entries, expected, found, `${who} ${expected}, there are ${found}`);
}
