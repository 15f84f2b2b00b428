/** Corrections of what counts by being the last word: assays, owners, mandates, ranges, registrations. */
import { describe, expect, test } from 'vitest';
import {
  enter,
  type EventDraft,
  factsOf,
  keyEnrolled,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import { asReplacement, assayed, corrected, dispatched, oreCreated, received, transformed } from './drafts.ts';
import { correctAs, lotOf, recorded } from './correcting.ts';

/** MINE-A has a kilogram of ore, ORE-1, with 10 g of neodymium, and another. */
function mine(): World {
  const world = enter(openWorld(), {
    'MINE-A': ['mine'],
    'REFINER-B': ['refiner'],
    'TRADER-F': ['trader'],
    'LAB-H': ['laboratory'],
    'UMPIRE-U': ['laboratory'],
  });
  for (const lot of ['ORE-1', 'ORE-2']) record(world, 'MINE-A', oreCreated(lot));
  return world;
}

describe('an assay', () => {
  const [first, second] = [{ elementMilligrams: { Nd: 9_000 } }, { elementMilligrams: { Nd: 8_000, Dy: 50 } }];

  test('that is voided counts no more, and the one before it does again', () => {
    const world = mine();
    const made = lotOf(world);
    const provisional = recorded(world, 'LAB-H', assayed('ORE-1', first, { version: 'provisional' }));
    const before = lotOf(world);
    const final = recorded(world, 'LAB-H', assayed('ORE-1', second));
    const { facts } = correctAs('LAB-H', world, final);
    expect(factsOf(facts, 'change')).toMatchObject([
      { cause: 'reassayed', by: { elementMilligrams: { Nd: 1_000n, Dy: -50n } } },
    ]);
    expect(lotOf(world)).toMatchObject({ assay: before.assay, uncertaintyPartsPerMillion: 10_000 });
    expect(lotOf(world).remaining.elementMilligrams).toEqual({ Nd: 9_000n, Dy: 0n });
    expect(correctAs('LAB-H', world, provisional).outcome).toBe('voided');
    expect(lotOf(world)).toMatchObject({ assay: null, uncertaintyPartsPerMillion: made.uncertaintyPartsPerMillion });
    expect(lotOf(world).remaining.elementMilligrams).toMatchObject({ Nd: 10_000n });
  });

  test('that is replaced is of what there was before it', () => {
    const world = mine();
    const final = recorded(world, 'LAB-H', assayed('ORE-1', second));
    const { facts } = correctAs('LAB-H', world, final, assayed('ORE-1', first, { uncertaintyPartsPerMillion: 500 }));
    expect(factsOf(facts, 'change')).toMatchObject([{ by: { elementMilligrams: { Nd: 1_000n, Dy: -50n } } }]);
    expect(lotOf(world)).toMatchObject({ uncertaintyPartsPerMillion: 500, assay: { version: 'final' } });
    correctAs('LAB-H', world, final);
    expect(lotOf(world).remaining.elementMilligrams).toMatchObject({ Nd: 10_000n, Dy: 0n });
  });

  test('is contested by a later one, until that is corrected', () => {
    const world = mine();
    const wrong = recorded(world, 'LAB-H', assayed('ORE-1', first));
    const later = recorded(world, 'LAB-H', assayed('ORE-1', second));
    expect(correctAs('LAB-H', world, wrong).obstacles).toEqual([
      expect.stringMatching(
        /^lot ORE-1 was assayed by event 13\.0, and has a later final assay by LAB-H in event 14\.0/,
      ),
      expect.stringContaining('lot ORE-1 had 0.009 kg Nd after the assay, and has 0.008 kg Nd'),
    ]);
    correctAs('LAB-H', world, later);
    expect(correctAs('LAB-H', world, wrong, assayed('ORE-1', second)).outcome).toBe('replaced');
  });

  test('is contested by what was built on it: a step, or a transfer', () => {
    const world = mine();
    const wrong = recorded(world, 'LAB-H', assayed('ORE-1', first));
    const inputs = [{ lot: 'ORE-1', netMilligrams: 500_000 }];
    record(world, 'MINE-A', transformed({ step: 'beneficiation', form: 'concentrate', inputs }));
    expect(correctAs('LAB-H', world, wrong).obstacles).toEqual([
      expect.stringContaining('lot ORE-1 had 1 kg net after the assay, and has 0.5 kg net: see event'),
    ]);
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 500_000 }));
    expect(correctAs('OPERATOR', world, wrong).obstacles[0]).toContain(
      'lot ORE-1 was held by MINE-A when it was assayed, and is in transit under transfer TR-1',
    );
  });

  test('by an umpire is voided, and other laboratories are heard again', () => {
    const world = mine();
    const umpire = recorded(world, 'UMPIRE-U', assayed('ORE-1', first, { version: 'umpire', laboratory: 'UMPIRE-U' }));
    expect(refusalOf(world, 'LAB-H', assayed('ORE-1', second)).code).toBe('umpire-recorded');
    correctAs('UMPIRE-U', world, umpire);
    record(world, 'LAB-H', assayed('ORE-1', second));
    expect(lotOf(world).assay).toMatchObject({ laboratory: 'LAB-H' });
  });

  test('keeps to its lot', () => {
    const world = mine();
    const wrong = recorded(world, 'LAB-H', assayed('ORE-1', first));
    const other = corrected(wrong, asReplacement(assayed('ORE-2', first)));
    expect(refusalOf(world, 'LAB-H', other)).toMatchObject({
      code: 'replacement-differs',
      facts: { expected: 'ORE-1', found: 'ORE-2' },
    });
  });
});

const owned = (owner: string, ...lots: string[]): EventDraft => ({ type: 'ownership-transferred', lots, owner });

describe('an owner', () => {
  test('that is voided gives the lots back to who owned them before', () => {
    const world = mine();
    const toTrader = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1', 'ORE-2'));
    const toRefiner = recorded(world, 'TRADER-F', owned('REFINER-B', 'ORE-1'));
    expect(correctAs('MINE-A', world, toTrader).obstacles).toEqual([
      expect.stringMatching(/^event 13\.0 says whose lot ORE-1 is, and event 14\.0 that it is REFINER-B's/),
    ]);
    correctAs('TRADER-F', world, toRefiner);
    expect(lotOf(world).owner).toBe('TRADER-F');
    expect(correctAs('MINE-A', world, toTrader).outcome).toBe('voided');
    expect([lotOf(world).owner, lotOf(world, 'ORE-2').owner]).toEqual([null, null]);
    record(world, 'MINE-A', owned('REFINER-B', 'ORE-1'));
  });

  test('is replaced by another, wherever the lots are now', () => {
    const world = mine();
    const wrong = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1'));
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    expect(correctAs('MINE-A', world, wrong, owned('MINE-A', 'ORE-1')).outcome).toBe('replaced');
    expect(lotOf(world).owner).toBe('MINE-A');
  });

  test('is contested once the lot is used up, or on hold', () => {
    const world = mine();
    const wrong = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1', 'ORE-2'));
    record(world, 'OPERATOR', { type: 'hold-placed', lot: 'ORE-2', reason: 'inspection' });
    const inputs = [{ lot: 'ORE-1' }];
    record(world, 'MINE-A', transformed({ step: 'beneficiation', form: 'concentrate', inputs }));
    expect(correctAs('MINE-A', world, wrong).obstacles).toEqual([
      expect.stringContaining('lot ORE-1 has 0 left, and what was made of it went by its owner TRADER-F'),
      expect.stringContaining('lot ORE-2 is on hold by OPERATOR (inspection)'),
    ]);
  });

  test('keeps to its lots', () => {
    const world = mine();
    const wrong = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1'));
    const other = corrected(wrong, asReplacement(owned('TRADER-F', 'ORE-2')));
    expect(refusalOf(world, 'MINE-A', other)).toMatchObject({ code: 'replacement-differs', field: 'replacement.lots' });
  });
});

const given = (...acts: string[]): EventDraft => ({ type: 'mandate-given', agent: 'TRADER-F', acts });
const ended: EventDraft = { type: 'mandate-ended', agent: 'TRADER-F' };
const onBehalf = { ...oreCreated('ORE-9'), onBehalfOf: 'MINE-A' };

describe('a mandate', () => {
  test('that is voided was never given from here on; what the agent recorded stays', () => {
    const world = mine();
    const mandate = recorded(world, 'MINE-A', given('lot-created'));
    record(world, 'TRADER-F', onBehalf);
    correctAs('MINE-A', world, mandate);
    expect(refusalOf(world, 'TRADER-F', { ...onBehalf, lot: 'ORE-10' }).code).toBe('no-mandate');
    expect(lotOf(world, 'ORE-9').custodian).toBe('MINE-A');
  });

  test('is replaced by one with other acts, and the end of one is voided', () => {
    const world = mine();
    const mandate = recorded(world, 'MINE-A', given('lot-adjusted'));
    expect(refusalOf(world, 'TRADER-F', onBehalf).code).toBe('no-mandate');
    correctAs('MINE-A', world, mandate, given('lot-created'));
    record(world, 'TRADER-F', onBehalf);
    const end = recorded(world, 'MINE-A', ended);
    expect(correctAs('MINE-A', world, mandate).obstacles).toEqual([
      expect.stringMatching(/^event 13\.0 is of the mandate of TRADER-F by MINE-A, and event 16\.0 ended it since/),
    ]);
    correctAs('MINE-A', world, end);
    record(world, 'TRADER-F', { ...onBehalf, lot: 'ORE-10' });
    expect(correctAs('MINE-A', world, mandate).outcome).toBe('voided');
    expect(refusalOf(world, 'MINE-A', ended).code).toBe('no-mandate');
  });

  test('that took the place of another gives way to it again', () => {
    const world = mine();
    const first = recorded(world, 'MINE-A', given('lot-created'));
    const second = recorded(world, 'MINE-A', given('lot-adjusted'));
    expect(correctAs('MINE-A', world, first).obstacles).toEqual([expect.stringContaining('gave it anew since')]);
    correctAs('MINE-A', world, second);
    record(world, 'TRADER-F', onBehalf);
    const other = corrected(first, asReplacement({ ...given('lot-created'), agent: 'REFINER-B' }));
    expect(refusalOf(world, 'MINE-A', other)).toMatchObject({ code: 'replacement-differs' });
  });
});

const site: EventDraft = {
  type: 'facility-registered',
  facility: 'PIT',
  party: 'MINE-A',
  name: 'Pit',
  country: 'CN',
  location: { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 },
  activities: [],
};
const set = (lowPartsPerMillion: number, step = 'leaching'): EventDraft => {
  return {
    type: 'yield-ranges-set',
    facility: 'PIT',
    ranges: [{ step, lowPartsPerMillion, highPartsPerMillion: 900_000 }],
  };
};
const lowOf = ({ state }: World) => state.facilities.get('PIT')?.yieldRanges.leaching?.lowPartsPerMillion;

describe('a range of yields', () => {
  test('that is voided gives way to the one before, and that to what is usual', () => {
    const world = mine();
    record(world, 'OPERATOR', site);
    const first = recorded(world, 'MINE-A', set(500_000));
    const second = recorded(world, 'MINE-A', set(600_000));
    record(world, 'MINE-A', set(100_000, 'cracking'));
    expect(correctAs('MINE-A', world, first).obstacles).toEqual([
      expect.stringMatching(/^the range of leaching at PIT was set by event 14\.0, and anew by event 15\.0/),
    ]);
    correctAs('MINE-A', world, second);
    expect(lowOf(world)).toBe(500_000);
    correctAs('MINE-A', world, first, set(550_000));
    expect(lowOf(world)).toBe(550_000);
    correctAs('MINE-A', world, first);
    expect(lowOf(world)).toBeUndefined();
    expect(Object.keys(world.state.facilities.get('PIT')?.yieldRanges ?? {})).toEqual(['cracking']);
  });

  test('keeps to its steps and its facility', () => {
    const world = mine();
    record(world, 'OPERATOR', site);
    const ranges = recorded(world, 'MINE-A', set(500_000));
    expect(refusalOf(world, 'MINE-A', corrected(ranges, asReplacement(set(1, 'cracking'))))).toMatchObject({
      code: 'replacement-differs',
      facts: { expected: 'leaching', found: 'cracking' },
    });
  });

  test('stays with its facility when the registration of that is replaced', () => {
    const world = mine();
    const registered = recorded(world, 'OPERATOR', site);
    record(world, 'MINE-A', set(500_000));
    correctAs('OPERATOR', world, registered, { ...site, country: 'MY', party: 'REFINER-B' });
    expect(world.state.facilities.get('PIT')).toMatchObject({ country: 'MY', party: 'REFINER-B' });
    expect(lowOf(world)).toBe(500_000);
    const other = corrected(registered, asReplacement({ ...site, facility: 'PIT-2' }));
    expect(refusalOf(world, 'OPERATOR', other).code).toBe('replacement-differs');
    expect(correctAs('OPERATOR', world, registered).obstacles).toEqual([
      expect.stringContaining('facility PIT is registered, and whatever was recorded since may name it'),
    ]);
  });
});

const party = (roles: readonly string[], name = 'TRADER-G'): EventDraft => {
  return { type: 'party-registered', party: name, name, roles: [...roles], country: 'CN' };
};

describe('a registration of a party', () => {
  test('is replaced: its roles count from here on, and its keys stay', () => {
    const world = mine();
    const registered = recorded(world, 'OPERATOR', party(['trader'], 'MINE-G'));
    record(world, 'OPERATOR', keyEnrolled('MINE-G'));
    expect(refusalOf(world, 'MINE-G', oreCreated('ORE-8')).code).toBe('role');
    correctAs('OPERATOR', world, registered, party(['mine'], 'MINE-G'));
    record(world, 'MINE-G', oreCreated('ORE-8'));
    correctAs('OPERATOR', world, registered, party(['trader'], 'MINE-G'));
    expect(refusalOf(world, 'MINE-G', oreCreated('ORE-9')).code).toBe('role');
    expect(lotOf(world, 'ORE-8').custodian).toBe('MINE-G');
    expect(world.state.parties.get('MINE-G')?.hasHadKey).toBe(true);
  });

  test('is never voided, since anything may name it, and keeps its id', () => {
    const world = mine();
    const registered = recorded(world, 'OPERATOR', party(['trader']));
    expect(correctAs('OPERATOR', world, registered).obstacles).toEqual([
      expect.stringContaining(
        'party TRADER-G is registered, and whatever was recorded since may name it: register another',
      ),
    ]);
    const other = corrected(registered, asReplacement(party(['trader'], 'TRADER-H')));
    expect(refusalOf(world, 'OPERATOR', other)).toMatchObject({
      code: 'replacement-differs',
      field: 'replacement.party',
    });
  });
});
