import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scanFile } from '../src/documents/scan-file.ts';

// What can be read of a file is read, and what cannot is said: nobody shall take silence for a promise.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lodestone-scan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function scan(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { signs, unread } = await scanFile(path);
  return { kinds: signs.map(({ kind, line }) => `${kind} ${line ?? '-'}`), unread };
}

describe('text', () => {
  test('is read as people save it', async () => {
    const table = 'lot,unit price\nMAG-1,12\n';
    expect(await scan('a.csv', table)).toEqual({ kinds: ['price 1'], unread: null });
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table, 'utf16le')]);
    expect(await scan('b.csv', marked)).toEqual({ kinds: ['price 1'], unread: null });
    // 单价 in GB 18030.
    expect(await scan('c.txt', Buffer.from([0x0a, 0xb5, 0xa5, 0xbc, 0xdb]))).toEqual({
      kinds: ['price 2'],
      unread: null,
    });
  });

  test('of other formats is not guessed at', async () => {
    const { kinds, unread } = await scan('d.bin', Buffer.from([1, 0, 2, 0]));
    expect({ kinds, unread }).toEqual({ kinds: [], unread: 'a format that is not known here' });
  });

  test('beyond 16 MiB is not read, and that is said', async () => {
    const { kinds, unread } = await scan('e.txt', `${'\n'.repeat(16 * 1024 * 1024)}unit price`);
    expect(kinds).toEqual([]);
    expect(unread).toContain('only the first 16777216 of its 16777226 bytes');
  });
});

function pdf(streams: readonly (readonly [string, Uint8Array])[]): Buffer {
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    ...streams.flatMap(([dictionary, content]) => [
      Buffer.from(`1 0 obj\n<<${dictionary} /Length ${content.length}>>\nstream\n`),
      content,
      Buffer.from('\nendstream\nendobj\n'),
    ]),
  ]);
}

describe('a PDF', () => {
  const page = 'BT /F1 12 Tf [(Uni) -20 (t pri) 10 (ce)] TJ (at 1080 \\260C for 4 h) Tj ET';
  test('is read where its text lies plainly, packed or not', async () => {
    expect((await scan('a.pdf', pdf([['', Buffer.from(page)]]))).kinds).toEqual(['price 1', 'recipe 2']);
    const packed = pdf([['/Filter /FlateDecode', deflateSync(page)]]);
    expect((await scan('b.pdf', packed)).kinds).toEqual(['price 1', 'recipe 2']);
  });

  test('of pictures says that it was not read', async () => {
    const scanned = pdf([['/Subtype /Image /Filter /DCTDecode', Buffer.from('\u00ff\u00d8')]]);
    const { kinds, unread } = await scan('c.pdf', scanned);
    expect(kinds).toEqual([]);
    expect(unread).toContain('in 0 of its 1 streams');
  });

  test('that would fill the memory is let be', async () => {
    const bomb = pdf([['/Filter /FlateDecode', deflateSync(Buffer.alloc(64 * 1024 * 1024, '(unit price) Tj '))]]);
    expect((await scan('bomb.pdf', bomb)).unread).toContain('in 0 of its 1 streams');
  });
});

describe('an Office file', () => {
  test('is read part by part', async () => {
    const strings = '<sst><si><t>Customer</t></si><si><t>unit price &amp; terms</t></si></sst>';
    const { kinds, unread } = await scan(
      'list.xlsx',
      archiveOf([
        ['xl/sharedStrings.xml', strings],
        ['xl/media/a.png', ''],
      ]),
    );
    expect(kinds).toEqual(['price 2']);
    expect(unread).toBe('the pictures in it (1)');
  });

  test('and another archive is not', async () => {
    const { unread } = await scan('all.zip', archiveOf([['drawings/rotor.dwg', 'AC1032']]));
    expect(unread).toBe('an archive of 1 files: unpack it and scan them');
    expect((await scan('cut.zip', Buffer.from('PK\u0003\u0004'))).unread).toContain('cannot be read');
  });
});

/** A ZIP archive without checksums, which nobody here reads. */
function archiveOf(files: readonly (readonly [string, string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const packed = deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
