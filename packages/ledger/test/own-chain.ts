/**
 * A small chain with every event type, every way to take of a lot, and every state that a lot can be in, so that no
 * table of the views is without rows. Its attribution is worked out by hand below.
 */
import { createHash } from 'node:crypto';
import { digestEvent, encodeEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { sha256 } from '../src/keys/node-crypto.ts';
import type { Line } from './test-ledger.ts';

const START = Date.UTC(2026, 2, 1, 8);
const HOUR_MILLISECONDS = 3_600_000;

let made = 0;

/** Gives the event an id of its own, and an hour after the one before it. */
export function at(
  hour: number,
  by: string,
  event: object,
): Line & { readonly event: { readonly id: string; readonly occurredAt: string } } {
  made += 1;
  const occurredAt = new Date(START + hour * HOUR_MILLISECONDS).toISOString();
  const id = uuidOf(`${hour} ${by} ${JSON.stringify(event)} ${made}`);
  return { by, event: Object.assign({ id, occurredAt }, event) };
}

/** A UUID of version 4 that follows from a text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const party = (name: string, roles: readonly string[], country: string) => ({
  type: 'party-registered',
  party: name,
  name: `The ${name.toLowerCase()}`,
  roles,
  country,
});
const facility = (name: string, owner: string, country: string, activities: readonly string[]) => ({
  type: 'facility-registered',
  facility: name,
  party: owner,
  name,
  country,
  activities,
  location: { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 },
});

/** Who takes part. */
const REGISTRATIONS: readonly Line[] = [
  at(0, 'OPERATOR', party('MINE', ['mine'], 'CN')),
  at(1, 'OPERATOR', party('REFINER', ['refiner'], 'MY')),
  at(2, 'OPERATOR', party('WORKS', ['metal-maker', 'magnet-maker', 'exporter'], 'CN')),
  at(3, 'OPERATOR', party('RECYCLER', ['recycler'], 'JP')),
  at(4, 'OPERATOR', party('BUYER', ['end-user'], 'DE')),
  at(4, 'OPERATOR', party('LABORATORY', ['laboratory'], 'CH')),
  at(5, 'OPERATOR', facility('PIT', 'MINE', 'CN', ['mining', 'leaching'])),
  at(6, 'OPERATOR', facility('WORKS-1', 'WORKS', 'CN', ['strip-casting'])),
];

/** The pit has leached enough to know what to expect; the second time it knows better. */
const OWN_RANGES: readonly Line[] = [
  ['dissolution', 900_000],
  ['leaching', 600_000],
  ['leaching', 700_000],
].map(([step, lowPartsPerMillion], hour) =>
  at(7 + hour, 'MINE', {
    type: 'yield-ranges-set',
    facility: 'PIT',
    ranges: [{ step, lowPartsPerMillion, highPartsPerMillion: 990_000 }],
  }),
);

/** From the pit to two oxides of neodymium, with a merge of parts and a circuit that keeps some. */
const REFINING: readonly Line[] = [
  at(10, 'MINE', {
    type: 'lot-created',
    lot: 'ORE-1',
    origin: 'mined',
    facility: 'PIT',
    country: 'CN',
    permit: 'P-1',
    material: { form: 'ore', product: 'ionic clay' },
    quantity: quantity(1_000_000_000, { La: 5_000_000, Nd: 3_000_000, Dy: 400_000 }),
    documents: [{ kind: 'weighbridge-ticket', sha256: 'A'.repeat(43), name: 'ticket.pdf' }],
  }),
  at(11, 'MINE', {
    type: 'lot-created',
    lot: 'ORE-2',
    origin: 'opening-stock',
    facility: 'PIT',
    country: 'CN',
    material: { form: 'ore', product: 'ionic clay' },
    quantity: { ...quantity(200_000_000, { Nd: 1_000_000 }), thoriumPartsPerMillion: 40 },
  }),
  at(12, 'MINE', {
    type: 'lot-transformed',
    step: 'merge',
    facility: 'PIT',
    inputs: [{ lot: 'ORE-1', netMilligrams: 500_000_000 }, { lot: 'ORE-2' }],
    outputs: [output('ORE-3', 'ore', quantity(700_000_000, { La: 2_500_000, Nd: 2_500_000, Dy: 200_000 }))],
  }),
  at(13, 'MINE', {
    type: 'lot-transformed',
    step: 'leaching',
    facility: 'PIT',
    note: 'heap 4',
    inputs: [{ lot: 'ORE-3' }],
    outputs: [
      output('PLS-1', 'leach-solution', {
        volumeMillilitres: 1_000_000,
        elementMilligrams: { La: 2_000_000, Nd: 2_000_000, Dy: 160_000 },
      }),
    ],
    losses: [{ kind: 'process-loss', elementMilligrams: { La: 500_000, Nd: 500_000, Dy: 40_000 } }],
    auxiliaries: [
      { kind: 'ammonium-sulfate', netMilligrams: 3_000_000 },
      { kind: 'electricity', wattHours: 700 },
    ],
  }),
  at(14, 'MINE', {
    type: 'transfer-dispatched',
    transfer: 'T-1',
    consignee: 'REFINER',
    seals: ['S-1'],
    lines: [{ lot: 'PLS-1', quantity: { volumeMillilitres: 1_000_000 } }],
  }),
  at(15, 'REFINER', {
    type: 'transfer-received',
    transfer: 'T-1',
    lines: [{ lot: 'PLS-1', outcome: 'accepted', measured: { volumeMillilitres: 999_000 } }],
  }),
  at(16, 'REFINER', {
    type: 'lot-transformed',
    step: 'solvent-extraction',
    inputs: [{ lot: 'PLS-1' }],
    outputs: [
      output('OX-ND', 'oxide', quantity(2_200_000, { Nd: 1_800_000 })),
      output('OX-DY', 'oxide', quantity(200_000, { Dy: 150_000 })),
      output('OX-LA', 'oxide', quantity(2_400_000, { La: 2_000_000 })),
    ],
    circuit: { id: 'SX-1', openingElementMilligrams: {}, closingElementMilligrams: { Nd: 200_000, Dy: 10_000 } },
  }),
  at(17, 'REFINER', {
    type: 'lot-transformed',
    step: 'solvent-extraction',
    inputs: [],
    outputs: [output('OX-ND-2', 'oxide', quantity(180_000, { Nd: 150_000 }))],
    circuit: {
      id: 'SX-1',
      openingElementMilligrams: { Nd: 200_000, Dy: 10_000 },
      closingElementMilligrams: { Nd: 50_000, Dy: 10_000 },
    },
  }),
  at(18, 'REFINER', {
    type: 'transfer-dispatched',
    transfer: 'T-2',
    consignee: 'WORKS',
    carrier: 'by lorry',
    lines: [
      { lot: 'OX-ND', quantity: { netMilligrams: 2_200_000 } },
      { lot: 'OX-DY', quantity: { netMilligrams: 200_000 } },
      { lot: 'OX-ND-2', quantity: { netMilligrams: 180_000 } },
    ],
  }),
];

/** Scrap comes in and is divided by pieces. */
const RECYCLING: readonly Line[] = [
  at(20, 'RECYCLER', {
    type: 'lot-created',
    lot: 'SCRAP-1',
    origin: 'collected',
    consumption: 'post-consumer',
    country: 'JP',
    material: { form: 'scrap', product: 'end-of-life magnets' },
    quantity: { ...quantity(5_000_000, { Nd: 600_000, Dy: 50_000 }), pieces: 100 },
  }),
  at(21, 'RECYCLER', {
    type: 'lot-transformed',
    step: 'split',
    inputs: [{ lot: 'SCRAP-1', pieces: 40 }],
    outputs: [output('SCRAP-1A', 'scrap', { ...quantity(2_000_000, { Nd: 240_000, Dy: 20_000 }), pieces: 40 })],
  }),
  at(22, 'RECYCLER', {
    type: 'lot-transformed',
    step: 'recycling',
    inputs: [{ lot: 'SCRAP-1A' }],
    outputs: [output('ROX-1', 'oxide', quantity(280_000, { Nd: 230_000 }))],
    losses: [{ kind: 'residue', elementMilligrams: { Nd: 10_000, Dy: 20_000 } }],
  }),
  at(23, 'RECYCLER', {
    type: 'transfer-dispatched',
    transfer: 'T-3',
    consignee: 'WORKS',
    lines: [{ lot: 'ROX-1', quantity: { netMilligrams: 280_000 } }],
  }),
];

/** What becomes of the lanthanum that nobody buys: some is swept up, some is put away. */
const STOCK_KEEPING: readonly Line[] = [
  at(24, 'REFINER', { type: 'lot-adjusted', lot: 'OX-LA', quantity: { netMilligrams: 2_399_000 }, reason: 'count' }),
  at(25, 'REFINER', {
    type: 'lot-disposed',
    lot: 'OX-LA',
    quantity: { netMilligrams: 399_000 },
    reason: 'to the residue store',
  }),
];

/** Residue of which three quarters are kept; of what comes back more is missing than is tolerated. In the end all is gone. */
const HANDSHAKES: readonly Line[] = [
  at(26, 'REFINER', {
    type: 'lot-created',
    lot: 'RES-1',
    origin: 'opening-stock',
    country: 'MY',
    material: { form: 'residue', product: 'filter cake' },
    quantity: quantity(2_000_000, { Y: 100_001 }),
  }),
  at(26, 'REFINER', {
    type: 'transfer-dispatched',
    transfer: 'T-5',
    consignee: 'RECYCLER',
    seals: ['S-2', 'S-3'],
    lines: [{ lot: 'RES-1', quantity: { netMilligrams: 2_000_000 } }],
  }),
  at(27, 'RECYCLER', {
    type: 'transfer-received',
    transfer: 'T-5',
    seals: ['S-2'],
    lines: [
      {
        lot: 'RES-1',
        outcome: 'partly-accepted',
        measured: { netMilligrams: 1_500_000 },
        rejectedLot: 'RES-1-BACK',
        discrepancy: { kind: 'damage', note: 'one drum was wet' },
      },
    ],
  }),
  at(28, 'REFINER', {
    type: 'transfer-received',
    transfer: 'T-5',
    lines: [{ lot: 'RES-1-BACK', outcome: 'accepted', measured: { netMilligrams: 490_000 } }],
  }),
  at(29, 'RECYCLER', { type: 'transfer-settled', transfer: 'T-5', resolution: { basis: 'measured' } }),
  at(29, 'REFINER', {
    type: 'transfer-settled',
    transfer: 'T-5',
    lot: 'RES-1-BACK',
    resolution: { basis: 'measured' },
  }),
  at(29, 'REFINER', {
    type: 'transfer-dispatched',
    transfer: 'T-6',
    consignee: 'BUYER',
    lines: [{ lot: 'RES-1-BACK', quantity: { netMilligrams: 490_000 } }],
  }),
  at(29, 'REFINER', { type: 'transfer-cancelled', transfer: 'T-6', reason: 'nobody wants it' }),
  at(29, 'RECYCLER', {
    type: 'lot-disposed',
    lot: 'RES-1',
    quantity: { netMilligrams: 1_500_000 },
    reason: 'to the landfill',
  }),
  at(29, 'REFINER', {
    type: 'lot-disposed',
    lot: 'RES-1-BACK',
    quantity: { netMilligrams: 490_000 },
    reason: 'to the landfill',
  }),
];

/** What laboratories find in the lanthanum: at first a little neodymium, which the final assay does not detect. */
const ASSAYING: readonly Line[] = [
  at(29, 'REFINER', {
    type: 'lot-assayed',
    lot: 'OX-LA',
    laboratory: 'REFINER',
    method: 'XRF',
    quantity: { netMilligrams: 1_999_000, elementMilligrams: { La: 1_690_000, Nd: 500, Dy: 0 } },
    uncertaintyPartsPerMillion: 30_000,
    version: 'provisional',
  }),
  at(29, 'LABORATORY', {
    type: 'lot-assayed',
    lot: 'OX-LA',
    laboratory: 'LABORATORY',
    method: 'ICP-MS',
    quantity: {
      netMilligrams: 2_000_000,
      moisturePartsPerMillion: 1_000,
      thoriumPartsPerMillion: 2,
      elementMilligrams: { La: 1_666_667 },
      notDetected: ['Nd', 'Tb'],
    },
    uncertaintyPartsPerMillion: 8_000,
    version: 'final',
  }),
];

const SURE = { uncertaintyPartsPerMillion: 5_000 };

/** The works receive in parts, blend, smelt where they are not registered to, and take dysprosium by its mass. */
const MAKING: readonly Line[] = [
  at(30, 'WORKS', {
    type: 'transfer-received',
    transfer: 'T-2',
    facility: 'WORKS-1',
    lines: [
      { lot: 'OX-ND', outcome: 'accepted', measured: { netMilligrams: 2_200_000 } },
      { lot: 'OX-DY', outcome: 'accepted', measured: { netMilligrams: 199_000, elementMilligrams: { Dy: 149_000 } } },
    ],
  }),
  at(31, 'WORKS', {
    type: 'transfer-received',
    transfer: 'T-2',
    lines: [{ lot: 'OX-ND-2', outcome: 'accepted', measured: { ...quantity(180_000, { Nd: 140_000 }), ...SURE } }],
  }),
  at(32, 'WORKS', {
    type: 'transfer-received',
    transfer: 'T-3',
    lines: [{ lot: 'ROX-1', outcome: 'accepted', measured: { netMilligrams: 280_100 } }],
  }),
  at(33, 'WORKS', {
    type: 'lot-transformed',
    step: 'blend',
    inputs: [{ lot: 'OX-ND' }, { lot: 'OX-ND-2' }, { lot: 'ROX-1' }],
    outputs: [output('MIX', 'oxide', quantity(2_660_000, { Nd: 2_180_000 }))],
  }),
  at(34, 'WORKS', {
    type: 'lot-transformed',
    step: 'electrolysis',
    facility: 'WORKS-1',
    inputs: [{ lot: 'MIX' }],
    outputs: [output('MET', 'metal', quantity(2_150_000, { Nd: 2_130_000 }))],
    losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 50_000 } }],
    extra: { furnace: 7 },
  }),
  at(35, 'WORKS', {
    type: 'lot-transformed',
    step: 'strip-casting',
    facility: 'WORKS-1',
    inputs: [{ lot: 'MET' }, { lot: 'OX-DY', elementMilligrams: { Dy: 100_000 } }],
    outputs: [output('MAG', 'magnet', { ...quantity(7_000_000, { Nd: 2_100_000, Dy: 100_000 }), pieces: 70 })],
    losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 30_000 } }],
  }),
];

/** What the refiner counted, and for whom it did, which it seals. */
export const SEALING = at(29, 'REFINER', {
  type: 'lot-adjusted',
  lot: 'OX-LA',
  quantity: { netMilligrams: 2_000_000 },
  reason: 'count',
  sealed: { note: 'B'.repeat(42).concat('A'), extra: 'D'.repeat(42).concat('A') },
});

/** An authority stops lots, one of them on its way, and a packed shipment; a sale waits for the release. A box is found with another seal. A neighbour counts for another. */
const OVERSIGHT: readonly Line[] = [
  at(26, 'OPERATOR', { type: 'hold-placed', lot: 'OX-LA', reason: 'residue store to be inspected' }),
  at(26, 'OPERATOR', { type: 'hold-placed', lot: 'ROX-1', reason: 'origin of the scrap in doubt' }),
  at(27, 'OPERATOR', { type: 'hold-released', lot: 'ROX-1', reason: 'origin confirmed' }),
  at(28, 'RECYCLER', { type: 'ownership-transferred', lots: ['ROX-1'], owner: 'WORKS' }),
  at(28, 'RECYCLER', { type: 'unit-packed', unit: 'BOX-1', lots: ['SCRAP-1'], seal: 'R-1' }),
  at(28, 'RECYCLER', { type: 'unit-unpacked', unit: 'BOX-1', seal: 'R-2' }),
  at(29, 'RECYCLER', { type: 'unit-packed', unit: 'BOX-1', lots: ['SCRAP-1'] }),
  at(28, 'REFINER', { type: 'mandate-given', agent: 'RECYCLER', acts: ['lot-adjusted'] }),
  at(28, 'RECYCLER', {
    type: 'lot-adjusted',
    onBehalfOf: 'REFINER',
    lot: 'OX-LA',
    quantity: { netMilligrams: 2_000_000 },
    reason: 'count',
  }),
  at(29, 'REFINER', { type: 'mandate-ended', agent: 'RECYCLER' }),
  SEALING,
  at(29, 'REFINER', {
    type: 'access-granted',
    grant: 'GRANT-1',
    officer: 'RECYCLER',
    purpose: 'inspection',
    fields: ['note'],
    sealedIn: SEALING.event.id,
    from: '2020-01-01T00:00:00.000Z',
    to: '2999-01-01T00:00:00.000Z',
    reason: 'a question about the circuit',
  }),
  at(29, 'RECYCLER', {
    type: 'field-viewed',
    sealedIn: SEALING.event.id,
    field: 'note',
    owner: 'REFINER',
    purpose: 'inspection',
    grant: 'GRANT-1',
  }),
  at(29, 'REFINER', { type: 'access-ended', grant: 'GRANT-1', officer: 'RECYCLER', reason: 'it is answered' }),
  at(29, 'REFINER', {
    type: 'opening-erased',
    sealedIn: SEALING.event.id,
    field: 'note',
    reason: 'the contract is over',
  }),
];

/** A shipment is packed and undone, another one leaves; what is left of the dysprosium is on its way. */
export const EXPORTING: readonly Line[] = [
  at(40, 'WORKS', {
    type: 'shipment-packed',
    shipment: 'SHP-0',
    lots: ['MAG'],
    consignee: 'BUYER',
    destination: 'DE',
    sealed: { endUser: 'A'.repeat(43) },
  }),
  at(41, 'WORKS', { type: 'shipment-unpacked', shipment: 'SHP-0' }),
  at(42, 'WORKS', {
    type: 'shipment-packed',
    shipment: 'SHP-1',
    lots: ['MAG'],
    consignee: 'BUYER',
    destination: 'DE',
  }),
  at(42, 'OPERATOR', { type: 'hold-placed', shipment: 'SHP-1', reason: 'licence to be checked' }),
  at(43, 'OPERATOR', { type: 'hold-released', shipment: 'SHP-1', reason: 'licence in order' }),
  at(43, 'WORKS', { type: 'shipment-exited', shipment: 'SHP-1', port: 'Ningbo', mode: 'sea' }),
  at(44, 'WORKS', {
    type: 'transfer-dispatched',
    transfer: 'T-4',
    consignee: 'BUYER',
    lines: [{ lot: 'OX-DY', quantity: { netMilligrams: 200_000, elementMilligrams: { Dy: 50_000 } } }],
  }),
];

/** The sections whose stock and balances tests work out by hand. */
export const STOCK_CHAIN: readonly Line[] = [
  ...REGISTRATIONS,
  ...REFINING,
  ...RECYCLING,
  ...STOCK_KEEPING,
  ...OVERSIGHT,
  ...MAKING,
  ...EXPORTING,
];

/** What was typed wrong is corrected in the same file as it was recorded: a correction names an event by its digest. */
const [MISTYPED, ENTERED_TWICE, SPLIT_WRONG, WRONG_SAMPLE] = [
  at(46, 'MINE', oreLot('ORE-7', 900_000_000)),
  at(47, 'MINE', oreLot('ORE-8', 90_000_000)),
  at(48, 'MINE', splitOf('ORE-7', 'ORE-7A', 600_000_000)),
  at(49, 'MINE', {
    type: 'lot-assayed',
    lot: 'ORE-7A',
    laboratory: 'MINE',
    method: 'XRF',
    quantity: quantity(600_000_000, { Nd: 900 }),
    uncertaintyPartsPerMillion: 50_000,
    version: 'provisional',
  }),
];
const CORRECTIONS: readonly Line[] = [
  MISTYPED,
  ENTERED_TWICE,
  SPLIT_WRONG,
  WRONG_SAMPLE,
  correction(49, WRONG_SAMPLE),
  correction(50, MISTYPED, { replacement: { ...MISTYPED.event, ...oreLot('ORE-7', 800_000_000) } }),
  correction(51, ENTERED_TWICE),
  correction(52, SPLIT_WRONG, { replacement: { ...SPLIT_WRONG.event, ...splitOf('ORE-7', 'ORE-7A', 500_000_000) } }),
  // Part of ORE-1 was merged.
  correction(53, REFINING[0] as Line),
];

/** What was sent and packed is corrected as well: to whom it goes. */
const [SENT_WRONG, PACKED_WRONG] = [
  at(54, 'MINE', { ...dispatchOf('T-10', 'ORE-7A', 500_000_000), consignee: 'WORKS' }),
  at(54, 'WORKS', {
    type: 'shipment-packed',
    shipment: 'SHP-2',
    lots: ['MAG-2'],
    consignee: 'BUYER',
    destination: 'FR',
  }),
];
const CORRECTED_MOVEMENTS: readonly Line[] = [
  SENT_WRONG,
  correction(55, SENT_WRONG, { replacement: { ...SENT_WRONG.event, consignee: 'REFINER' } }),
  at(53, 'WORKS', {
    type: 'lot-created',
    lot: 'MAG-2',
    origin: 'opening-stock',
    country: 'CN',
    material: { form: 'magnet', product: '42SH' },
    quantity: quantity(70_000, { Nd: 20_000 }),
  }),
  PACKED_WRONG,
  correction(55, PACKED_WRONG, { replacement: { ...PACKED_WRONG.event, destination: 'DE' } }),
];

function dispatchOf(transfer: string, lot: string, netMilligrams: number) {
  return { type: 'transfer-dispatched', transfer, lines: [{ lot, quantity: { netMilligrams } }] };
}

function oreLot(lot: string, netMilligrams: number) {
  const common = { type: 'lot-created', lot, origin: 'mined', facility: 'PIT', country: 'CN' };
  return {
    ...common,
    material: { form: 'ore', product: 'ionic clay' },
    quantity: quantity(netMilligrams, { Nd: 4_000 }),
  };
}

function splitOf(lot: string, part: string, netMilligrams: number) {
  const outputs = [output(part, 'ore', quantity(netMilligrams, { Nd: 1_000 }))];
  return { type: 'lot-transformed', step: 'split', facility: 'PIT', inputs: [{ lot, netMilligrams }], outputs };
}

/** The event that corrects another, by whom recorded that one; without a replacement it is voided. */
export function correction(hour: number, { by = 'MINE', event }: Line, replaced: { replacement?: object } = {}): Line {
  const encoded = encodeEvent(JSON.parse(JSON.stringify(event)) as JsonValue);
  if (!encoded.ok) throw new Error(encoded.problem);
  const corrects = digestEvent(encoded.value, sha256);
  return at(hour, by, { type: 'event-corrected', corrects, reason: 'typed wrong', ...replaced });
}

/** The refiner has received what the mine cannot record yet: one is matched, one given up, one still waits. */
const AWAITING: readonly Line[] = [
  awaitedReceipt(60, 'T-7', 'ORE-9', { discrepancy: { kind: 'damage' } }),
  awaitedReceipt(60, 'T-8', 'ORE-10', { outcome: 'partly-accepted', rejectedLot: 'ORE-10R' }),
  awaitedReceipt(60, 'T-9', 'ORE-11'),
  at(58, 'MINE', oreLot('ORE-9', 70_000_000)),
  at(59, 'MINE', {
    type: 'transfer-dispatched',
    transfer: 'T-7',
    consignee: 'REFINER',
    lines: [{ lot: 'ORE-9', quantity: { netMilligrams: 70_000_000 } }],
  }),
  at(61, 'MINE', { type: 'transfer-cancelled', transfer: 'T-8', reason: 'never sent' }),
];

function awaitedReceipt(hour: number, transfer: string, lot: string, said: object = {}): Line {
  const measured = { ...quantity(70_000_000, { Nd: 4_000 }), ...SURE };
  const lines = [{ lot, outcome: 'accepted', measured, ...said }];
  return at(hour, 'REFINER', { type: 'transfer-received', transfer, consignor: 'MINE', seals: ['S-9'], lines });
}

const FINDING = { finding: 'D02/WORKS-1/strip-casting', facts: 'A'.repeat(43) };

/** What is said of a finding, whether or not there is one, and how its rule is set. */
const FINDINGS: readonly Line[] = [
  at(60, 'OPERATOR', {
    type: 'finding-rule-set',
    rule: 'D02',
    thresholds: { inARowMin: 3, windowDays: 300 },
    isOff: false,
    reason: 'a new plant',
  }),
  at(61, 'REFINER', {
    type: 'finding-answered',
    ...FINDING,
    outcome: 'explained',
    reason: 'the circuit was cleaned out',
  }),
  at(62, 'OPERATOR', { type: 'finding-closed', ...FINDING, outcome: 'cleared', reason: 'a stock count shows it' }),
];

/** What is no matter of material. */
const DOCKETS: readonly Line[] = [
  at(63, 'OPERATOR', {
    type: 'quota-allocated',
    quota: 'MINING-2026-1',
    holder: 'MINE',
    year: 2026,
    batch: 1,
    activity: 'mining',
    ore: 'rock',
    oxideMilligrams: 135_000_000_000,
    sources: ['notice 1'],
  }),
  at(64, 'OPERATOR', {
    type: 'trade-gap-stated',
    gap: 'MT-CN-DE-850511-202601-202606',
    status: 'open',
    figures: {
      exporter: 'CN',
      importer: 'DE',
      hsCode: '850511',
      fromMonth: '2026-01',
      toMonth: '2026-06',
      lagMonths: 2,
      exportsMilligrams: 100_000_000,
      importsMilligrams: 60_000_000,
      gapMilligrams: 40_000_000,
    },
    reason: 'as both tables have it',
  }),
  at(65, 'MINE', {
    type: 'stock-stated',
    sector: 'trade',
    item: 'ore',
    stockMilligrams: 1_000_000_000,
    dailyUseMilligrams: 1_000_000,
  }),
  at(65, 'MINE', {
    type: 'sale-filed',
    sale: 'SALE-1',
    customer: 'WORKS',
    lots: ['ORE-3'],
    netMilligrams: 700_000_000,
    value: { minorUnits: 120_000, currency: 'CNY' },
    soldAt: '2026-03-02T08:00:00.000Z',
  }),
  at(65, 'MINE', { type: 'return-filed', facility: 'PIT', month: '2026-02', figures: [] }),
];

export const OWN_CHAIN: readonly Line[] = [
  ...REGISTRATIONS,
  ...REFINING,
  ...OWN_RANGES,
  ...RECYCLING,
  ...STOCK_KEEPING,
  ...OVERSIGHT,
  ...HANDSHAKES,
  ...ASSAYING,
  ...MAKING,
  ...CORRECTIONS,
  ...CORRECTED_MOVEMENTS,
  ...AWAITING,
  ...FINDINGS,
  ...DOCKETS,
  ...EXPORTING,
];

/**
 * Where the masses of SHP-1 come from. ORE-3 has its Nd from ORE-1 and ORE-2 as 3 : 2; that rides unchanged through
 * leaching and circuit into 1,950,000 mg, to which the scrap adds 230,000 mg. Of the 2,100,000 mg shipped that makes
 *
 *   ORE-1    1,950,000 × 3/5 ÷ 2,180,000 × 2,100,000 = 1,127,064.22…
 *   ORE-2    1,950,000 × 2/5 ÷ 2,180,000 × 2,100,000 =   751,376.14…
 *   SCRAP-1    230,000       ÷ 2,180,000 × 2,100,000 =   221,559.63…, which gets the milligram that is left
 */
export const SHIPMENT_ORIGINS = {
  Nd: {
    milligrams: 2_100_000,
    unknownMilligrams: 0,
    origins: [
      { lot: 'ORE-1', milligrams: 1_127_064, share: '0.536697' },
      { lot: 'ORE-2', milligrams: 751_376, share: '0.357798' },
      { lot: 'SCRAP-1', milligrams: 221_560, share: '0.105505' },
    ],
  },
  Dy: {
    milligrams: 100_000,
    unknownMilligrams: 0,
    origins: [{ lot: 'ORE-1', milligrams: 100_000, share: '1.000000' }],
  },
} as const;

/** Every lot behind SHP-1, the stock of the circuit among them. */
export const SHIPMENT_LOTS = [
  'MAG',
  'MET',
  'MIX',
  'OX-DY',
  'OX-ND',
  'OX-ND-2',
  'ORE-1',
  'ORE-2',
  'ORE-3',
  'PLS-1',
  'ROX-1',
  'SCRAP-1',
  'SCRAP-1A',
  'SX-1',
] as const;

function quantity(netMilligrams: number, elementMilligrams: Record<string, number>) {
  return { netMilligrams, elementMilligrams };
}

function output(lot: string, form: string, amounts: object) {
  return { lot, material: { form, product: `${form} of ${lot}` }, quantity: amounts };
}
