import { describe, expect, test } from 'vitest';
import { attempt, enter, openWorld, record, refusalOf } from '../testing/given.ts';
import { dispatched, lotCreated, oreCreated, shipmentPacked, transformed } from './drafts.ts';

const world = () =>
  enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'], 'MAGNETS-D': ['magnet-maker', 'exporter'] });

describe('a lot that enters', () => {
  test('is held by who brought it in, with exact amounts, and what is not stated stays so', () => {
    const quantity = {
      netMilligrams: 1_000_000,
      pieces: 10,
      elementMilligrams: { Nd: 263, Dy: 0 },
      notDetected: ['Tb'],
      moisturePartsPerMillion: 150_000,
    };
    const origin = 'opening-stock';
    expect(record(world(), 'MAGNETS-D', lotCreated({ lot: 'MAG-1', origin, form: 'magnet', quantity }))).toEqual([
      {
        kind: 'lot',
        eventNumber: 7_000,
        lotNumber: 0,
        lot: 'MAG-1',
        lotKind: origin,
        party: 'MAGNETS-D',
        facility: null,
        country: 'CN',
        form: 'magnet',
        product: 'magnet',
        circuit: null,
        made: {
          netMilligrams: 1_000_000n,
          volumeMillilitres: null,
          pieces: 10n,
          elementMilligrams: { Nd: 263n, Dy: 0n },
        },
        notDetected: ['Tb'],
        uncertaintyPartsPerMillion: null,
      },
    ]);
  });

  test('gets the next lot number, without gaps', () => {
    const given = world();
    const numbers = ['ORE-1', 'ORE-2', 'ORE-3'].map((lot) => record(given, 'MINE-A', oreCreated(lot))[0]);
    expect(numbers).toMatchObject([{ lotNumber: 0 }, { lotNumber: 1 }, { lotNumber: 2 }]);
  });

  test('keeps masses beyond the exactness of doubles apart', () => {
    const quantity = { netMilligrams: 2 ** 53 - 1, elementMilligrams: { Nd: 2 ** 53 - 2 } };
    const metal = lotCreated({ lot: 'METAL-1', origin: 'opening-stock', form: 'metal', quantity });
    expect(record(world(), 'MINE-A', metal)).toMatchObject([
      { made: { netMilligrams: 9_007_199_254_740_991n, elementMilligrams: { Nd: 9_007_199_254_740_990n } } },
    ]);
  });
});

/** LOT, TRANSFER and SHIPMENT are the ids of one each; MAGNETS-D holds SPARE. */
function named() {
  const given = world();
  for (const lot of ['LOT', 'SENT', 'LEAVING', 'SPARE']) {
    record(given, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  record(given, 'MAGNETS-D', dispatched('TRANSFER', 'MINE-A', ['SENT']));
  record(given, 'MAGNETS-D', shipmentPacked('SHIPMENT', ['LEAVING']));
  return given;
}

describe('lots, transfers and shipments share one name space', () => {
  const kinds = { LOT: 'lot', TRANSFER: 'transfer', SHIPMENT: 'shipment' };
  const uses = {
    'a new lot': (id: string) => lotCreated({ lot: id, origin: 'opening-stock', form: 'magnet' }),
    'an output': (id: string) => transformed({ step: 'reuse', form: 'powder', inputs: [{ lot: 'SPARE' }], output: id }),
    'a transfer': (id: string) => dispatched(id, 'MINE-A', ['SPARE']),
    'a shipment': (id: string) => shipmentPacked(id, ['SPARE']),
  };

  describe.each(Object.entries(uses))('%s', (_, use) => {
    test.each(Object.entries(kinds))('cannot have the id %s of a %s', (id, usedFor) => {
      expect(refusalOf(named(), 'MAGNETS-D', use(id))).toMatchObject({ code: 'id-used', facts: { id, usedFor } });
    });

    test('can have an id that is free', () => {
      expect(attempt(named(), 'MAGNETS-D', use('FREE'))).toMatchObject({ accepted: true });
    });
  });

  test.each([
    ['a transfer after its own lot', dispatched('SPARE', 'MINE-A', ['SPARE'])],
    ['a shipment after its own lot', shipmentPacked('SPARE', ['SPARE'])],
    [
      'an output after its input',
      transformed({ step: 'reuse', form: 'powder', inputs: [{ lot: 'SPARE' }], output: 'SPARE' }),
    ],
  ])('cannot name %s', (_, event) => {
    expect(refusalOf(named(), 'MAGNETS-D', event)).toMatchObject({ code: 'id-used', facts: { id: 'SPARE' } });
  });

  test('tells capital letters from small ones', () => {
    expect(attempt(named(), 'MAGNETS-D', uses['a new lot']('lot'))).toMatchObject({ accepted: true });
  });
});
