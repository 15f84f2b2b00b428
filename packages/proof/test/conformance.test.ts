import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import { verifyConsistency } from '../src/consistency-proof.ts';
import { verifyEd25519 } from '../src/ed25519.ts';
import { verifyInclusion } from '../src/inclusion-proof.ts';
import { parseJson } from '../src/json-text.ts';
import { hashLeaf } from '../src/merkle-tree.ts';
import type { HashOfNode } from '../src/tree-node.ts';
import { naiveRoot } from './naive-merkle.ts';
import { consistencyProof, inclusionProof } from './range-hashes.ts';
import { fromHex, nodeSha256 } from './vectors.ts';

// Vectors that others made lie beside the checkout, where they are at all.
const FOLDER = new URL('../../../../shared/vectors/', import.meta.url);
const isPresent = existsSync(FOLDER);
const skipped = isPresent ? '' : " (skipped: no folder of others' vectors beside the checkout)";

function read(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8');
}

function list(folder: string): string[] {
  const files = readdirSync(new URL(folder, FOLDER), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.json')).sort();
}

// The names of files hold `@`, `[` and `#`-free ASCII; a URL needs only its brackets and percent signs escaped.
function pathOf(folder: string, file: string): string {
  return folder + file.split('/').map(encodeURIComponent).join('/');
}

type MerkleCase = {
  numbers: { [name: string]: bigint };
  hashes: { [name: string]: Uint8Array };
  proof: Uint8Array[];
  wantErr: boolean;
};

/** Reads a case with its numbers taken from the text: indexes go to 2^64 − 1, which `JSON.parse` would round. */
function readMerkleCase(text: string): MerkleCase {
  const numbers: { [name: string]: bigint } = {};
  for (const [, name = '', digits = ''] of text.matchAll(/"(\w+)": (-?\d+)/g)) numbers[name] = BigInt(digits);
  const parsed = JSON.parse(text) as { [name: string]: unknown; proof: string[] | null; wantErr: boolean };
  const hashes: { [name: string]: Uint8Array } = {};
  for (const name of ['root', 'leafHash', 'root1', 'root2']) {
    const value = parsed[name];
    hashes[name] = new Uint8Array(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
  }
  const proof = (parsed.proof ?? []).map((hash) => new Uint8Array(Buffer.from(hash, 'base64')));
  return { numbers, hashes, proof, wantErr: parsed.wantErr };
}

/** Makes the proof of each happy path in a folder and holds it against the one that is there. */
const expectMade = (folder: string, make: (numbers: MerkleCase['numbers']) => Uint8Array[]): void => {
  const files = list(folder).filter((file) => file.endsWith('/happy-path.json'));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const { numbers, proof } = readMerkleCase(read(pathOf(folder, file)));
    expect(make(numbers), file).toEqual(proof);
  }
};

describe.skipIf(!isPresent)(`the vectors of transparency-dev/merkle${skipped}`, () => {
  test('inclusion proofs are accepted and refused as there', () => {
    const files = list('merkle/inclusion/');
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      const { numbers, hashes, proof, wantErr } = readMerkleCase(read(pathOf('merkle/inclusion/', file)));
      const { leafIdx: index = -1n, treeSize: size = -1n } = numbers;
      const { leafHash = new Uint8Array(), root = new Uint8Array() } = hashes;
      const verified = verifyInclusion({ index, size, leafHash, root, proof }, nodeSha256);
      expect(verified.ok, file).toBe(!wantErr);
    }
  });

  test('consistency proofs are accepted and refused as there', () => {
    const files = list('merkle/consistency/');
    expect(files.length).toBeGreaterThan(35);
    for (const file of files) {
      const { numbers, hashes, proof, wantErr } = readMerkleCase(read(pathOf('merkle/consistency/', file)));
      const { size1 = -1n, size2 = -1n } = numbers;
      const { root1 = new Uint8Array(), root2 = new Uint8Array() } = hashes;
      const verified = verifyConsistency({ size1, size2, root1, root2, proof }, nodeSha256);
      expect(verified.ok, file).toBe(!wantErr);
    }
  });

  test('the proofs of the happy paths are the ones that are made of the tree of those eight leaves', () => {
    const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = data.map((hex) => hashLeaf(fromHex(hex), nodeSha256));
    const hashOf: HashOfNode = ({ level, index }) => naiveRoot(leaves, index * 2 ** level, (index + 1) * 2 ** level);
    expectMade('merkle/inclusion/', ({ leafIdx, treeSize }) =>
      inclusionProof(Number(leafIdx), Number(treeSize), hashOf),
    );
    expectMade('merkle/consistency/', ({ size1, size2 }) => consistencyProof(Number(size1), Number(size2), hashOf));
  });

  test('numbers up to 2^64 - 1 are read without rounding', () => {
    const { numbers } = readMerkleCase(read(pathOf('merkle/inclusion/', '0/leafIdx-sub-@1.json')));
    expect(numbers['leafIdx']).toBe(2n ** 64n - 1n);
  });
});

describe.skipIf(!isPresent)(`the vectors of cyberphone/json-canonicalization${skipped}`, () => {
  test.each(['arrays', 'french', 'unicode'])('%s.json is written to the exact bytes', (name) => {
    const reading = parseJson(read(`jcs/input/${name}.json`));
    expect(reading.ok && canonicalize(reading.value)).toBe(read(`jcs/output/${name}.json`));
  });

  test('structures.json is refused for its number 56.0, and written to the exact bytes without it', () => {
    const input = read('jcs/input/structures.json');
    expect(parseJson(input)).toMatchObject({
      ok: false,
      line: 2,
      problem: expect.stringContaining('is 56.0') as string,
    });
    const reading = parseJson(input.replace('56.0', '56'));
    expect(reading.ok && canonicalize(reading.value)).toBe(read('jcs/output/structures.json'));
  });

  test('no other file is there that these tests would pass over', () => {
    expect(list('jcs/input/')).toEqual(['arrays.json', 'french.json', 'structures.json', 'unicode.json']);
  });
});

type WycheproofGroup = {
  publicKey: { pk: string };
  tests: { tcId: number; msg: string; sig: string; result: 'valid' | 'invalid' | 'acceptable'; comment: string }[];
};

describe.skipIf(!isPresent)(`the Ed25519 vectors of Wycheproof${skipped}`, () => {
  test('every valid signature is accepted and every invalid one refused', () => {
    const { testGroups } = JSON.parse(read('ed25519/wycheproof-ed25519.json')) as { testGroups: WycheproofGroup[] };
    const counts = { valid: 0, invalid: 0 };
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, sig, result, comment } of tests) {
        if (result === 'acceptable') continue;
        const isValid = verifyEd25519(fromHex(publicKey.pk), fromHex(msg), fromHex(sig));
        expect(isValid, `${tcId} ${comment}`).toBe(result === 'valid');
        counts[result]++;
      }
    }
    expect(counts).toEqual({ valid: 88, invalid: 63 });
  });
});
