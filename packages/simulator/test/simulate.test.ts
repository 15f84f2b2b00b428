import { parseEvent } from '@lodestone/custody/event.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { enterAsRegistered } from '@lodestone/custody/testing/enter-as-registered.ts';
import { digestAt, openWorld } from '@lodestone/custody/testing/given.ts';
import { describe, expect, test } from 'vitest';
import type { Line } from '../src/line.ts';
import { namedSource } from '../src/random.ts';
import { simulate } from '../src/simulate.ts';
import type { Crime } from '../src/truth.ts';

interface Industry {
  readonly lines: readonly Line[];
  readonly crimes: readonly Crime[];
}

const known = new Map<string, Industry>();

/** Made once: it follows from its seed and size. */
function industryOf(seed: number, events: number): Industry {
  const key = `${seed} ${events}`;
  const industry = known.get(key) ?? makeIndustry(seed, events);
  known.set(key, industry);
  return industry;
}

function makeIndustry(seed: number, events: number): Industry {
  const lines: Line[] = [];
  const run = simulate({ seed, events, digestOf: ({ id }) => String(id) });
  for (;;) {
    const { value, done } = run.next();
    if (done) return { lines, crimes: value };
    lines.push(value);
  }
}

/** Records all, the corrections by the names that a world in memory gives to events. */
function enterAll(lines: readonly Line[]): readonly Fact[] {
  const world = openWorld({ enforcement: 'observe' });
  const digests = new Map<unknown, string>();
  return lines.flatMap(({ by, event }) => {
    digests.set(event['id'], digestAt(world.position));
    const { corrects } = event;
    return enterAsRegistered(world, [
      { by, event: corrects === undefined ? event : { ...event, corrects: digests.get(corrects) } },
    ]);
  });
}

function addTo(sums: Map<string, number>, party: string, milligrams: number): void {
  sums.set(party, (sums.get(party) ?? 0) + milligrams);
}

/** Elements in what a step gives. */
function madeBy(event: Line['event']): number {
  const parsed = parseEvent(event);
  if (!parsed.ok || parsed.event.type !== 'lot-transformed') return 0;
  const masses = parsed.event.outputs.flatMap(({ quantity }) => Object.values(quantity.elementMilligrams ?? {}));
  return masses.reduce((sum, mass) => sum + mass, 0);
}

function firstBits(seed: number, name: string): readonly number[] {
  return Array.from({ length: 4 }, namedSource(seed, name).bits);
}

function solutionOf(event: Line['event']) {
  const parsed = parseEvent(event);
  if (!parsed.ok || parsed.event.type !== 'lot-created' || parsed.event.material.form !== 'leach-solution') return [];
  const { volumeMillilitres, elementMilligrams } = parsed.event.quantity;
  return [{ volumeMillilitres: Number(volumeMillilitres), elementMilligrams }];
}

describe('a simulated industry', () => {
  test('follows from its seed', () => {
    expect(industryOf(7, 3_000)).toEqual(makeIndustry(7, 3_000));
    expect(industryOf(8, 3_000)).not.toEqual(industryOf(7, 3_000));
  });

  test('has streams of chance by name, which differ by name and by seed', () => {
    expect(firstBits(7, 'quotas')).toEqual(firstBits(7, 'quotas'));
    expect(firstBits(7, 'quotas')).not.toEqual(firstBits(7, 'D04'));
    expect(firstBits(7, 'quotas')).not.toEqual(firstBits(8, 'quotas'));
  });

  test('has as many events as are asked for, each with an id of its own, each an event of the ledger', () => {
    const { lines } = industryOf(7, 3_000);
    expect(lines).toHaveLength(3_000);
    expect(new Set(lines.map(({ event }) => event['id'])).size).toBe(3_000);
    const named = lines.map(({ event }) => ('corrects' in event ? { ...event, corrects: digestAt(1) } : event));
    const problems = named.map((event) => parseEvent(event)).filter(({ ok }) => !ok);
    expect(problems).toEqual([]);
  });

  test('goes from mine to magnet and back, and out of the country', () => {
    const { lines } = industryOf(7, 3_000);
    const acts = new Set(lines.map(({ event }) => event['step'] ?? event['type']));
    const steps = ['beneficiation', 'precipitation', 'solvent-extraction', 'electrolysis', 'sintering', 'finishing'];
    for (const act of [...steps, 'recycling', 'shipment-exited', 'lot-assayed']) expect(acts).toContain(act);
  });

  test('has leach solutions of half a gram to two grams in a litre', () => {
    const { lines } = industryOf(7, 3_000);
    const solutions = lines.flatMap(({ event }) => solutionOf(event));
    expect(solutions.length).toBeGreaterThan(0);
    for (const { volumeMillilitres, elementMilligrams } of solutions) {
      const milligrams = Object.values(elementMilligrams ?? {}).reduce((sum, mass) => sum + mass, 0);
      const milligramsPerLitre = (milligrams / volumeMillilitres) * 1_000;
      expect(milligramsPerLitre).toBeGreaterThan(400);
      expect(milligramsPerLitre).toBeLessThan(2_000);
    }
  });

  test('breaks no rule of a ledger that observes, where its honest mistakes are put right and its disputes settled', () => {
    const { lines } = industryOf(7, 6_000);
    const facts = enterAll(lines);
    const corrections = facts.flatMap((fact) => (fact.kind === 'correction' ? [fact.outcome] : []));
    const settlements = facts.flatMap((fact) => (fact.kind === 'settlement' ? [fact.isEffective] : []));
    expect(new Set(corrections)).toEqual(new Set(['contested', 'replaced']));
    // Of two words on a receipt the first is contested, the second counts.
    expect(corrections.filter((outcome) => outcome === 'replaced').length * 2).toBeGreaterThanOrEqual(
      corrections.length,
    );
    expect(settlements).toContain(true);
  });

  test('is as untidy as an honest one: stock from before, provisional assays, late entries', () => {
    const { lines } = industryOf(7, 6_000);
    const stated = lines.flatMap(({ event }) => [event['origin'], event['version']]);
    for (const word of ['opening-stock', 'provisional', 'final']) expect(stated).toContain(word);
    let latest = 0;
    const lateDays = lines.map(({ event }) => {
      const at = Date.parse(String(event['occurredAt']));
      latest = Math.max(latest, at);
      return (latest - at) / 86_400_000;
    });
    expect(lateDays.filter((days) => days > 2).length).toBeGreaterThan(5);
    expect(lateDays.filter((days) => days > 20).length).toBeGreaterThan(0);
  });
});

const RULES_WITH_CRIMES = [
  'D01',
  'D02',
  'D03',
  'D04',
  'D05',
  'D06',
  'D07',
  'D08',
  'D09',
  'D10',
  'D11',
  'D12',
  'D13',
  'D14',
  'D15',
  'D16',
  'D17',
  'D18',
  'D19',
  'D20',
  'D21',
  'D22',
  'D23',
  'D24',
  'D25',
];

describe('the truth about a simulated industry', () => {
  const industries = [1, 2].map((seed) => industryOf(seed, 20_000));
  const crimes = industries.flatMap((industry) => industry.crimes);

  test('has a crime of every typology for which a ledger has the inputs', () => {
    expect([...new Set(crimes.map(({ rule }) => rule))].sort()).toEqual(RULES_WITH_CRIMES);
  });

  test('has quotas that are kept but for whom the truth names', () => {
    for (const { lines, crimes: told } of industries) {
      const [mined, granted] = [new Map<string, number>(), new Map<string, number>()];
      for (const { by, event } of lines) {
        const parsed = parseEvent(event);
        if (!parsed.ok || !event['occurredAt']?.toString().startsWith('2026')) continue;
        const said = parsed.event;
        if (said.type === 'quota-allocated' && said.activity === 'mining')
          addTo(granted, said.holder, said.oxideMilligrams ?? 0);
        if (said.type === 'lot-created' && said.origin === 'mined')
          addTo(
            mined,
            by,
            Object.values(said.quantity.elementMilligrams ?? {}).reduce((sum, mass) => sum + mass, 0),
          );
      }
      // The mass of the metals is less than that of their oxides: whoever is above with it is above.
      const above = [...mined].filter(([party, milligrams]) => milligrams > (granted.get(party) ?? 0));
      const named = told.filter(({ rule, also }) => rule === 'D04' || also.includes('D04'));
      expect(granted.size).toBeGreaterThan(2);
      expect(above.filter(([party]) => !named.some((crime) => crime.party === party))).toEqual([]);
    }
  });

  test('has who uses less of a reagent or of power than it did, for what it says that it makes', () => {
    for (const { lines, crimes: told } of industries) {
      const crime = told.find(({ what }) => what.includes('of what that takes'));
      const step = crime?.what.match(/its own (\S+)/)?.[1];
      const steps = lines.filter(({ by, event }) => by === crime?.party && event['step'] === step);
      const perMilligram = (isCrooked: boolean) => {
        let [used, made] = [0, 0];
        for (const { event } of steps) {
          if (String(event['occurredAt']) >= String(crime?.from) !== isCrooked) continue;
          used += Number(JSON.stringify(event['auxiliaries'])?.match(/:(\d+)}/)?.[1] ?? 0);
          made += madeBy(event);
        }
        return used / made;
      };
      expect(perMilligram(true)).toBeGreaterThan(0);
      expect(perMilligram(true)).toBeLessThan(perMilligram(false) / 2);
    }
  });

  test('has residue with the thorium of the concentrate, but where the truth says otherwise', () => {
    const found = { honest: [] as number[], crooked: [] as number[] };
    for (const { lines, crimes: told } of industries) {
      const thorium = new Map<string, number>();
      for (const { event } of lines) {
        if (!['beneficiation', 'cracking'].includes(String(event['step']))) continue;
        const parsed = parseEvent(event);
        if (!parsed.ok || parsed.event.type !== 'lot-transformed') continue;
        for (const { lot, quantity } of parsed.event.outputs) {
          const { netMilligrams = 0, moisturePartsPerMillion = 0, thoriumPartsPerMillion } = quantity;
          if (thoriumPartsPerMillion === undefined) continue;
          const milligrams = netMilligrams * (1 - moisturePartsPerMillion / 1e6) * (thoriumPartsPerMillion / 1e6);
          thorium.set(lot, milligrams);
          if (!lot.startsWith('RES-')) continue;
          const isCrooked = told.some(({ rule, lots }) => rule === 'D09' && lots.includes(lot));
          found[isCrooked ? 'crooked' : 'honest'].push(milligrams / (thorium.get(lot.slice('RES-'.length)) ?? 0));
        }
      }
    }
    expect(found.honest.length).toBeGreaterThan(10);
    expect(Math.min(...found.honest)).toBeGreaterThan(0.7);
    expect(Math.max(...found.honest)).toBeLessThan(1.4);
    expect(found.crooked.length).toBeGreaterThan(0);
    for (const share of found.crooked) expect(share < 0.4 || share > 1.4).toBe(true);
  });

  test('has imports that are declared, if late, but for those of whom the truth says otherwise', () => {
    for (const { lines, crimes: told } of industries) {
      const undeclared = new Set<unknown>();
      for (const { event } of lines) {
        const said = (event['replacement'] ?? event) as Line['event'];
        if (said['type'] !== 'lot-created' || !String(said['lot']).startsWith('IMP-')) continue;
        if (JSON.stringify(said['documents']).includes('import-declaration')) undeclared.delete(said['lot']);
        else undeclared.add(said['lot']);
      }
      const crime = told.find(({ rule, party }) => rule === 'D10' && party.startsWith('REFINER-8'));
      expect(crime?.lots.length).toBeGreaterThan(0);
      // What came last may be declared after the file has ended.
      const others = [...undeclared].filter((lot) => !crime?.lots.includes(String(lot)));
      expect(others.length).toBeLessThan(4);
    }
  });

  test('names parties, lots and shipments that are in the file, at the time of the crime', () => {
    for (const { lines, crimes: told } of industries) {
      const texts = new Set(lines.flatMap(({ event }) => JSON.stringify(event).match(/"[^"]*"/g) ?? []));
      for (const { party, lots, shipments, from, to } of told) {
        expect([party, ...lots, ...shipments].filter((named) => !texts.has(`"${named}"`))).toEqual([]);
        expect(from < to && '2024-11-01' < from && to < '2026-11-01').toBe(true);
      }
    }
  });

  test('lasts from the first to the last event that names one of its shipments', () => {
    for (const { lines, crimes: told } of industries) {
      for (const { shipments, from, to } of told) {
        const named = lines.filter(({ event }) => shipments.includes(String(event['shipment'])));
        for (const { event } of named) {
          const occurredAt = String(event['occurredAt']);
          expect(from <= occurredAt && occurredAt <= to).toBe(true);
        }
      }
    }
  });

  test('has a circle of metal last while it goes round', () => {
    for (const { lines, crimes: told } of industries) {
      for (const { party, lots, from, to } of told.filter(({ rule }) => rule === 'D18')) {
        const [lot] = lots;
        const moves = lines.filter(({ by, event }) => {
          return (
            by === party && String(event['type']).startsWith('transfer-') && JSON.stringify(event).includes(`"${lot}"`)
          );
        });
        const [left, back] = moves.map(({ event }) => event);
        expect([left?.['type'], back?.['type']]).toEqual(['transfer-dispatched', 'transfer-received']);
        expect(from <= String(left?.['occurredAt']) && String(back?.['occurredAt']) <= to).toBe(true);
      }
    }
  });

  test('is not about every second party: most are honest', () => {
    for (const { lines, crimes: told } of industries) {
      const parties = lines.filter(({ event }) => event['type'] === 'party-registered').length;
      expect(new Set(told.map(({ party }) => party)).size * 2).toBeLessThan(parties);
    }
  });
});
