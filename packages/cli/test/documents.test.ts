import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordRegistrations } from './chain-file.ts';
import { linesOf, oreEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordRegistrations(place));
keepServer(place);

const papers = join(place.folder, 'papers');
const hashOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('base64url');
const ticketOf = (name: string, bytes: string) => ({ kind: 'weighbridge-ticket', name, sha256: hashOf(bytes) });

const TICKET = 'ticket 4711: 20.4 t';
const LARGE = Buffer.alloc(3_000_000, 'ore ');

interface Recorded {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly refused: object | null;
  readonly documents: { readonly kept: number; readonly keptBefore: number; readonly missing: number };
}

beforeAll(async () => {
  await mkdir(join(papers, 'scans'), { recursive: true });
  await writeFile(join(papers, 'ticket.txt'), TICKET);
  await writeFile(join(papers, 'scans', 'IMG_0001.jpg'), LARGE);
});

const record = (stdin: string, ...options: string[]) =>
  place.json<Recorded>(['record', '-', '--attach', papers, ...options], { stdin });

describe('record --attach', () => {
  const gone = ticketOf('gone.txt', 'gone');
  const scan = { kind: 'photograph', name: 'another name.jpg', sha256: hashOf(LARGE) };
  const file = linesOf(oreEvent({ lot: 'LOT-1', documents: [ticketOf('ticket.txt', TICKET), scan, gone] }));

  test('keeps what the events name, under whatever name it comes, and reports what is not there', async () => {
    expect(await record(file, '--dry-run')).toMatchObject({ code: 0, value: { documents: { kept: 2, missing: 1 } } });
    const { code, value, stderr } = await record(file);
    expect({ code, value }).toMatchObject({
      code: 0,
      value: { recorded: 1, refused: null, documents: { kept: 2, keptBefore: 0, missing: 1 } },
    });
    expect(stderr).toContain(`standard input:1: gone.txt (SHA-256 ${gone.sha256}) is not in the folder`);
  });

  test('are found again by their hash, in hexadecimal as well, and nothing by half of it or by the name of a member', async () => {
    const { sha256 } = ticketOf('ticket.txt', TICKET);
    const named = { type: 'lot-created', members: ['documents.sha256'], event: { lot: 'LOT-1' } };
    for (const hash of [sha256, Buffer.from(sha256, 'base64url').toString('hex')]) {
      expect((await place.json<readonly object[]>(['find', hash])).value).toMatchObject([named]);
    }
    const { stdout } = await place.run(['find', 'LOT-1']);
    expect(stdout).toMatch(
      /^entry +occurred \(UTC\) +event +named as +by +about\n.*\n.* lot-created +lot +\S+ +LOT-1\n$/,
    );
    for (const text of [sha256.slice(1), 'documents']) {
      const { code, stderr } = await place.run(['find', text]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`no event names ${text}`) });
    }
  });

  test('warns of what they may give away, before they are kept as well', async () => {
    const offer = 'blocks of 42SH, EUR 92.50/kg';
    await writeFile(join(papers, 'offer.txt'), offer);
    const line = linesOf(oreEvent({ documents: [ticketOf('offer.txt', offer)] }));
    const warning = 'standard input:1: offer.txt: line 1, price: a price per unit: EUR 92.50/kg';
    for (const options of [['--dry-run'], []]) {
      expect(await record(line, ...options)).toMatchObject({ code: 0, stderr: expect.stringContaining(warning) });
    }
  });

  test('keeps later what was missing, from the same file', async () => {
    await writeFile(join(papers, 'found.txt'), 'gone');
    expect(await record(file)).toMatchObject({
      code: 0,
      value: { recorded: 0, alreadyRecorded: 1, documents: { kept: 1, keptBefore: 2, missing: 0 } },
    });
  });

  test('refuses a file of the right name with other bytes, and records what stands before it', async () => {
    await writeFile(join(papers, 'weights.txt'), 'altered');
    const lines = linesOf(oreEvent(), oreEvent({ documents: [ticketOf('weights.txt', 'weights')] }));
    const { code, value, stderr } = await record(lines);
    // Both lines are of one party, so they are one submission: all or none.
    expect({ code, value }).toMatchObject({
      code: 2,
      value: {
        refused: {
          line: 2,
          reason: 'document-differs',
          facts: { field: 'documents[0].sha256', expected: hashOf('weights'), found: hashOf('altered') },
        },
      },
    });
    expect(stderr).toContain('this is another file, or it was changed');
  });

  test('refuses a file that is no document by its size', async () => {
    await writeFile(join(papers, 'film.mp4'), Buffer.alloc(64 * 1024 * 1024 + 1));
    const { code, value } = await record(linesOf(oreEvent({ documents: [ticketOf('film.mp4', 'a film')] })));
    expect({ code, value }).toMatchObject({ code: 2, value: { refused: { reason: 'document-size' } } });
  });

  test('of a folder that is not there is wrong use', async () => {
    const refused = await place.run(['record', '-', '--attach', join(papers, 'none')], { stdin: file });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no such folder') });
  });
});

describe('document', () => {
  test('get gives the bytes out, by either spelling of the hash', async () => {
    expect(await place.run(['document', 'get', hashOf(TICKET)])).toEqual({ code: 0, stdout: TICKET, stderr: '' });
    const output = join(place.folder, 'out.jpg');
    const hexadecimal = createHash('sha256').update(LARGE).digest('hex');
    expect(await place.json(['document', 'get', hexadecimal, '-o', output])).toMatchObject({
      code: 0,
      value: { sha256: hashOf(LARGE), bytes: LARGE.length, namings: [{ name: 'another name.jpg', about: ['LOT-1'] }] },
    });
    expect(hashOf(await readFile(output))).toBe(hashOf(LARGE));
  });

  test('get says what is not kept, and what is no hash', async () => {
    expect(await place.run(['document', 'get', hashOf('nothing')])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not kept here (no event names it)'),
    });
    expect(await place.run(['document', 'get', 'ticket.txt'])).toMatchObject({ code: 2 });
  });

  test('get says when the bytes were altered, and gives none of them out', async () => {
    const hexadecimal = createHash('sha256').update(TICKET).digest('hex');
    await appendFile(join(place.data, 'documents', hexadecimal.slice(0, 2), hexadecimal), '!');
    const { code, stdout, stderr } = await place.run(['document', 'get', hashOf(TICKET)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`was altered: its SHA-256 is ${hashOf(`${TICKET}!`)}, that of the document is`));
  });

  test('list shows where each was named first, and with --missing only what is not kept', async () => {
    const missing = ticketOf('never.txt', 'never');
    await place.prepare(['record', '-'], { stdin: linesOf(oreEvent({ lot: 'LOT-9', documents: [missing] })) });
    const { value } = await place.json<{ sha256: string; bytes: number | null }[]>(['document', 'list']);
    expect(value.find(({ sha256 }) => sha256 === hashOf(LARGE))).toMatchObject({ bytes: LARGE.length });
    expect((await place.json(['document', 'list', '--missing'])).value).toMatchObject([
      { sha256: missing.sha256, name: 'never.txt', about: ['LOT-9'], bytes: null },
    ]);
  });
});

test('the same ticket on two lots is found, recorded all the same', async () => {
  const ticket = ticketOf('truck.txt', 'truck');
  const lines = linesOf(oreEvent({ lot: 'T-1', documents: [ticket] }), oreEvent({ lot: 'T-2', documents: [ticket] }));
  expect(await place.json(['record', '-'], { stdin: lines })).toMatchObject({ code: 0, value: { recorded: 2 } });
  const { value } = await place.json<object[]>(['events', '--lot', 'T-2']);
  expect(value).toMatchObject([{ findings: [{ code: 'document-reused' }] }]);
  expect(await place.json(['verify'])).toMatchObject({ code: 0, value: { verdict: 'valid' } });
});
