import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineOf, oreEvent, registrationEvent } from './event-lines.ts';
import { COMMAND } from './run-lodestone.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/unread']);
  const lines = [lineOf(registrationEvent('MINE-A', 'mine'), 'OPERATOR'), lineOf(oreEvent())];
  await place.prepare(['record', await place.file('lines.jsonl', `${lines.join('\n')}\n`), '--create-keys']);
});
keepServer(place);

/** Runs a command whose output goes where the shell is told, and gives its own exit code. */
async function runInto(sink: string, commandArguments: readonly string[]) {
  const script = `set -o pipefail; "$@" ${sink}`;
  const command = [process.execPath, COMMAND, '--data', place.data, ...commandArguments];
  const shell = spawn('bash', ['-c', script, 'bash', ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr, [code]] = await Promise.all([text(shell.stderr), once(shell, 'close')]);
  return { code, stderr };
}

/** It has left long before the command has something to say. */
const NO_READER = '| true';

describe('a command that nobody reads', () => {
  test.each(['--help', 'lots --help', 'lots', 'events --json', 'template lot-created'])(
    'leaves as others do that SIGPIPE ends: %s',
    async (line) => {
      expect(await runInto(NO_READER, line.split(' '))).toEqual({ code: 141, stderr: '' });
    },
  );

  test('keeps the exit code of what went wrong', async () => {
    const bundle = await place.file('no.bundle', '{}');
    const { stdout } = await place.prepare(['checkpoint', '--key']);
    const judging = ['verify-bundle', bundle, '--trust', stdout.trim()];
    expect(await runInto(NO_READER, judging)).toEqual({ code: 1, stderr: '' });
    expect((await runInto(NO_READER, ['lots', '--limit', 'none'])).code).toBe(2);
  });

  test('that goes on for ever ends, and tells again what nobody has read', async () => {
    const watching = ['watch', '--party', 'MINE-A', '--quiet'];
    const { code, stderr } = await runInto(NO_READER, [...watching, '--since', '0', '--interval', '1000']);
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
    const { stdout } = await place.run([...watching, '--once']);
    expect(stdout).toContain('a key was enrolled for MINE-A');
  });
});

test('a disk without space is an operating failure, in a sentence', async () => {
  for (const listing of [['--help'], ['lots']]) {
    const { code, stderr } = await runInto('> /dev/full', listing);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^lodestone: standard output: the disk is full .*\n$/),
    });
  }
});
