import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { lawfulChain } from '@lodestone/custody/testing/lawful-chain.ts';
import { attributeExactly } from '@lodestone/lineage/testing/exact-attribution.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readAncestors, readDescendants } from '@lodestone/store/lineage/read-lineage.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { lineageGraphOf } from '../src/ask/lineage-graph.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { isConserved, weighLedger } from '../src/ask/weigh-ledger.ts';
import { openOwner, unprotect } from './tampering.ts';
import { audit, createTestLedger, type Line, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const EVENTS = 2_000;
const SEED = 20_260_801;

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let lines: Line[];

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/random');
  lines = [...lawfulChain(SEED, EVENTS)];
});

/** Exact fractions take seconds of a shipment at the end of a long chain. */
const SHIPMENTS_PER_TRACE = 3;

describe(`a random lawful chain of ${EVENTS} events`, () => {
  test('is recorded, in two parts that overlap as well as at once', async () => {
    const first = await withLedger(ledger, (open) => record(open, lines.slice(0, 1_100)));
    expect(first).toMatchObject({ recorded: 1_100, alreadyRecorded: 0, refused: null });
    const second = await withLedger(ledger, (open) => record(open, lines));
    expect(second).toMatchObject({ recorded: EVENTS - 1_100, alreadyRecorded: 1_100, refused: null });
  });

  test('is verified', async () => {
    const { verdict, failures, events, keys } = await audit(ledger);
    expect({ verdict, failures }).toEqual({ verdict: 'valid', failures: [] });
    expect(events).toBe(EVENTS + 1 + keys.heldByLedger);
  });

  test('conserves every element to the milligram', async () => {
    const weight = await withLedger(ledger, (open) => weighLedger(open));
    expect(weight).toMatchObject({ differenceMilligrams: {}, overdrawnLots: 0 });
    expect(isConserved(weight)).toBe(true);
    // It is not conserved for want of anything that could go missing.
    const names = weight.terms.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['mined', 'held', 'exported', 'in-circuit', 'unexplained-gains', 'unaccounted']),
    );
    expect(names.some((name) => name.startsWith('loss '))).toBe(true);
  });

  test('is traced: shipments from all of its time, and lots of every form, to the milligram of exact fractions', async () => {
    await withLedger(ledger, async (open) => {
      const { database, ledgerId } = open;
      const { rows: shipments } = await database.pool.query<{ id: string }>(
        `select shipment as id from (
           select shipment, row_number() over (order by event_number) as place from view.shipment where ledger_id = $1) s
         where place % $2 = 0`,
        [ledgerId, SHIPMENTS_PER_TRACE],
      );
      const { rows: lots } = await database.pool.query<{ id: string }>(
        `select (array_agg(lot order by lot_number desc))[1] as id from view.lot
         where ledger_id = $1 and kind <> 'circuit-stock' group by form`,
        [ledgerId],
      );
      expect(shipments.length).toBeGreaterThan(5);
      expect(lots.length).toBeGreaterThan(10);
      let severalOrigins = 0;
      let unknown = 0;
      for (const { id } of [...shipments, ...lots]) {
        for (const { origins, unknownMilligrams } of await expectExactTrace(open, id)) {
          severalOrigins += origins.length > 1 ? 1 : 0;
          unknown += unknownMilligrams > 0 ? 1 : 0;
        }
      }
      expect(severalOrigins).toBeGreaterThan(20);
      expect(unknown).toBeGreaterThan(0);
    });
  });

  test('is read in a few questions, however many levels there are', async () => {
    await withLedger(ledger, async ({ database, ledgerId }) => {
      const { rows } = await database.pool.query<{ first: bigint[]; last: bigint }>(
        `select (array_agg(lot_number order by lot_number))[:30] as first,
           max(lot_number) filter (where kind = 'transformed') as last
         from view.lot where ledger_id = $1`,
        [ledgerId],
      );
      const asked = vi.spyOn(database.pool, 'query');
      for (const [read, lots] of [
        [readAncestors, [Number(rows[0]?.last)]],
        [readDescendants, (rows[0]?.first ?? []).map(Number)],
      ] as const) {
        asked.mockClear();
        const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
        await read(database, ledgerId, lots, WHOLE_LEDGER, graph);
        expect(graph.steps.size).toBeGreaterThan(3);
        expect(asked.mock.calls.length).toBeLessThan(9);
      }
      asked.mockRestore();
    });
  });

  test('is rebuilt', async () => {
    const rows = () =>
      withLedger(ledger, async ({ database, ledgerId }) => {
        const { rows: lots } = await database.pool.query(
          'select * from view.lot where ledger_id = $1 order by lot_number',
          [ledgerId],
        );
        const { rows: inputs } = await database.pool.query(
          'select * from view.input where ledger_id = $1 order by event_number, lot_number',
          [ledgerId],
        );
        return { lots, inputs };
      });
    const before = await rows();
    await withLedger(ledger, (open) => rebuildViews(open));
    expect(await rows()).toEqual(before);
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('is found to be gone: events without their entries do not keep the audit waiting', async () => {
    const owner = await openOwner(testing.url);
    await unprotect(owner);
    await owner.query('delete from ledger.entry where position > 5');
    await owner.close();
    const { verdict, failures, failuresOmitted } = await audit(ledger);
    expect(verdict).toBe('invalid');
    // Every difference is counted, though not every one is listed.
    expect(failures.length + failuresOmitted).toBeGreaterThan(EVENTS);
    expect(failures[0]).toMatchObject({ position: 6 });
    await expect(withLedger(ledger, (open) => rebuildViews(open))).rejects.toThrow('run verify');
  });
});

const shares = (of: readonly { lot: string; milligrams: bigint | number; share: string }[]) =>
  Object.fromEntries(of.map((origin) => [origin.lot, { milligrams: Number(origin.milligrams), share: origin.share }]));

/** Holds a trace against the second implementation; gives back what it found for each element. */
async function expectExactTrace(open: Ledger, id: string) {
  const trace = await traceSubject(open, {
    id,
    direction: 'up',
    element: undefined,
    depth: undefined,
    asKnownAt: undefined,
  });
  const subject = await readSubject(open.database, open.ledgerId, id, WHOLE_LEDGER);
  if (trace === null || subject === null) throw new Error(`${id} is not there`);
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  const numbers = subject.parts.map(({ lotNumber }) => lotNumber);
  await readAncestors(open.database, open.ledgerId, numbers, WHOLE_LEDGER, graph);
  const lineage = lineageGraphOf(graph);
  for (const element of ELEMENT_SYMBOLS) {
    const exact = attributeExactly(lineage, { ...subject, missing: [] }, element);
    const found = trace.elements[element];
    if (exact === undefined) {
      expect(found, `${element} of ${id}`).toBeUndefined();
      continue;
    }
    const { milligrams, unknownMilligrams, origins } = exact;
    expect(found, `${element} of ${id}`).toMatchObject({
      milligrams: Number(milligrams),
      unknownMilligrams: Number(unknownMilligrams),
    });
    expect(shares(found?.origins ?? []), `${element} of ${id}`).toEqual(shares(origins));
    const sum = (found?.origins ?? []).reduce((total, origin) => total + origin.milligrams, Number(unknownMilligrams));
    expect(sum, `${element} of ${id}`).toBe(Number(milligrams));
  }
  return Object.values(trace.elements);
}
