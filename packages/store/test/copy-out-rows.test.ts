import { PassThrough } from 'node:stream';
import type pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { CopyColumn } from '../src/wire/copy.ts';
import { copyOutRows } from '../src/wire/copy-out-rows.ts';
import { fieldBytes } from '../src/wire/copy-rows.ts';
import { copyFile } from './copy-file.ts';

// A server of which every byte is known, so that its answer can be cut anywhere. `copy-binary.test.ts` asks a real one.

const message = (letter: string, content: Buffer) => {
  const header = Buffer.alloc(5);
  header.write(letter, 'latin1');
  header.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
};

const COLUMNS: readonly CopyColumn<string>[] = [
  { name: 'number', type: 'integer', value: () => 7 },
  { name: 'text', type: 'text', value: (text) => text },
];

/** The content of the messages: signature and first row, the other rows, the trailer. */
function contents(texts: readonly string[]): Buffer[] {
  const rows = texts.map((text) => Buffer.concat(copyFile(COLUMNS, [text])));
  const [signatureBytes, trailerBytes] = [19, 2];
  const trailer = Buffer.from([0xff, 0xff]);
  return [
    ...rows.map((row, index) => row.subarray(index === 0 ? 0 : signatureBytes, row.length - trailerBytes)),
    trailer,
  ];
}

const RESPONSE = message('H', Buffer.from([1, 0, 2, 0, 1, 0, 1]));
const NOTICE = message('N', Buffer.from('SNOTICE\0\0'));
const FAREWELL = Buffer.concat([message('C', Buffer.from('COPY 3\0')), message('Z', Buffer.from('I'))]);

interface Server {
  readonly client: pg.ClientBase;
  /** What reached pg's own reader. */
  readonly handedOn: () => Buffer;
  readonly send: (bytes: Buffer) => void;
  readonly fail: (error: Error) => void;
}

function server(): Server {
  const stream = new PassThrough();
  const handedOn: Buffer[] = [];
  type Answer = { submit(wire: object): void; handleError(error: Error): void; handleReadyForQuery(): void };
  let answer: Answer | undefined;
  stream.on('data', (bytes: Buffer) => {
    handedOn.push(bytes);
    if (Buffer.concat(handedOn).includes(FAREWELL)) answer?.handleReadyForQuery();
  });
  const query = (asked: Answer) => {
    answer = asked;
    asked.submit({ stream, query: () => undefined });
  };
  return {
    client: { query } as unknown as pg.ClientBase,
    handedOn: () => Buffer.concat(handedOn),
    send: (bytes) => void stream.write(bytes),
    fail: (error) => answer?.handleError(error),
  };
}

async function readAll(client: pg.ClientBase): Promise<string[]> {
  const texts: string[] = [];
  for await (const rows of copyOutRows(client, 'select', 2)) {
    for (let row = 0; row < rows.count; row++) texts.push(fieldBytes(rows, row, 1).toString());
  }
  return texts;
}

describe('the answer to a COPY', () => {
  const texts = ['one', 'two'.repeat(50), ''];
  const answer = Buffer.concat([
    RESPONSE,
    ...contents(texts).flatMap((content) => [message('d', content), NOTICE]),
    message('c', Buffer.alloc(0)),
    FAREWELL,
  ]);
  const pgs = Buffer.concat([...Array.from({ length: texts.length + 1 }, () => NOTICE), FAREWELL]);

  test('is the same wherever it is cut in two, and pg gets what is not a row', async () => {
    for (let cut = 1; cut < answer.length; cut++) {
      const { client, send, handedOn } = server();
      const reading = readAll(client);
      send(answer.subarray(0, cut));
      await new Promise(setImmediate);
      send(answer.subarray(cut));
      expect(await reading, `cut at ${cut}`).toEqual(texts);
      expect(handedOn(), `cut at ${cut}`).toEqual(pgs);
    }
  });

  test.each([1, 2, 3, 7, 64])('is the same in pieces of %i bytes', async (length) => {
    const { client, send, handedOn } = server();
    const reading = readAll(client);
    for (let start = 0; start < answer.length; start += length) {
      send(answer.subarray(start, start + length));
      await new Promise(setImmediate);
    }
    expect(await reading).toEqual(texts);
    expect(handedOn()).toEqual(pgs);
  });

  test('is read to its end by whoever stops early', async () => {
    const { client, send, handedOn } = server();
    const rows = copyOutRows(client, 'select', 2);
    const first = rows.next();
    // What comes later is thrown away as well.
    send(answer.subarray(0, 120));
    expect((await first).value?.count).toBeGreaterThan(0);
    const returned = rows.return(null);
    send(answer.subarray(120));
    await returned;
    expect(handedOn()).toEqual(pgs);
  });

  test('fails with the failure that pg tells of, in the middle too', async () => {
    for (const begun of [Buffer.alloc(0), RESPONSE, answer.subarray(0, 60)]) {
      const { client, send, fail } = server();
      const reading = readAll(client);
      if (begun.length > 0) send(begun);
      await new Promise(setImmediate);
      fail(new Error('the server went away'));
      await expect(reading).rejects.toThrow('the server went away');
    }
  });

  test.each([
    ['without its trailer', contents(texts).slice(0, -1), 'ended before its trailer'],
    [
      'with rows of three fields',
      [Buffer.concat([(contents(['x'])[0] as Buffer).subarray(0, 19), Buffer.from([0, 3])])],
      'row of 3 fields',
    ],
    ['without a signature', [Buffer.alloc(30)], 'no signature'],
    ['with a message of two rows', [Buffer.concat(contents(texts).slice(0, 2))], 'not one row'],
  ])('is refused %s', async (_, messages, problem) => {
    const { client, send } = server();
    const reading = readAll(client);
    send(
      Buffer.concat([
        RESPONSE,
        ...messages.map((content) => message('d', content)),
        message('c', Buffer.alloc(0)),
        FAREWELL,
      ]),
    );
    await expect(reading).rejects.toThrow(problem);
  });
});
