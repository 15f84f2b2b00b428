/** What `record`, `sign` and `import` have in common: `--seal`, `--readers` and `--open`. */
import { findFieldProblem } from '@lodestone/ledger/seals/seal-request.ts';
import { findReaderProblem, type SealByDefault } from '@lodestone/ledger/seals/sealer.ts';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';

export interface SealOptions {
  readonly seal?: string;
  readonly readers?: string;
  readonly open?: string;
}

/** What is to be sealed, and what was sealed that nobody had asked for. */
export interface Sealing {
  readonly byDefault: SealByDefault;
  /** The members that filings have sealed by themselves up to now, by name. */
  readonly unasked: () => readonly string[];
}

/** Adds the options that say what is sealed, and for whom. */
export function addSealOptions(command: Command): Command {
  return command
    .option('--seal <members>', 'seal these members, with commas between, where an event states them')
    .option('--readers <readers>', 'for whom: age recipients, or names of lodestone reader list')
    .option('--open <members>', 'leave these members of filings in the clear, which are sealed otherwise');
}

/** Reads the options. Refuses members that cannot be sealed, and readers who cannot be any, before anything is read. */
export async function readSealOptions({ place }: Context, { seal, readers, open }: SealOptions): Promise<Sealing> {
  if (seal !== undefined && readers === undefined) {
    throw new CommandFailure(EXIT.usage, '--seal and --readers go together: what to seal, and for whom');
  }
  const fields = seal === undefined ? [] : partsOf('--seal', seal);
  const opened = open === undefined ? [] : partsOf('--open', open);
  requireSealable('--seal', fields);
  requireSealable('--open', opened);
  const named = readers === undefined ? [] : partsOf('--readers', readers);
  const problem = named.length === 0 ? null : await findReaderProblem(place.dataFolder, named);
  if (problem !== null) throw new CommandFailure(EXIT.usage, `--readers: ${problem}`);
  const unasked = new Set<string>();
  const onSealed = (sealed: readonly string[]) => {
    for (const field of sealed) unasked.add(field);
  };
  const filings = { open: opened, readers: named, onSealed };
  return { byDefault: { fields, readers: named, filings }, unasked: () => [...unasked].toSorted() };
}

function requireSealable(option: string, fields: readonly string[]): void {
  for (const field of fields) {
    const problem = findFieldProblem(field);
    if (problem !== null) throw new CommandFailure(EXIT.usage, `${option}: ${field} ${problem}`);
  }
}

/** What filings have sealed by themselves, for people; empty where they have not. */
export function describeUnasked(unasked: readonly string[], { readers }: SealOptions): string {
  if (unasked.length === 0) return '';
  return ` Sealed for ${readers ?? 'SELF alone'}: ${unasked.join(', ')}.`;
}

/** What stands between the commas of an option, each once. */
export function partsOf(option: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.includes('')) return [...new Set(parts)];
  throw new CommandFailure(EXIT.usage, `${option} has nothing between two commas, or at an end`);
}
