import { readFile } from 'node:fs/promises';

/** The text of a file, null when there is none. Throws an error that calls it `name` when it cannot be read. */
export function readIfThere(path: string, name = path): Promise<string | null> {
  return ifThere(name, readFile(path, 'utf8'));
}

/** What was asked of a path, null when there is nothing at it. Throws an error that calls it `name` when it cannot be read. */
export async function ifThere<Asked>(name: string, asking: Promise<Asked>): Promise<Asked | null> {
  try {
    return await asking;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new Error(`${name} cannot be read${code === undefined ? '' : ` (${code})`}`, { cause: error });
  }
}
