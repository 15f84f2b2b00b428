import { expect, test } from 'vitest';
import { startLodestone } from './run-lodestone.ts';

/** Throws where nobody waits for it, as soon as somebody listens for that; a command that does not listen ends as it would. */
const THROWING = `const { on } = process;
process.on = function (name, ...others) {
  if (name === 'uncaughtException') queueMicrotask(() => { throw new Error('planted'); });
  return on.call(this, name, ...others);
};`;

test('what nobody has caught is no answer: it ends with the exit code of a failure, not with that of an invalid ledger', async () => {
  const trusted = 'example.org/first+75c0df01+Acuy8X774y1tEzFPHtdrEpj3GKQXzREP0Nl8li5MdiMc';
  const command = startLodestone(['verify-bundle', '/dev/stdin', '--trust', trusted], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(THROWING)}` },
  });
  expect(await command.result).toEqual({
    code: 3,
    stdout: '',
    stderr: 'lodestone: planted\n(--debug shows where it comes from)\n',
  });
});
