import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { shownCommands } from './docs-commands.ts';
import { keepServer, testPlace } from './test-place.ts';

// What the page about claims shows is what the demo's chain gives, to the character.

const DEMO_CHAIN = fileURLToPath(new URL('../demo/mine-to-magnet.jsonl', import.meta.url));
const shown = await shownCommands('claims.md');

const place = await testPlace();
beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/demo']);
  await place.prepare(['record', DEMO_CHAIN, '--create-keys']);
});
keepServer(place);

test.each(shown)('lodestone $command prints what the page says', async ({ command, output }) => {
  const { code, stdout, stderr } = await place.run(command.split(' '));
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: output, stderr: '' });
});

test('the page shows commands, in lines that fit a terminal', () => {
  expect(shown.length).toBeGreaterThanOrEqual(1);
  const lines = shown.flatMap(({ output }) => output.split('\n'));
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

test('a country that there is not is wrong use, and an id that nothing has is answered with no', async () => {
  const wrong = await place.run(['claims', 'SHP-DEMO-1', '--not-in', 'CN,UK']);
  expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('such as CN,RU; found UK'),
  });
  const nothing = await place.run(['claims', 'SHP-NONE']);
  expect({ code: nothing.code, stderr: nothing.stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('no lot or shipment SHP-NONE is recorded'),
  });
});

test('a program gets every claim with its evidence, masses in milligrams', async () => {
  const { value } = await place.json<{ claims: object[]; custody: object }>([
    'claims',
    'SHP-DEMO-1',
    '--at',
    '2027-01-01',
  ]);
  expect(value.custody).toMatchObject({
    elements: expect.arrayContaining([expect.objectContaining({ element: 'Dy' })]),
  });
  expect(value.claims).toContainEqual(
    expect.objectContaining({
      id: 'dfars-252.225-7052',
      verdict: 'not-supported',
      evidence: expect.arrayContaining([expect.objectContaining({ country: 'CN' })]),
    }),
  );
});
