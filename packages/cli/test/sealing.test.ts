import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

// Somebody seals what a rival must not read, a reader opens it, and it is forgotten: docs/sealed-fields.md as people do it.

const place = await testPlace();
const identity = (name: string) => join(place.folder, `${name}.txt`);
const recipients = new Map<string, string>();

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/sealed']);
  const party = { by: 'OPERATOR', event: registrationEvent('MINE-A', 'mine') };
  const first = { by: 'MINE-A', event: oreEvent() };
  const stdin = [party, first].map((line) => JSON.stringify(line)).join('\n');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
  for (const name of ['SELF', 'CUSTOMS', 'RIVAL']) {
    const { stdout } = await place.prepare(['reader', 'create', '-o', identity(name)]);
    recipients.set(name, stdout.trim());
  }
  for (const name of ['SELF', 'CUSTOMS']) await place.prepare(['reader', 'add', name, recipients.get(name) ?? '']);
});
keepServer(place);

const page = readFileSync(new URL('../../../docs/sealed-fields.md', import.meta.url), 'utf8');
const [, EXAMPLE = ''] = /^```json title="line"\n(.*?)\n```$/ms.exec(page) ?? [];
const { event: EXAMPLE_EVENT } = JSON.parse(EXAMPLE) as { event: { id: string; permit: string; note: string } };
const EVENT = EXAMPLE_EVENT.id;

const open = (...options: string[]) => place.run(['open', EVENT, ...options]);

interface Opened {
  readonly fields: readonly { readonly field: string; readonly status: string; readonly value?: unknown }[];
}

describe('readers', () => {
  test('have an identity file that nobody else reads, and is never written over', async () => {
    expect((await stat(identity('SELF'))).mode & 0o777).toBe(0o600);
    expect(await place.run(['reader', 'create', '-o', identity('SELF')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already'),
    });
  });

  test('are listed by name; another recipient under a name that is taken is refused', async () => {
    const { value } = await place.json<readonly { name: string }[]>(['reader', 'list']);
    expect(value.map(({ name }) => name)).toEqual(['CUSTOMS', 'SELF']);
    const taken = await place.run(['reader', 'add', 'CUSTOMS', recipients.get('RIVAL') ?? '']);
    expect(taken).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^lodestone: CUSTOMS is age1\w+ here, not age1/),
    });
    const { code, stderr } = await place.run([
      'reader',
      'add',
      'RIVAL',
      'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q',
    ]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('checksum or its length is wrong'),
    });
  });
});

describe('the line of docs/sealed-fields.md', () => {
  test('is recorded, and once only', async () => {
    expect(await place.json(['record', '-'], { stdin: EXAMPLE })).toMatchObject({
      value: { recorded: 1, refused: null },
    });
    expect(await place.json(['record', '-'], { stdin: EXAMPLE })).toMatchObject({
      value: { recorded: 0, alreadyRecorded: 1 },
    });
  });

  test('opens for its readers as the page shows it, member by member', async () => {
    const { code, stdout } = await open('--field', 'permit', '--identity', identity('CUSTOMS'));
    expect(code).toBe(0);
    const [heading, member, value, proof, ...rest] = stdout.trimEnd().split('\n');
    expect(heading).toMatch(new RegExp(`^event ${EVENT}, lot-created at \\d+\\.0$`));
    expect([member, value]).toEqual(['  permit', `    ${EXAMPLE_EVENT.permit}`]);
    expect(proof).toMatch(/^ {4}fits the commitment [\w-]{43}$/);
    expect(rest).toEqual([]);
    const { value: both } = await place.json<Opened>(['open', EVENT, '--identity', identity('CUSTOMS')]);
    expect(both.fields.map(({ field, status }) => [field, status])).toEqual([
      ['note', 'not-a-reader'],
      ['permit', 'opened'],
    ]);
  });

  test('shows without an identity that something is sealed, and to a rival no more', async () => {
    const bare = await open();
    expect(bare).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/permit\n {4}sealed as [\w-]{43}; --identity opens it/),
    });
    const rival = await open('--identity', identity('RIVAL'));
    expect(rival).toMatchObject({ code: 1, stdout: expect.stringContaining('none of your identities opens it') });
    const { stdout } = await place.run(['events', '--json']);
    for (const text of [bare.stdout, rival.stdout, stdout]) {
      expect(text).not.toContain(EXAMPLE_EVENT.permit);
      expect(text).not.toContain(EXAMPLE_EVENT.note);
    }
  });

  test('is forgotten where that is asked for, and says so', async () => {
    const erase = ['erase-opening', EVENT, 'permit', '--by', 'MINE-A', '--reason', 'the contract is over'];
    const erased = await place.run(erase);
    expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('what it kept is deleted') });
    expect(await place.run(erase)).toMatchObject({ code: 0, stdout: expect.stringContaining('has said before') });
    const { code, stdout } = await open('--field', 'permit', '--identity', identity('SELF'));
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/erased by MINE-A, \d{4}-\d\d-\d\d .* UTC \(\d+\.0\): the contract is over/),
    });
    expect((await open('--field', 'note', '--identity', identity('SELF'))).stdout).toContain(EXAMPLE_EVENT.note);
    expect((await place.run(['events', '--type', 'opening-erased'])).stdout).toContain(`permit of ${EVENT}`);
    expect(await place.run(['verify'])).toMatchObject({ code: 0 });
  });
});

describe('what is asked for amiss', () => {
  test.each([
    [['record', '-', '--seal', 'permit'], '--seal and --readers go together'],
    [['record', '-', '--seal', 'quantity', '--readers', 'SELF'], '--seal: quantity cannot be sealed'],
    [['record', '-', '--seal', 'permit', '--readers', 'NOBODY'], '--readers: the reader NOBODY is no age recipient'],
    [['sign', '-', '-o', 'x', '--seal', 'permit', '--readers', 'SELF,'], '--readers has nothing between two commas'],
    [['open', EVENT, '--field', 'extra'], 'has no sealed extra; sealed are note, permit'],
    [['open', EVENT, '--identity', 'nowhere.txt'], 'nowhere.txt cannot be read'],
    [['erase-opening', EVENT, 'quantity', '--reason', 'x'], 'quantity cannot be sealed'],
  ])('is wrong use: %j', async (commandArguments, message) => {
    const { code, stderr } = await place.run(commandArguments);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('of an event that is not recorded, is a no', async () => {
    const { code, stderr } = await place.run(['open', 'ORE-1']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('no event ORE-1 is recorded') });
  });

  test('by others than who has sealed it, is a no', async () => {
    const erase = ['erase-opening', EVENT, 'extra', '--by', 'MINE-A', '--reason', 'x'];
    const { code, value } = await place.json<{ refused: { reason: string } }>(erase);
    expect({ code, reason: value.refused.reason }).toEqual({ code: 1, reason: 'not-sealed' });
  });
});

test('a spreadsheet is sealed column by column', async () => {
  const table = await place.file(
    'ore.csv',
    'lot,origin,form,product,net kg,country,occurred at,permit\nORE-77,mined,ore,clay,5,CN,2026-05-03 08:00,C36-SECRET-77\n',
  );
  const imported = await place.run([
    'import',
    table,
    '--template',
    'lot-created',
    '--by',
    'MINE-A',
    '--zone',
    'UTC',
    '--record',
    '--seal',
    'permit',
    '--readers',
    'SELF',
  ]);
  expect(imported, imported.stdout).toMatchObject({ code: 0 });
  const { value } = await place.json<readonly { eventId: string; event: object }[]>(['events', '--lot', 'ORE-77']);
  expect(value[0]?.event).toMatchObject({ sealed: { permit: expect.any(String) } });
  const opened = await place.json<Opened>(['open', value[0]?.eventId ?? '', '--identity', identity('SELF')]);
  expect(opened.value.fields).toMatchObject([{ field: 'permit', value: 'C36-SECRET-77' }]);
});

test('what was sealed cannot steer the terminal of its reader', async () => {
  const event = oreEvent({ note: 'two lines\nand \u001b[2Ja trick \u202e' });
  const stdin = JSON.stringify({ by: 'MINE-A', seal: { note: ['SELF'] }, event });
  await place.prepare(['record', '-'], { stdin });
  const { stdout } = await place.run(['open', event.id, '--identity', identity('SELF')]);
  expect(stdout).toContain('    two lines\n    and \ufffd[2Ja trick \ufffd\n');
});
