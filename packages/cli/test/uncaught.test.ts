import { expect, test } from 'vitest';
import { startLodestone } from './run-lodestone.ts';

/** Throws where nobody waits for it, once the command is at work; a command that does not listen for it ends as it would. */
const THROWING = `const timer = setInterval(() => {
  if (process.listenerCount('uncaughtException') === 0) return;
  clearInterval(timer);
  throw new Error('planted');
}, 1);
timer.unref();`;

test('what nobody has caught is no answer: it ends with the exit code of a failure, not with that of an invalid ledger', async () => {
  const trusted = 'example.org/first+75c0df01+Acuy8X774y1tEzFPHtdrEpj3GKQXzREP0Nl8li5MdiMc';
  const command = startLodestone(['verify-bundle', '/dev/stdin', '--trust', trusted], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(THROWING)}` },
  });
  // Nobody ends its standard input: it waits for the bundle until it ends of the other thing.
  expect(await command.result).toEqual({
    code: 3,
    stdout: '',
    stderr: 'lodestone: planted\n(--debug shows where it comes from)\n',
  });
});
