/** Corrections of what counts by being the last word: assays, owners, mandates, ranges, registrations. */
import { describe, expect, test } from 'vitest';
import {
  enter,
  type EventDraft,
  factsOf,
  keyEnrolled,
  latestDigest,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import { asReplacement, assayed, corrected, dispatched, oreCreated, received, transformed } from './drafts.ts';

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

/** Records an event and gives the digest by which it is corrected. */
function recorded(world: World, by: string, draft: EventDraft): string {
  record(world, by, draft);
  return latestDigest(world);
}

function lotOf({ state }: World, name = 'ORE-1') {
  const lot = state.things.get(name);
  if (lot?.kind !== 'lot') throw new Error(`${name} is no lot`);
  return lot;
}

/** The outcome of a correction, and what it says stands in its way. */
function correct(world: World, by: string, corrects: string, replacement?: EventDraft) {
  const facts = record(world, by, corrected(corrects, replacement && asReplacement(replacement)));
  const [correction] = factsOf(facts, 'correction');
  return { facts, outcome: correction?.outcome, obstacles: correction?.obstacles ?? [] };
}

describe('an assay', () => {
  const [first, second] = [{ elementMilligrams: { Nd: 9_000 } }, { elementMilligrams: { Nd: 8_000, Dy: 50 } }];

  test('that is voided counts no more, and the one before it does again', () => {
    const world = mine();
    const made = lotOf(world);
    const provisional = recorded(world, 'LAB-H', assayed('ORE-1', first, { version: 'provisional' }));
    const before = lotOf(world);
    const final = recorded(world, 'LAB-H', assayed('ORE-1', second));
    const { facts } = correct(world, 'LAB-H', final);
    expect(factsOf(facts, 'change')).toMatchObject([
      { cause: 'reassayed', by: { elementMilligrams: { Nd: 1_000n, Dy: -50n } } },
    ]);
    expect(lotOf(world)).toMatchObject({ assay: before.assay, uncertaintyPartsPerMillion: 10_000 });
    expect(lotOf(world).remaining.elementMilligrams).toEqual({ Nd: 9_000n, Dy: 0n });
    expect(correct(world, 'LAB-H', provisional).outcome).toBe('voided');
    expect(lotOf(world)).toMatchObject({ assay: null, uncertaintyPartsPerMillion: made.uncertaintyPartsPerMillion });
    expect(lotOf(world).remaining.elementMilligrams).toMatchObject({ Nd: 10_000n });
  });

  test('that is replaced is of what there was before it', () => {
    const world = mine();
    const final = recorded(world, 'LAB-H', assayed('ORE-1', second));
    const { facts } = correct(world, 'LAB-H', final, assayed('ORE-1', first, { uncertaintyPartsPerMillion: 500 }));
    expect(factsOf(facts, 'change')).toMatchObject([{ by: { elementMilligrams: { Nd: 1_000n, Dy: -50n } } }]);
    expect(lotOf(world)).toMatchObject({ uncertaintyPartsPerMillion: 500, assay: { version: 'final' } });
    correct(world, 'LAB-H', final);
    expect(lotOf(world).remaining.elementMilligrams).toMatchObject({ Nd: 10_000n, Dy: 0n });
  });

  test('is contested by a later one, until that is corrected', () => {
    const world = mine();
    const wrong = recorded(world, 'LAB-H', assayed('ORE-1', first));
    const later = recorded(world, 'LAB-H', assayed('ORE-1', second));
    expect(correct(world, 'LAB-H', wrong).obstacles).toEqual([
      expect.stringMatching(
        /^lot ORE-1 was assayed by event 13\.0, and has a later final assay by LAB-H in event 14\.0/,
      ),
      expect.stringContaining('lot ORE-1 had 0.009 kg Nd after the assay, and has 0.008 kg Nd'),
    ]);
    correct(world, 'LAB-H', later);
    expect(correct(world, 'LAB-H', wrong, assayed('ORE-1', second)).outcome).toBe('replaced');
  });

  test('is contested by what was built on it: a step, or a transfer', () => {
    const world = mine();
    const wrong = recorded(world, 'LAB-H', assayed('ORE-1', first));
    const inputs = [{ lot: 'ORE-1', netMilligrams: 500_000 }];
    record(world, 'MINE-A', transformed({ step: 'beneficiation', form: 'concentrate', inputs }));
    expect(correct(world, 'LAB-H', wrong).obstacles).toEqual([
      expect.stringContaining('lot ORE-1 had 1 kg net after the assay, and has 0.5 kg net: see event'),
    ]);
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 500_000 }));
    expect(correct(world, 'OPERATOR', wrong).obstacles[0]).toContain(
      'lot ORE-1 was held by MINE-A when it was assayed, and is in transit under transfer TR-1',
    );
  });

  test('by an umpire is voided, and other laboratories are heard again', () => {
    const world = mine();
    const umpire = recorded(world, 'UMPIRE-U', assayed('ORE-1', first, { version: 'umpire', laboratory: 'UMPIRE-U' }));
    expect(refusalOf(world, 'LAB-H', assayed('ORE-1', second)).code).toBe('umpire-recorded');
    correct(world, 'UMPIRE-U', umpire);
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
    expect(correct(world, 'MINE-A', toTrader).obstacles).toEqual([
      expect.stringMatching(/^event 13\.0 says whose lot ORE-1 is, and event 14\.0 that it is REFINER-B's/),
    ]);
    correct(world, 'TRADER-F', toRefiner);
    expect(lotOf(world).owner).toBe('TRADER-F');
    expect(correct(world, 'MINE-A', toTrader).outcome).toBe('voided');
    expect([lotOf(world).owner, lotOf(world, 'ORE-2').owner]).toEqual([null, null]);
    record(world, 'MINE-A', owned('REFINER-B', 'ORE-1'));
  });

  test('is replaced by another, wherever the lots are now', () => {
    const world = mine();
    const wrong = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1'));
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    expect(correct(world, 'MINE-A', wrong, owned('MINE-A', 'ORE-1')).outcome).toBe('replaced');
    expect(lotOf(world).owner).toBe('MINE-A');
  });

  test('is contested once the lot is used up, or on hold', () => {
    const world = mine();
    const wrong = recorded(world, 'MINE-A', owned('TRADER-F', 'ORE-1', 'ORE-2'));
    record(world, 'OPERATOR', { type: 'hold-placed', lot: 'ORE-2', reason: 'inspection' });
    const inputs = [{ lot: 'ORE-1' }];
    record(world, 'MINE-A', transformed({ step: 'beneficiation', form: 'concentrate', inputs }));
    expect(correct(world, 'MINE-A', wrong).obstacles).toEqual([
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
    correct(world, 'MINE-A', mandate);
    expect(refusalOf(world, 'TRADER-F', { ...onBehalf, lot: 'ORE-10' }).code).toBe('no-mandate');
    expect(lotOf(world, 'ORE-9').custodian).toBe('MINE-A');
  });

  test('is replaced by one with other acts, and the end of one is voided', () => {
    const world = mine();
    const mandate = recorded(world, 'MINE-A', given('lot-adjusted'));
    expect(refusalOf(world, 'TRADER-F', onBehalf).code).toBe('no-mandate');
    correct(world, 'MINE-A', mandate, given('lot-created'));
    record(world, 'TRADER-F', onBehalf);
    const end = recorded(world, 'MINE-A', ended);
    expect(correct(world, 'MINE-A', mandate).obstacles).toEqual([
      expect.stringMatching(/^event 13\.0 is of the mandate of TRADER-F by MINE-A, and event 16\.0 ended it since/),
    ]);
    correct(world, 'MINE-A', end);
    record(world, 'TRADER-F', { ...onBehalf, lot: 'ORE-10' });
    expect(correct(world, 'MINE-A', mandate).outcome).toBe('voided');
    expect(refusalOf(world, 'MINE-A', ended).code).toBe('no-mandate');
  });

  test('that took the place of another gives way to it again', () => {
    const world = mine();
    const first = recorded(world, 'MINE-A', given('lot-created'));
    const second = recorded(world, 'MINE-A', given('lot-adjusted'));
    expect(correct(world, 'MINE-A', first).obstacles).toEqual([expect.stringContaining('gave it anew since')]);
    correct(world, 'MINE-A', second);
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
    expect(correct(world, 'MINE-A', first).obstacles).toEqual([
      expect.stringMatching(/^the range of leaching at PIT was set by event 14\.0, and anew by event 15\.0/),
    ]);
    correct(world, 'MINE-A', second);
    expect(lowOf(world)).toBe(500_000);
    correct(world, 'MINE-A', first, set(550_000));
    expect(lowOf(world)).toBe(550_000);
    correct(world, 'MINE-A', first);
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
    correct(world, 'OPERATOR', registered, { ...site, country: 'MY', party: 'REFINER-B' });
    expect(world.state.facilities.get('PIT')).toMatchObject({ country: 'MY', party: 'REFINER-B' });
    expect(lowOf(world)).toBe(500_000);
    const other = corrected(registered, asReplacement({ ...site, facility: 'PIT-2' }));
    expect(refusalOf(world, 'OPERATOR', other).code).toBe('replacement-differs');
    expect(correct(world, 'OPERATOR', registered).obstacles).toEqual([
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
    correct(world, 'OPERATOR', registered, party(['mine'], 'MINE-G'));
    record(world, 'MINE-G', oreCreated('ORE-8'));
    correct(world, 'OPERATOR', registered, party(['trader'], 'MINE-G'));
    expect(refusalOf(world, 'MINE-G', oreCreated('ORE-9')).code).toBe('role');
    expect(lotOf(world, 'ORE-8').custodian).toBe('MINE-G');
    expect(world.state.parties.get('MINE-G')?.hasHadKey).toBe(true);
  });

  test('is never voided, since anything may name it, and keeps its id', () => {
    const world = mine();
    const registered = recorded(world, 'OPERATOR', party(['trader']));
    expect(correct(world, 'OPERATOR', registered).obstacles).toEqual([
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
