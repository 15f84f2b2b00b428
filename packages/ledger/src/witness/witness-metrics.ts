/** How far each witness is behind, and what they answer. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';

/** A checkpoint that a witness has not cosigned, and when it was published. */
interface Awaited {
  readonly size: number;
  readonly at: number;
}

/** More than are published while one round lasts: of those beyond, some are forgotten, and never the oldest. */
const AWAITED_MAX = 64;

/** Registers the metrics of witnesses, by the names that the policy gives them. `now` is in epoch milliseconds. */
export function countWitnesses(
  registry: Registry,
  now: () => number,
): Pick<Metrics, 'witnessAwaited' | 'witnessAnswered'> {
  /** By witness, the oldest first. */
  const awaitedBy = new Map<string, Awaited[]>();
  const labelNames = ['witness'] as const;
  const registers = [registry];
  const cosigned = new Gauge({
    name: 'lodestone_witness_cosigned_entries',
    help: 'Entries of the checkpoint that the witness has cosigned last, as far as this process knows',
    labelNames,
    registers,
  });
  const answers = new Counter({
    name: 'lodestone_witness_answers_total',
    help: 'Times that the witness was asked, by what came of it',
    labelNames: ['witness', 'outcome'] as const,
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'lodestone_witness_behind_seconds',
      help: 'Age of the oldest checkpoint since the last that the witness has cosigned; 0 when there is none',
      labelNames,
      registers: [],
      collect() {
        for (const [witness, [oldest]] of awaitedBy) {
          this.set({ witness }, oldest === undefined ? 0 : (now() - oldest.at) / 1_000);
        }
      },
    }),
  );
  const settle = (witness: string, cosignedSize: number): Awaited[] => {
    cosigned.set({ witness }, cosignedSize);
    const awaited = (awaitedBy.get(witness) ?? []).filter(({ size }) => size > cosignedSize);
    awaitedBy.set(witness, awaited);
    return awaited;
  };
  return {
    witnessAwaited: ({ witness, size, cosignedSize }) => {
      const awaited = settle(witness, cosignedSize);
      if (size <= (awaited.at(-1)?.size ?? cosignedSize)) return;
      if (awaited.length === AWAITED_MAX) awaited.pop();
      awaited.push({ size, at: now() });
    },
    witnessAnswered: ({ witness, outcome, cosignedSize }) => {
      answers.inc({ witness, outcome });
      settle(witness, cosignedSize);
    },
  };
}
