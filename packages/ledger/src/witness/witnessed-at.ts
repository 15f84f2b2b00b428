/** The third clock: when a witness is known to have seen the log with an entry in it. */
import { readFirstCosigned } from '@lodestone/store/log/cosignatures.ts';
import type { Ledger } from '../open-ledger.ts';
import { readWitnessPolicy } from './ask-witnesses.ts';
import { linesOf, openOwnCosignatures } from './cosign-checkpoint.ts';
import { describeTime } from './recorded-and-witnessed.ts';

/**
 * When each of these entries was first cosigned, by its position: the oldest cosignature on the first cosigned checkpoint that has it, by a
 * witness of the data folder's policy. Entries that none has cosigned yet are left out. Throws when one is not good: see verify.
 */
export async function readWitnessedAt(
  { database, ledgerId, dataFolder }: Ledger,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const witnessedAt = new Map<number, string>();
  const policy = positions.length === 0 ? null : await readWitnessPolicy(dataFolder);
  if (policy === null) return witnessedAt;
  const keys = policy.witnesses.map(({ key }) => key);
  const lineStarts = keys.map((key) => linesOf(key).lineStart);
  for (const first of await readFirstCosigned(database.pool, ledgerId, [...new Set(positions)], lineStarts)) {
    const timestamps = openOwnCosignatures(first, keys).map(({ timestamp }) => timestamp);
    if (timestamps.length === 0) continue;
    const oldest = describeTime(Math.min(...timestamps));
    for (const position of first.positions) witnessedAt.set(position, oldest);
  }
  return witnessedAt;
}
