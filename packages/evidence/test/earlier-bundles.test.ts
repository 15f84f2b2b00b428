/** What earlier versions made must verify for ever: `<name>.bundle` with the key in `<name>.key`, never made anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';

const FOLDER = new URL('./fixtures/', import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.bundle'));

test.each(NAMES)('%s is valid', (name) => {
  const key = parseVerifierKey(readFileSync(new URL(name.replace(/bundle$/, 'key'), FOLDER), 'utf8').trim());
  if (!key.ok) throw new Error(key.problem);
  const verdict = verifyBundle(readFileSync(new URL(name, FOLDER)), { keys: [key.value], policy: null });
  expect(verdict.failure).toBeNull();
  expect(verdict).toMatchObject({ verdict: 'valid', level: 'checkpoint' });
});

test('there are such bundles of an event and of a shipment', () => {
  expect(NAMES).toEqual(expect.arrayContaining(['event.bundle', 'shipment.bundle']));
});
