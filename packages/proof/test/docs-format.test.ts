/** The pages of docs/format show real bytes: everything in them is computed again here, from the secrets they print. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalize, parseCanonical } from '../src/canonical-json.ts';
import { type ChainHead, advanceHead, checkLink } from '../src/chain.ts';
import { checkpointVerifierKey, openCheckpoint, signCheckpoint } from '../src/checkpoint.ts';
import { verifyConsistency } from '../src/consistency-proof.ts';
import { type Digest, digestFromBytes, digestToBytes } from '../src/digest.ts';
import { publicKeyOf, signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { enrolmentMessage } from '../src/enrolment.ts';
import { type Entry, leafHash, parseEntry } from '../src/entry.ts';
import { digestEvent, parseEventBytes } from '../src/event-bytes.ts';
import { verifyInclusion } from '../src/inclusion-proof.ts';
import { parseJson } from '../src/json-text.ts';
import { createMerkleTree } from '../src/merkle-tree.ts';
import { verifyMultiProof } from '../src/multi-proof.ts';
import { formatPublicKey, parsePublicKey, publicKeyBytes, type PublicKey } from '../src/public-key.ts';
import { recordSubmissionId, submissionMessage } from '../src/submission.ts';
import { formatSubmissionFileEnd, formatSubmissionLine, SUBMISSION_FILE_BEGIN } from '../src/submission-file.ts';
import { completedTiles, nodeFromTile, partialTiles } from '../src/tile.ts';
import { formatTilePath, parseTilePath } from '../src/tile-path.ts';
import { consistencyRanges, inclusionRanges } from '../src/tree-node.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { formatVerifierKey, parseVerifierKey } from '../src/verifier-key.ts';
import { nodesOf, rootOf, wholeRange } from './range-hashes.ts';
import { fromBase64Url, fromHex, nodeSha256, toBase64Url, toHex } from './vectors.ts';

const FOLDER = new URL('../../../docs/format/', import.meta.url);

/** Every fenced block with a title, from all pages. */
const blocks = new Map<string, string>();
for (const page of readdirSync(FOLDER).filter((name) => name.endsWith('.md'))) {
  const text = readFileSync(new URL(page, FOLDER), 'utf8');
  for (const [, title = '', content = ''] of text.matchAll(/^```\w+ title="([^"]+)"\n(.*?)\n```$/gms)) {
    if (blocks.has(title)) throw new Error(`two blocks are titled ${title}`);
    blocks.set(title, content);
  }
}

function block(title: string): string {
  const content = blocks.get(title);
  if (content === undefined) throw new Error(`no page has a block titled ${title}`);
  return content;
}

const lines = (title: string): string[] => block(title).split('\n');
const digests = (title: string): Digest[] => lines(title) as Digest[];

/** The keys that the page prints, by name. */
const keys = new Map(
  lines('example/keys').map((line) => {
    const [name = '', secret = '', key = ''] = line.split(/ +/);
    return [name, { secret: fromHex(secret), key: key as PublicKey }];
  }),
);

function keyNamed(name: string): { secret: Uint8Array; key: PublicKey } {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`the page prints no key of ${name}`);
  return key;
}

const entryBytes = lines('example/entries').map(encodeUtf8);
const entries = entryBytes.map((bytes): Entry => {
  const parsed = parseEntry(bytes);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
});
const lastEntry = entries.at(-1) as Entry;

function rootsOf(leafHashes: readonly Digest[]): Digest[] {
  const tree = createMerkleTree(nodeSha256);
  const roots = [digestFromBytes(tree.root())];
  for (const leaf of leafHashes) {
    tree.append(digestToBytes(leaf));
    roots.push(digestFromBytes(tree.root()));
  }
  return roots;
}

test('canonical-json.md: what was written becomes what is signed', () => {
  const written = parseJson(block('canonical-json/written'));
  expect(written.ok && canonicalize(written.value)).toBe(block('canonical-json/canonical'));
});

test.each(lines('canonical-json/refused'))('canonical-json.md: %s is refused everywhere', (text) => {
  expect(parseJson(text).ok).toBe(false);
  expect(parseCanonical(encodeUtf8(text)).ok).toBe(false);
});

test.each(lines('canonical-json/not-canonical'))('canonical-json.md: %s is read from people alone', (text) => {
  expect(parseJson(text).ok).toBe(true);
  expect(parseCanonical(encodeUtf8(text)).ok).toBe(false);
});

test('example-ledger.md: the keys are those of the secrets', () => {
  expect(keys.size).toBe(3);
  for (const { secret, key } of keys.values()) expect(formatPublicKey(publicKeyOf(secret))).toBe(key);
});

test('example-ledger.md: the events are canonical and have the digests that the entries list', () => {
  const events = lines('example/events').map(encodeUtf8);
  expect(events.map((bytes) => parseEventBytes(bytes).ok)).toEqual(events.map(() => true));
  expect(events.map((bytes) => digestEvent(bytes, nodeSha256))).toEqual(digests('example/digests'));
  expect(entries.flatMap((entry) => entry.events)).toEqual(digests('example/digests'));
});

test('example-ledger.md: the entries continue one another, and their signatures are good', () => {
  let head: ChainHead | null = null;
  for (const [position, entry] of entries.entries()) {
    const leaf = leafHash(entryBytes[position] as Uint8Array, nodeSha256);
    expect(leaf).toBe(lines('example/leaf-hashes')[position]);
    expect(checkLink(head, entry)).toEqual([]);
    const signature = fromBase64Url(entry.signature);
    expect(verifyEd25519(publicKeyBytes(entry.author), submissionMessage(entry), signature)).toBe(true);
    head = advanceHead(head, entry, leaf);
  }
  expect(head?.ledger).toBe(block('example/ledger'));
});

test('event.md shows the last event of the example ledger and its digest', () => {
  expect(block('event')).toBe(lines('example/events').at(-1));
  expect(block('event/digest')).toBe(lines('example/digests').at(-1));
});

test('event.md: the commitment is that of the opening, and stands in the event', () => {
  const opening = encodeUtf8(block('seal/opening'));
  expect(parseCanonical(opening).ok).toBe(true);
  const hash = nodeSha256(new Uint8Array([...encodeUtf8('lodestone/seal/1\n'), ...opening]));
  expect(toBase64Url(hash)).toBe(block('seal/commitment'));
  expect(block('event')).toContain(`"sealed":{"permit":"${block('seal/commitment')}"}`);
});

test('submission.md: the message is that of the last entry, and the signature is by the printed key', () => {
  const message = submissionMessage(lastEntry);
  expect(new TextDecoder().decode(message)).toBe(block('submission/message'));
  const { secret, key } = keyNamed('MINE-A');
  expect(lastEntry.author).toBe(key);
  expect(toBase64Url(signEd25519(secret, message))).toBe(block('submission/signature'));
  expect(lastEntry.signature).toBe(block('submission/signature'));
});

test('submission.md: the file carries the submission of the last entry, and its event', () => {
  const [begin, line = '', event = '', end = ''] = lines('submission/file');
  expect(begin).toBe(SUBMISSION_FILE_BEGIN);
  const { author, events, ledger, submission } = lastEntry;
  const signature = fromBase64Url(lastEntry.signature);
  expect(line).toBe(formatSubmissionLine({ author, events, ledger, submission }, signature));
  expect([digestEvent(encodeUtf8(event), nodeSha256)]).toEqual(events);
  expect(end).toBe(formatSubmissionFileEnd({ submissions: 1, events: 1 }));
});

test('submission.md: the submission id is the one that record gives', () => {
  for (const { author, events, submission } of entries) {
    expect(recordSubmissionId(author, events, nodeSha256)).toBe(submission);
  }
});

test('submission.md: the enrolment is proved by the new key', () => {
  const { secret, key } = keyNamed('MINE-A');
  const message = enrolmentMessage({ key, ledger: block('example/ledger'), party: 'MINE-A' });
  expect(new TextDecoder().decode(message)).toBe(block('enrolment/message'));
  expect(toBase64Url(signEd25519(secret, message))).toBe(block('enrolment/proof'));
  expect(block('example/events')).toContain(`"proof":"${block('enrolment/proof')}"`);
});

test('entry-and-receipt.md shows the last entry, its leaf hash and its receipt', () => {
  expect(block('entry')).toBe(lines('example/entries').at(-1));
  expect(block('entry/leaf-hash')).toBe(lines('example/leaf-hashes').at(-1));
  const { ledger, position, submission } = lastEntry;
  expect(JSON.parse(block('receipt'))).toEqual({ ledger, position, leafHash: block('entry/leaf-hash'), submission });
});

test('merkle-tree-and-checkpoint.md: the roots are those of the leaves', () => {
  expect(digests('merkle/leaf-hashes')).toEqual(digests('example/leaf-hashes'));
  expect(rootsOf(digests('merkle/leaf-hashes'))).toEqual(digests('merkle/roots'));
});

test('merkle-tree-and-checkpoint.md: the proofs prove what they claim', () => {
  const inclusion = JSON.parse(block('merkle/inclusion-proof')) as Record<'index' | 'size', number> &
    Record<'leafHash' | 'root', Digest> & { proof: Digest[] };
  const { index, size } = inclusion;
  expect([inclusion.leafHash, inclusion.root]).toEqual([lines('example/leaf-hashes')[index], rootAt(size)]);
  const isIncluded = verifyInclusion(
    {
      index: BigInt(index),
      size: BigInt(size),
      leafHash: digestToBytes(inclusion.leafHash),
      root: digestToBytes(inclusion.root),
      proof: inclusion.proof.map(digestToBytes),
    },
    nodeSha256,
  );
  expect(isIncluded.ok).toBe(true);

  const consistency = JSON.parse(block('merkle/consistency-proof')) as Record<'size1' | 'size2', number> &
    Record<'root1' | 'root2', Digest> & { proof: Digest[] };
  const { size1, size2 } = consistency;
  expect([consistency.root1, consistency.root2]).toEqual([rootAt(size1), rootAt(size2)]);
  const isConsistent = verifyConsistency(
    {
      size1: BigInt(size1),
      size2: BigInt(size2),
      root1: digestToBytes(consistency.root1),
      root2: digestToBytes(consistency.root2),
      proof: consistency.proof.map(digestToBytes),
    },
    nodeSha256,
  );
  expect(isConsistent.ok).toBe(true);

  const several = JSON.parse(block('merkle/multi-proof')) as { size: number; root: Digest; proof: Digest[] } & {
    leaves: { index: number; leafHash: Digest }[];
  };
  expect(several.root).toBe(rootAt(several.size));
  expect(several.leaves.length).toBeGreaterThan(1);
  for (const { index: place, leafHash: hash } of several.leaves) expect(hash).toBe(lines('example/leaf-hashes')[place]);
  const leaves = several.leaves.map(({ leafHash: hash, ...place }) => ({ ...place, leafHash: digestToBytes(hash) }));
  const areIncluded = verifyMultiProof(
    { size: several.size, leaves, root: digestToBytes(several.root), proof: several.proof.map(digestToBytes) },
    nodeSha256,
  );
  expect(areIncluded.ok).toBe(true);
});

function rootAt(size: number): string | undefined {
  return lines('merkle/roots')[size];
}

test('merkle-tree-and-checkpoint.md: the checkpoint is signed by the printed key and opens with its verifier key', () => {
  const { secret, key } = keyNamed('checkpoint');
  const root = digests('merkle/roots').at(-1) as Digest;
  const [origin = ''] = block('example/ledger').split('#');
  const checkpoint = { origin, size: entries.length, root };
  const note = signCheckpoint(checkpoint, key, (message) => signEd25519(secret, message));
  expect(note).toBe(`${block('checkpoint/note')}\n`);
  const verifierKey = parseVerifierKey(block('checkpoint/verifier-key'));
  expect(verifierKey).toEqual({ ok: true, value: checkpointVerifierKey(origin, key) });
  const known = verifierKey.ok ? [verifierKey.value] : [];
  expect(openCheckpoint(note, known, verifyEd25519)).toEqual({ ok: true, value: { checkpoint, signedBy: known } });
  const party = formatVerifierKey(`${origin}/MINE-A`, publicKeyBytes(keyNamed('MINE-A').key));
  expect(block('party/verifier-key')).toBe(party);
});

test('tile.md: the files of the example ledger are its leaf hashes and entries, and lead to the root', () => {
  const [edge] = partialTiles(entries.length);
  expect(edge).toEqual({ level: 0, index: 0, width: entries.length });
  const place = { index: 0, width: entries.length };
  const paths = [formatTilePath({ kind: 'hashes', level: 0, ...place }), formatTilePath({ kind: 'entries', ...place })];
  expect(lines('tile/paths')).toEqual(paths);
  expect(lines('tile/hashes')).toEqual(digests('example/leaf-hashes').map((leaf) => toHex(digestToBytes(leaf))));
  const tile = fromHex(lines('tile/hashes').join(''));
  const root = rootOf(entries.length, (node) => nodeFromTile(tile, node, nodeSha256));
  expect(digestFromBytes(root)).toBe(lines('merkle/roots').at(-1));
  for (const [position, line] of lines('tile/entry-lengths').entries()) {
    const bytes = entryBytes[position] as Uint8Array;
    const [length = '', start = ''] = line.split(/[ …]/);
    expect(Number.parseInt(length, 16)).toBe(bytes.length);
    expect(lines('example/entries')[position]?.startsWith(start)).toBe(true);
  }
});

test('tile.md: a tree of 70,000 leaves has the tiles that the page names, and refused paths are refused', () => {
  const partial = partialTiles(70_000).map((tile) => formatTilePath({ kind: 'hashes', ...tile }));
  expect(partial).toEqual(lines('tile/partial-of-70000'));
  const complete = completedTiles(0, 70_000).map(({ level }) => level);
  expect(complete.filter((level) => level === 0).length).toBe(273);
  expect(complete.filter((level) => level !== 0)).toEqual([1]);
  for (const path of lines('tile/refused-paths')) expect(parseTilePath(path).ok, path).toBe(false);
});

test('tile.md: the nodes of its table are those that are asked for', () => {
  const page = readFileSync(new URL('tile.md', FOLDER), 'utf8');
  const rows = {
    'the root': [wholeRange(7)],
    'inclusion of leaf 2': inclusionRanges(2, 7),
    'consistency from 6 leaves to 7': consistencyRanges(6, 7),
  };
  for (const [what, ranges] of Object.entries(rows)) {
    const cell = nodesOf(ranges)
      .map(({ level, index }) => `\`[${level},${index}]\``)
      .join(' ');
    expect(page).toMatch(new RegExp(`^\\| ${what} \\|.*\\| ${RegExp.escape(cell)} \\|$`, 'm'));
  }
});

test('verdict.md: the valid verdict is that of the example ledger', () => {
  const verdict = JSON.parse(block('verdict/valid')) as { entries: number; events: number; head: unknown };
  expect(verdict.entries).toBe(entries.length);
  expect(verdict.events).toBe(lines('example/events').length);
  const root = Buffer.from(digestToBytes(digests('merkle/roots').at(-1) as Digest)).toString('base64');
  expect(verdict.head).toEqual({ size: entries.length, leafHash: block('entry/leaf-hash'), root });
});

test('every public key in the pages is spelled in its one way', () => {
  const all = [...blocks.values()].join('\n').matchAll(/ed25519:[A-Za-z0-9_-]+/g);
  const spelled = [...all].map(([key]) => parsePublicKey(key).ok);
  expect(spelled.length).toBeGreaterThan(0);
  expect(spelled).not.toContain(false);
});
