/** What `record`, `sign` and `import` have in common: `--seal` and `--readers`. */
import { findFieldProblem } from '@lodestone/ledger/seal-request.ts';
import type { SealByDefault } from '@lodestone/ledger/sealer.ts';
import { CommandFailure, EXIT } from './failure.ts';

export const SEAL_DESCRIPTION = 'seal these members, with commas between, where an event states them';
export const READERS_DESCRIPTION = 'for whom: age recipients, or names of lodestone reader list';

/** Reads both options, which go together. */
export function sealOptions({
  seal,
  readers,
}: {
  readonly seal?: string;
  readonly readers?: string;
}): SealByDefault | undefined {
  if (seal === undefined && readers === undefined) return undefined;
  if (seal === undefined || readers === undefined) {
    throw new CommandFailure(EXIT.usage, '--seal and --readers go together: what to seal, and for whom');
  }
  const fields = partsOf('--seal', seal);
  for (const field of fields) {
    const problem = findFieldProblem(field);
    if (problem !== null) throw new CommandFailure(EXIT.usage, `--seal: ${field} ${problem}`);
  }
  return { fields, readers: partsOf('--readers', readers) };
}

function partsOf(option: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.includes('')) return [...new Set(parts)];
  throw new CommandFailure(EXIT.usage, `${option} has nothing between two commas, or at an end`);
}
