import { attributeSubject } from '@lodestone/ledger/attribute-subject.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, type Timing, timed } from './measure.ts';
import { fillWithLots } from './trace-ledger.ts';

const LOTS = 1_000_000;
const LOTS_PER_MESSAGE = 100_000;
const SMALL_TRACES = 50;

/** A trace may take this many times as long as counting its ancestors. */
const GOAL_DATABASE = 1.5;
const GOAL_SMALL = 3;

/**
 * `trace-1k`: where a lot with about 1,000 ancestors in a ledger of a million lots comes from, element by element, from the
 * database alone. `trace-100k-database`: the same of a lot with about 100,000. The baseline is PostgreSQL's bare
 * recursive count of the same ancestors.
 */
export function benchTrace(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const ledger = await server.freshLedger();
    try {
      let said = 0;
      const { smallLot, largeLot } = await fillWithLots(ledger, Math.round(LOTS * scale), (lots) => {
        if (lots - said < LOTS_PER_MESSAGE) return;
        said = lots;
        say(`trace: ${lots} lots`);
      });
      await ledger.database.pool.query('vacuum analyze');
      const cases = [
        { name: 'trace-1k', lot: smallLot, times: SMALL_TRACES, goal: GOAL_SMALL },
        { name: 'trace-100k-database', lot: largeLot, times: 1, goal: GOAL_DATABASE },
      ];
      const measurements: Measurement[] = [];
      for (const { name, lot, times, goal } of cases) {
        const comparison = {
          name,
          unit: 'traces/s',
          goal: ratioOf(goal),
          subject: () => repeat(times, () => attributeSubject(ledger, lot.lot, undefined)),
          baselineName: 'counting the ancestors',
          baseline: () => repeat(times, () => countAncestors(ledger, lot.lotNumber)),
        };
        measurements.push(await compareAloud(comparison, say));
      }
      return measurements;
    } finally {
      await ledger.close();
    }
  });
}

/** So many times as long is this ratio of rates, of which more is better. */
function ratioOf(timesAsLong: number): number {
  return Number((1 / timesAsLong).toFixed(2));
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<Timing> {
  const latenciesMilliseconds: number[] = [];
  const timing = await timed(async () => {
    for (let time = 0; time < times; time += 1) {
      const { seconds } = await timed(async () => {
        await work();
        return 1;
      });
      latenciesMilliseconds.push(seconds * 1_000);
    }
    return times;
  });
  return { ...timing, latenciesMilliseconds };
}

/** Joined in the plain way: with `offset 0`, as our own queries are, PostgreSQL takes longer for it. */
async function countAncestors({ database, ledgerId }: Ledger, lotNumber: number): Promise<void> {
  await database.pool.query(
    `with recursive ancestor (lot_number) as (
       select $2::bigint
       union
       select i.lot_number from ancestor a
       join view.lot l on l.ledger_id = $1 and l.lot_number = a.lot_number
       join view.input i on i.ledger_id = $1 and i.event_number = l.event_number)
     select count(*) from ancestor`,
    [ledgerId, lotNumber],
  );
}
