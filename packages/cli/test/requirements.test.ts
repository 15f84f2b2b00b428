import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// docs/requirements.md says what is built: every row is there, with a state that means something, and every test that it names exists.

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

interface Row {
  readonly id: string;
  readonly state: string;
  readonly where: string;
  readonly shown: string;
}

const rows = [...read('docs/requirements.md').matchAll(/^\| (SD\d\d) \| (.*)$/gm)].map(
  ([, id = '', rest = '']): Row => {
    const [, state = '', where = '', shown = ''] = rest.split('|').map((cell) => cell.trim());
    return { id, state, where, shown };
  },
);
const REFERENCE = /\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)/;
const tests = rows.flatMap(({ id, shown }) =>
  (shown === '' ? [] : shown.split(' · ')).map((reference) => {
    const [, path = '', name = ''] = REFERENCE.exec(reference) ?? [];
    return { id, path, name };
  }),
);

test('has every row once, in order', () => {
  const ids = Array.from({ length: 72 }, (_, index) => `SD${String(index + 1).padStart(2, '0')}`);
  expect(rows.map(({ id }) => id)).toEqual(ids);
});

test('says of each that it is built, what is missing, or why it is no software', () => {
  const unclear = rows.filter(({ state }) => !/^(?:built|partly: \S.{9,}|not software: \S.{9,})$/.test(state));
  expect(unclear).toEqual([]);
});

test('names a command or page, and a test, of all that is built', () => {
  const unshown = rows.filter(({ state, where, shown }) => state === 'built' && (where === '' || shown === ''));
  expect(unshown).toEqual([]);
});

test.each(tests)('$id names a test that exists: $name', ({ path, name }) => {
  expect(path, 'is a link to a test, and its name').toMatch(/\.test\.ts$/);
  expect(existsSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url))), path).toBe(true);
  expect(read(path)).toContain(`'${name}'`);
});
