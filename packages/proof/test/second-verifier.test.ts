import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// docs/format/verify.py was written from the pages beside it, in another language and with other libraries.

const SCRIPT = fileURLToPath(new URL('agree.py', import.meta.url));
const FORMAT = fileURLToPath(new URL('../../../docs/format/', import.meta.url));
const VECTORS = fileURLToPath(new URL('../vectors/', import.meta.url));

function python(...options: string[]): string {
  return spawnSync('python3', [...options, '-B', SCRIPT, FORMAT, VECTORS], { encoding: 'utf8' }).stdout;
}

const IS_PYTHON_THERE = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!IS_PYTHON_THERE)('the verifier in Python agrees on every vector, with its own Ed25519 too', () => {
  expect(python()).toMatch(/^\d{3} cases, 0 disagree\n$/);
  // Isolated and without site packages there is no library for signatures.
  expect(python('-I', '-S')).toMatch(/^\d{3} cases, 0 disagree\n$/);
});
