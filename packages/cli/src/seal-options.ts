/** What `record`, `sign` and `import` have in common: `--seal` and `--readers`. */
import { findFieldProblem } from '@lodestone/ledger/seal-request.ts';
import { findReaderProblem, type SealByDefault } from '@lodestone/ledger/sealer.ts';
import type { Command } from 'commander';
import type { Context } from './context.ts';
import { CommandFailure, EXIT } from './failure.ts';

export interface SealOptions {
  readonly seal?: string;
  readonly readers?: string;
}

/** Adds both options, which go together. */
export function addSealOptions(command: Command): Command {
  return command
    .option('--seal <members>', 'seal these members, with commas between, where an event states them')
    .option('--readers <readers>', 'for whom: age recipients, or names of lodestone reader list');
}

/** Reads both options. Refuses members that cannot be sealed, and readers who cannot be any, before anything is read. */
export async function readSealOptions(
  { place }: Context,
  { seal, readers }: SealOptions,
): Promise<SealByDefault | undefined> {
  if (seal === undefined && readers === undefined) return undefined;
  if (seal === undefined || readers === undefined) {
    throw new CommandFailure(EXIT.usage, '--seal and --readers go together: what to seal, and for whom');
  }
  const byDefault = { fields: partsOf('--seal', seal), readers: partsOf('--readers', readers) };
  for (const field of byDefault.fields) {
    const problem = findFieldProblem(field);
    if (problem !== null) throw new CommandFailure(EXIT.usage, `--seal: ${field} ${problem}`);
  }
  const problem = await findReaderProblem(place.dataFolder, byDefault.readers);
  if (problem !== null) throw new CommandFailure(EXIT.usage, `--readers: ${problem}`);
  return byDefault;
}

function partsOf(option: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.includes('')) return [...new Set(parts)];
  throw new CommandFailure(EXIT.usage, `${option} has nothing between two commas, or at an end`);
}
