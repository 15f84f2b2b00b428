/** A file of openings, one in canonical JSON a line: what the owner of sealed members keeps, and shows to whom it likes. */
import { readFile, stat } from 'node:fs/promises';
import { formatOpening, type Opening, parseOpening } from '@lodestone/proof/sealed-field.ts';
import { makeFile } from '../files/make-file.ts';

/** The members of some thousand events. */
const FILE_MAX_BYTES = 16 * 1024 * 1024;
const OWNER_ALONE = 0o600;

/** A file of openings that cannot be used, said without anything of what is in it. */
export class BadOpeningFile extends Error {}

/** Writes it for its owner alone. False where a file is there already, which is not written over. */
export function makeOpeningFile(path: string, openings: readonly Opening[]): Promise<boolean> {
  const lines = openings.map((opening) => `${Buffer.from(formatOpening(opening)).toString('utf8')}\n`);
  return makeFile(path, lines.join(''), OWNER_ALONE);
}

/** Reads the openings of a file. Whether they fit what is recorded is for whoever has the event. */
export async function readOpeningFile(path: string): Promise<Opening[]> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new BadOpeningFile(`${path} cannot be read: name the file of openings that its owner gave you`, { cause });
  });
  if (size > FILE_MAX_BYTES) {
    throw new BadOpeningFile(`${path} has ${size} bytes, a file of openings at most ${FILE_MAX_BYTES}`);
  }
  const openings: Opening[] = [];
  for (const [index, line] of (await readFile(path, 'utf8')).split('\n').entries()) {
    if (line === '') continue;
    const parsed = parseOpening(Buffer.from(line));
    if (!parsed.ok) throw new BadOpeningFile(`${path}:${index + 1} is no opening: ${parsed.problem}`);
    openings.push(parsed.value);
  }
  return openings;
}
