/** Looks through a file for what its sender may not want to send, and says what it could not read. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FileFormat, formatByBytes, HEAD_BYTES } from '@lodestone/interchange/file-formats.ts';
import { type SecretSign, signsInLines, signsOfFile } from '@lodestone/interchange/secret-signs.ts';
import { readOfficeText } from './office-text.ts';
import { type DocumentText, readPdfText } from './pdf-text.ts';

export interface ScannedFile {
  readonly file: string;
  readonly bytes: number;
  readonly signs: readonly SecretSign[];
  /** What of it nobody has looked at; null where all of it was read. */
  readonly unread: string | null;
}

/** Of a larger file the beginning is read. */
const READ_MAX_BYTES = 16 * 1024 * 1024;

/** Scans the file at `path`; `name` is what it is called where it goes. Reads no more than 16 MiB of it. */
export async function scanFile(path: string, name = basename(path)): Promise<ScannedFile> {
  const { bytes, size } = await readBeginning(path);
  const format = formatByBytes(bytes.subarray(0, HEAD_BYTES));
  const { lines, unread } = textOf(bytes, format);
  const cut = size > bytes.length ? `only the first ${bytes.length} of its ${size} bytes` : null;
  const signs = [...signsOfFile(name, bytes), ...signsInLines(lines)];
  return { file: path, bytes: size, signs, unread: [cut, unread].filter((part) => part !== null).join('; ') || null };
}

async function readBeginning(path: string): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, READ_MAX_BYTES));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await file.read(bytes, read, bytes.length - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return { bytes: bytes.subarray(0, read), size };
  } finally {
    await file.close();
  }
}

function textOf(bytes: Uint8Array, format: FileFormat | null): DocumentText {
  if (format === null) return plainText(bytes);
  const { kind, name } = format;
  switch (kind) {
    case 'drawing':
      // What it draws is no text; notes and names in it may be.
      return { lines: [], unread: 'what is drawn' };
    case 'picture':
      return { lines: [], unread: `${name}: look yourself for lines, screens, labels and faces` };
    case 'pdf':
      return readPdfText(bytes);
    case 'zip':
      return readOfficeText(bytes);
    case 'compound':
      return { lines: [], unread: `${name}: nothing in it was read` };
    default:
      return kind satisfies never;
  }
}

/** Lines of text in UTF-8, UTF-16 with its mark, else GB 18030 as in older Chinese files; nothing of what is no text. */
function plainText(bytes: Uint8Array): DocumentText {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  if (mark === null && bytes.subarray(0, 65_536).includes(0))
    return { lines: [], unread: 'a format that is not known here' };
  const text = decode(bytes, mark ?? 'utf-8') ?? decode(bytes, 'gb18030') ?? '';
  return { lines: text.split(/\r\n|\r|\n/), unread: null };
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes);
  } catch {
    return null;
  }
}
