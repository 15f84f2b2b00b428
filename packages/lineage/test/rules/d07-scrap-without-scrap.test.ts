import { describe, expect, it } from 'vitest';
import { scrapWithoutScrap } from '../../src/rules/d07-scrap-without-scrap.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;
const neodymium = (kilograms: number) =>
  amounts({ netMilligrams: kilograms * 3 * KILOGRAM, elementMilligrams: { Nd: kilograms * KILOGRAM } });

/** Machining of blocks into bodies and swarf, in kilograms of neodymium. */
function machining(eventNumber: number, bodies: number, swarf: number) {
  return observed.step({
    eventNumber,
    step: 'machining',
    inputs: [partOf(lotOf({ form: 'block', made: neodymium(bodies + swarf) }))],
    outputs: [lotOf({ form: 'body', made: neodymium(bodies) }), lotOf({ form: 'swarf', made: neodymium(swarf) })],
  });
}

function sale(eventNumber: number, kilograms: number, members: Parameters<typeof lotOf>[0] = {}) {
  const lot = lotOf({
    lot: `SWARF-${eventNumber}`,
    kind: 'opening-stock',
    form: 'swarf',
    made: neodymium(kilograms),
    ...members,
  });
  // The net mass alone, as on a weighbridge.
  const line = partOf(lot, amounts({ netMilligrams: kilograms * 3 * KILOGRAM }));
  return observed.dispatch({ eventNumber, consignee: 'RECYCLER', lines: [line] });
}

describe('D07 scrap that a plant sells', () => {
  it('may be all that its work leaves, however much that is', () => {
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 60), sale(2, 60)])).toEqual([]);
    // Sold within the year, left in the quarter before it.
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 60), machining(200, 100, 0), sale(400, 60)])).toEqual([]);
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 60), machining(200, 100, 0), sale(480, 60)])).toHaveLength(
      1,
    );
  });

  it('is found when it is more than that and more than 35 % of the magnets', () => {
    const [finding] = findingsOf(scrapWithoutScrap, [machining(1, 100, 28), sale(2, 36)]);
    expect(finding).toMatchObject({
      id: 'D07/MAKER/sold/EV-2',
      party: 'MAKER',
      others: ['RECYCLER'],
      lots: ['SWARF-2'],
    });
    expect(finding?.sentence).toBe(
      'MAKER has sold scrap with 36 kg of rare earths in 52 weeks, 36 % of what its magnets hold; its own steps left 28 kg in 65 weeks',
    );
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 28), sale(2, 35)])).toEqual([]);
  });

  it('is found in a quarter, where the year before it hides it', () => {
    const year = Array.from({ length: 4 }, (_, quarter) => [
      machining(quarter * 91 + 1, 100, 28),
      sale(quarter * 91 + 2, 20, { kind: 'transformed' }),
    ]).flat();
    // Of the year, 119 kg is less than 35 % of 400.
    const [finding, ...others] = findingsOf(scrapWithoutScrap, [
      ...year,
      sale(279, 20, { kind: 'transformed' }),
      sale(280, 19),
    ]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D07/MAKER/sold/EV-280', lots: ['SWARF-280'] });
    expect(finding?.sentence).toBe(
      'MAKER has sold scrap with 59 kg of rare earths in 13 weeks, 59 % of what its magnets hold; its own steps left 56 kg in 26 weeks',
    );
    expect(findingsOf(scrapWithoutScrap, [...year, sale(279, 20, { kind: 'transformed' }), sale(280, 18)])).toEqual([]);
  });

  it('may be five percent more than its work leaves', () => {
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 40), sale(2, 42)])).toEqual([]);
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 40), sale(2, 43)])).toHaveLength(1);
  });

  it('is what nobody has seen come about, not what its own steps left', () => {
    const sold = [machining(1, 100, 28), sale(2, 36), sale(3, 10, { kind: 'transformed' })];
    expect(findingsOf(scrapWithoutScrap, sold).map(({ events }) => events)).toEqual([['EV-2']]);
  });

  it('is told once the rest is sold as well, and names the sale that was strange', () => {
    const before = [machining(1, 100, 28), sale(2, 20)];
    expect(findingsOf(scrapWithoutScrap, before)).toEqual([]);
    const rest = sale(3, 16, { kind: 'transformed' });
    expect(findingsOf(scrapWithoutScrap, [...before, rest])).toMatchObject([
      { id: 'D07/MAKER/sold/EV-2', events: ['EV-2'], lots: ['SWARF-2'] },
    ]);
    // A quarter later it is another matter.
    const later = [machining(94, 1, 0), sale(95, 16, { kind: 'transformed' })];
    expect(findingsOf(scrapWithoutScrap, [...before, ...later])).toEqual([]);
  });

  it('is held against magnets once, however often they are worked', () => {
    const bodies = lotOf({ form: 'body', made: neodymium(100) });
    const outputs = [lotOf({ form: 'magnet', made: neodymium(100) })];
    const coating = observed.step({ eventNumber: 2, step: 'finishing', inputs: [partOf(bodies)], outputs });
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 28), coating, sale(3, 36)])).toHaveLength(1);
  });

  it('is not what it only passes on for others', () => {
    expect(findingsOf(scrapWithoutScrap, [machining(1, 100, 28), sale(2, 90, { party: 'OTHER' })])).toEqual([]);
  });
});

describe('D07 what a recycler makes', () => {
  const scrap = lotOf({ lot: 'SCRAP', form: 'scrap', made: neodymium(1_000) });
  const receipt = (weighed: number, outcome: 'accepted' | 'rejected' = 'accepted') =>
    observed.receipt({
      eventNumber: 1,
      consignee: 'MAKER',
      lines: [
        {
          lot: scrap,
          outcome,
          declared: amounts({ netMilligrams: 3_000 * KILOGRAM }),
          measured: amounts({ netMilligrams: weighed * 3 * KILOGRAM }),
        },
      ],
    });
  const recycling = (kilograms: number) =>
    observed.step({
      eventNumber: 2,
      step: 'recycling',
      inputs: [partOf(scrap)],
      outputs: [lotOf({ lot: 'OXIDE', made: neodymium(kilograms) }), lotOf({ form: 'residue', made: neodymium(500) })],
    });

  it('is at most 98 % of what it was brought, as weighed there', () => {
    expect(findingsOf(scrapWithoutScrap, [receipt(1_000), recycling(980)])).toEqual([]);
    expect(findingsOf(scrapWithoutScrap, [receipt(1_000), recycling(981)])).toHaveLength(1);
    const [finding] = findingsOf(scrapWithoutScrap, [receipt(300), recycling(940)]);
    expect(finding?.sentence).toBe(
      'MAKER has recycled 940 kg of rare earths of 300 kg in the scrap that it was brought, as weighed on arrival; 98 % is the most that comes out',
    );
  });

  it('is not made of what it has rejected', () => {
    expect(findingsOf(scrapWithoutScrap, [receipt(1_000, 'rejected'), recycling(940)])).toHaveLength(1);
  });

  it('counts what it collects, imports or had when it joined', () => {
    for (const kind of ['collected', 'imported', 'opening-stock'] as const) {
      const entered = observed.origin({ eventNumber: 1, lot: { ...scrap, kind } });
      expect(findingsOf(scrapWithoutScrap, [entered, recycling(940)])).toEqual([]);
    }
    expect(findingsOf(scrapWithoutScrap, [recycling(940)])).toHaveLength(1);
  });
});
