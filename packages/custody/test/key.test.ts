import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
import { attempt, enter, keyEnrolled, keyOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { oreCreated } from './drafts.ts';

const FIRST = keyOf('MINE-A');
const SECOND = keyOf('SECOND');
const THEFT = '2026-04-01T08:00:00.000Z';
const enrolled = (key: string, recovery?: boolean) => ({
  ...keyEnrolled('MINE-A', key),
  ...(recovery !== undefined && { recovery }),
});
const revoked = (key: string) => ({ type: 'key-revoked', key, reason: 'lost' });

/** MINE-A is registered and has no key yet. */
function newcomer(): World {
  const world = enter(openWorld(), { 'AUTHORITY-G': ['authority'], 'REFINER-B': ['refiner'] });
  record(world, OPERATOR, { type: 'party-registered', party: 'MINE-A', name: 'A', roles: ['mine'], country: 'CN' });
  return world;
}

function member(): World {
  const world = newcomer();
  record(world, OPERATOR, enrolled(FIRST));
  return world;
}

describe('the first key of a party', () => {
  test.each([OPERATOR, 'AUTHORITY-G'])('is signed in by %s', (authority) => {
    expect(attempt(newcomer(), authority, enrolled(FIRST))).toMatchObject({
      accepted: true,
      facts: [{ kind: 'key', key: FIRST, party: 'MINE-A', heldBy: 'party', recovery: false }],
    });
  });

  test('is not signed in by another member', () => {
    expect(refusalOf(newcomer(), 'REFINER-B', enrolled(FIRST))).toMatchObject({
      code: 'role',
      facts: { party: 'REFINER-B', roles: 'refiner', needed: 'authority' },
    });
  });

  test('cannot sign itself in', () => {
    expect(refusalOf(newcomer(), 'MINE-A', enrolled(FIRST)).code).toBe('key-not-enrolled');
  });

  test('is no recovery', () => {
    expect(attempt(newcomer(), OPERATOR, enrolled(FIRST, false))).toMatchObject({ accepted: true });
    expect(refusalOf(newcomer(), OPERATOR, enrolled(FIRST, true))).toMatchObject({
      code: 'key-recovery',
      facts: { party: 'MINE-A', recovery: true, expected: false },
    });
  });

  test('says who holds it', () => {
    const held = { ...enrolled(FIRST), heldBy: 'ledger' };
    expect(attempt(newcomer(), OPERATOR, held)).toMatchObject({ facts: [{ heldBy: 'ledger' }] });
  });
});

describe('a later key of a party', () => {
  test('is signed in by an earlier one of its own, and is no recovery', () => {
    expect(attempt(member(), 'MINE-A', enrolled(SECOND))).toMatchObject({
      accepted: true,
      facts: [{ key: SECOND, party: 'MINE-A', recovery: false }],
    });
    expect(refusalOf(member(), 'MINE-A', enrolled(SECOND, true)).facts).toEqual({
      party: 'MINE-A',
      recovery: true,
      expected: false,
    });
  });

  test.each([OPERATOR, 'AUTHORITY-G'])('is signed in by %s as a recovery, and only as that', (authority) => {
    expect(attempt(member(), authority, enrolled(SECOND, true))).toMatchObject({ facts: [{ recovery: true }] });
    for (const recovery of [undefined, false]) {
      expect(refusalOf(member(), authority, enrolled(SECOND, recovery)).code).toBe('key-recovery');
    }
  });

  test('needs recovery although every earlier key is revoked', () => {
    const world = member();
    record(world, 'MINE-A', revoked(FIRST));
    expect(refusalOf(world, OPERATOR, enrolled(SECOND)).code).toBe('key-recovery');
    expect(attempt(world, OPERATOR, enrolled(SECOND, true))).toMatchObject({ accepted: true });
  });

  test('signs as well as the first', () => {
    const world = member();
    record(world, 'MINE-A', enrolled(SECOND));
    for (const key of [FIRST, SECOND]) {
      expect(attempt(world, 'MINE-A', oreCreated('ORE-1'), key)).toMatchObject({ accepted: true, party: 'MINE-A' });
    }
  });

  test('of the operator is signed in by the operator', () => {
    const own = keyEnrolled(OPERATOR, SECOND);
    expect(attempt(member(), OPERATOR, own)).toMatchObject({ accepted: true });
    expect(refusalOf(member(), 'MINE-A', own).code).toBe('role');
  });
});

describe('a key is enrolled once, ever', () => {
  test('not twice for its own party', () => {
    expect(refusalOf(member(), 'MINE-A', enrolled(FIRST))).toMatchObject({
      code: 'key-used',
      facts: { key: FIRST, party: 'MINE-A', usedFor: 'MINE-A' },
    });
  });

  test('not for another party', () => {
    expect(refusalOf(member(), 'REFINER-B', keyEnrolled('REFINER-B', FIRST))).toMatchObject({
      code: 'key-used',
      facts: { key: FIRST, party: 'REFINER-B', usedFor: 'MINE-A' },
    });
  });

  test('not again after it was revoked', () => {
    const world = member();
    record(world, 'MINE-A', enrolled(SECOND));
    record(world, 'MINE-A', revoked(FIRST));
    expect(refusalOf(world, OPERATOR, enrolled(FIRST, true)).code).toBe('key-used');
  });

  test('not when it signs the checkpoints', () => {
    expect(refusalOf(newcomer(), OPERATOR, enrolled(keyOf('CHECKPOINT')))).toMatchObject({
      code: 'key-used',
      facts: { key: keyOf('CHECKPOINT'), party: 'MINE-A', usedFor: 'checkpoints' },
    });
  });

  test('not when its proof is bad', () => {
    const world = enter(openWorld({ checkEnrolment: ({ key }) => (key === SECOND ? `bad proof of ${key}` : null) }), {
      'MINE-A': ['mine'],
    });
    expect(refusalOf(world, 'MINE-A', enrolled(SECOND))).toEqual({
      code: 'key-proof',
      field: 'proof',
      message: `the proof that MINE-A has the key ${SECOND} does not hold: bad proof of ${SECOND}; its holder makes the proof, for this ledger and this party`,
      facts: {
        party: 'MINE-A',
        key: SECOND,
        proof: keyEnrolled('MINE-A', SECOND)['proof'],
        found: `bad proof of ${SECOND}`,
      },
    });
    expect(attempt(world, 'MINE-A', enrolled(keyOf('THIRD')))).toMatchObject({ accepted: true });
  });
});

describe('revoking', () => {
  test.each([OPERATOR, 'AUTHORITY-G', 'MINE-A'])('is done by %s', (by) => {
    expect(attempt(member(), by, revoked(FIRST))).toMatchObject({
      accepted: true,
      facts: [{ kind: 'key-revocation', key: FIRST, reason: 'lost' }],
    });
  });

  test('says why, where that is stated', () => {
    const silent = attempt(member(), 'MINE-A', revoked(FIRST));
    expect(silent).toMatchObject({ facts: [{ cause: null, stolenFrom: null, signed: null }] });
    const retired = attempt(member(), 'MINE-A', { ...revoked(FIRST), cause: 'retired' });
    expect(retired).toMatchObject({ facts: [{ cause: 'retired', stolenFrom: null, signed: null }] });
  });

  test.each([
    ['stolen from no time', { cause: 'stolen' }, 'is missing'],
    ['lost from a time', { cause: 'lost', stolenFrom: THEFT }, 'only with the cause stolen'],
    ['a time without a cause', { stolenFrom: THEFT }, 'only with the cause stolen'],
  ])('is no event when it is %s', (_, event, problem) => {
    expect(() => attempt(member(), 'MINE-A', { ...revoked(FIRST), ...event })).toThrow(problem);
  });

  test('of a stolen key counts what it signed from then on, and says so', () => {
    const world = member();
    world.state.signedSince.set(FIRST, [
      { since: '2026-02-01T00:00:00.000Z', signed: null },
      { since: THEFT, signed: null },
    ]);
    for (const [lot, recordedAt] of [
      ['ORE-1', '2026-04-01T07:59:59.999Z'],
      ['ORE-2', THEFT],
      ['ORE-3', '2026-04-02T08:00:00.000Z'],
    ] as const) {
      record(Object.assign(world, { recordedAt }), 'MINE-A', oreCreated(lot));
    }
    const first = world.position - 2;
    const event = { ...revoked(FIRST), cause: 'stolen', stolenFrom: THEFT };
    const signed = { entries: 2, events: 2, firstPosition: first, lastPosition: first + 1 };
    expect(attempt(world, OPERATOR, event)).toMatchObject({
      accepted: true,
      facts: [
        { kind: 'key-revocation', cause: 'stolen', stolenFrom: THEFT, signed },
        {
          kind: 'finding',
          code: 'signed-with-stolen-key',
          message: expect.stringContaining('2 entries with 2 events'),
        },
      ],
    });
  });

  test('of a key that signed nothing since it was stolen has no finding', () => {
    const event = { ...revoked(FIRST), cause: 'stolen', stolenFrom: '2026-03-01T08:00:00.000Z' };
    const decision = attempt(member(), OPERATOR, event);
    expect(decision.accepted && decision.facts).toMatchObject([{ kind: 'key-revocation', signed: null }]);
    expect(decision.accepted && decision.facts).toHaveLength(1);
  });

  test('is not done to the keys of others', () => {
    const refusal = refusalOf(member(), 'REFINER-B', revoked(FIRST));
    expect(refusal).toMatchObject({ code: 'role', facts: { key: FIRST, owner: 'MINE-A', party: 'REFINER-B' } });
    expect(refusal.message).toContain('MINE-A');
    expect(refusal.message).toContain('REFINER-B');
  });

  test('ends what the key can sign, and not what another key of the party can', () => {
    const world = member();
    record(world, 'MINE-A', enrolled(SECOND));
    record(world, OPERATOR, revoked(FIRST));
    expect(refusalOf(world, 'MINE-A', oreCreated('ORE-1'), FIRST)).toMatchObject({
      code: 'key-revoked',
      facts: { key: FIRST, party: 'MINE-A' },
    });
    expect(attempt(world, 'MINE-A', oreCreated('ORE-1'), SECOND)).toMatchObject({ accepted: true });
  });

  test('happens once', () => {
    const world = member();
    record(world, OPERATOR, revoked(FIRST));
    expect(refusalOf(world, OPERATOR, revoked(FIRST))).toMatchObject({ code: 'key-revoked', facts: { key: FIRST } });
  });

  test('keeps a revoked key from signing in its successor', () => {
    const world = member();
    record(world, OPERATOR, revoked(FIRST));
    expect(refusalOf(world, 'MINE-A', enrolled(SECOND)).code).toBe('key-revoked');
  });
});
