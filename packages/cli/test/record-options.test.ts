import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, CHAIN_LINES, ORIGIN, REGISTRATIONS } from './chain-file.ts';
import { lineOf, linesOf, oreEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => place.prepare(['init', '--origin', ORIGIN, '--policy', 'observe']));
keepServer(place);

const registrations = CHAIN_LINES.slice(0, REGISTRATIONS);
const keyFiles = () => readdir(join(place.data, 'keys'));

describe('who signs', () => {
  test('bare events are signed by the only key of the keyring', async () => {
    const bare = registrations.slice(0, 2).map((line) => JSON.stringify((JSON.parse(line) as { event: object }).event));
    const recorded = await place.json(['record', '-'], { stdin: bare.join('\n') });
    expect(recorded).toMatchObject({ code: 0, value: { recorded: 2, alreadyRecorded: 0 } });
    const { value } = await place.json<readonly { party: string }[]>(['events', '--type', 'party-registered']);
    expect(value.map(({ party }) => party)).toEqual(['OPERATOR', 'OPERATOR']);
    // With "by" written out they are the same events.
    const again = await place.json(['record', '-'], { stdin: registrations.slice(0, 2).join('\n') });
    expect(again).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 2 } });
  });

  test('--by signs the lines that do not say, the others as they say', async () => {
    const [, , third = '', ...others] = registrations;
    const bare = JSON.stringify((JSON.parse(third) as { event: object }).event);
    const stdin = [bare, ...others].join('\n');
    const recorded = await place.json(['record', '-', '--by', 'OPERATOR'], { stdin });
    expect(recorded).toMatchObject({ code: 0, value: { recorded: 10, submissions: 1 } });
  });
});

describe('--dry-run', () => {
  test('says what would be recorded, records nothing and makes no keys', async () => {
    const before = await place.run(['events', '--json']);
    const keys = await keyFiles();
    const dry = await place.json(['record', CHAIN.file, '--create-keys', '--dry-run']);
    expect(dry).toMatchObject({
      code: 0,
      value: { recorded: 29, alreadyRecorded: 12, enrolled: 5, refused: null, head: { size: 3 } },
    });
    const { stdout } = await place.run(['record', CHAIN.file, '--create-keys', '--dry-run']);
    expect(stdout).toContain('29 events would be recorded');
    expect(await place.run(['events', '--json'])).toEqual(before);
    expect(await keyFiles()).toEqual(keys);
  });

  test('finds what would be refused, whatever came before it', async () => {
    const stdin = [...CHAIN_LINES.slice(0, 14), '', lineOf(oreEvent({ lot: CHAIN.ore }))].join('\n');
    const { code, value, stderr } = await place.json(['record', '-', '--create-keys', '--dry-run'], { stdin });
    expect({ code, value }).toMatchObject({ code: 1, value: { refused: { line: 16, reason: 'id-used' } } });
    expect(stderr).toBe(
      `standard input:16: lot: ${CHAIN.ore} is already the id of a lot, the event gives it to a new lot: choose another id\n`,
    );
  });
});

describe('the lines', () => {
  test('may have quantities as people write them, which are converted once and exactly', async () => {
    const quantity = { net: '1.5 t', moisture: '15 %', oxides: { Nd2O3: '2 kg', Dy2O3: '500 g' } };
    const typed = oreEvent({ lot: 'TYPED-1', quantity });
    const recorded = await place.json(['record', '-', '--create-keys'], { stdin: linesOf(typed) });
    expect(recorded).toMatchObject({ code: 0, value: { recorded: 1, enrolled: 1 } });
    const { value } = await place.json<{ history: readonly { event: object }[] }>(['lot', 'TYPED-1']);
    // 2 kg × 288.484 / 336.481 and 0.5 kg × 325.000 / 372.997, half to even.
    const exact = {
      netMilligrams: 1_500_000_000,
      moisturePartsPerMillion: 150_000,
      elementMilligrams: { Nd: 1_714_712, Dy: 435_660 },
    };
    expect(value).toMatchObject({
      made: { netMilligrams: exact.netMilligrams, elementMilligrams: exact.elementMilligrams },
    });
    expect(value.history[0]?.event).toMatchObject({ quantity: exact });
    const { net: _, ...rest } = quantity;
    const spelt = { ...typed, quantity: { ...rest, net: '1500 kg' } };
    const again = await place.json(['record', '-'], { stdin: linesOf(spelt) });
    expect(again).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 1 } });
  });

  test('may end in CRLF, be blank, be spaced out, and lack the last newline', async () => {
    const spaced = JSON.stringify({ by: 'MINE-A', event: oreEvent() }, null, 1).replaceAll('\n', ' ');
    const stdin = `${lineOf(oreEvent())}\r\n\r\n  \n${spaced}\n${lineOf(oreEvent())}`;
    expect(await place.json(['record', '-'], { stdin })).toMatchObject({ code: 0, value: { recorded: 3 } });
  });

  test('may be none', async () => {
    expect(await place.run(['record', '-'], { stdin: '' })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^0 events recorded\. The ledger has \d+ entries\.\n$/),
      stderr: '',
    });
  });
});

describe('what the rules noticed and let pass', () => {
  test('is shown with the events', async () => {
    const elsewhere = oreEvent({ lot: 'ELSEWHERE', facility: 'B-SX' });
    expect(await place.json(['record', '-'], { stdin: linesOf(elsewhere) })).toMatchObject({ value: { recorded: 1 } });
    const message = 'B-SX is a facility of REFINER-B, the event is by MINE-A';
    const { value } = await place.json<readonly object[]>(['events', '--lot', 'ELSEWHERE']);
    expect(value).toMatchObject([{ findings: [{ code: 'facility-of-another-party', message }] }]);
    for (const command of [['events', '--lot'], ['lot']]) {
      const { stdout } = await place.run([...command, 'ELSEWHERE']);
      expect(stdout).toMatch(
        /\n\nNotices\n {2}\d+\.0 {2}facility-of-another-party: B-SX is a facility of REFINER-B, .*\n$/,
      );
    }
    const [first] = (await place.json<readonly object[]>(['events', '--limit', '1'])).value;
    expect(first).toMatchObject({ findings: [] });
  });
});

describe('what is printed', () => {
  test('--quiet leaves out remarks, never an error', async () => {
    const { code, stderr } = await place.run(['--quiet', 'record', '-'], { stdin: '{oops\n' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^standard input:1: column 2: /);
  });

  test('is plain text in a pipe, with --no-color and NO_COLOR the same', async () => {
    const plain = await place.run(['verify']);
    expect(plain.stdout).not.toContain('\u{1b}');
    expect(await place.run(['verify', '--no-color'])).toEqual(plain);
    expect(await place.run(['verify'], { env: { NO_COLOR: '1' } })).toEqual(plain);
  });
});
