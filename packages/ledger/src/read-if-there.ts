import { readFile } from 'node:fs/promises';

/** The text of a file, null when there is none. Throws when it cannot be read. */
export function readIfThere(path: string): Promise<string | null> {
  return ifThere(path, readFile(path, 'utf8'));
}

/** What was asked of a path, null when there is nothing at it. Throws when it cannot be read. */
export async function ifThere<Asked>(path: string, asking: Promise<Asked>): Promise<Asked | null> {
  try {
    return await asking;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}
