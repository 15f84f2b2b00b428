/** Files appear whole: their bytes are on the disk under the name of a draft before they have their own. */
import { randomUUID } from 'node:crypto';

/** A name beside `path` that nobody else has. */
export function draftPath(path: string): string {
  return `${path}.${process.pid}.${randomUUID()}.unfinished`;
}

/** Whether a file is a draft: one that is being written, or that a crash has left. Nobody reads it. */
export function isDraft(name: string): boolean {
  return name.endsWith('.unfinished');
}
