/** For whoever trusts a checkpoint key of long ago: what leads from it to the keys that sign now. */
import type { KeyChange } from '@lodestone/evidence/bundle.ts';
import type { CheckpointKeys } from '@lodestone/evidence/checkpoint-keys.ts';
import { consistencyRanges } from '@lodestone/proof/tree-node.ts';
import { readCheckpointUpTo } from '@lodestone/store/log/publish.ts';
import type { Ledger } from '../open-ledger.ts';
import type { TreeReader } from './tree-reader.ts';

/**
 * The last checkpoint that each key signed which was retired below `size`, by size, as far as it names a key that none
 * before it does. Of a key that was lost there may be none: whoever trusts it must be given another.
 */
export async function proveKeyChanges(
  { database, ledgerId }: Ledger,
  keys: CheckpointKeys,
  size: number,
  reader: TreeReader,
): Promise<KeyChange[]> {
  const changes: KeyChange[] = [];
  let named = 1;
  for (const lastSize of keys.lastSizes().filter((each) => each < size)) {
    const last = await readCheckpointUpTo(database.pool, ledgerId, lastSize);
    if (last === null) continue;
    const namedByIt = keys.namedWithin(last.size).length;
    if (namedByIt <= named) continue;
    named = namedByIt;
    changes.push({ checkpoint: last.note, proof: await reader.read(size, consistencyRanges(last.size, size)) });
  }
  return changes;
}
