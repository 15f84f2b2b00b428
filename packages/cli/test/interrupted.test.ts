import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src/interrupted.ts', import.meta.url));

/** Tells when it was interrupted, and tidies up when it is told to. */
const PROGRAM = `
  import { once } from 'node:events';
  import { interrupted } from ${JSON.stringify(SOURCE)};
  const ended = interrupted();
  console.log('waiting');
  await ended;
  console.log('leaving');
  await once(process.stdin, 'data');
  console.log('tidied');
  process.stdin.destroy();
`;

test.each(['SIGINT', 'SIGTERM'] as const)('a second %s does not cut short what the first began', async (signal) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (text.includes('waiting') || text.includes('leaving')) child.kill(signal);
    if (text.includes('leaving')) child.stdin.write('go on\n');
  });
  child.stdin.on('error', () => undefined);
  const ending: unknown[] = await once(child, 'close');
  expect({ ending, said }).toEqual({ ending: [0, null], said: 'waiting\nleaving\ntidied\n' });
});
