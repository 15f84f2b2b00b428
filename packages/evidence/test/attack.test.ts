/**
 * Whoever changes anything in a bundle and makes its digest anew is found out. What may be left out is named here: events
 * that nothing rests on, of which the verdict then says that much less, and openings.
 */
import { createHash, createPublicKey, verify as verifyWithOpenSsl } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { describe, expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { mutationsOf } from '../testing/mutations.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

/** Of thousands of changed bundles plain JavaScript would check the signatures for minutes. */
const verify: VerifyEd25519 = (key, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  return verifyWithOpenSsl(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

function keyIn(text: string) {
  const key = parseVerifierKey(text.trim());
  if (!key.ok) throw new Error(key.problem);
  return { keys: [key.value], policy: null };
}

/** The lot of the page, and an event of a longer ledger, which has hashes of others. */
const page = read('../../../docs/format/evidence-bundle.md').toString('utf8');
const note = read('../../../docs/format/merkle-tree-and-checkpoint.md').toString('utf8');
const blockOf = (text: string, title: string) =>
  new RegExp(`^\`\`\`\\w+ title="${title}"\\n(.*?)\\n\`\`\`$`, 'ms').exec(text)?.[1] ?? '';
const BUNDLES = [
  ['a lot', Buffer.from(blockOf(page, 'evidence-bundle/file')), keyIn(blockOf(note, 'checkpoint/verifier-key'))],
  ['an event', read('fixtures/event.bundle'), keyIn(read('fixtures/event.key').toString('utf8'))],
] as const;

/** The same with a digest that fits. */
function withDigest(value: JsonValue): Buffer | null {
  if (!isJsonObject(value)) return null;
  const { digest: _, ...undigested } = value;
  const digest = createHash('sha256')
    .update(`lodestone/bundle/1\n${canonicalize(undigested)}`)
    .digest('base64url');
  return Buffer.from(canonicalize({ ...undigested, digest }));
}

function objectIn(bytes: Buffer): JsonObject {
  const reading = parseJson(bytes.toString('utf8'), { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error('no bundle');
  return reading.value;
}

/** Of bytes whose digest is made to fit; the test after it changes every member. */
const STEP = 3;

describe.each(BUNDLES)('a bundle of %s', (_, bytes, trust) => {
  const isValid = (changed: Uint8Array) => verifyBundle(changed, trust, { sha256, verify }).verdict === 'valid';

  test('is valid as it was made', () => {
    expect(isValid(bytes)).toBe(true);
    expect(withDigest(objectIn(bytes))).toEqual(bytes);
  });

  test('is refused when any byte of it is another', () => {
    const survivors: number[] = [];
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ 1;
      if (isValid(changed)) survivors.push(place);
    }
    expect(survivors).toEqual([]);
  });

  test('is refused when a byte of it is another, and its digest fits again', { timeout: 120_000 }, () => {
    const survivors: string[] = [];
    let tried = 0;
    for (let place = 0; place < bytes.length; place += STEP) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ 1;
      const reading = parseJson(changed.toString('utf8'), { maxDepth: 20 });
      const fitting = reading.ok ? withDigest(reading.value) : null;
      if (fitting === null || fitting.equals(bytes)) continue;
      tried += 1;
      if (isValid(fitting)) survivors.push(changed.subarray(Math.max(0, place - 40), place + 10).toString('utf8'));
    }
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  test('is refused when anything is dropped, doubled, swapped, renamed or altered', { timeout: 120_000 }, () => {
    const survivors: string[] = [];
    for (const { name, value } of mutationsOf(objectIn(bytes))) {
      const fitting = withDigest(value);
      if (fitting !== null && !fitting.equals(bytes) && isValid(fitting)) survivors.push(name);
    }
    const harmless = /^drop (entries\[\d+\]\.events\[\d+\]|openings\[\d+\])$/;
    expect(survivors.filter((name) => !harmless.test(name))).toEqual([]);
  });
});
