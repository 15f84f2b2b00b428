/**
 * The text of a PDF as far as it lies there plainly: strings that content streams show, in streams that are not compressed or
 * compressed as most are (ISO 32000-1, 7.3.4 strings, 7.4.4 FlateDecode, 9.4.3 text-showing operators). Pages that were
 * scanned are pictures, and fonts may spell in codes of their own: of both nothing is read.
 */
import { inflateSync } from 'node:zlib';

export interface DocumentText {
  readonly lines: readonly string[];
  /** What of it nobody has looked at; null where all was read. */
  readonly unread: string | null;
}

const STREAMS_MAX = 2_000;
const INFLATED_MAX_BYTES = 4 * 1024 * 1024;
const TOTAL_MAX_CHARACTERS = 16 * 1024 * 1024;

const STREAM = /<<([^]{0,2000}?)>>\s*stream\r?\n/g;
const SHOWN = /\[((?:\\[^]|\((?:\\[^]|[^()\\])*\)|[^\]\\(])*)\]\s*TJ|\(((?:\\[^]|[^()\\])*)\)\s*(?:Tj|'|")/g;
const STRING = /\(((?:\\[^]|[^()\\])*)\)/g;

/** Reads the text, and says how many streams of it were none. */
export function readPdfText(bytes: Uint8Array): DocumentText {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines: string[] = [];
  let [streams, withText, characters] = [0, 0, 0];
  for (const match of file.matchAll(STREAM)) {
    if (streams === STREAMS_MAX || characters > TOTAL_MAX_CHARACTERS) break;
    streams += 1;
    const start = match.index + match[0].length;
    const end = file.indexOf('endstream', start);
    if (end === -1) break;
    const content = contentOf(bytes.subarray(start, end), match[1] ?? '');
    if (content === null) continue;
    characters += content.length;
    const shown = shownText(content);
    if (shown.length === 0) continue;
    withText += 1;
    lines.push(...shown);
  }
  const unread = `a PDF: text was found in ${withText} of its ${streams} streams, scanned pages and fonts with codes of their own were not read`;
  return { lines, unread };
}

/** Null where the stream is a picture, or packed in a way that is not read here. */
function contentOf(stream: Uint8Array, dictionary: string): string | null {
  if (/\/Subtype\s*\/Image/.test(dictionary)) return null;
  if (!dictionary.includes('/Filter')) return Buffer.from(stream).toString('latin1');
  if (!/\/Filter\s*(?:\[\s*)?\/FlateDecode\s*(?:\]|\/|$|>)/.test(`${dictionary}>`)) return null;
  try {
    return inflateSync(stream, { maxOutputLength: INFLATED_MAX_BYTES }).toString('latin1');
  } catch {
    return null;
  }
}

function shownText(content: string): string[] {
  return [...content.matchAll(SHOWN)].map(([, array, single]) =>
    array === undefined
      ? unescaped(single ?? '')
      : [...array.matchAll(STRING)].map(([, part = '']) => unescaped(part)).join(''),
  );
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|\r?\n|[^])/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return code === 'n' || code === 'r' || code === 't' ? ' ' : code.trim();
  });
}
