import { setTimeout } from 'node:timers/promises';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attributed, attributeSubject } from '../src/ask/attribute-subject.ts';
import { askForOrigins } from '../src/ask/ask-for-origins.ts';
import { keepLineage, type WarmLineage } from '../src/ask/warm-lineage.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { at, correction } from './own-chain.ts';
import { openOwner, type Owner, unprotect } from './tampering.ts';
import { createTestLedger, lastPosition, type Line, recordAll, testFolders } from './test-ledger.ts';

// What is kept in memory is that of the ledger as it is, whatever becomes of the ledger: it is corrected while several ask, its
// connections end in the middle, an older copy of it comes in its place.

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let owner: Owner;
let untouched: { restore(): Promise<void> };

const material = { form: 'ore', product: 'clay' };

function created(lot: string) {
  const quantity = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 } };
  return at(1, 'MINE', { type: 'lot-created', lot, origin: 'mined', country: 'CN', material, quantity });
}

let hours = 1;

/** Later than all before. */
function later(): number {
  hours += 1;
  return hours;
}

function partsOf(lot: string, of: string, Nd: number) {
  const outputs = [{ lot, material, quantity: { netMilligrams: 100_000, elementMilligrams: { Nd } } }];
  return { inputs: [{ lot: of, netMilligrams: 100_000 }], outputs };
}

function split(lot: string, of: string, Nd: number) {
  return at(later(), 'MINE', { type: 'lot-transformed', step: 'split', ...partsOf(lot, of, Nd) });
}

const mine = { type: 'party-registered', party: 'MINE', name: 'The mine', roles: ['mine'], country: 'CN' };
const two = created('TWO');
const part = split('PART', 'ONE', 1_000);

beforeAll(async () => {
  const { place, origin } = await createTestLedger(testing.url, await folders.make(), 'example.org/kept');
  ledger = await openLedger(place, origin);
  await recordAll(ledger, [at(0, 'OPERATOR', mine), created('ONE'), two, part]);
  owner = await openOwner(testing.url);
  untouched = await unprotect(owner);
});

afterAll(async () => {
  await owner.close();
  await ledger.close();
});

/** That PART, as the event said at first or as it was corrected, is of another lot and has less. */
function partAnew(of: 'ONE' | 'TWO'): Line {
  const said = partsOf('PART', of, of === 'ONE' ? 1_000 : 900);
  return correction(later(), part, { replacement: { ...part.event, ...said } });
}

/** That the lot is of another country. */
function createdAnew(country: string): Line {
  return correction(later(), two, { replacement: { ...two.event, country } });
}

function ndOf(attributed: Attributed | null): unknown {
  const { milligrams, unknownMilligrams, origins } = attributed?.elements.get('Nd') ?? {};
  const of = origins?.map(({ lotNumber, milligrams: mass }) => [attributed?.nameOfOrigin.get(lotNumber), Number(mass)]);
  return [Number(milligrams), Number(unknownMilligrams), of];
}

const OF_ONE = [1_000, 0, [['ONE', 1_000]]];
const OF_TWO = [900, 0, [['TWO', 900]]];

/** The ledger, whose first question of an entry is asked only once it is let go. */
function heldLedger(): { readonly held: Ledger; readonly isHeld: Promise<void>; readonly letGo: () => void } {
  const [asked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isFirst = true;
  const pool = new Proxy(ledger.database.pool, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return async (text: string, values: unknown[]) => {
        if (isFirst && text.includes('ledger.entry')) {
          isFirst = false;
          asked.resolve();
          await free.promise;
        }
        return target.query(text, values);
      };
    },
  });
  return { held: { ...ledger, database: { ...ledger.database, pool } }, isHeld: asked.promise, letGo: free.resolve };
}

test('who asks while another is told of a step that is corrected meanwhile is told of it before, or after', async () => {
  const { held, isHeld, letGo } = heldLedger();
  const kept = keepLineage(held, 'masses');
  await kept.refresh();
  await recordAll(ledger, [partAnew('TWO')]);
  const first = kept.attribute('PART').then(ndOf);
  await isHeld;
  await recordAll(ledger, [partAnew('ONE')]);
  const second = kept.attribute('PART').then(ndOf);
  // Whoever does not wait for its turn is done by then.
  await Promise.race([second, setTimeout(100)]);
  letGo();
  expect([await first, await second]).toEqual([OF_TWO, OF_ONE]);
});

/** Ends every connection of the ledger. */
const cutOff = () =>
  owner.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );

/** Ends the connections of who asks in the middle of reading what was appended: behind the steps, before the gains. */
async function failInTheMiddle(asking: () => Promise<unknown>): Promise<void> {
  await owner.query('begin; lock table view.change');
  const failure = asking().then(() => 'none', String);
  for (let isWaiting = false; !isWaiting; ) {
    const waiting = await owner.query('select from pg_locks where not granted');
    isWaiting = waiting.length > 0;
  }
  await cutOff();
  expect(await failure).toMatch(/terminat/);
  await owner.query('rollback');
}

test('a connection that ends in the middle is the end of that answer alone', async () => {
  const kept = keepLineage(ledger, 'masses');
  await kept.refresh();
  await recordAll(ledger, [partAnew('TWO'), split('LATE', 'ONE', 1_000)]);
  await failInTheMiddle(() => kept.attribute('PART'));
  expect(ndOf(await kept.attribute('PART'))).toEqual(OF_TWO);
  expect(ndOf(await kept.attribute('LATE'))).toEqual(OF_ONE);
});

/** That memory says of all of these what the database says; none of them may be found by chance alone. */
async function expectAsRecorded(...kept: readonly WarmLineage[]): Promise<void> {
  for (const id of ['PART', 'LATE', 'OTHER']) {
    const recorded = await attributeSubject(ledger, id, undefined);
    for (const { attribute } of kept) expect(ndOf(await attribute(id)), id).toEqual(ndOf(recorded));
  }
}

test('an older copy of the ledger that comes in its place is read anew, whatever was recorded in it since', async () => {
  await untouched.restore();
  const [masses, graph, asksLater, fails] = [
    keepLineage(ledger, 'masses'),
    keepLineage(ledger, 'graph'),
    keepLineage(ledger, 'masses'),
    keepLineage(ledger, 'masses'),
  ];
  await fails.refresh();
  await recordAll(ledger, [partAnew('TWO'), created('LATE')]);
  await recordAll(ledger, [split('OTHER', 'TWO', 900)]);
  for (const { refresh } of [masses, graph, asksLater]) await refresh();
  await failInTheMiddle(fails.refresh);
  await untouched.restore();
  await expectAsRecorded(masses, graph);
  // As many entries as before, but of other lots, and a lot of the same number that was made otherwise.
  await recordAll(ledger, [split('LATE', 'ONE', 800)]);
  await recordAll(ledger, [split('OTHER', 'LATE', 700)]);
  await expectAsRecorded(masses, graph, asksLater, fails);
  await recordAll(ledger, [partAnew('TWO')]);
  await expectAsRecorded(masses, graph, asksLater, fails);
});

/** Who asks from now on, by a clock that goes on by so many milliseconds whenever it is looked at. */
function asker(milliseconds: number, asKnownAt?: string) {
  let time = 0;
  const read: number[] = [];
  const now = () => (time += milliseconds);
  const ask = askForOrigins(ledger, { asKnownAt, now, onReading: (lots) => read.push(lots) });
  return { ask, read };
}

test('whoever asks long is answered from memory, with the same, also of what is recorded and corrected since', async () => {
  await untouched.restore();
  const [long, short, then] = [asker(60), asker(1), asker(60, await lastPosition(ledger))];
  const told = (id: string) => Promise.all([long, short].map(({ ask }) => ask(id)));
  const one = { lot: 'ONE', kind: 'mined', party: 'MINE', facility: null, country: 'CN' };
  const ofOne = { id: 'PART', elements: { Nd: { milligrams: 1_000, origins: [{ ...one, share: '1.000000' }] } } };
  for (let time = 0; time < 3; time += 1) expect(await told('PART')).toMatchObject([ofOne, ofOne]);
  expect(await told('NONE')).toEqual([null, null]);
  // A correction of what an origin is takes nothing and makes nothing: only who asks for it is told otherwise.
  await recordAll(ledger, [partAnew('TWO'), createdAnew('MN'), split('LATE', 'ONE', 1_000)]);
  for (const id of ['PART', 'LATE', 'TWO']) {
    const [fromMemory, fromDatabase] = await told(id);
    expect(fromMemory, id).toEqual(fromDatabase);
  }
  expect(await long.ask('PART')).toMatchObject({ elements: { Nd: { origins: [{ lot: 'TWO', country: 'MN' }] } } });
  await recordAll(ledger, [createdAnew('RU')]);
  expect(await long.ask('PART')).toMatchObject({ elements: { Nd: { origins: [{ lot: 'TWO', country: 'RU' }] } } });
  for (let time = 0; time < 3; time += 1) expect(await then.ask('PART')).toMatchObject(ofOne);
  expect([long, short, then].map(({ read }) => read)).toEqual([[3], [], []]);
});
