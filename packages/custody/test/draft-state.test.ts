import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFact } from '../src/facts/apply-fact.ts';
import { type CachedCustodyState, emptyCustodyState } from '../src/state/custody-state.ts';
import { draftOf } from '../src/state/draft-state.ts';
import type { Fact } from '../src/fact.ts';
import { enter, openWorld, record } from '../testing/given.ts';
import { lawfulChain } from '../testing/lawful-chain.ts';
import { enterAsRegistered } from '../testing/enter-as-registered.ts';
import { oreCreated } from './drafts.ts';

const NOON = '2026-03-10T12:00:00.000Z';

/** A state in which A and B are known, and C is known not to be there. */
function base(): CachedCustodyState {
  const state = emptyCustodyState();
  for (const party of ['A', 'B']) applyFact(state, partyFact(party), 'OPERATOR', NOON);
  state.parties.set('C', null);
  return state;
}

function partyFact(party: string, country = 'CN'): Fact {
  const tolerated = {
    transferPartsPerMillion: null,
    bulkTransferPartsPerMillion: null,
    elementTransferPartsPerMillion: null,
  };
  return { kind: 'party', eventNumber: 0, party, name: null, roles: ['mine'], country, ...tolerated };
}

describe('a draft', () => {
  test('shows what it was made of: what is there, what is not, and what nobody looked up', () => {
    const { state } = draftOf(base());
    expect(state.parties.get('A')).toMatchObject({ country: 'CN' });
    expect(state.parties.get('C')).toBeNull();
    expect(state.parties.get('D')).toBeUndefined();
  });

  test('shows its own changes, and its base does not until it is kept', () => {
    const below = base();
    const draft = draftOf(below);
    applyFact(draft.state, partyFact('C', 'AU'), 'OPERATOR', NOON);
    draft.state.parties.set('B', null);
    expect(draft.state.parties.get('C')).toMatchObject({ country: 'AU' });
    expect(draft.state.parties.get('B')).toBeNull();
    expect(below).toEqual(base());
    draft.keep();
    expect(below.parties.get('C')).toMatchObject({ country: 'AU' });
    expect(below.parties.get('B')).toBeNull();
    expect(below.parties.get('A')).toMatchObject({ country: 'CN' });
  });

  test('keeps the policy and the next lot number with the rest', () => {
    const below = base();
    const draft = draftOf(below);
    draft.state.nextLotNumber = 7;
    applyFact(
      draft.state,
      {
        kind: 'policy',
        eventNumber: 0,
        enforcement: 'observe',
        balancePartsPerMillion: 1,
        transferPartsPerMillion: 2,
        bulkTransferPartsPerMillion: 3,
        elementTransferPartsPerMillion: 4,
        checkpointKey: 'ed25519:checkpoint',
      },
      'OPERATOR',
      NOON,
    );
    expect(below).toMatchObject({ nextLotNumber: 0, policy: null });
    draft.keep();
    expect(below).toMatchObject({ nextLotNumber: 7, policy: { enforcement: 'observe' } });
  });

  test('can be made over a draft', () => {
    const below = base();
    const outer = draftOf(below);
    const inner = draftOf(outer.state);
    inner.state.parties.set('A', null);
    inner.keep();
    expect(outer.state.parties.get('A')).toBeNull();
    expect(below.parties.get('A')).not.toBeNull();
    outer.keep();
    expect(below.parties.get('A')).toBeNull();
  });
});

test('a submission that is dropped leaves no trace, not even in lists', () => {
  const world = enter(openWorld(), { 'MAGNETS-D': ['magnet-maker', 'exporter', 'mine'] });
  record(world, 'MAGNETS-D', oreCreated('ORE-1'));
  const before = structuredClone(world.state);
  const dropped = { ...world, state: draftOf(world.state).state as CachedCustodyState };
  const shipment = { type: 'shipment-packed', lots: ['ORE-1'], consignee: 'MAGNETS-D', destination: 'DE' };
  record(dropped, 'MAGNETS-D', { ...shipment, shipment: 'SHP-1' });
  record(dropped, 'MAGNETS-D', { type: 'shipment-unpacked', shipment: 'SHP-1' });
  expect(known(world.state)).toEqual(known(before));
});

test('deciding a chain in drafts that are kept, between drafts that are dropped, comes to the same state', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }), (seed, sizes) => {
      const events = [
        ...lawfulChain(
          seed,
          sizes.reduce((sum, size) => sum + size, 0),
        ),
      ];
      const [plain, drafted] = [openWorld(), openWorld()];
      enterAsRegistered(plain, events);
      let start = 0;
      for (const size of sizes) {
        const submission = events.slice(start, start + size);
        start += size;
        const dropped = { ...drafted, state: draftOf(drafted.state).state as CachedCustodyState };
        enterAsRegistered(dropped, submission);
        const draft = draftOf(drafted.state);
        const kept = { ...drafted, state: draft.state as CachedCustodyState };
        enterAsRegistered(kept, submission);
        draft.keep();
        drafted.position = kept.position;
      }
      expect(known(drafted.state)).toEqual(known(plain.state));
    }),
    { numRuns: 20 },
  );
});

/**
 * What a state knows to be there: looking for something and not finding it is no difference. Events are left out: their
 * ids count what was decided, dropped or not.
 */
function known({ policy, nextLotNumber, ...maps }: CachedCustodyState) {
  const compared = Object.entries(maps).filter(([name]) => name !== 'targets');
  const entries = compared.map(([name, map]) => [
    name,
    [...(map as Map<string, unknown>)].filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return { policy, nextLotNumber, ...Object.fromEntries(entries) } as Record<string, unknown>;
}
