/**
 * Nothing is signed or appended on a ledger that has less than what was once seen or published: after an old backup was
 * restored, a second history would begin where the lost entries were. Memories outside the database tell: the data
 * folder's (`ledgers.json`: every entry seen, but restored together with an embedded database), the anchor (only what was
 * published, but signed, and elsewhere), and the witnesses', if there are any (in other people's hands).
 */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { leafHash } from '@lodestone/proof/entry.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Database } from '@lodestone/store/database.ts';
import { readPublished } from '@lodestone/store/log/publish.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { readBelowTiles, readTree } from '@lodestone/store/log/tiles.ts';
import type { KnownLedger } from '../files/data-folder.ts';
import { readCheckpointKeys } from '../keys/checkpoint-key.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { askWitnesses, readWitnessPolicy } from '../witness/ask-witnesses.ts';
import { type Anchor, describeUnreadable, readAnchor } from './anchor.ts';
import { createTreeReader } from './tree-reader.ts';

/** What the guard looks at. */
export interface GuardedLedger {
  readonly dataFolder: string;
  readonly database: Database;
  readonly ledgerId: number;
  readonly origin: string;
  readonly known: KnownLedger | undefined;
  readonly anchorPath: string;
}

/** Says why nothing may be written to the ledger, with both values and what to do; null when it may. */
export async function findCutShort(ledger: GuardedLedger): Promise<string | null> {
  const { database, ledgerId, origin, anchorPath } = ledger;
  const { all: keys } = await readCheckpointKeys(database.pool, ledgerId, origin);
  // Before the head is read: another publisher may move the anchor on meanwhile, beyond that head.
  const anchor = keys.length === 0 ? null : await readAnchor(anchorPath, keys);
  const head = await readHead(database, ledgerId);
  if (head === null) throw new Error('the ledger has no head row: run verify');
  const problem = (await againstDataFolder(ledger, head.size)) ?? (await againstAnchor(ledger, head.size, anchor));
  return problem ?? againstWitnesses(ledger, keys);
}

/** What to do about a ledger that has lost entries. */
export const CUT_SHORT_ADVICE =
  'bring the database back to where it was, from a backup that is newer (lodestone verify says more)';

async function againstDataFolder({ database, ledgerId, known }: GuardedLedger, size: number): Promise<string | null> {
  if (known === undefined) return null;
  if (size < known.size) {
    return `the ledger has ${formatCount(size, 'entry', 'entries')}, the data folder has seen ${known.size}: some were lost. Nothing is written; ${CUT_SHORT_ADVICE}`;
  }
  const position = known.size - 1;
  const body = await readEntryBody(database, ledgerId, position);
  const found = body === null ? 'no such entry' : leafHash(body, sha256);
  if (found === known.leafHash) return null;
  return `the leaf hash of entry ${position} is ${found}, the data folder has seen ${known.leafHash}: this is another history. Nothing is written; ${CUT_SHORT_ADVICE}`;
}

async function againstAnchor(ledger: GuardedLedger, size: number, anchor: Anchor | null): Promise<string | null> {
  // Without the first event there is nothing to check a signature with, and nothing that could be signed: see verify.
  if (anchor === null)
    return `the ledger names no checkpoint key: its first event is missing or changed (lodestone verify says more)`;
  if (anchor.kind === 'none') return null;
  const { anchorPath } = ledger;
  if (anchor.kind === 'unreadable') return describeUnreadable(anchorPath, anchor.problem);
  return againstCheckpoint(ledger, size, anchor.checkpoint, anchorPath);
}

/** Ledgers that were held against their witnesses since they were opened: once is enough, they do not shrink meanwhile. */
const askedOf = new WeakSet<Database>();

async function againstWitnesses(ledger: GuardedLedger, keys: readonly VerifierKey[]): Promise<string | null> {
  if (keys.length === 0 || askedOf.has(ledger.database)) return null;
  const policy = await readWitnessPolicy(ledger.dataFolder);
  const witnessed = policy === null ? [] : await askWitnesses(policy, keys);
  for (const { url, checkpoint } of witnessed) {
    // Read after the answer: what another process has published meanwhile is there.
    const head = await readHead(ledger.database, ledger.ledgerId);
    const problem = await againstCheckpoint(ledger, head?.size ?? 0, checkpoint, url);
    if (problem !== null) return problem;
  }
  askedOf.add(ledger.database);
  return null;
}

/** Holds the ledger against a checkpoint that it has signed, `where` being who has kept it. */
async function againstCheckpoint(
  { database, ledgerId }: GuardedLedger,
  size: number,
  checkpoint: Checkpoint,
  where: string,
): Promise<string | null> {
  if (size < checkpoint.size) {
    return `the ledger has ${formatCount(size, 'entry', 'entries')}, a checkpoint of ${checkpoint.size} was published (${where}): some were lost. Nothing is written or signed; ${CUT_SHORT_ADVICE}`;
  }
  const root = encodeBase64(await readRoot(database, ledgerId, checkpoint.size));
  const published = encodeBase64(digestToBytes(checkpoint.root));
  if (root === published) return null;
  return `the root of the first ${formatCount(checkpoint.size, 'entry', 'entries')} is ${root}, published was ${published} (${where}): this is another history. Nothing is written or signed; ${CUT_SHORT_ADVICE}`;
}

/** The root over the first `size` entries: from tiles as far as something is published, else from every leaf hash. */
async function readRoot(database: Database, ledgerId: number, size: number): Promise<Uint8Array> {
  const published = await readPublished(database, ledgerId);
  if (published !== null && published.size >= size) {
    const reader = createTreeReader(database.pool, ledgerId, { tilesMax: 0 });
    const [root] = await reader.read(size, [{ start: 0, end: size }]);
    return root as Uint8Array;
  }
  return rootOfLeaves(database, ledgerId, size);
}

/** Tiles' worth of leaf hashes at once. */
const TILES_AT_ONCE = 256;

/** After a restore the database may have published less than it has entries for; then there are no tiles to go by. */
async function rootOfLeaves(database: Database, ledgerId: number, size: number): Promise<Uint8Array> {
  const tree = createMerkleTree(sha256);
  const appendAll = (hashes: Buffer) => {
    for (let at = 0; at < hashes.length; at += SHA256_BYTES) tree.append(hashes.subarray(at, at + SHA256_BYTES));
  };
  const completeTiles = Math.floor(size / TILE_HASHES);
  for (let start = 0; start < completeTiles; start += TILES_AT_ONCE) {
    const end = Math.min(start + TILES_AT_ONCE, completeTiles);
    for (const hashes of await readBelowTiles(database.pool, ledgerId, { level: 0, start, end })) appendAll(hashes);
  }
  const leaves = { start: completeTiles * TILE_HASHES, end: size };
  appendAll((await readTree(database.pool, ledgerId, { tiles: [], roots: [], leaves })).leaves);
  return tree.root();
}
