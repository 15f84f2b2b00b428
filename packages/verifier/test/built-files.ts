/** The two files of the small verifier as `npm run verifier` builds them, and bundles to try them on. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const BUILD = fileURLToPath(new URL('../../../scripts/build-verifier.mjs', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../evidence/test/fixtures/', import.meta.url));

export const BUILT_NAMES = ['lodestone-verify.mjs', 'lodestone-verify.html'] as const;

/** A temporary folder for the test file that calls this at the top. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lodestone-verifier-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Builds into a folder, and gives what the build says. */
export function buildInto(folder: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUILD, '--out', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** Bundles that earlier versions made. Names and products of the shipment are markup that would run, were it read as such. */
export const EVENT = fixture('event');
export const SHIPMENT = fixture('shipment');
export const OPENED = fixture('opened');
export const WITNESSED = { ...fixture('witnessed'), policy: readFileSync(join(FIXTURES, 'witnessed.policy'), 'utf8') };

function fixture(name: string): { readonly bundle: string; readonly key: string } {
  return { bundle: join(FIXTURES, `${name}.bundle`), key: readFileSync(join(FIXTURES, `${name}.key`), 'utf8').trim() };
}

/** A key of nobody here, well formed. */
export const OTHER_KEY = 'example.org/other+fbdf02ec+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs';

/** The bundle with one byte changed, somewhere in its middle. */
export function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = Math.floor(copy.length / 2);
  copy[middle] = copy[middle] === 0x61 ? 0x62 : 0x61;
  return copy;
}
