/** The templates of what stands beside custody: holds, mandates, settlements, and what never was. */
import type { Column } from './column.ts';
import { type Template, TIME } from './template.ts';

const REASON: Column = {
  name: 'reason',
  kind: 'text',
  member: 'reason',
  needed: true,
  about: 'why, in your own words',
};

/** What an authority can stop: one of these in each row. */
const HELD: readonly Column[] = [
  { name: 'lot', kind: 'text', member: 'lot', about: 'the id of the lot; or else' },
  { name: 'unit', kind: 'text', member: 'unit', about: 'of the drum, pallet or container; or' },
  { name: 'transfer', kind: 'text', member: 'transfer', about: 'of the transfer; or' },
  { name: 'shipment', kind: 'text', member: 'shipment', about: 'of the shipment: one of them in each row' },
];

export const holdPlacedTemplate: Template = {
  name: 'hold-placed',
  isOwnAct: true,
  about: 'One row is one thing that an authority stops where it is.',
  key: [],
  columns: [...HELD, TIME, REASON],
  lists: {},
  examples: [
    { occurredAt: '2026-04-20T09:10:00.000Z', shipment: 'SHP-001', reason: 'export licence to be checked' },
    { occurredAt: '2026-04-20T09:12:00.000Z', lot: 'OX-ND', reason: 'origin in doubt' },
  ],
};

export const holdReleasedTemplate: Template = {
  name: 'hold-released',
  isOwnAct: true,
  about: 'One row is one thing that an authority lets go again.',
  key: [],
  columns: [...HELD, TIME, REASON],
  lists: {},
  examples: [{ occurredAt: '2026-04-20T09:40:00.000Z', shipment: 'SHP-001', reason: 'licence 2026-0417 is good' }],
};

const AGENT: Column = { name: 'agent', kind: 'text', member: 'agent', needed: true, about: 'the party that may act' };

export const mandateGivenTemplate: Template = {
  name: 'mandate-given',
  isOwnAct: true,
  about: 'One row is one party that may act for you; it takes the place of the mandate that it had.',
  key: [],
  columns: [
    AGENT,
    TIME,
    { name: 'acts', kind: 'texts', member: 'acts', needed: true, about: 'types of events, with commas between them' },
    {
      name: 'until',
      kind: 'time',
      member: 'until',
      unit: 'UTC',
      about: 'the last moment; without one, until it is ended',
    },
  ],
  lists: {},
  examples: [
    {
      occurredAt: '2026-04-28T08:00:00.000Z',
      agent: 'REFINER-B',
      acts: ['lot-created', 'transfer-dispatched'],
      until: '2026-12-31T23:59:59.999Z',
    },
  ],
};

export const mandateEndedTemplate: Template = {
  name: 'mandate-ended',
  isOwnAct: true,
  about: 'One row is one party that acts for you no more.',
  key: [],
  columns: [{ ...AGENT, about: 'the party that may act no more' }, TIME],
  lists: {},
  examples: [{ occurredAt: '2026-04-29T08:00:00.000Z', agent: 'REFINER-B' }],
};

export const transferSettledTemplate: Template = {
  name: 'transfer-settled',
  about: 'One row is what you would end a dispute on: of one lot, or of all of a transfer.',
  key: [],
  columns: [
    { name: 'transfer', kind: 'text', member: 'transfer', needed: true, about: 'the id of the transfer' },
    { name: 'lot', kind: 'text', member: 'lot', about: 'the id of the lot; all in dispute when it is empty' },
    TIME,
    {
      name: 'basis',
      kind: 'word',
      member: 'resolution.basis',
      needed: true,
      about: '`declared`, `measured`, or `agreed`, which names its lot and states what is agreed',
    },
  ],
  quantity: { prefix: 'resolution.quantity.', parts: ['net', 'volume', 'pieces', 'elements'] },
  lists: {},
  examples: [
    { occurredAt: '2026-03-13T09:00:00.000Z', transfer: 'TR-004', resolution: { basis: 'measured' } },
    {
      occurredAt: '2026-03-13T10:00:00.000Z',
      transfer: 'TR-001',
      lot: 'MIX-001',
      resolution: { basis: 'agreed', quantity: { netMilligrams: 264_940_000 } },
    },
  ],
};

export const eventVoidedTemplate: Template = {
  name: 'event-corrected',
  about: 'One row is one event that never was. What should have been said otherwise is corrected with `record`.',
  key: [],
  columns: [
    {
      name: 'corrects',
      kind: 'text',
      member: 'corrects',
      needed: true,
      about: 'the digest of the event, as `events --json` shows it',
    },
    TIME,
    REASON,
  ],
  lists: {},
  examples: [
    {
      occurredAt: '2026-04-26T10:00:00.000Z',
      corrects: 'Z3HS_ihbNTOrQKNMlhoLmMgaHAu2Dn_44RRqmxb2L8w',
      reason: 'entered twice',
    },
  ],
};
