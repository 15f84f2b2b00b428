/** What earlier versions made must verify for ever: `<name>.bundle` with the key in `<name>.key`, and in `<name>.policy`
 * the witnesses. None is ever made anew. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { accept } from '@lodestone/proof/parsed.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';

const FOLDER = new URL('./fixtures/', import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.bundle'));

const fileOf = (name: string, type: string) => new URL(name.replace(/bundle$/, type), FOLDER);
const textOf = (name: string, type: string) => readFileSync(fileOf(name, type), 'utf8').trim();

test.each(NAMES)('%s is valid', (name) => {
  const key = parseVerifierKey(textOf(name, 'key'));
  if (!key.ok) throw new Error(key.problem);
  const policy = existsSync(fileOf(name, 'policy')) ? parseWitnessPolicy(textOf(name, 'policy')) : accept(null);
  if (!policy.ok) throw new Error(policy.problem);
  const verdict = verifyBundle(readFileSync(fileOf(name, 'bundle')), { keys: [key.value], policy: policy.value });
  expect(verdict.failure).toBeNull();
  expect(verdict.level).toBe(policy.value === null ? 'checkpoint' : 'witnessed');
});

test('there are bundles of an event, of a shipment, one with witnesses and one with openings', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining(['event.bundle', 'opened.bundle', 'shipment.bundle', 'witnessed.bundle']),
  );
});
