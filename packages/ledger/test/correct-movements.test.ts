/** Corrections of transfers, units and shipments in a ledger: what is read from it, what a replay says, what was known when. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  browseDisputes,
  browseEvents,
  browseLots,
  browseShipments,
  browseTransfers,
  browseUnits,
} from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { takeInventory } from '../src/ask/take-inventory.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { isConserved, weighLedger } from '../src/ask/weigh-ledger.ts';
import { newStory } from './corrected-story.ts';
import {
  audit,
  createTestLedger,
  lastPosition,
  recordAll,
  testFolders,
  type TestLedger,
  withLedger,
} from './test-ledger.ts';

const LIMIT = 1_000;
const testing = testDatabase();
const folders = testFolders();
/** The same story, each line in a process of its own; and all of it in one file. */
const ledgers = new Map<'line by line' | 'at once', TestLedger>();
/** What was answered after each line, by the position of the last entry then. */
const answers: (readonly [position: string, answer: unknown])[] = [];

const party = (name: string, roles: readonly string[]) => {
  return { type: 'party-registered', party: name, name, roles: [...roles], country: 'CN' };
};
const quantity = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000, Dy: 1_000 } };
const lot = (name: string, origin: string, form: string) => ({
  type: 'lot-created',
  lot: name,
  origin,
  material: { form, product: form },
  quantity,
  country: 'CN',
});
const dispatched = (transfer: string, consignee: string, lots: readonly string[]) => ({
  type: 'transfer-dispatched',
  transfer,
  consignee,
  lines: lots.map((name) => ({ lot: name, quantity: { netMilligrams: 1_000_000 } })),
});
const line = (name: string, netMilligrams: number) => ({ lot: name, outcome: 'accepted', measured: { netMilligrams } });
const partLine = (name: string, netMilligrams: number, rejectedLot: string) => {
  return { ...line(name, netMilligrams), outcome: 'partly-accepted', rejectedLot };
};
const received = (transfer: string, ...lines: ReturnType<typeof line>[]) => ({
  type: 'transfer-received',
  transfer,
  lines,
});
const packed = (shipment: string, lots: readonly string[]) => ({
  type: 'shipment-packed',
  shipment,
  lots: [...lots],
  consignee: 'BUYER',
  destination: 'DE',
});

const story = newStory();
const { tell, correct } = story;
tell('mine', 'OPERATOR', party('MINE', ['mine']));
tell('refiner', 'OPERATOR', party('REFINER', ['refiner']));
tell('works', 'OPERATOR', party('WORKS', ['magnet-maker', 'exporter']));
tell('buyer', 'OPERATOR', party('BUYER', ['end-user']));
for (const name of ['ORE-1', 'ORE-2', 'ORE-3', 'ORE-4']) tell(name, 'MINE', lot(name, 'mined', 'ore'));
for (const name of ['MAG-1', 'MAG-2']) tell(name, 'WORKS', lot(name, 'opening-stock', 'magnet'));

tell('sending', 'MINE', { ...dispatched('T-1', 'WORKS', ['ORE-1', 'ORE-2']), seals: ['S-1'], carrier: 'by lorry' });
correct('sending', 'MINE', { consignee: 'REFINER', lines: dispatched('T-1', '', ['ORE-1', 'ORE-3']).lines });
tell('weighing', 'REFINER', received('T-1', line('ORE-1', 900_000), line('ORE-3', 1_000_000)));
correct('weighing', 'REFINER', { lines: [line('ORE-1', 999_900), line('ORE-3', 1_000_000)] });
correct('sending', 'MINE');
correct('weighing', 'MINE', { lines: [line('ORE-1', 999_900), line('ORE-3', 1_000_000)] });
correct('weighing', 'OPERATOR', { lines: [partLine('ORE-1', 600_000, 'ORE-1R'), line('ORE-3', 950_000)] });
correct('weighing', 'OPERATOR', { lines: [partLine('ORE-1', 700_000, 'ORE-1R'), line('ORE-3', 900_000)] });
tell('agreeing', 'MINE', { type: 'transfer-settled', transfer: 'T-1', resolution: { basis: 'measured' } });
tell('settling', 'REFINER', { type: 'transfer-settled', transfer: 'T-1', resolution: { basis: 'measured' } });
correct('agreeing', 'MINE');
correct('settling', 'REFINER', {
  lot: 'ORE-3',
  resolution: { basis: 'agreed', quantity: { netMilligrams: 960_000, elementMilligrams: { Nd: 9_000 } } },
});
correct('settling', 'OPERATOR', { resolution: { basis: 'measured' } });
correct('settling', 'REFINER');
correct('weighing', 'OPERATOR', { lines: [line('ORE-1', 1_000_000), partLine('ORE-3', 400_000, 'ORE-3R')] });
tell('taking back', 'MINE', received('T-1', line('ORE-3R', 590_000)));
correct('taking back', 'MINE');
correct('taking back', 'REFINER');

tell('second sending', 'MINE', dispatched('T-2', 'WORKS', ['ORE-2']));
tell('cancelling', 'MINE', { type: 'transfer-cancelled', transfer: 'T-2', reason: 'no lorry' });
correct('cancelling', 'MINE', { reason: 'the wrong lorry' });
correct('cancelling', 'MINE');
correct('second sending', 'MINE');

tell('waiting', 'REFINER', { ...received('T-3', line('ORE-4', 1_000_000)), consignor: 'MINE' });
correct('waiting', 'REFINER', { seals: ['S-3'] });
correct('waiting', 'REFINER');

tell('packing', 'MINE', { type: 'unit-packed', unit: 'DRUM-1', lots: ['ORE-2'], seal: 'S-4' });
correct('packing', 'MINE', { lots: ['ORE-4', 'ORE-2'], seal: 'S-5' });
tell('unpacking', 'MINE', { type: 'unit-unpacked', unit: 'DRUM-1', seal: 'S-6' });
correct('unpacking', 'MINE', { seal: 'S-5' });
correct('unpacking', 'MINE');
correct('packing', 'MINE');

tell('loading', 'WORKS', packed('SHP-1', ['MAG-1']));
correct('loading', 'WORKS', { lots: ['MAG-2', 'MAG-1'], destination: 'FR' });
tell('leaving', 'WORKS', { type: 'shipment-exited', shipment: 'SHP-1' });
correct('loading', 'WORKS');
correct('leaving', 'WORKS', { port: 'Ningbo' });
correct('leaving', 'WORKS');
tell('unloading', 'WORKS', { type: 'shipment-unpacked', shipment: 'SHP-1' });
correct('unloading', 'WORKS');
tell('second loading', 'MINE', { type: 'unit-packed', unit: 'DRUM-2', lots: ['ORE-4'] });
correct('second loading', 'MINE');

tell('third sending', 'MINE', dispatched('T-4', 'REFINER', ['ORE-4']));
tell('arriving', 'REFINER', received('T-4', line('ORE-4', 1_000_000)));
tell('sending on', 'REFINER', dispatched('T-5', 'WORKS', ['ORE-4']));
tell('calling off', 'REFINER', { type: 'transfer-cancelled', transfer: 'T-5', reason: 'no lorry' });
correct('arriving', 'OPERATOR');

beforeAll(async () => {
  const ofLines = await createTestLedger(testing.url, await folders.make(), 'example.org/line-by-line');
  ledgers.set('line by line', ofLines);
  for (const told of story.lines) {
    await withLedger(ofLines, async (open) => {
      await recordAll(open, [told]);
      answers.push([await lastPosition(open), await answersOf(open, undefined)]);
    });
  }
  const atOnce = await createTestLedger(testing.url, await folders.make(), 'example.org/at-once');
  ledgers.set('at once', atOnce);
  await withLedger(atOnce, (open) => recordAll(open, story.lines));
});

async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  const filter = { limit: LIMIT, asKnownAt };
  const trace = { direction: 'down', element: undefined, depth: undefined, asKnownAt } as const;
  return {
    lots: await browseLots(open, filter),
    transfers: await browseTransfers(open, filter),
    disputes: await browseDisputes(open, { ...filter, settledToo: true }),
    shipments: await browseShipments(open, filter),
    inventory: await takeInventory(open, { by: ['party', 'form'], asKnownAt }),
    traces: [await traceSubject(open, { id: 'ORE-1', ...trace }), await traceSubject(open, { id: 'MAG-1', ...trace })],
  };
}

async function outcomesOf(open: Ledger): Promise<string[]> {
  const events = await browseEvents(open, { limit: LIMIT, type: 'event-corrected' });
  return events.flatMap(({ corrections }) =>
    corrections.map(({ outcome, reason, obstacles }) =>
      [outcome, reason.replace('not the ', ''), ...obstacles].join(': ').replaceAll(/(see )?event [\d.]+/g, 'an event'),
    ),
  );
}

describe.each(['line by line', 'at once'] as const)('told %s', (how) => {
  const use = <Result>(work: (open: Ledger) => Promise<Result>) => {
    const ledger = ledgers.get(how);
    if (ledger === undefined) throw new Error(`nothing was told ${how}`);
    return withLedger(ledger, work);
  };
  const verdict = () => audit(ledgers.get(how) as TestLedger);

  test('each correction came out as it should', async () => {
    expect(await use(outcomesOf)).toEqual([
      'replaced: sending',
      'contested: weighing: it is by REFINER alone, and waits for MINE to record the same correction',
      'contested: sending: transfer T-1 was left in transit, and an event is a receipt of it (ORE-1 accepted, ORE-3 accepted): correct that first',
      'replaced: weighing',
      'replaced: weighing',
      'replaced: weighing',
      'contested: agreeing: the dispute over lot ORE-3 was left open, and is settled on this word by an event of REFINER: correct that first',
      'replaced: settling',
      'replaced: settling',
      'voided: settling',
      'replaced: weighing',
      'contested: taking back: it is by MINE alone, and waits for REFINER to record the same correction',
      'voided: taking back',
      'replaced: cancelling',
      'voided: cancelling',
      'voided: second sending',
      'replaced: waiting',
      'voided: waiting',
      'replaced: packing',
      'replaced: unpacking',
      'voided: unpacking',
      'voided: packing',
      'replaced: loading',
      'contested: loading: shipment SHP-1 was left packed, and is exited: correct that first',
      'replaced: leaving',
      'voided: leaving',
      'voided: unloading',
      'voided: second loading',
      'voided: arriving',
    ]);
  });

  test('is verified: a replay comes to the same rows, and so does a rebuild', async () => {
    expect((await verdict()).failures).toEqual([]);
    await use((open) => rebuildViews(open));
    expect((await verdict()).failures).toEqual([]);
  });

  test('conserves every element', async () => {
    expect(isConserved(await use((open) => weighLedger(open)))).toBe(true);
  });

  test('shows where every lot is', async () => {
    const lots = await use((open) => browseLots(open, { limit: LIMIT }));
    expect(lots.map((row) => [row.lot, row.status, row.custodian, row.remaining.netMilligrams].join(' '))).toEqual([
      'ORE-1 held REFINER 1000000',
      'ORE-2 held MINE 1000000',
      'ORE-3 held REFINER 400000',
      'ORE-4 in-transit MINE 1000000',
      'MAG-1 packed WORKS 1000000',
      'MAG-2 packed WORKS 1000000',
      'ORE-1R voided MINE 0',
      'ORE-3R returning MINE 600000',
    ]);
  });

  test('traces every lot to whoever has it', async () => {
    await use(async (open) => {
      const trace = { direction: 'up', element: undefined, depth: 0, asKnownAt: undefined } as const;
      for (const { lot: id, status, custodian } of await browseLots(open, { limit: LIMIT })) {
        if (status === 'voided') continue;
        expect((await traceSubject(open, { id, ...trace }))?.lots[0]?.custodian, id).toBe(custodian);
      }
    });
  });

  test('shows transfers, shipments, units and disputes as they are corrected', async () => {
    const transfers = await use((open) => browseTransfers(open, { limit: LIMIT }));
    expect(
      transfers.flatMap(({ transfer, consignee, status, carrier, lines }) =>
        lines.map((said) => [transfer, consignee, status, carrier, said.lot, said.status].join(' ')),
      ),
    ).toEqual([
      'T-1 REFINER returning by lorry ORE-1 accepted',
      'T-1 REFINER returning by lorry ORE-3 partly-accepted',
      'T-1 REFINER returning by lorry ORE-3R returning',
      'T-2 WORKS voided  ORE-2 voided',
      'T-4 REFINER in-transit  ORE-4 in-transit',
      'T-5 WORKS cancelled  ORE-4 cancelled',
    ]);
    expect(await use((open) => browseDisputes(open, { limit: LIMIT, settledToo: true }))).toEqual([]);
    expect(await use((open) => browseShipments(open, { limit: LIMIT }))).toMatchObject([
      { shipment: 'SHP-1', status: 'packed', destination: 'FR', lots: ['MAG-1', 'MAG-2'] },
    ]);
    expect(await use((open) => browseUnits(open, { limit: LIMIT }))).toMatchObject([
      { unit: 'DRUM-1', status: 'unpacked', lots: [] },
      { unit: 'DRUM-2', status: 'unpacked', lots: [] },
    ]);
  });
});

test('answers as known then what it answered then', async () => {
  await withLedger(ledgers.get('line by line') as TestLedger, async (open) => {
    for (const [position, answered] of answers) expect(await answersOf(open, position), position).toEqual(answered);
  });
});
