import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { lineOf, linesOf, manyOres, oreEvent, registrationEvent } from './event-lines.ts';
import { type RunningCommand, startLodestone } from './run-lodestone.ts';
import { anotherPlace, serverIsUp, serverProcess, testPlace, until } from './test-place.ts';
import { withClient } from '@lodestone/testkit/test-run.ts';

// What is killed here is killed without warning (SIGKILL), and afterwards everything that was committed must be there,
// whole submissions and nothing else, and the same command must be able to go on.
const place = await testPlace();
beforeAll(() => recordChain(place));

const CHAIN_ENTRIES = 13;
const CHAIN_EVENTS = 47;
/** More than twice what is committed at once. */
const MANY = 4_500;

interface Recorded {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly refused: unknown;
}

interface Verdict {
  readonly verdict: string;
  readonly entries: number;
  readonly events: number;
}

const verify = async (...options: string[]): Promise<Verdict> =>
  (await place.json<Verdict>(['verify', ...options])).value;

/** The events that are recorded, as far as the tests before have come. */
let eventsBefore = CHAIN_EVENTS;

/**
 * Starts recording and waits until some is committed. Not all can be: the command is given the whole content and keeps
 * on waiting for more. The same content is in a file, for recording it again.
 */
async function startRecording(): Promise<{ file: string; command: RunningCommand }> {
  const content = manyOres(MANY);
  const file = await place.file(`many-${eventsBefore}.jsonl`, content);
  const command = startLodestone(['--data', place.data, 'record', '-']);
  command.stdin.write(content);
  const url = await serverIsUp(place);
  await withClient(url, (client) =>
    until(async () => {
      const { rows } = await client.query<{ count: string }>('select count(*) from ledger.event');
      return Number(rows[0]?.count) > eventsBefore ? true : undefined;
    }),
  );
  return { file, command };
}

/** Records the file again: what was committed is passed over, the rest is recorded, and all is well. */
async function expectCompletes(file: string): Promise<void> {
  const { code, value } = await place.json<Recorded>(['record', file]);
  const kept = value.alreadyRecorded;
  expect({ code, value }).toMatchObject({ code: 0, value: { recorded: MANY - kept, refused: null } });
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(MANY);
  expect(kept % 1_000, 'half a submission').toBe(0);
  eventsBefore += MANY;
  expect(await verify('--only', 'chain')).toMatchObject({ verdict: 'valid', events: eventsBefore });
}

describe('in the middle of recording', () => {
  test('the server is killed: the command says so, and goes on where it stopped when it is run again', async () => {
    const { file, command } = await startRecording();
    process.kill(await serverProcess(place), 'SIGKILL');
    command.stdin.end();
    const { code, stdout, stderr } = await command.result;
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^standard input: recording broke off, with some [1-4],\d{3} lines read\nlodestone: the database went away or cannot be reached \(.*\); what was committed stays recorded; when the database is back, run the same command again\n/,
    );
    await expectCompletes(file);
  });

  test('the command is killed: the next one joins the server that is left, and stops it', async () => {
    const { file, command } = await startRecording();
    command.process.kill('SIGKILL');
    expect((await command.result).code).toBeNull();
    expect(existsSync(join(place.data, 'postgres', 'postmaster.pid'))).toBe(true);
    await expectCompletes(file);
    expect(existsSync(join(place.data, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  test('both are killed: the next command recovers the database', async () => {
    const { file, command } = await startRecording();
    const server = await serverProcess(place);
    command.process.kill('SIGKILL');
    process.kill(server, 'SIGKILL');
    await command.result;
    await expectCompletes(file);
  });

  test('it is interrupted with Ctrl-C: it leaves at once, and stops the server', async () => {
    const { file, command } = await startRecording();
    command.process.kill('SIGINT');
    const { code, stdout } = await command.result;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(existsSync(join(place.data, 'postgres', 'postmaster.pid'))).toBe(false);
    await expectCompletes(file);
  });
});

describe('two commands at once', () => {
  test('reading does not wait for recording, and sees whole submissions', async () => {
    const { file, command } = await startRecording();
    const [lots, verdict] = await Promise.all([
      place.json<readonly unknown[]>(['lots', '--limit', '5']),
      place.json<Verdict>(['verify', '--only', 'chain']),
    ]);
    expect(lots).toMatchObject({ code: 0, value: { length: 5 } });
    expect(verdict).toMatchObject({ code: 0, value: { verdict: 'valid' } });
    expect((verdict.value.events - eventsBefore) % 1_000).toBe(0);
    command.stdin.end();
    expect((await command.result).code).toBe(0);
    expect(await place.json(['record', file])).toMatchObject({ value: { recorded: 0, alreadyRecorded: MANY } });
    eventsBefore += MANY;
  });

  test('the same file twice at once is recorded once', async () => {
    // So many that the first is still at it when the second comes.
    const ores = 20_000;
    const lines = ores + 1;
    // An odd line first puts the submissions of the two out of step with the lines that each looks up together.
    const content = `${lineOf(registrationEvent('ODD', 'trader'), 'OPERATOR')}\n${manyOres(ores)}`;
    const file = await place.file('twice.jsonl', content);
    const early = place.json<Recorded>(['record', file]);
    await sleep(300);
    const both = await Promise.all([early, place.json<Recorded>(['record', file])]);
    for (const { code, value, stderr } of both)
      expect({ code, value, stderr }).toMatchObject({ code: 0, value: { refused: null }, stderr: '' });
    const [one, two] = both.map(({ value }) => value);
    expect((one?.recorded ?? 0) + (two?.recorded ?? 0)).toBe(lines);
    expect((one?.alreadyRecorded ?? 0) + (two?.alreadyRecorded ?? 0)).toBe(lines);
    eventsBefore += lines;
    expect(await verify()).toMatchObject({ verdict: 'valid', events: eventsBefore });
  });

  test('so is a chain whose keys both want to make', async () => {
    const fresh = anotherPlace(place, 'fresh');
    await fresh.prepare(['init', '--origin', 'example.org/fresh']);
    const both = await Promise.all([1, 2].map(() => fresh.json<Recorded>(['record', CHAIN.file, '--create-keys'])));
    for (const { code, value, stderr } of both)
      expect({ code, value, stderr }).toMatchObject({ code: 0, value: { refused: null }, stderr: '' });
    const { value } = await fresh.json<Verdict>(['verify']);
    expect(value).toMatchObject({
      verdict: 'valid',
      entries: CHAIN_ENTRIES,
      events: CHAIN_EVENTS,
      keys: { heldByLedger: 5 },
    });
  });

  test('different files at once are both recorded', async () => {
    const files = await Promise.all(
      [1, 2].map((number) => place.file(`side-${number}.jsonl`, linesOf(oreEvent(), oreEvent()))),
    );
    const both = await Promise.all(files.map((file) => place.json<Recorded>(['record', file])));
    for (const { code, value } of both) expect({ code, value }).toMatchObject({ code: 0, value: { recorded: 2 } });
    expect(await verify()).toMatchObject({ verdict: 'valid', events: eventsBefore + 4 });
  });
});
