/** What a consignee keeps, what it sends back, and that nothing is lost between the two. */
import { describe, expect, test } from 'vitest';
import { lookedUp } from '../src/state/custody-state.ts';
import type { LotState } from '../src/state/state-of-lots.ts';
import { parseEvent } from '../src/event.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { attempt, enter, factsOf, findingsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { dispatched, lotCreated, received, transformed } from './drafts.ts';

const MAGNETS = { netMilligrams: 1_000_001, pieces: 20, elementMilligrams: { Nd: 240_001, Dy: 10_003 } };

/** MAG-1 is under way from MAGNETS-D to TRADER-E. */
function inTransit(): World {
  const world = enter(openWorld(), { 'MAGNETS-D': ['magnet-maker'], 'TRADER-E': ['magnet-maker'] });
  record(world, 'MAGNETS-D', lotCreated({ lot: 'MAG-1', origin: 'opening-stock', form: 'magnet', quantity: MAGNETS }));
  record(world, 'MAGNETS-D', dispatched('TR-1', 'TRADER-E', ['MAG-1'], MAGNETS));
  return world;
}

const receipt = (...lines: JsonObject[]) => ({ type: 'transfer-received', transfer: 'TR-1', lines });
const keeping = (measured: JsonObject) =>
  receipt({ lot: 'MAG-1', outcome: 'partly-accepted', measured, rejectedLot: 'MAG-1R' });
const rejecting = receipt({ lot: 'MAG-1', outcome: 'rejected' });
const ground = (lot: string) => transformed({ step: 'reuse', form: 'magnet', inputs: [{ lot }] });

function lotIn(world: World, id: string): LotState {
  const thing = lookedUp(world.state.things, id);
  if (thing?.kind !== 'lot') throw new Error(`${id} is no lot`);
  return thing;
}

describe('a lot that is partly accepted', () => {
  test('is divided: the consignee holds what it measured, the rest returns under an id of its own', () => {
    const world = inTransit();
    const facts = record(world, 'TRADER-E', keeping({ netMilligrams: 600_000, pieces: 12 }));
    expect(lotIn(world, 'MAG-1')).toMatchObject({
      custodian: 'TRADER-E',
      whereabouts: { status: 'held' },
      // 240,001 × 600,000 ÷ 1,000,001 is 144,000.4…, 10,003 × the same 6,001.7…: rounded down, as a part always is.
      remaining: { netMilligrams: 600_000n, pieces: 12n, elementMilligrams: { Nd: 144_000n, Dy: 6_001n } },
    });
    expect(lotIn(world, 'MAG-1R')).toMatchObject({
      custodian: 'MAGNETS-D',
      whereabouts: { status: 'returning', transfer: 'TR-1' },
      form: 'magnet',
      product: 'magnet',
      country: 'CN',
      remaining: { netMilligrams: 400_001n, pieces: 8n, elementMilligrams: { Nd: 96_001n, Dy: 4_002n } },
    });
    expect(factsOf(facts, 'step')).toMatchObject([{ step: 'split', party: 'TRADER-E', lotCount: 1 }]);
    expect(factsOf(facts, 'receipt-line')).toMatchObject([{ outcome: 'partly-accepted', rejectedLot: 'MAG-1R' }]);
    expect(findingsOf(facts)).toEqual([]);
  });

  test('keeps of what was not measured what is in proportion', () => {
    const world = inTransit();
    record(world, 'TRADER-E', keeping({ netMilligrams: 500_000 }));
    expect([lotIn(world, 'MAG-1').remaining.pieces, lotIn(world, 'MAG-1R').remaining.pieces]).toEqual([9n, 11n]);
  });

  test.each([
    ['netMilligrams', { netMilligrams: 1_000_001 }],
    ['netMilligrams', { netMilligrams: 2_000_000 }],
    ['pieces', { netMilligrams: 1_000_000, pieces: 21 }],
  ])('keeps less than was sent: %s', (member, measured) => {
    expect(refusalOf(inTransit(), 'TRADER-E', keeping(measured))).toMatchObject({
      code: 'nothing-rejected',
      field: `lines[0].measured.${member}`,
    });
  });

  test('is measured by what it is known by', () => {
    expect(refusalOf(inTransit(), 'TRADER-E', keeping({ volumeMillilitres: 5 }))).toMatchObject({ code: 'overdrawn' });
    const both = keeping({ netMilligrams: 500_000, volumeMillilitres: 5 });
    expect(attempt(inTransit(), 'TRADER-E', both)).toMatchObject({ accepted: true });
  });

  test('gives the rest an id that nothing has', () => {
    const taken = { lot: 'MAG-1', outcome: 'partly-accepted', measured: { netMilligrams: 1 }, rejectedLot: 'TR-1' };
    expect(refusalOf(inTransit(), 'TRADER-E', receipt(taken))).toMatchObject({
      code: 'id-used',
      field: 'lines[0].rejectedLot',
    });
    const same = { ...taken, rejectedLot: 'MAG-1' };
    expect(refusalOf(inTransit(), 'TRADER-E', receipt(same)).code).toBe('named-twice');
  });

  test('is the only one of its receipt: dividing is a step, and an event has one', () => {
    const line = { lot: 'A', outcome: 'partly-accepted', measured: { netMilligrams: 1 }, rejectedLot: 'AR' };
    const event = {
      ...receipt(line, { ...line, lot: 'B', rejectedLot: 'BR' }),
      id: ID,
      occurredAt: '2026-03-01T08:00:00.000Z',
    };
    expect(parseEvent(event)).toMatchObject({ ok: false, problems: [{ path: 'lines[1].outcome' }] });
    expect(parseEvent({ ...event, lines: [line] })).toMatchObject({ ok: true });
  });
});

test('both parts belong to whom the whole does', () => {
  const world = inTransit();
  record(world, 'MAGNETS-D', { type: 'ownership-transferred', lots: ['MAG-1'], owner: 'OPERATOR' });
  record(world, 'TRADER-E', keeping({ netMilligrams: 600_000 }));
  expect([lotIn(world, 'MAG-1').owner, lotIn(world, 'MAG-1R').owner]).toEqual(['OPERATOR', 'OPERATOR']);
});

test('a lot on hold is divided into two on hold, whoever has which', () => {
  const world = inTransit();
  record(world, 'OPERATOR', { type: 'hold-placed', lot: 'MAG-1', reason: 'origin in doubt' });
  record(world, 'TRADER-E', keeping({ netMilligrams: 600_000 }));
  for (const lot of ['MAG-1', 'MAG-1R']) {
    expect(lotIn(world, lot).hold).toMatchObject({ placedBy: 'OPERATOR', reason: 'origin in doubt' });
  }
  record(world, 'MAGNETS-D', received('TR-1', ['MAG-1R'], { netMilligrams: 400_001 }));
  expect(refusalOf(world, 'MAGNETS-D', ground('MAG-1R')).code).toBe('on-hold');
});

const ID = '00000000-0000-4000-8000-000000000000';

describe('what is returning', () => {
  test('is the consignor’s all along, and nobody’s to use', () => {
    const world = inTransit();
    record(world, 'TRADER-E', rejecting);
    expect(lotIn(world, 'MAG-1')).toMatchObject({ custodian: 'MAGNETS-D', whereabouts: { status: 'returning' } });
    for (const by of ['MAGNETS-D', 'TRADER-E']) expect(refusalOf(world, by, ground('MAG-1')).code).toBe('returning');
  });

  test('is received back by the consignor, and then free to be used', () => {
    const world = inTransit();
    record(world, 'TRADER-E', keeping({ netMilligrams: 600_000 }));
    const facts = record(world, 'MAGNETS-D', received('TR-1', ['MAG-1R'], { netMilligrams: 400_000 }));
    expect(factsOf(facts, 'receipt-line')).toMatchObject([{ outcome: 'returned', lot: 'MAG-1R' }]);
    expect(attempt(world, 'MAGNETS-D', ground('MAG-1R'))).toMatchObject({ accepted: true });
    expect(attempt(world, 'TRADER-E', ground('MAG-1'))).toMatchObject({ accepted: true });
  });

  test('is received back by nobody else, and cannot be rejected once more', () => {
    const world = inTransit();
    record(world, 'TRADER-E', rejecting);
    expect(refusalOf(world, 'TRADER-E', received('TR-1', ['MAG-1'])).facts).toEqual({
      transfer: 'TR-1',
      consignor: 'MAGNETS-D',
      party: 'TRADER-E',
    });
    expect(refusalOf(world, 'MAGNETS-D', rejecting)).toMatchObject({
      code: 'returning',
      field: 'lines[0].outcome',
      facts: { expected: 'accepted', found: 'rejected' },
    });
  });

  test('can be lost on the way, by the word of the consignor', () => {
    const world = inTransit();
    record(world, 'TRADER-E', rejecting);
    const gone = { type: 'lot-adjusted', lot: 'MAG-1', quantity: { netMilligrams: 0 }, reason: 'loss' };
    record(world, 'MAGNETS-D', gone);
    expect(lotIn(world, 'MAG-1')).toMatchObject({ custodian: 'MAGNETS-D', whereabouts: { status: 'lost' } });
  });
});

const seals = (list: readonly string[] | undefined) => (list === undefined ? {} : { seals: [...list] });

describe('what a receipt finds wrong', () => {
  test('is a finding that says what', () => {
    const discrepancy = { kind: 'damage', note: 'two boxes crushed' };
    const facts = record(inTransit(), 'TRADER-E', receipt({ lot: 'MAG-1', outcome: 'rejected', discrepancy }));
    expect(factsOf(facts, 'receipt-line')).toMatchObject([{ discrepancy: 'damage' }]);
    const [finding] = factsOf(facts, 'finding');
    expect(finding).toMatchObject({ code: 'discrepancy' });
    expect(finding?.message).toBe('TRADER-E says of lot MAG-1, rejected: damage, two boxes crushed');
  });

  test.each([
    [['S-1', 'S-2'], ['S-2', 'S-1'], []],
    [['S-1'], ['S-1', 'S-3'], ['seals-differ']],
    [['S-1', 'S-2'], ['S-1'], ['seals-differ']],
    [undefined, ['S-1'], []],
    [['S-1'], undefined, []],
  ])('sent with %j, found with %j', (sent, found, findings) => {
    const world = inTransit();
    record(
      world,
      'MAGNETS-D',
      lotCreated({ lot: 'MAG-2', origin: 'opening-stock', form: 'magnet', quantity: MAGNETS }),
    );
    record(world, 'MAGNETS-D', { ...dispatched('TR-2', 'TRADER-E', ['MAG-2'], MAGNETS), ...seals(sent) });
    const facts = record(world, 'TRADER-E', { ...received('TR-2', ['MAG-2'], MAGNETS), ...seals(found) });
    expect(findingsOf(facts)).toEqual(findings);
  });
});
