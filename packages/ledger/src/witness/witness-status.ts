/** How far each witness is: what is stored of it, and what it shows when it is asked now. */
import { type Cosignature, openCosignatures } from '@lodestone/proof/cosignature.ts';
import type { PolicyWitness, WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { readLastCosigned } from '@lodestone/store/log/cosignatures.ts';
import { readCheckpointKeys } from '../keys/checkpoint-key.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import { type Ledger, readLedgerHead, readRecordedAt } from '../open-ledger.ts';
import { readLastCheckpoint } from '../publish/publish-checkpoint.ts';
import { askWitness, type ShownByWitness } from './ask-witnesses.ts';
import { linesOf } from './cosign-checkpoint.ts';

export interface WitnessStatus {
  readonly witness: PolicyWitness;
  /** The last checkpoint that it has cosigned and that is stored here. */
  readonly cosigned: { readonly size: number; readonly timestamp: number } | null;
  /** Entries that are recorded and that it has not cosigned. */
  readonly behindEntries: number;
  /** When the first of these was recorded. */
  readonly behindSince: string | null;
  /** What it shows now; null when it has no address. */
  readonly shown: ShownByWitness | null;
}

export interface WitnessesStatus {
  readonly entries: number;
  /** The size of the last published checkpoint. */
  readonly published: number | null;
  readonly witnesses: readonly WitnessStatus[];
}

/** Reads what is stored and asks all witnesses at the same time, three seconds at most. */
export async function readWitnessStatus(ledger: Ledger, { witnesses }: WitnessPolicy): Promise<WitnessesStatus> {
  const { database, ledgerId, origin } = ledger;
  const { all: keys } = await readCheckpointKeys(database.pool, ledgerId, origin);
  if (keys.length === 0) throw new Error('the ledger names no checkpoint key: run verify');
  const { size: entries } = await readLedgerHead(ledger);
  const last = await readLastCheckpoint(ledger);
  const statuses = witnesses.map(async (witness): Promise<WitnessStatus> => {
    const cosigned = await readCosigned(ledger, witness);
    const size = cosigned?.size ?? 0;
    const [behindSince, shown] = await Promise.all([
      readRecordedAt(ledger, size),
      witness.url === null ? null : askWitness(witness.url, keys),
    ]);
    return { witness, cosigned, behindEntries: entries - size, behindSince, shown };
  });
  return { entries, published: last?.checkpoint.size ?? null, witnesses: await Promise.all(statuses) };
}

async function readCosigned(
  { database, ledgerId }: Ledger,
  { key }: PolicyWitness,
): Promise<WitnessStatus['cosigned']> {
  const last = await readLastCosigned(database, ledgerId, linesOf(key));
  if (last === null) return null;
  const opened = openCosignatures(`${last.note}${last.line}`, [key], verifyEd25519);
  const cosignature: Cosignature | undefined = opened.ok ? opened.value[0] : undefined;
  if (cosignature === undefined) throw new Error(`a cosignature of checkpoint ${last.number} is not good: run verify`);
  return { size: last.size, timestamp: cosignature.timestamp };
}
