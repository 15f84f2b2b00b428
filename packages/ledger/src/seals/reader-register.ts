/** Readers by name, as this data folder knows them: `readers.json`, a plain file with nothing secret in it. */
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { findRecipientProblem } from '../keys/age-file.ts';

/** Recipients by the names of their readers. */
export type ReaderRegister = ReadonlyMap<string, string>;

/** The register cannot be used, or a name in it is not what somebody wants to make of it. */
export class BadReader extends Error {}

function registerPath(dataFolder: string): string {
  return join(dataFolder, 'readers.json');
}

/** Reads the register: empty where there is none. Throws `BadReader` where somebody has damaged it. */
export async function readReaders(dataFolder: string): Promise<ReaderRegister> {
  const path = registerPath(dataFolder);
  const text = await readIfThere(path);
  if (text === null) return new Map();
  const register = new Map<string, string>();
  for (const [name, recipient] of Object.entries(parseRegister(text, path))) {
    const problem = typeof recipient === 'string' ? findRecipientProblem(recipient) : 'is no text';
    if (problem !== null) throw new BadReader(`${path}: the recipient of ${name} ${problem}`);
    register.set(name, String(recipient));
  }
  return register;
}

function parseRegister(text: string, path: string): object {
  const content: unknown = parseOrNull(text);
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new BadReader(`${path} is no register of readers: expected an object of names and recipients`);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Names a reader. Another recipient under a name that is taken is refused: whoever could put one there without being
 * noticed would read all that is sealed from then on.
 */
export async function addReader(dataFolder: string, name: string, recipient: string): Promise<void> {
  const isName: boolean = isIdentifier(name);
  if (!isName) throw new BadReader(`${name} can be no name: it has 1 to 128 of A-Z a-z 0-9 . _ ~ : / -`);
  if (name.startsWith('age1')) throw new BadReader(`${name} can be no name: it would be taken for a recipient`);
  const problem = findRecipientProblem(recipient);
  if (problem !== null) throw new BadReader(`the recipient ${problem}`);
  const register = await readReaders(dataFolder);
  const known = register.get(name);
  if (known === recipient) return;
  if (known !== undefined) {
    const advice = `choose another name, or take ${name} out of ${registerPath(dataFolder)} first`;
    throw new BadReader(`${name} is ${known} here, not ${recipient}: ${advice}`);
  }
  await makeFolder(dataFolder);
  const readers = [...register, [name, recipient] as const].toSorted(([one], [other]) => (one < other ? -1 : 1));
  await replaceFile(registerPath(dataFolder), `${JSON.stringify(Object.fromEntries(readers), null, 2)}\n`, 0o600);
}
