import type { Failure } from './verdict.ts';

/** A file of a folder that is not what belongs in its place; `position` is the first entry that it is about. */
export function fileFailure(path: string, position: number | null, expected: string, found: string): Failure {
  const message = `${path} should have ${expected}, and has ${found}`;
  return { kind: 'file', position, ordinal: null, expected, found, message };
}
