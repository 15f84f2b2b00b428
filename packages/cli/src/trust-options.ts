import { readFile } from 'node:fs/promises';
import { verifyEd25519 } from '@lodestone/ledger/node-crypto.ts';
import type { Trust } from '@lodestone/ledger/verify-checkpoints.ts';
import { type Checkpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { parseVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { CommandFailure, EXIT } from './failure.ts';

export interface TrustOptions {
  readonly trust?: readonly string[];
  readonly checkpoint?: readonly string[];
}

/** Collects an option that may be given more than once. */
export function oneMore(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The keys and checkpoints that were given; each checkpoint must be signed by one of the keys. */
export async function readTrust({ trust = [], checkpoint = [] }: TrustOptions): Promise<Trust> {
  if (trust.length === 0 && checkpoint.length > 0) {
    throw new CommandFailure(EXIT.usage, '--checkpoint needs --trust <key>: the key that signed it');
  }
  const keys: VerifierKey[] = [];
  for (const given of trust) keys.push(await readVerifierKey('--trust', given));
  const kept: Checkpoint[] = [];
  for (const path of checkpoint) {
    const opened = openCheckpoint(await readGiven('--checkpoint', path), keys, verifyEd25519);
    if (!opened.ok) throw new CommandFailure(EXIT.usage, `--checkpoint ${path}: ${opened.problem}`);
    kept.push(opened.value.checkpoint);
  }
  return { keys, kept };
}

/** A verifier key as it stands, or a file that has it. */
export async function readVerifierKey(option: string, given: string): Promise<VerifierKey> {
  const here = parseVerifierKey(given);
  if (here.ok) return here.value;
  // No path has the two signs of a verifier key, or hardly any: what is wrong with the key is the better answer.
  if (given.split('+').length === 3) throw new CommandFailure(EXIT.usage, `${option}: ${here.problem}`);
  const inFile = parseVerifierKey((await readGiven(option, given)).trim());
  if (!inFile.ok) throw new CommandFailure(EXIT.usage, `${option} ${given}: ${inFile.problem}`);
  return inFile.value;
}

async function readGiven(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new CommandFailure(EXIT.usage, `${option} ${path}: the file cannot be read (${why})`);
  }
}
