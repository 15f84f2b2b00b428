import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, recordRegistrations } from './chain-file.ts';
import { oreEvent } from './event-lines.ts';
import { startLodestone } from './run-lodestone.ts';
import { anotherPlace, keepServer, testPlace, until } from './test-place.ts';

// A mine that has no network: a data folder with a key and the ledger's name, and no database anywhere.

const place = await testPlace();
beforeAll(() => recordRegistrations(place));
keepServer(place);
const mine = anotherPlace(place, 'mine');
let name: string;

interface Submitted {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly refused: { readonly line: number; readonly reason: string } | null;
}

/** The mine has no lot before it: its own key signs for a party of its own. */
const PARTY = 'RECYCLER-R';
const scrap = (members: Readonly<Record<string, unknown>> = {}) => oreEvent({ origin: 'collected', ...members });

async function signed(file: string, events: readonly object[], ...options: string[]): Promise<string> {
  const path = join(place.folder, file);
  const stdin = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  await mine.prepare(['sign', '-', '-o', path, ...options], { stdin });
  return path;
}

beforeAll(async () => {
  const known = JSON.parse(await readFile(join(place.data, 'ledgers.json'), 'utf8')) as { ledger: string }[];
  name = known[0]?.ledger ?? '';
});

describe('a mine without a network', () => {
  test('is told what it needs: the name of the ledger, and a key', async () => {
    const stdin = `${JSON.stringify(scrap())}\n`;
    const nameless = await mine.run(['sign', '-', '--by', PARTY, '-o', 'x'], { stdin });
    expect(nameless).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/knows no ledger: name it with --ledger-name/),
    });
    const wrong = await mine.run(['sign', '-', '--by', PARTY, '-o', 'x', '--ledger-name', ORIGIN], { stdin });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('the # and the hash are missing') });
    const output = join(place.folder, 'keyless.signed');
    const keyless = await mine.json(['sign', '-', '--by', PARTY, '-o', output, '--ledger-name', name], { stdin });
    expect(keyless).toMatchObject({ code: 2, value: { file: null, refused: { line: 1, reason: 'no-key' } } });
    expect(existsSync(output)).toBe(false);
  });

  test('makes its key, which the operator enrols from a line', async () => {
    const { stdout } = await mine.prepare(['key', 'create', PARTY, '--offline']);
    expect(JSON.parse(stdout)).toMatchObject({ by: 'OPERATOR', event: { party: PARTY, heldBy: 'party' } });
    expect(await mine.json(['key', 'list', '--offline'])).toMatchObject({
      value: [{ party: PARTY, number: 1, status: 'unknown' }],
    });
    expect(await place.json(['record', '-'], { stdin: stdout })).toMatchObject({ code: 0, value: { recorded: 1 } });
    // No database was made for any of it.
    expect((await readdir(mine.data)).sort()).toEqual(['keys', 'ledgers.json', 'ledgers.json.lock']);
  });

  test('does not take another ledger for the one that it knows', async () => {
    const other = `${ORIGIN}#${'A'.repeat(43)}`;
    const refused = await mine.run(['key', 'create', PARTY, '--ledger-name', other]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`knows it as ${name}`) });
  });

  test('signs events into a file that is never written over', async () => {
    const file = await signed('day-1.signed', [scrap({ lot: 'DAY-1' }), scrap({ lot: 'DAY-2' })]);
    const again = await mine.run(['sign', '-', '-o', file]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(7);
  });

  test('follows its key by another, which the first one signs in', async () => {
    const { stdout } = await mine.prepare(['key', 'create', PARTY, '--offline']);
    expect(JSON.parse(stdout)).toMatchObject({ by: PARTY });
    const file = join(place.folder, 'second-key.signed');
    await mine.prepare(['sign', '-', '-o', file, '--key', '1'], { stdin: stdout });
    expect(await place.json(['submit', file])).toMatchObject({ code: 0, value: { recorded: 1 } });
  });
});

describe('submitting', () => {
  test('records the file, gives receipts, and gives the same ones again', async () => {
    const receipts = join(place.folder, 'day-1.receipts');
    const file = join(place.folder, 'day-1.signed');
    const first = await place.run(['submit', file, '--receipts', receipts]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^2 events recorded in 2 submissions\. The earliest happened at 2026-05-01 08:00:00 UTC and was recorded [\d,]+ d later\. The ledger has \d+ entries\.\n$/,
    );
    const given = await readFile(receipts, 'utf8');
    expect(
      given
        .trimEnd()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line) as object)),
    ).toEqual([
      ['ledger', 'position', 'leafHash', 'submission'],
      ['ledger', 'position', 'leafHash', 'submission'],
    ]);
    const again = await place.json<Submitted>(['submit', file, '--receipts', receipts]);
    expect(again).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 2, earliest: null, refused: null } });
    expect(await readFile(receipts, 'utf8')).toBe(given);
  });

  test('shows beside each event how much later it was recorded', async () => {
    const { stdout } = await place.run(['lot', 'DAY-1']);
    expect(stdout).toMatch(/2026-05-01 08:00 +lot-created +[\d,]+d +RECYCLER-R/);
    const soon = new Date(Date.now() - 3 * 3_600_000).toISOString();
    const file = await signed('soon.signed', [scrap({ lot: 'SOON', occurredAt: soon })]);
    await place.prepare(['submit', file]);
    expect((await place.run(['events', '--lot', 'SOON'])).stdout).toMatch(/ {2}3h {2}/);
    const { value } = await place.json<{ recordedAt: string }[]>(['events', '--lot', 'SOON']);
    expect(Date.parse(value[0]?.recordedAt ?? '')).toBeGreaterThan(Date.parse(soon));
  });

  test('stops at a refusal with exit code 1 and its line', async () => {
    const file = await signed('refused.signed', [scrap(), scrap({ lot: 'DAY-1' }), scrap()]);
    const { code, value, stderr } = await place.json<Submitted>(['submit', file]);
    expect({ code, value }).toMatchObject({ code: 1, value: { recorded: 1, refused: { line: 5, reason: 'id-used' } } });
    expect(stderr).toMatch(new RegExp(`^${file}:5: lot: DAY-1 is already the id of a lot`));
  });

  test('of an altered file is bad input', async () => {
    const file = await signed('altered.signed', [scrap({ lot: 'ALTERED-1' })]);
    const altered = (await readFile(file, 'utf8')).replace('ALTERED-1', 'ALTERED-2');
    const { code, stderr } = await place.run(['submit', '-'], { stdin: altered });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^standard input:3: these are not the bytes of the event that was signed/);
    const forged = (await readFile(file, 'utf8')).replace(/"signature":"./, '"signature":"_');
    expect(await place.json(['submit', '-'], { stdin: forged })).toMatchObject({
      code: 2,
      value: { recorded: 0, refused: { line: 2, reason: 'signature' } },
    });
  });

  test('goes on where a submit was killed', async () => {
    const count = 2_100;
    const file = await signed(
      'many.signed',
      Array.from({ length: count }, () => scrap()),
    );
    const text = await readFile(file, 'utf8');
    const before = (await place.json<object[]>(['events', '--limit', '10000'])).value.length;
    const killed = startLodestone(['--data', place.data, 'submit', '-']);
    // The last line is not given: it waits for it, with some of the file recorded.
    killed.stdin.write(text.slice(0, -10));
    await until(async () => {
      const { value } = await place.json<object[]>(['events', '--limit', '10000']);
      return value.length > before ? true : undefined;
    });
    killed.process.kill('SIGKILL');
    await killed.result;
    const { code, value } = await place.json<Submitted>(['submit', file]);
    expect(code).toBe(0);
    expect(value.alreadyRecorded).toBeGreaterThan(0);
    expect(value.recorded).toBeGreaterThan(0);
    expect(value.recorded + value.alreadyRecorded).toBe(count);
    expect(await place.json(['verify'])).toMatchObject({ code: 0, value: { verdict: 'valid' } });
  });
});
