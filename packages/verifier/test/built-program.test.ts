/** `lodestone-verify.mjs`, built: what it answers, and that it is the same file every time. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { verifyBundle as verifyFromSources } from '@lodestone/evidence/verify-bundle.ts';
import { describe, expect, test } from 'vitest';
import type * as Module from '../src/lodestone-verify.ts';
import { verifyBundle } from '../src/lodestone-verify.ts';
import { parseTrust } from '@lodestone/evidence/parse-trust.ts';
import { BUILT_NAMES, buildInto, damaged, EVENT, OTHER_KEY, SHIPMENT, temporaryFolder } from './built-files.ts';

const folder = temporaryFolder();
const said = buildInto(folder);
const program = join(folder, 'lodestone-verify.mjs');
const bytes = readFileSync(EVENT.bundle);
const trust = parseTrust(EVENT.key, null);
if (!trust.ok) throw new Error(trust.problem);
const fromSources = verifyFromSources(bytes, trust.value);

/** The Node that runs these tests, and the machine's own, which may be as old as 20. */
const NODES = [...new Set([process.execPath, machineNode()])];

function machineNode(): string {
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  const env = { ...process.env, PATH: places.join(delimiter) };
  const { status, stdout } = spawnSync('node', ['-p', 'process.execPath'], { encoding: 'utf8', env });
  return status === 0 ? stdout.trim() : process.execPath;
}

const run = (node: string, ...programArguments: string[]) => {
  const { status, stdout, stderr } = spawnSync(node, [program, ...programArguments], { encoding: 'utf8' });
  return { code: status, stdout, stderr };
};

describe('the build', () => {
  test('gives the same bytes every time, and says their hash', () => {
    const again = temporaryFolder();
    expect(buildInto(again).replaceAll(again, '')).toBe(said.replaceAll(folder, ''));
    for (const name of BUILT_NAMES) {
      expect(said).toMatch(new RegExp(`^${name}  [0-9.]+ kB  SHA-256 [0-9a-f]{64}$`, 'm'));
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(folder, name)));
    }
  });

  test.each([
    ['lodestone-verify.mjs', 150_000],
    ['lodestone-verify.html', 180_000],
  ])('keeps %s below %i bytes, without a source map', (name, maxBytes) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    expect(text).not.toContain('sourceMappingURL');
  });

  test('puts everything into one file, which imports modules of Node alone', () => {
    const imported = readFileSync(program, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*[`'"]([^`'"]+)[`'"]/g);
    const names = new Set([...imported].map(([, from]) => from));
    expect(names).toEqual(new Set(['node:fs', 'node:fs/promises', 'node:url', 'node:util']));
  });
});

describe.each(NODES)('the program in %s', (node) => {
  test('answers as the sources do', () => {
    expect(fromSources.verdict).toBe('valid');
    const { code, stdout, stderr } = run(node, EVENT.bundle, '--trust', EVENT.key, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(fromSources);
  });

  test('verifies a shipment with all of its lineage', () => {
    const { code, stdout } = run(node, SHIPMENT.bundle, '--trust', SHIPMENT.key);
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'VALID, level checkpoint' });
    expect(stdout).toContain('the lineage and the masses of 4 elements by origin follow from the book');
  });

  test('refuses a bundle that was damaged, and one of a key that is not trusted', () => {
    const path = join(folder, 'damaged.bundle');
    writeFileSync(path, damaged(bytes));
    const { code, stdout } = run(node, path, '--trust', EVENT.key);
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 1, first: 'INVALID' });
    const answer = run(node, EVENT.bundle, '--trust', OTHER_KEY, '--json');
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({ verdict: 'invalid', failure: { kind: 'checkpoint' } });
  });

  test('ends with the verdict although nobody reads it', () => {
    const script = 'set -o pipefail; "$@" | true';
    const unread = (bundle: string) => {
      const command = [node, program, bundle, '--trust', EVENT.key];
      const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
      return { code: status, stderr };
    };
    expect(unread(EVENT.bundle)).toEqual({ code: 0, stderr: '' });
    expect(unread(join(folder, 'damaged.bundle'))).toEqual({ code: 1, stderr: '' });
  });

  test('reads keys from a file', () => {
    const keys = join(folder, 'keys.txt');
    writeFileSync(keys, `# the ledger of our supplier\n${OTHER_KEY}\n\n${EVENT.key}\n`);
    expect(run(node, EVENT.bundle, '--trust', keys).code).toBe(0);
  });

  test.each([
    ['without a bundle', []],
    ['without a key', [EVENT.bundle]],
    ['with a key file that is not there', [EVENT.bundle, '--trust', 'no-such-file']],
    ['with a key that is none', [EVENT.bundle, '--trust', `${EVENT.key}x`]],
    ['with a bundle that is not there', ['no-such-bundle', '--trust', EVENT.key]],
    ['with a policy that is none', [EVENT.bundle, '--trust', EVENT.key, '--policy', EVENT.bundle]],
    ['with an option that it does not know', [EVENT.bundle, '--trust', EVENT.key, '--trusted']],
    ['with two bundles', [EVENT.bundle, EVENT.bundle, '--trust', EVENT.key]],
  ])('says what is wrong when it is called %s', (_, programArguments) => {
    const { code, stdout, stderr } = run(node, ...programArguments);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^lodestone-verify: /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the module', () => {
  test('gives the verdict to programs, built and from the sources', async () => {
    const built: typeof Module = await import(pathToFileURL(program).href);
    expect(built.verifyBundle(bytes, { keys: [EVENT.key] })).toEqual(fromSources);
    expect(verifyBundle(bytes, { keys: [EVENT.key] })).toEqual(fromSources);
  });

  test('throws where the trust that it was given is none', () => {
    expect(() => verifyBundle(bytes, { keys: [] })).toThrow('a trusted key is missing');
    expect(() => verifyBundle(bytes, { keys: [EVENT.key], policy: 'nonsense' })).toThrow('policy, line 1');
  });
});
