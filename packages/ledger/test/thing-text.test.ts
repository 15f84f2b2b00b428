import type { NamedThing } from '@lodestone/custody/state/custody-state.ts';
import type { AssayState } from '@lodestone/custody/state/state-of-lots.ts';
import type { HandshakeState } from '@lodestone/custody/state/state-of-transfers.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatHandshake, formatThing, parseHandshake, parseThing } from '../src/audit/thing-text.ts';

const text: fc.Arbitrary<string> = fc.string({ unit: 'grapheme' });
/** As parties and lots are called. */
const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,12}$/);
const amount = fc.option(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }));
const elementMilligrams = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...ELEMENT_SYMBOLS), fc.bigInt({ min: 0n, max: 2n ** 70n })), {
    selector: ([element]) => element,
  })
  .map((masses) => Object.fromEntries(masses));

const owner = fc.option(text);
const hold = fc.option(fc.record({ placedBy: text, placedAt: text, reason: text }));
const assay: fc.Arbitrary<AssayState | null> = fc.option(
  fc.record({
    eventNumber: fc.nat(),
    version: fc.constantFrom('provisional', 'final', 'umpire'),
    laboratory: text,
  }),
);

const uncertaintyPartsPerMillion: fc.Arbitrary<number | null> = fc.option(fc.nat(1_000_000));

const lot: fc.Arbitrary<NamedThing> = fc.record({
  kind: fc.constant('lot' as const),
  lot: text,
  lotNumber: fc.nat(),
  form: fc.constantFrom(null, 'ore', 'oxide'),
  product: fc.option<string>(text),
  country: text,
  custodian: text,
  whereabouts: fc.oneof(
    fc.constant({ status: 'held' as const }),
    fc.record({ status: fc.constantFrom('in-transit' as const, 'returning' as const), transfer: text }),
    fc.record({ status: fc.constantFrom('packed' as const, 'exported' as const), shipment: text }),
  ),
  remaining: fc.record({ netMilligrams: amount, volumeMillilitres: amount, pieces: amount, elementMilligrams }),
  unit: owner,
  owner,
  ownedNumber: fc.option<number>(fc.nat()),
  countedNumber: fc.option<number>(fc.nat()),
  hold,
  assay,
  uncertaintyPartsPerMillion,
  touchedBy: text,
  touchedAt: text,
  step: fc.oneof(fc.constant(null), fc.nat()),
  touchedNumber: fc.nat(),
});
const transfer: fc.Arbitrary<NamedThing> = fc.record({
  kind: fc.constant('transfer' as const),
  transfer: text,
  consignor: text,
  consignee: text,
  seals: fc.option<string[]>(fc.array(text)),
  hold,
});
const shipment: fc.Arbitrary<NamedThing> = fc.record({
  kind: fc.constant('shipment' as const),
  shipment: text,
  party: text,
  consignee: text,
  destination: text,
  lots: fc.array(text),
  ended: fc.constantFrom(null, 'unpacked' as const, 'exited' as const, 'voided' as const),
  hold,
});

const unit: fc.Arbitrary<NamedThing> = fc.record({
  kind: fc.constant('unit' as const),
  unit: text,
  lots: fc.array(text),
  isPacked: fc.boolean(),
  standingNumber: fc.nat(),
  seal: owner,
  hold,
});

test('a lot, a transfer, a shipment and a unit come back as they were, every mass exact', () => {
  fc.assert(
    fc.property(fc.oneof(lot, transfer, shipment, unit), (thing) => {
      expect(parseThing(formatThing(thing))).toEqual(thing);
    }),
  );
});

const amounts = fc.record({ netMilligrams: amount, volumeMillilitres: amount, pieces: amount, elementMilligrams });
const handshake: fc.Arbitrary<HandshakeState> = fc.record({
  isWhole: fc.boolean(),
  lots: fc.array(identifier),
  receipts: fc.array(
    fc.record({
      eventNumber: fc.nat(),
      outcomes: fc.dictionary(identifier, fc.constantFrom('accepted' as const, 'returned' as const), {
        noNullPrototype: true,
      }),
    }),
  ),
  ended: fc.option(fc.record({ as: fc.constantFrom('cancelled' as const, 'voided' as const), eventNumber: fc.nat() })),
  disputes: fc.array(
    fc.record({
      eventNumber: fc.nat(),
      transfer: identifier,
      lot: identifier,
      lotNumber: fc.nat(),
      declared: amounts,
      measured: amounts,
      proposals: fc.array(
        fc.record({
          eventNumber: fc.nat(),
          isEffective: fc.boolean(),
          party: identifier,
          basis: fc.constantFrom('declared' as const, 'measured' as const, 'agreed' as const),
          quantity: amounts,
        }),
      ),
    }),
  ),
});

test('so does what a settlement needs to know of a transfer', () => {
  fc.assert(
    fc.property(handshake, (known) => {
      expect(parseHandshake(formatHandshake(known))).toEqual(known);
    }),
  );
});
