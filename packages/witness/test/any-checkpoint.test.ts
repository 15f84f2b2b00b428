import { expect, test } from 'vitest';
import { parseAnyCheckpoint } from '../src/any-checkpoint.ts';
import { ORIGIN, textOf } from './test-log.ts';

test.each([
  ['three lines', textOf(5)],
  ['lines of extensions, whatever they say', `${textOf(5)}more\n and more \n`],
])('a checkpoint has %s', (_, text) => {
  expect(parseAnyCheckpoint(text)).toMatchObject({ ok: true, value: { origin: ORIGIN, size: 5 } });
});

test.each([
  ['two lines', `${ORIGIN}\n5\n`, 'at least three lines'],
  ['a last line without its end', textOf(5).slice(0, -1), 'at least three lines'],
  ['an end beyond its last line', `${textOf(5)}more`, 'at least three lines'],
  ['no origin', textOf(5).slice(ORIGIN.length), 'the origin'],
  ['no size', textOf(5).replace('\n5\n', '\n05\n'), 'size'],
  ['an empty line of extensions', `${textOf(5)}\nmore\n`, 'an extension line'],
  ['an empty line at its end', `${textOf(5)}more\n\n`, 'an extension line'],
])('a text is no checkpoint with %s', (_, text, problem) => {
  expect(parseAnyCheckpoint(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
});
