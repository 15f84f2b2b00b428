/**
 * The text of Word, Excel, PowerPoint and OpenDocument files: the XML files of text in their archive (APPNOTE.TXT of ZIP,
 * 4.3.12 central directory). Of other archives, and of what is encrypted, nothing is read.
 */
import { inflateRawSync } from 'node:zlib';
import type { DocumentText } from './pdf-text.ts';

const TEXT_PARTS =
  /^(?:word\/(?:document|header\d*|footer\d*|footnotes|comments)|xl\/(?:sharedStrings|worksheets\/[^/]+)|ppt\/(?:slides|notesSlides)\/[^/]+|content)\.xml$/;
const ENTRIES_MAX = 2_000;
const INFLATED_MAX_BYTES = 16 * 1024 * 1024;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_MIN_BYTES = 22;
const DIRECTORY_ENTRY_MIN_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const DEFLATED = 8;

/** Reads the text, a paragraph or cell a line. */
export function readOfficeText(bytes: Uint8Array): DocumentText {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(archive);
  if (entries === null) return { lines: [], unread: 'an archive whose list of files cannot be read' };
  const parts = entries.filter(({ name }) => TEXT_PARTS.test(name));
  if (parts.length === 0)
    return { lines: [], unread: `an archive of ${entries.length} files: unpack it and scan them` };
  let left = INFLATED_MAX_BYTES;
  let failed = 0;
  const lines: string[] = [];
  for (const part of parts) {
    const xml = contentOf(archive, part, left);
    if (xml === null) failed += 1;
    else lines.push(...linesOf(xml));
    left = Math.max(1, left - (xml?.length ?? 0));
  }
  const pictures = entries.filter(({ name }) => /\/media\/|^Pictures\//.test(name)).length;
  const unread = [
    ...(failed > 0 ? [`${failed} of the ${parts.length} parts with text`] : []),
    ...(pictures > 0 ? [`the pictures in it (${pictures})`] : []),
  ];
  return { lines, unread: unread.length === 0 ? null : unread.join(', ') };
}

interface ArchiveEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly offset: number;
}

function readDirectory(archive: Buffer): ArchiveEntry[] | null {
  // The end is in the last 64 KiB and its comment behind it.
  let end = archive.length - END_MIN_BYTES;
  const least = Math.max(0, end - 0xffff);
  while (end >= least && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < least || end < 0) return null;
  let at = archive.readUInt32LE(end + 16);
  const entries: ArchiveEntry[] = [];
  while (at + DIRECTORY_ENTRY_MIN_BYTES <= end && entries.length < ENTRIES_MAX) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) break;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    const nameEnd = at + DIRECTORY_ENTRY_MIN_BYTES + (nameBytes ?? 0);
    entries.push({
      name: archive.toString('utf8', at + DIRECTORY_ENTRY_MIN_BYTES, nameEnd),
      method: archive.readUInt16LE(at + 10),
      packedBytes: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    });
    at = nameEnd + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
  return entries;
}

/** Null where it is packed otherwise, damaged, or larger than what is left to read. */
function contentOf(archive: Buffer, { method, packedBytes, offset }: ArchiveEntry, leftBytes: number): string | null {
  if (offset + LOCAL_HEADER_BYTES > archive.length) return null;
  const start = offset + LOCAL_HEADER_BYTES + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + packedBytes);
  if (method === 0) return packed.length <= leftBytes ? packed.toString('utf8') : null;
  if (method !== DEFLATED) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: leftBytes }).toString('utf8');
  } catch {
    return null;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A paragraph, a shared string or a cell ends a line; all other markup is left out. */
function linesOf(xml: string): string[] {
  return xml
    .replace(/<\/(?:w:p|si|row|a:p|text:p|table:table-row)>/g, '\n')
    .replace(/<\/(?:c|table:table-cell|w:tc)>/g, ' | ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '');
}
