import { parseTree } from '@lodestone/proof/checkpoint.ts';
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';

/** The checkpoint of any log: a witness is there for others as well, and signs over what it does not understand. */
export interface AnyCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Reads the text of a checkpoint (C2SP tlog-checkpoint): origin, size and root, each a line, then extension lines, none of
 * them empty. Sizes beyond 2^53 − 1 are refused.
 */
export function parseAnyCheckpoint(text: string): Parsed<AnyCheckpoint> {
  const lines = text.split('\n');
  const [origin = '', size = '', root = '', ...rest] = lines;
  if (lines.length < 4 || rest.at(-1) !== '')
    return refuse('a checkpoint has at least three lines: origin, size, root');
  if (origin === '') return refuse('the origin of a checkpoint is not empty');
  const tree = parseTree(size, root);
  if (!tree.ok) return tree;
  if (rest.slice(0, -1).includes('')) return refuse('an extension line of a checkpoint is not empty');
  return accept({ origin, ...tree.value });
}
