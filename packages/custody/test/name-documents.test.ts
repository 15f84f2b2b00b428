import { beforeEach, describe, expect, test } from 'vitest';
import { type EventDraft, enter, factsOf, findingsOf, openWorld, record, type World } from '../testing/given.ts';
import { dispatched, oreCreated, received } from './drafts.ts';

const TICKET = `${'T'.repeat(42)}A`;
const OTHER = `${'O'.repeat(42)}A`;

let world: World;
beforeEach(() => {
  world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
});

const naming = (draft: EventDraft, sha256 = TICKET, kind = 'weighbridge-ticket'): EventDraft => ({
  ...draft,
  documents: [{ kind, sha256, name: 'ticket.pdf' }],
});

const split = (lot: string, outputs: readonly string[], netMilligrams = 400_000): EventDraft => ({
  type: 'lot-transformed',
  step: 'split',
  inputs: [{ lot, netMilligrams: netMilligrams * outputs.length }],
  outputs: outputs.map((output) => {
    return { lot: output, material: { form: 'ore', product: 'ore' }, quantity: { netMilligrams } };
  }),
});

const isReused = (draft: EventDraft, by = 'MINE-A') => findingsOf(record(world, by, draft)).includes('document-reused');

describe('a document', () => {
  test('is a fact of the event that names it, with what the event is about', () => {
    const facts = record(world, 'MINE-A', naming(oreCreated('ORE-1')));
    expect(factsOf(facts, 'document')).toMatchObject([
      { index: 0, sha256: TICKET, use: 0, documentKind: 'weighbridge-ticket', about: ['ORE-1'], steps: [] },
    ]);
    record(world, 'MINE-A', split('ORE-1', ['A', 'B']));
    const [first, second] = factsOf(
      record(world, 'MINE-A', naming(dispatched('TR-1', 'REFINER-B', ['A'], { netMilligrams: 400_000 }))),
      'document',
    );
    expect(first).toMatchObject({ use: 1, about: ['TR-1', 'A'], steps: [expect.any(Number)] });
    expect(second).toBeUndefined();
  });

  test('of another lot is noticed, and both events are named', () => {
    record(world, 'MINE-A', naming(oreCreated('ORE-1')));
    const facts = record(world, 'MINE-A', naming(oreCreated('ORE-2')));
    expect(findingsOf(facts)).toEqual(['document-reused']);
    expect(factsOf(facts, 'finding')[0]?.message).toMatch(
      /^weighbridge-ticket ticket\.pdf \(SHA-256 T+A\) was named for ORE-1 by event 0 of entry \d+, and is named here for ORE-2: /,
    );
    expect(isReused(naming(oreCreated('ORE-3'), OTHER))).toBe(false);
  });

  test('follows its lot: the dispatch and the receipt of one transfer, and on from there', () => {
    record(world, 'MINE-A', naming(oreCreated('ORE-1')));
    expect(isReused(naming(dispatched('TR-1', 'REFINER-B', ['ORE-1'])))).toBe(false);
    expect(isReused(naming(received('TR-1', ['ORE-1'])), 'REFINER-B')).toBe(false);
  });

  test('follows a lot into what a step makes of it, and back', () => {
    record(world, 'MINE-A', oreCreated('ORE-1'));
    record(world, 'MINE-A', split('ORE-1', ['A', 'B']));
    // What it was made of comes after it, and what the same step made.
    expect(isReused(naming(dispatched('TR-A', 'REFINER-B', ['A'], { netMilligrams: 400_000 })))).toBe(false);
    expect(isReused(naming(dispatched('TR-B', 'REFINER-B', ['B'], { netMilligrams: 400_000 })))).toBe(false);
    expect(
      isReused(naming({ type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 190_000 }, reason: 'drying' })),
    ).toBe(false);
    record(world, 'MINE-A', naming(oreCreated('ORE-2'), OTHER));
    record(world, 'MINE-A', split('ORE-2', ['C']));
    expect(isReused(naming(dispatched('TR-C', 'REFINER-B', ['C'], { netMilligrams: 400_000 }), OTHER))).toBe(false);
  });

  test('of two truckloads of one heap is noticed: separate steps do not link them', () => {
    record(world, 'MINE-A', oreCreated('HEAP'));
    for (const load of ['LOAD-1', 'LOAD-2']) record(world, 'MINE-A', split('HEAP', [load]));
    const loads = { netMilligrams: 400_000 };
    expect(isReused(naming(dispatched('TR-1', 'REFINER-B', ['LOAD-1'], loads)))).toBe(false);
    expect(isReused(naming(dispatched('TR-2', 'REFINER-B', ['LOAD-2'], loads)))).toBe(true);
  });

  test('named twice by one event, or for a party, is no reuse', () => {
    const document = { kind: 'certificate', sha256: TICKET, name: 'a.pdf' };
    const party = { type: 'party-registered', party: 'P', name: 'P', roles: ['trader'], country: 'CN' };
    expect(isReused({ ...party, documents: [document] }, 'OPERATOR')).toBe(false);
    const facts = record(world, 'MINE-A', {
      ...oreCreated('ORE-1'),
      documents: [document, { ...document, name: 'b.pdf' }],
    });
    expect(findingsOf(facts)).toEqual([]);
    expect(factsOf(facts, 'document').map(({ use }) => use)).toEqual([1, 2]);
    expect(isReused({ ...oreCreated('ORE-2'), documents: [document] })).toBe(true);
  });

  test.each(['permit', 'licence'])('that is a %s may stand for many lots', (kind) => {
    record(world, 'MINE-A', naming(oreCreated('ORE-1'), TICKET, kind));
    expect(isReused(naming(oreCreated('ORE-2'), TICKET, kind))).toBe(false);
  });

  test('is held against the first times that it was named, however often that was', () => {
    for (let count = 0; count < 12; count++) record(world, 'MINE-A', naming(oreCreated(`ORE-${count}`)));
    expect(world.state.documents.get(TICKET)).toMatchObject({ count: 12 });
    expect(world.state.documents.get(TICKET)?.uses).toHaveLength(8);
    expect(isReused(naming(oreCreated('ORE-12')))).toBe(true);
  });
});
