/** The templates of what moves lots: dispatches, receipts, units, and owners. */
import type { Column } from './column.ts';
import { WHOLE_QUANTITY } from './quantity-columns.ts';
import { type Template, TIME } from './template.ts';

const LOT: Column = { name: 'lot', kind: 'text', member: 'lot', needed: true, about: 'the id of the lot' };

const TRANSFER: Column = {
  name: 'transfer',
  kind: 'text',
  member: 'transfer',
  needed: true,
  about: 'the id of the transfer, on each of its rows',
};

const SEALS: Column = {
  name: 'seals',
  kind: 'texts',
  member: 'seals',
  about: 'seal numbers, with commas between them',
};

export const transferDispatchedTemplate: Template = {
  name: 'transfer-dispatched',
  about: 'One row is one lot that is sent; the rows of a transfer stand together.',
  key: ['transfer', 'reference'],
  columns: [
    TRANSFER,
    TIME,
    { name: 'consignee', kind: 'text', member: 'consignee', needed: true, about: 'the party that is to receive it' },
    { name: 'carrier', kind: 'text', member: 'carrier', about: 'who drives' },
    SEALS,
    { name: 'expected', kind: 'time', member: 'expectedAt', unit: 'UTC', about: 'when it should arrive' },
  ],
  lists: {
    line: { member: 'lines', columns: [LOT], quantity: { prefix: 'quantity.', parts: WHOLE_QUANTITY } },
  },
  examples: [
    {
      occurredAt: '2026-03-07T06:00:00.000Z',
      transfer: 'TR-001',
      consignee: 'REFINER-B',
      carrier: 'Gan river haulage',
      seals: ['SEAL-77120', 'SEAL-77121'],
      expectedAt: '2026-03-08T06:00:00.000Z',
      lines: [
        { lot: 'MIX-001', quantity: { netMilligrams: 265_000_000 } },
        { lot: 'MIX-002', quantity: { netMilligrams: 198_500_000 } },
      ],
    },
  ],
};

export const transferReceivedTemplate: Template = {
  name: 'transfer-received',
  about: 'One row is one lot that arrived, as your own scale has it; the rows of a transfer stand together.',
  key: ['transfer', 'reference'],
  columns: [
    TRANSFER,
    TIME,
    {
      name: 'consignor',
      kind: 'text',
      member: 'consignor',
      about: 'the party that sent it, where its dispatch is not recorded yet',
    },
    SEALS,
  ],
  lists: {
    line: {
      member: 'lines',
      columns: [
        LOT,
        {
          name: 'outcome',
          kind: 'word',
          member: 'outcome',
          about: '`accepted`, which is meant when it is empty, `partly-accepted` or `rejected`',
        },
        {
          name: 'rejected lot',
          kind: 'text',
          member: 'rejectedLot',
          about: 'of a lot that is partly accepted: the id of the part that goes back',
        },
        {
          name: 'discrepancy',
          kind: 'word',
          member: 'discrepancy.kind',
          about: 'one of overage, shortage, concealed, wrong-lot, damage, no-data',
        },
        {
          name: 'discrepancy note',
          kind: 'text',
          member: 'discrepancy.note',
          about: 'what is wrong, in your own words',
        },
      ],
      quantity: { prefix: 'measured.', parts: WHOLE_QUANTITY },
      defaults: { outcome: 'accepted' },
    },
  },
  examples: [
    {
      occurredAt: '2026-03-08T05:30:00.000Z',
      transfer: 'TR-001',
      lines: [
        { lot: 'MIX-001', outcome: 'accepted', measured: { netMilligrams: 264_880_000 } },
        {
          lot: 'MIX-002',
          outcome: 'rejected',
          measured: { netMilligrams: 198_510_000 },
          discrepancy: { kind: 'damage', note: 'two drums open' },
        },
      ],
    },
  ],
};

export const transferCancelledTemplate: Template = {
  name: 'transfer-cancelled',
  about: 'One row is one transfer that does not take place.',
  key: [],
  columns: [
    { ...TRANSFER, about: 'the id of the transfer' },
    TIME,
    { name: 'reason', kind: 'text', member: 'reason', needed: true, about: 'why, in your own words' },
  ],
  lists: {},
  examples: [{ occurredAt: '2026-03-07T09:00:00.000Z', transfer: 'TR-001', reason: 'the truck broke down' }],
};

const UNIT: Column = {
  name: 'unit',
  kind: 'text',
  member: 'unit',
  needed: true,
  about: 'the drum, pallet or container: an id of your own, or an SSCC of 18 digits',
};

export const unitPackedTemplate: Template = {
  name: 'unit-packed',
  about: 'One row is one lot that goes into a drum, pallet or container; the rows of a unit stand together.',
  key: ['unit', 'reference'],
  columns: [UNIT, TIME, { name: 'unit seal', kind: 'text', member: 'seal', about: 'the seal that it is closed with' }],
  lists: { line: { member: 'lots', columns: [LOT], isText: true } },
  examples: [
    { occurredAt: '2026-03-06T16:00:00.000Z', unit: 'DRUM-017', seal: 'SEAL-77119', lots: ['MIX-001', 'MIX-002'] },
  ],
};

export const unitUnpackedTemplate: Template = {
  name: 'unit-unpacked',
  about: 'One row is one drum, pallet or container that is opened.',
  key: [],
  columns: [UNIT, TIME, { name: 'unit seal', kind: 'text', member: 'seal', about: 'the seal as it was found' }],
  lists: {},
  examples: [{ occurredAt: '2026-03-09T08:00:00.000Z', unit: 'DRUM-017', seal: 'SEAL-77119' }],
};

export const ownershipTransferredTemplate: Template = {
  name: 'ownership-transferred',
  about: 'One row is one lot that somebody else owns from now on; rows of one change of owner stand together.',
  key: ['reference'],
  columns: [
    TIME,
    { name: 'owner', kind: 'text', member: 'owner', needed: true, about: 'the party that owns it from now on' },
  ],
  lists: { line: { member: 'lots', columns: [LOT], isText: true } },
  examples: [
    {
      occurredAt: '2026-04-20T08:00:00.000Z',
      owner: 'TRADER-D',
      lots: ['OX-PR', 'OX-ND'],
      extra: { reference: 'CONTRACT-2026-17' },
    },
  ],
};
