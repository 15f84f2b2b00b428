import { randomSource } from '@lodestone/custody/testing/random-source.ts';
import { sha256 } from '@lodestone/ledger/keys/node-crypto.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { createProver, type ProvedInclusion, proveInclusion } from '@lodestone/ledger/publish/prove-entry.ts';
import { publishCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import { verifyInclusion } from '@lodestone/proof/inclusion-proof.ts';
import { withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, type Timing, timed } from './measure.ts';
import { fillWithEntries } from './proof-ledger.ts';

const LEAVES = 1_000_000;
const LEAVES_PER_TILE = 256;
const SELECTS = 5_000;
const SEED = 5;
const ENTRIES_PER_MESSAGE = 100_000;

/** 64 MiB of tiles: all those of a million leaves. */
const WARM_TILES_MAX = 4_096;

/**
 * `proof-cold`: inclusion proofs for entries from all over a ledger, one after the other, by a prover that has the last
 * checkpoint at hand and keeps no tiles. `proof-warm`: the same by one that has read every tile before. `proof-alone`: a
 * single proof each time by one that knows nothing yet, the checkpoint included. The baseline of all is selecting the
 * row of one tile.
 */
export function benchProof(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const ledger = await server.freshLedger();
    try {
      const leaves = Math.round(LEAVES * scale);
      const cases = await prepareCases(ledger, leaves, say);
      const random = randomSource(SEED);
      const positions = (count: number) => Array.from({ length: count }, () => random.below(leaves));
      const measurements: Measurement[] = [];
      for (const { name, goal, prove, proofs } of cases) {
        const comparison = {
          name,
          unit: 'proofs/s',
          goal,
          subject: () => proveAll(prove, positions(proofs)),
          baselineName: 'selecting one tile',
          baseline: () => selectTiles(ledger, positions(SELECTS)),
        };
        measurements.push(await compareAloud(comparison, say));
      }
      return measurements;
    } finally {
      await ledger.close();
    }
  });
}

interface ProofCase {
  readonly name: string;
  readonly goal: number | null;
  readonly prove: Prove;
  /** In one round. */
  readonly proofs: number;
}

/** Fills the ledger, publishes it, and lets the warm prover read every tile. */
async function prepareCases(
  ledger: Ledger,
  leaves: number,
  say: (message: string) => void,
): Promise<readonly ProofCase[]> {
  await fillWithEntries(ledger, leaves, (entries) => {
    if (entries % ENTRIES_PER_MESSAGE === 0 || entries === leaves) say(`proof: ${entries} of ${leaves} entries`);
  });
  const published = await publishCheckpoint(ledger);
  const cold = createProver(ledger, { tilesMax: 0 });
  const warm = createProver(ledger, { tilesMax: WARM_TILES_MAX });
  const proveCold: Prove = (position) => cold.proveInclusion(position, published);
  const proveWarm: Prove = (position) => warm.proveInclusion(position, published);
  const proveAlone: Prove = (position) => proveInclusion(ledger, position);
  for (let leaf = 0; leaf < leaves; leaf += LEAVES_PER_TILE) check(await proveWarm(leaf));
  return [
    { name: 'proof-cold', goal: 0.5, prove: proveCold, proofs: 5_000 },
    { name: 'proof-warm', goal: 10, prove: proveWarm, proofs: 50_000 },
    { name: 'proof-alone', goal: null, prove: proveAlone, proofs: 1_000 },
  ];
}

type Prove = (position: number) => Promise<ProvedInclusion | null>;

async function proveAll(prove: Prove, positions: readonly number[]): Promise<Timing> {
  let last: ProvedInclusion | null = null;
  const timing = await timed(async () => {
    for (const position of positions) last = await prove(position);
    return positions.length;
  });
  check(last);
  return timing;
}

/** A prover that is fast and wrong would not count. */
function check(proved: ProvedInclusion | null): void {
  if (proved === null) throw new Error('an entry is not in the checkpoint that was published after it');
  const verified = verifyInclusion(proved.inclusion, sha256);
  if (!verified.ok) throw new Error(verified.problem);
}

async function selectTiles({ database, ledgerId }: Ledger, positions: readonly number[]): Promise<Timing> {
  const text = 'select nodes from ledger.tile where ledger_id = $1 and level = 0 and index = $2';
  return timed(async () => {
    for (const position of positions) {
      const tile = Math.floor(position / LEAVES_PER_TILE);
      await database.pool.query({ name: 'select-tile', text, values: [ledgerId, tile] });
    }
    return positions.length;
  });
}
