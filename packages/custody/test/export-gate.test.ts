/** What leaves under a licence and what does not, from the declaration to the arrival. */
import { describe, expect, it, test } from 'vitest';
import { accountsOf, lineAccounts } from '../src/controls/licence-account.ts';
import { shipmentFileOf, stageOf } from '../src/controls/shipment-file.ts';
import { docketOf } from '../src/docket.ts';
import { OPERATOR } from '../src/operator.ts';
import {
  attempt,
  type EventDraft,
  factsOf,
  findingsOf,
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
  grantLicence,
  LICENCE,
  magnets,
  NET,
  packedMagnets,
  published,
} from './export-drafts.ts';

const HASH = 'A'.repeat(43);

/** Of line 1: what is available, reserved and consumed, in kilograms. */
function account({ state }: World, licence = LICENCE): number[] {
  const [line] = lineAccounts(accountsOf(licence, docketOf({ state }, 'licence', licence)));
  if (line === undefined) throw new Error(`nothing is granted under ${licence}`);
  const { availableMilligrams, reservedMilligrams, consumedMilligrams } = line;
  return [availableMilligrams, reservedMilligrams, consumedMilligrams].map((mass) => Number(mass) / 1_000_000);
}

const arrived = (netMilligrams = NET): EventDraft => ({ type: 'shipment-arrived', shipment: 'SHP-1', netMilligrams });
const by = (world: World, event: EventDraft, party = 'MAGNETS-D') => record(world, party, event);
const stage = ({ state }: World) => stageOf(shipmentFileOf(docketOf({ state }, 'shipment', 'SHP-1')));

/** SHP-2 under lines for MAG-2 alone, and lines of another licence for what else is in it. */
const underBoth = (named: number, rest: number) => {
  const lines = drawn(named).map((line) => ({ ...line, lots: ['MAG-2'] }));
  return declared({ shipment: 'SHP-2', licenceLines: [...lines, ...drawn(rest, 'LIC-2')] });
};
const shortOf = (lots: string, mass: number) => ({ lots, neededMilligrams: `${NET}`, declaredMilligrams: `${mass}` });

describe('without a list in force', () => {
  test.each([
    ['none is published', packedMagnets],
    [
      'it is for another country',
      () => {
        const world = packedMagnets();
        record(world, 'BUREAU-N', published({ jurisdiction: 'JP' }));
        return world;
      },
    ],
    [
      'it is not in force yet',
      () => {
        const world = packedMagnets();
        record(world, 'BUREAU-N', published({ validFrom: '2026-04-04T00:00:00.000Z' }));
        return world;
      },
    ],
  ])('goods leave undeclared: %s', (_why, given) => {
    expect(attempt(given(), 'MAGNETS-D', exited())).toMatchObject({ accepted: true });
  });

  it('holds an exit that names a place abroad, for whoever ships has its own country', () => {
    const world = gatedMagnets();
    const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
    const depot = { facility: 'D-DEPOT', party: 'MAGNETS-D', name: 'depot', country: 'DE', location, activities: [] };
    record(world, OPERATOR, { type: 'facility-registered', ...depot });
    const event = exited({ facility: 'D-DEPOT' });
    expect(refusalOf(world, 'MAGNETS-D', event)).toMatchObject({ code: 'not-declared', facts: { lot: 'MAG-1' } });
  });

  it('tells of an exit that is dated before the list, and recorded after it began', () => {
    const world = packedMagnets();
    record(world, 'BUREAU-N', published({ validFrom: '2026-04-04T00:00:00.000Z' }));
    const late = { ...world, recordedAt: '2026-04-05T00:00:00.000Z' };
    const facts = by(late, exited());
    expect(findingsOf(facts)).toEqual(['held-when-recorded']);
    expect(factsOf(facts, 'finding')[0]?.message).toContain('recorded, it would be held: it is not declared');
  });

  it('notes nothing along with an exit of which nothing was declared', () => {
    expect(by(packedMagnets(), exited()).map(({ kind }) => kind)).toEqual(['shipment-end', 'movement']);
  });

  it('still lets nobody draw more than was granted', () => {
    const world = packedMagnets();
    record(world, 'BUREAU-N', published({ validFrom: '2026-04-04T00:00:00.000Z' }));
    grantLicence(world, { netMilligrams: 500_000_000 });
    const event = declaredFree({ licenceLines: drawn() });
    expect(refusalOf(world, 'MAGNETS-D', event).code).toBe('licence-overdrawn');
  });
});

describe('an account', () => {
  it('reserves at declaration, consumes what left and has the rest again', () => {
    const world = gatedMagnets({ netMilligrams: 600_000_000, members: { kind: 'general' } });
    expect(account(world)).toEqual([600, 0, 0]);
    by(world, declared({ licenceLines: drawn(510_000_000) }));
    expect(account(world)).toEqual([90, 510, 0]);
    expect(refusalOf(world, 'MAGNETS-D', exited())).toMatchObject({
      code: 'licence-mass-differs',
      facts: { neededMilligrams: '509000000', leavingMilligrams: '510000000' },
    });
    by(world, exited({ netMilligrams: 508_900_000 }), 'CUSTOMS-G');
    expect(account(world)).toEqual([91.1, 0, 508.9]);
  });

  it('reserves anew when the shipment is declared anew, and gives the licence that is left out its mass back', () => {
    const world = gatedMagnets({});
    grantLicence(world, { licence: 'LIC-2' });
    by(world, declared());
    by(world, declared());
    expect([account(world), account(world, 'LIC-2')]).toEqual([
      [0, 509, 0],
      [509, 0, 0],
    ]);
    by(world, declared({ licenceLines: drawn(NET, 'LIC-2') }));
    expect([account(world), account(world, 'LIC-2')]).toEqual([
      [509, 0, 0],
      [0, 509, 0],
    ]);
  });

  it('consumes what an exit states for a line, which it states once', () => {
    const world = gatedMagnets({ netMilligrams: 600_000_000, members: { kind: 'general' } });
    by(world, declared());
    // The first would cover the goods, and the second draw nothing.
    const licenceLines = [...drawn(), ...drawn(0)];
    expect(refusalOf(world, 'MAGNETS-D', exited({ licenceLines }))).toMatchObject({
      code: 'named-twice',
      field: 'licenceLines',
    });
  });

  it('has all back when the shipment is unpacked', () => {
    const world = gatedMagnets({});
    by(world, declared());
    by(world, { type: 'shipment-unpacked', shipment: 'SHP-1' });
    expect(account(world)).toEqual([509, 0, 0]);
  });

  it('has back what an exit consumed when that is taken back, and consumes what replaces it', () => {
    const world = gatedMagnets({ netMilligrams: 600_000_000 });
    by(world, declared());
    by(world, exited());
    const exit = latestDigest(world);
    const occurredAt = '2026-03-01T12:00:00.000Z';
    by(world, corrected(exit, asReplacement(exited({ occurredAt, netMilligrams: 508_500_000 }))));
    expect(account(world)).toEqual([91.5, 0, 508.5]);
    by(world, corrected(exit));
    expect(account(world)).toEqual([91, 509, 0]);
    by(world, { type: 'shipment-unpacked', shipment: 'SHP-1' });
    by(world, corrected(latestDigest(world)));
    expect(account(world)).toEqual([91, 509, 0]);
    by(world, exited());
    expect(account(world)).toEqual([91, 0, 509]);
  });

  it('keeps a packing that is declared under a licence from being taken back', () => {
    const world = gatedMagnets({});
    by(world, magnets('MAG-2'));
    by(world, shipmentPacked('SHP-2', ['MAG-2'], 'MOTORS-F'));
    const packing = latestDigest(world);
    by(world, declared({ shipment: 'SHP-2' }));
    expect(findingsOf(by(world, corrected(packing)))).toEqual(['correction-contested']);
  });
});

describe('a licence', () => {
  test.each<[string, JsonObject, EventDraft, JsonObject]>([
    ['another mode', {}, declared({ mode: 'air' }), { member: 'mode', expected: 'sea', found: 'air' }],
    ['no port', {}, declared({ port: undefined }), { member: 'port', expected: 'Ningbo', found: null }],
    ['another end user', {}, declared({ endUser: 'Arms works' }), { member: 'endUser', found: 'Arms works' }],
    ['another consignee', { consignee: 'TRADER-T' }, declared(), { member: 'consignee', expected: 'TRADER-T' }],
    ['another country', { destination: 'IN' }, declared(), { member: 'destination', expected: 'IN', found: 'DE' }],
  ])('is refused for %s', (_what, members, event, facts) => {
    const world = gatedMagnets({ members });
    expect(refusalOf(world, 'MAGNETS-D', withoutUndefined(event))).toMatchObject({ code: 'licence-differs', facts });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['HS code', { hsCode: '2805301200' }, { member: 'HS code', expected: '2805301200', found: '8505111000' }],
    ['specification', { specification: 'N52' }, { member: 'specification', expected: 'N52', found: 'magnet' }],
    ['form', { form: 'metal' }, { member: 'form', expected: 'metal', found: 'magnet' }],
    ['code', { code: '1C902.a' }, { code: '1C904.a' }],
  ])('is refused for another %s', (_what, line, facts) => {
    const lines = ['1C904.a', '1C905.a'].map((code, index) => ({
      line: `${index + 1}`,
      code,
      netMilligrams: NET,
      ...line,
    }));
    const { code, facts: found } = refusalOf(gatedMagnets({ members: { lines } }), 'MAGNETS-D', declared());
    expect(['licence-differs', 'licence-missing']).toContain(code);
    expect(found).toMatchObject(facts);
  });

  test.each([
    ['any word, where it names no grade', 'sintered magnet', true],
    ['no word', 'sintered ferrite', false],
    ['the grade that it names, whatever else fits', 'magnet N52', false],
  ])('is for goods of its specification: %s', (_what, specification, isCovered) => {
    const lines = drawn().map(({ line }, index) => {
      return { line, code: ['1C904.a', '1C905.a'][index] ?? '', netMilligrams: NET, specification };
    });
    expect(attempt(gatedMagnets({ members: { lines } }), 'MAGNETS-D', declared()).accepted).toBe(isCovered);
  });

  it('covers the lots that a line names by that line, and the others by the rest', () => {
    const half = { netMilligrams: 2 * NET, members: { kind: 'general' } };
    const world = gatedMagnets(half);
    grantLicence(world, { ...half, licence: 'LIC-2' });
    for (const lot of ['MAG-2', 'MAG-3']) by(world, magnets(lot));
    by(world, shipmentPacked('SHP-2', ['MAG-2', 'MAG-3'], 'MOTORS-F'));
    expect(refusalOf(world, 'MAGNETS-D', underBoth(NET + 1, NET - 1)).facts).toMatchObject(shortOf('MAG-3', NET - 1));
    expect(refusalOf(world, 'MAGNETS-D', underBoth(NET - 1, NET + 1)).facts).toMatchObject(shortOf('MAG-2', NET - 1));
    expect(attempt(world, 'MAGNETS-D', underBoth(NET, NET))).toMatchObject({ accepted: true });
  });

  it('is drawn of by its lines alone', () => {
    const licenceLines = [...drawn(), { licence: LICENCE, line: '3', netMilligrams: 1 }];
    expect(refusalOf(gatedMagnets({}), 'MAGNETS-D', declared({ licenceLines }))).toMatchObject({
      code: 'unknown-licence-line',
      facts: { licence: LICENCE, line: '3', known: '1, 2' },
    });
  });

  it('of somebody else is refused', () => {
    const world = gatedMagnets({ by: 'TRADER-T' });
    const facts = { member: 'exporter', expected: 'TRADER-T', found: 'MAGNETS-D' };
    expect(refusalOf(world, 'MAGNETS-D', declared())).toMatchObject({ code: 'licence-differs', facts });
  });

  it('that is suspended or revoked after the declaration holds the shipment at the gate', () => {
    const world = gatedMagnets({});
    by(world, declared());
    const stop = { licence: LICENCE, reason: 'in doubt', legalBasis: 'Decree 792' };
    by(world, { type: 'licence-suspended', ...stop }, 'BUREAU-N');
    const facts = { licence: LICENCE, expected: 'granted', found: 'suspended' };
    expect(refusalOf(world, 'MAGNETS-D', exited())).toMatchObject({ code: 'licence-not-valid', facts });
    by(world, { type: 'licence-resumed', licence: LICENCE, reason: 'confirmed' }, 'BUREAU-N');
    expect(attempt(world, 'CUSTOMS-G', exited())).toMatchObject({ accepted: true });
    by(world, { type: 'licence-revoked', ...stop }, 'BUREAU-N');
    expect(refusalOf(world, 'MAGNETS-D', exited()).facts).toMatchObject({ found: 'revoked' });
  });

  it('that has run out when the goods leave holds them, whenever they were declared', () => {
    const world = gatedMagnets({});
    by(world, declared());
    const late = exited({ occurredAt: '2026-12-31T00:00:00.000Z' });
    expect(refusalOf(world, 'MAGNETS-D', late)).toMatchObject({ code: 'licence-not-valid' });
  });

  test.each(['port', 'mode'])('that names a %s is not drawn of by a declaration that seals it', (member) => {
    const { port, mode, ...others } = declared();
    const stated = member === 'port' ? { mode } : { port };
    const event = { ...others, ...stated, sealed: { [member]: HASH } };
    expect(refusalOf(gatedMagnets({}), 'MAGNETS-D', event)).toMatchObject({
      code: 'licence-differs',
      facts: { member, found: 'sealed' },
    });
  });

  it('with a sealed end user is used, and a notice says what is not compared', () => {
    const world = gatedMagnets({});
    const { endUser: _endUser, ...event } = declared({ sealed: { endUser: HASH } });
    expect(findingsOf(by(world, event))).toEqual(['not-compared']);
    expect(findingsOf(by(world, exited()))).toEqual(['not-compared']);
  });
});

describe('a list of end users', () => {
  const HERE = {
    code: 'listed',
    description: 'all goods for listed end users',
    forms: ['magnet'],
    endUsers: ['Arms works'],
    requires: 'prohibited',
  };
  const world = () => {
    const gated = packedMagnets();
    record(gated, 'BUREAU-N', published({ items: [HERE] }));
    return gated;
  };
  const report = { documents: [{ kind: 'test-report', sha256: HASH, name: 'report.pdf' }] };

  it('is not passed by a test report where the end user is sealed or left out', () => {
    for (const members of [{}, { sealed: { endUser: HASH } }]) {
      const { endUser: _endUser, ...event } = declaredFree({ ...report, ...members });
      expect(refusalOf(world(), 'MAGNETS-D', event)).toMatchObject({
        code: 'declaration-differs',
        field: 'endUser',
        facts: { expected: 'stated', found: 'sealed' in members ? 'sealed' : null },
      });
    }
  });

  it('holds those that it names, and lets others pass', () => {
    const event = declaredFree({ endUser: 'arms works' });
    expect(refusalOf(world(), 'MAGNETS-D', event)).toMatchObject({
      code: 'declaration-differs',
      field: 'isControlled',
    });
    expect(attempt(world(), 'MAGNETS-D', declaredFree({ endUser: 'Motor works F' }))).toMatchObject({ accepted: true });
  });
});

describe('a declaration', () => {
  test.each<[string, JsonObject, string]>([
    ['a code that the goods do not fall under', { controlCodes: ['1C902.a', '1C904.a', '1C905.a'] }, 'controlCodes'],
    ['a code less', { controlCodes: ['1C904.a'] }, 'controlCodes'],
    ['an HS code of another form', { hsCode: '2805301200' }, 'hsCode'],
    ['another consignee', { consignee: 'TRADER-T' }, 'consignee'],
  ])('is refused with %s', (_what, members, field) => {
    expect(refusalOf(gatedMagnets({}), 'MAGNETS-D', declared(members))).toMatchObject({
      code: 'declaration-differs',
      field,
    });
  });

  it('is refused where the HS code names an element that is not most of the rare earths', () => {
    const world = gatedMagnets({});
    const quantity = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 990_000, Dy: 0, Tb: 0 } };
    by(world, lotCreated({ lot: 'MET-1', origin: 'opening-stock', form: 'metal', quantity }));
    by(world, shipmentPacked('SHP-2', ['MET-1'], 'MOTORS-F'));
    const event = declaredFree({ shipment: 'SHP-2', hsCode: '2805301200' });
    const facts = { hsCode: '2805301200', expected: 'Dy', found: 'mostly Nd' };
    expect(refusalOf(world, 'MAGNETS-D', event)).toMatchObject({ field: 'hsCode', facts });
    expect(findingsOf(by(world, { ...event, hsCode: '9999' }))).toEqual(['not-compared']);
  });

  it('is for whoever packed the shipment', () => {
    expect(refusalOf(gatedMagnets({}), 'TRADER-T', declared())).toMatchObject({ code: 'not-holder' });
  });

  it('is not held against an exit that says otherwise: that is refused', () => {
    const world = gatedMagnets({});
    by(world, declared());
    expect(refusalOf(world, 'MAGNETS-D', exited({ port: 'Shanghai' }))).toMatchObject({
      facts: { member: 'port', expected: 'Ningbo', found: 'Shanghai' },
    });
    expect(refusalOf(world, 'MAGNETS-D', exited({ netMilligrams: NET + 1 })).code).toBe('licence-overdrawn');
    expect(refusalOf(world, 'MAGNETS-D', exited({ netMilligrams: 1 })).code).toBe('licence-mass-differs');
    const licenceLines = [{ licence: 'LIC-9', line: '1', netMilligrams: 1 }];
    expect(refusalOf(world, 'MAGNETS-D', exited({ licenceLines })).code).toBe('licence-overdrawn');
  });
});

describe('a shipment', () => {
  it('is declared, leaves and arrives, and has not where that is taken back', () => {
    const world = gatedMagnets({});
    by(world, declared());
    expect(stage(world)).toBe('declared');
    by(world, exited());
    expect(stage(world)).toBe('exited');
    const exit = latestDigest(world);
    by(world, arrived());
    expect(stage(world)).toBe('arrived');
    by(world, corrected(exit));
    expect(stage(world)).toBe('declared');
    by(world, { type: 'shipment-unpacked', shipment: 'SHP-1' });
    expect(stage(world)).toBe('unpacked');
  });
});

describe('an arrival', () => {
  test.each(['MAGNETS-D', 'MOTORS-F', 'CUSTOMS-G'])('is reported by %s', (party) => {
    const world = gatedMagnets({});
    by(world, declared());
    by(world, exited());
    expect(findingsOf(by(world, arrived(), party))).toEqual([]);
    const { arrivals } = accountsOf(LICENCE, docketOf(world, 'licence', LICENCE));
    expect(arrivals).toMatchObject([{ shipment: 'SHP-1', party, netMilligrams: BigInt(NET) }]);
  });

  it('is nobody else’s to report', () => {
    const world = packedMagnets();
    by(world, exited());
    expect(refusalOf(world, 'TRADER-T', arrived())).toMatchObject({ code: 'role', facts: { party: 'TRADER-T' } });
  });

  it('with another mass than left is worth a look', () => {
    const world = packedMagnets();
    by(world, exited());
    expect(findingsOf(by(world, arrived(500_000_000), 'MOTORS-F'))).toEqual(['arrival-differs']);
  });
});

/** The same event without the members that are undefined. */
function withoutUndefined(event: EventDraft): EventDraft {
  return JSON.parse(JSON.stringify(event)) as EventDraft;
}
