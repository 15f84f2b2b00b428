import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import { OPERATOR } from '../src/operator.ts';
import {
  attempt,
  emptyWorld,
  enter,
  factsOf,
  keyOf,
  ledgerOpened,
  openWorld,
  ORIGIN,
  record,
  refusalOf,
} from '../testing/given.ts';
import { oreCreated } from './drafts.ts';

const partyNamed = (party: string) => ({
  type: 'party-registered',
  party,
  name: `The firm ${party}`,
  roles: ['mine', 'exporter'],
  country: 'AU',
});

const facilityOf = (facility: string, party: string) => ({
  type: 'facility-registered',
  facility,
  party,
  name: 'The heap',
  country: 'MY',
  location: { latitudeMicrodegrees: 1, longitudeMicrodegrees: 2 },
  activities: ['leaching'],
});

describe('opening the ledger', () => {
  test('makes the operator an authority, enrols its key and sets the policy', () => {
    const facts = record(emptyWorld(), OPERATOR, ledgerOpened({ enforcement: 'observe', balancePartsPerMillion: 7 }));
    expect(facts).toEqual([
      {
        kind: 'policy',
        eventNumber: 0,
        enforcement: 'observe',
        balancePartsPerMillion: 7,
        transferPartsPerMillion: 2_000,
        bulkTransferPartsPerMillion: 5_000,
        elementTransferPartsPerMillion: 30_000,
        checkpointKey: keyOf('CHECKPOINT'),
      },
      {
        kind: 'party',
        eventNumber: 0,
        party: OPERATOR,
        name: null,
        roles: ['authority'],
        country: null,
        transferPartsPerMillion: null,
        bulkTransferPartsPerMillion: null,
        elementTransferPartsPerMillion: null,
      },
      { kind: 'key', eventNumber: 0, key: keyOf(OPERATOR), party: OPERATOR, heldBy: 'party', recovery: false },
    ]);
  });

  test('tolerates 5,000 parts per million unless told otherwise', () => {
    const [policy] = factsOf(record(emptyWorld(), OPERATOR, ledgerOpened()), 'policy');
    expect(policy).toMatchObject({ enforcement: 'strict', balancePartsPerMillion: 5_000 });
  });

  test('is signed by the operator key that it names, by no other', () => {
    expect(attempt(emptyWorld(), OPERATOR, ledgerOpened())).toMatchObject({ accepted: true });
    const refusal = refusalOf(emptyWorld(), OPERATOR, ledgerOpened(), keyOf('SOMEBODY'));
    expect(refusal.code).toBe('key-not-enrolled');
    expect(refusal.facts).toEqual({ operatorKey: keyOf(OPERATOR), author: keyOf('SOMEBODY') });
    expect(refusal.message).toContain(keyOf(OPERATOR));
    expect(refusal.message).toContain(keyOf('SOMEBODY'));
  });

  test('needs two keys for two roles', () => {
    const refusal = refusalOf(emptyWorld(), OPERATOR, { ...ledgerOpened(), checkpointKey: keyOf(OPERATOR) });
    expect(refusal).toMatchObject({ code: 'key-used', facts: { key: keyOf(OPERATOR) } });
  });

  test('happens once, as the very first event', () => {
    expect(refusalOf(openWorld(), OPERATOR, ledgerOpened()).code).toBe('already-opened');
    const late = { ...emptyWorld(), position: 1 };
    expect(refusalOf(late, OPERATOR, ledgerOpened()).code).toBe('already-opened');
    const again = { ...openWorld(), position: 0 };
    expect(refusalOf(again, OPERATOR, ledgerOpened()).code).toBe('already-opened');
  });
});

describe('parties', () => {
  test('are registered by the operator and by any authority', () => {
    const world = enter(openWorld(), { 'AUTHORITY-G': ['authority'] });
    for (const by of [OPERATOR, 'AUTHORITY-G']) {
      expect(attempt(world, by, partyNamed('MINE-A'))).toMatchObject({
        accepted: true,
        party: by,
        facts: [
          { kind: 'party', party: 'MINE-A', name: 'The firm MINE-A', roles: ['mine', 'exporter'], country: 'AU' },
        ],
      });
    }
  });

  test('do not register each other', () => {
    const world = enter(openWorld(), { 'AUDITOR-H': ['auditor', 'customs', 'mine'] });
    expect(refusalOf(world, 'AUDITOR-H', partyNamed('MINE-A'))).toMatchObject({
      code: 'role',
      facts: { party: 'AUDITOR-H', roles: 'auditor, customs, mine', needed: 'authority' },
    });
  });

  test('have a name of their own, and OPERATOR is taken', () => {
    const world = enter(openWorld(), { 'MINE-A': ['mine'] });
    expect(refusalOf(world, OPERATOR, partyNamed('MINE-A'))).toMatchObject({
      code: 'id-used',
      facts: { party: 'MINE-A' },
    });
    expect(refusalOf(world, OPERATOR, partyNamed(OPERATOR)).code).toBe('id-used');
  });

  test('without a key cannot act', () => {
    const world = openWorld();
    record(world, OPERATOR, partyNamed('MINE-A'));
    expect(refusalOf(world, 'MINE-A', oreCreated('ORE-1')).code).toBe('key-not-enrolled');
  });
});

const createdAtHeap = (lot: string) => ({ ...oreCreated(lot), facility: 'A-HEAP' });

describe('facilities', () => {
  test('belong to a registered party', () => {
    const world = enter(openWorld(), { 'MINE-A': ['mine'] });
    expect(record(world, OPERATOR, facilityOf('A-HEAP', 'MINE-A'))).toMatchObject([
      {
        kind: 'facility',
        facility: 'A-HEAP',
        party: 'MINE-A',
        name: 'The heap',
        country: 'MY',
        activities: ['leaching'],
      },
    ]);
    expect(refusalOf(world, OPERATOR, facilityOf('B-HEAP', 'MINE-B'))).toMatchObject({
      code: 'unknown-party',
      facts: { party: 'MINE-B' },
    });
  });

  test('are registered once, by an authority', () => {
    const world = enter(openWorld(), { 'MINE-A': ['mine'] });
    expect(refusalOf(world, 'MINE-A', facilityOf('A-HEAP', 'MINE-A')).code).toBe('role');
    record(world, OPERATOR, facilityOf('A-HEAP', 'MINE-A'));
    expect(refusalOf(world, OPERATOR, facilityOf('A-HEAP', 'MINE-A'))).toMatchObject({
      code: 'id-used',
      facts: { facility: 'A-HEAP' },
    });
  });

  test('of somebody else are a finding, never a refusal', () => {
    const world = enter(openWorld(), { 'MINE-A': ['mine'], 'MINE-B': ['mine'] });
    record(world, OPERATOR, facilityOf('A-HEAP', 'MINE-A'));
    expect(factsOf(record(world, 'MINE-A', createdAtHeap('ORE-1')), 'finding')).toEqual([]);
    const [finding] = factsOf(record(world, 'MINE-B', createdAtHeap('ORE-2')), 'finding');
    expect(finding).toMatchObject({ code: 'facility-of-another-party', index: 0 });
    expect(finding?.message).toContain('MINE-A');
    expect(finding?.message).toContain('MINE-B');
  });

  test('may lend a name to a lot: they have a name space of their own', () => {
    const world = enter(openWorld(), { 'MINE-A': ['mine'] });
    record(world, OPERATOR, facilityOf('ORE-1', 'MINE-A'));
    expect(attempt(world, 'MINE-A', oreCreated('ORE-1'))).toMatchObject({ accepted: true });
  });
});

test('deciding on what nobody looked up is a bug and is thrown, not refused', () => {
  const world = openWorld();
  world.state.keys.set(keyOf('MINE-A'), { key: keyOf('MINE-A'), party: 'MINE-A', revoked: false });
  const event = { type: 'key-revoked', key: 'unseen' } as unknown as Parameters<typeof decide>[1];
  const context = {
    position: 1,
    ordinal: 0,
    origin: ORIGIN,
    author: keyOf('MINE-A'),
    recordedAt: '2026-03-01T08:00:00.000Z',
    checkEnrolment: () => null,
  };
  expect(() => decide(world.state, event, context)).toThrow('MINE-A was not looked up before deciding');
});
