import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src/interrupted.ts', import.meta.url));

/** Tells when it was interrupted, and tidies up when it is told to. A second signal is meant after so many milliseconds. */
const programOf = (meantAfterMilliseconds: number) => `
  import { once } from 'node:events';
  import { interrupted } from ${JSON.stringify(SOURCE)};
  const ended = interrupted(${meantAfterMilliseconds});
  console.log('waiting');
  await ended;
  console.log('leaving');
  await once(process.stdin, 'data');
  console.log('tidied');
  process.stdin.destroy();
`;

const SOON_MILLISECONDS = 60_000;

/** How the program ends that is sent the signal when it waits and again when it leaves, and is then let go. */
async function endingOf(signal: NodeJS.Signals, meantAfterMilliseconds: number) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', programOf(meantAfterMilliseconds)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (text.includes('waiting') || text.includes('leaving')) child.kill(signal);
    if (text.includes('leaving') && meantAfterMilliseconds > 0) child.stdin.write('go on\n');
  });
  child.stdin.on('error', () => undefined);
  const ending: unknown[] = await once(child, 'close');
  return { ending, said };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a second %s soon does not cut short what the first began',
  async (signal) => {
    expect(await endingOf(signal, SOON_MILLISECONDS)).toEqual({
      ending: [0, null],
      said: 'waiting\nleaving\ntidied\n',
    });
  },
);

test('a second one later is meant: what hangs can be left', async () => {
  expect(await endingOf('SIGINT', 0)).toEqual({ ending: [130, null], said: 'waiting\nleaving\n' });
});
