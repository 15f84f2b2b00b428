/** What somebody would try who wants controlled goods out without a licence that covers them. */
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
import {
  attempt,
  type EventDraft,
  findingsOf,
  keyEnrolled,
  latestDigest,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { asReplacement, corrected, lotCreated, shipmentPacked } from './drafts.ts';
import {
  declared,
  declaredFree,
  drawn,
  exited,
  gatedMagnets,
  magnets,
  NET,
  packedMagnets,
  published,
} from './export-drafts.ts';

const HASH = 'A'.repeat(43);
const REPORT = { documents: [{ kind: 'test-report', sha256: HASH, name: 'report.pdf' }] };
const by = (world: World, event: EventDraft, party = 'MAGNETS-D') => record(world, party, event);

/** A world whose one list has this one item, in which the lots stand packed as SHP-2. */
function packedUnder(item: JsonObject, lots: readonly EventDraft[]): World {
  const world = packedMagnets();
  record(world, 'BUREAU-N', published({ items: [{ code: 'X1', description: 'X', requires: 'licence', ...item }] }));
  for (const lot of lots) by(world, lot);
  by(
    world,
    shipmentPacked(
      'SHP-2',
      lots.map(({ lot }) => String(lot)),
      'MOTORS-F',
    ),
  );
  return world;
}

function enterAbroad(world: World, party: string, role: string): void {
  record(world, OPERATOR, { type: 'party-registered', party, name: party, roles: [role], country: 'DE' });
  record(world, OPERATOR, keyEnrolled(party));
}

const metal = (lot: string, netMilligrams: number, more: JsonObject = {}): EventDraft =>
  lotCreated({ lot, origin: 'opening-stock', form: 'metal', quantity: { netMilligrams, ...more } });

/** MAG-2, which may be anything, under lines for this mass each. */
const untestedUnder = (netMilligrams: number, codes = 2) =>
  declared({ shipment: 'SHP-2', controlCodes: ['1C904.a'], licenceLines: drawn(netMilligrams).slice(0, codes) });

const linesFor = (more: JsonObject) =>
  ['1C904.a', '1C905.a'].map((code, index) => ({ line: `${index + 1}`, code, netMilligrams: NET, ...more }));

describe('a limit of mass', () => {
  const item = { forms: ['metal'], aboveMilligrams: 1_000_000 };
  const left = exited({ shipment: 'SHP-2' });

  it('is of all that leaves together, into however many lots it is split', () => {
    const world = packedUnder(item, [metal('MET-1', 600_000), metal('MET-2', 400_001)]);
    expect(refusalOf(world, 'MAGNETS-D', left)).toMatchObject({ code: 'not-declared', facts: { codes: 'X1' } });
  });

  it('counts only what the item means', () => {
    const world = packedUnder(item, [metal('MET-1', 1_000_000), magnets('MAG-2')]);
    expect(attempt(world, 'MAGNETS-D', left)).toMatchObject({ accepted: true });
  });
});

describe('who says that it left, and to whom', () => {
  it('customs of another country takes goods out of no list of the country that they leave', () => {
    const world = gatedMagnets();
    enterAbroad(world, 'CUSTOMS-DE', 'customs');
    expect(refusalOf(world, 'CUSTOMS-DE', exited())).toMatchObject({ code: 'not-declared' });
  });

  it('a transfer to a party abroad is no way round the gate', () => {
    const world = gatedMagnets();
    enterAbroad(world, 'MOTORS-DE', 'end-user');
    by(world, magnets('MAG-2'));
    const lines = [{ lot: 'MAG-2', quantity: { netMilligrams: NET } }];
    const to = (consignee: string) => ({ type: 'transfer-dispatched', transfer: 'TRF-1', consignee, lines });
    expect(attempt(world, 'MAGNETS-D', to('MOTORS-F'))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'MAGNETS-D', to('MOTORS-DE'))).toMatchObject({
      code: 'not-declared',
      field: 'consignee',
      facts: { lot: 'MAG-2', codes: '1C904.a, 1C905.a', found: 'a transfer' },
    });
  });
});

describe('a licence for what may cover goods', () => {
  const lines = [
    { line: '1', code: '1C904.a', netMilligrams: NET },
    { line: '2', code: '1C905.a', netMilligrams: NET },
  ];
  const untested = (): World => {
    const world = gatedMagnets({ members: { lines } });
    by(world, lotCreated({ lot: 'MAG-2', origin: 'opening-stock', form: 'magnet', quantity: { netMilligrams: NET } }));
    by(world, shipmentPacked('SHP-2', ['MAG-2'], 'MOTORS-F'));
    return world;
  };

  it('covers all of their mass, not a milligram of it', () => {
    expect(refusalOf(untested(), 'MAGNETS-D', untestedUnder(1))).toMatchObject({ code: 'test-report-missing' });
    expect(attempt(untested(), 'MAGNETS-D', untestedUnder(NET))).toMatchObject({ accepted: true });
  });

  it('answers for its own code alone', () => {
    expect(refusalOf(untested(), 'MAGNETS-D', untestedUnder(NET, 1))).toMatchObject({ code: 'test-report-missing' });
    expect(attempt(untested(), 'MAGNETS-D', { ...untestedUnder(NET, 1), ...REPORT })).toMatchObject({ accepted: true });
  });

  it('is not asked for where what may cover them asks for notice alone', () => {
    const world = untested();
    const item = { code: 'N1', description: 'N', elements: ['Sm'], forms: ['magnet'], requires: 'notice' };
    record(world, 'BUREAU-N', published({ list: 'CN-N', items: [item] }));
    expect(attempt(world, 'MAGNETS-D', untestedUnder(NET))).toMatchObject({ accepted: true });
  });
});

it('what nobody can tell is asked of goods that another code covers as well', () => {
  const world = gatedMagnets({});
  const item = { code: 'X1', description: 'X', forms: ['magnet'], requires: 'prohibited', endUsers: ['Arms works'] };
  record(world, 'BUREAU-N', published({ list: 'CN-X', items: [item] }));
  const { endUser: _endUser, ...event } = declared({ sealed: { endUser: HASH } });
  expect(refusalOf(world, 'MAGNETS-D', event)).toMatchObject({ code: 'declaration-differs', field: 'endUser' });
  expect(attempt(world, 'MAGNETS-D', declared())).toMatchObject({ accepted: true });
});

describe('goods that are known by a customs code', () => {
  const item = { commodity: { name: 'titanium', products: ['titanium'], hsCodes: ['8108'] } };
  const world = (more: JsonObject = {}) => packedUnder(item, [metal('MET-1', 1_000_000, more)]);

  it('are referred where it is sealed or left out, also with a rare earth stated as none', () => {
    const { hsCode: _hsCode, ...plain } = declaredFree({ shipment: 'SHP-2' });
    for (const event of [plain, { ...plain, sealed: { hsCode: HASH } }]) {
      expect(refusalOf(world(), 'MAGNETS-D', event)).toMatchObject({ code: 'test-report-missing' });
    }
    const none = world({ elementMilligrams: { Nd: 0 } });
    expect(refusalOf(none, 'MAGNETS-D', plain)).toMatchObject({ code: 'test-report-missing' });
    expect(attempt(world(), 'MAGNETS-D', { ...plain, hsCode: '720690' })).toMatchObject({ accepted: true });
  });

  it('are none where a rare earth is in them', () => {
    expect(attempt(world({ elementMilligrams: { Nd: 1 } }), 'MAGNETS-D', exited({ shipment: 'SHP-2' }))).toMatchObject({
      accepted: true,
    });
  });
});

describe('a line of a licence', () => {
  it.each(['8', '85051', 'none'])('with an HS code is not drawn of under %s', (hsCode) => {
    const world = gatedMagnets({ members: { lines: linesFor({ hsCode: '8505111000' }) } });
    expect(refusalOf(world, 'MAGNETS-D', declared({ hsCode }))).toMatchObject({
      code: 'licence-differs',
      facts: { member: 'HS code', expected: '8505111000', found: hsCode },
    });
    expect(attempt(world, 'MAGNETS-D', declared({ hsCode: '850511' }))).toMatchObject({ accepted: true });
  });
});

describe('an exit', () => {
  it('is not dated behind the declaration that it leaves under', () => {
    const world = gatedMagnets({});
    by(world, declared({ occurredAt: '2026-03-02T08:00:00.000Z' }));
    expect(refusalOf(world, 'MAGNETS-D', exited({ occurredAt: '2026-03-02T07:59:59.999Z' }))).toMatchObject({
      code: 'declaration-differs',
      field: 'occurredAt',
    });
    expect(attempt(world, 'MAGNETS-D', exited({ occurredAt: '2026-03-02T08:00:00.000Z' }))).toMatchObject({
      accepted: true,
    });
  });

  it('is not taken back, with what it drew, once somebody else has had the goods', () => {
    const left = (): World => {
      const world = gatedMagnets({});
      by(world, declared());
      by(world, exited());
      return world;
    };
    const others = left();
    expect(findingsOf(by(others, corrected(latestDigest(others))))).toEqual([]);
    const world = left();
    const exit = latestDigest(world);
    by(world, { type: 'shipment-arrived', shipment: 'SHP-1', netMilligrams: NET }, 'MOTORS-F');
    expect(findingsOf(by(world, corrected(exit)))).toEqual(['correction-contested']);
    const occurredAt = '2026-03-01T12:00:00.000Z';
    const smaller = asReplacement(exited({ occurredAt, netMilligrams: NET - 1_000 }));
    expect(findingsOf(by(world, corrected(exit, smaller)))).toEqual([]);
  });
});
