import { expect, test } from 'vitest';
import { readHiddenLine } from '../src/input/hidden-line.ts';

async function* typed(...chunks: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

test.each([
  ['a line', ['words\r'], 'words'],
  ['letter by letter', ['w', 'o', '\n'], 'wo'],
  ['with what was typed wrong taken back', ['wrx\u007f\u007fo\b\bo', '\r'], 'o'],
  ['without keys that are no letters', ['\u0001a\u001bb\n'], 'ab'],
  ['with letters of several bytes, cut in two', [Buffer.from([0xc3]), Buffer.from([0xa4, 0x0d])], 'ä'],
  ['with a letter of several bytes taken back whole', ['a😀\u007f\r'], 'a'],
  ['nothing', ['\r'], ''],
  ['given up by Ctrl-C', ['abc\u0003'], null],
  ['given up by Ctrl-D', ['\u0004'], null],
  ['of an input that ends', ['abc'], null],
] as const)('reads %s', async (_, chunks, line) => {
  expect(await readHiddenLine(typed(...chunks))).toBe(line);
});

test('keeps no more than a line can hold', async () => {
  expect(await readHiddenLine(typed('x'.repeat(5_000), '\r'))).toHaveLength(1_000);
});
