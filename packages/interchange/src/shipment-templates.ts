/** The templates of what leaves together: packed, undone, and gone. */
import type { Column } from './column.ts';
import { type Template, TIME } from './template.ts';

const SHIPMENT: Column = {
  name: 'shipment',
  kind: 'text',
  member: 'shipment',
  needed: true,
  about: 'the id of the shipment',
};

export const shipmentPackedTemplate: Template = {
  name: 'shipment-packed',
  about: 'One row is one lot of a shipment; the rows of a shipment stand together.',
  key: ['shipment'],
  columns: [
    { ...SHIPMENT, about: 'the id of the shipment, on each row' },
    TIME,
    { name: 'consignee', kind: 'text', member: 'consignee', needed: true, about: 'the party that it goes to' },
    {
      name: 'destination',
      kind: 'country',
      member: 'destination',
      needed: true,
      about: 'two letters of ISO 3166, such as DE',
    },
    { name: 'end user', kind: 'text', member: 'endUser', about: 'who uses it in the end, if not the consignee' },
  ],
  lists: {
    line: {
      member: 'lots',
      columns: [{ name: 'lot', kind: 'text', member: 'lot', needed: true, about: 'the id of the lot' }],
      isText: true,
    },
  },
  examples: [
    {
      occurredAt: '2026-05-02T08:00:00.000Z',
      shipment: 'SHP-1',
      consignee: 'MOTORS-F',
      destination: 'DE',
      lots: ['MAG-001', 'MAG-002'],
    },
  ],
};

export const shipmentUnpackedTemplate: Template = {
  name: 'shipment-unpacked',
  about: 'One row is one shipment that is undone before it leaves.',
  key: [],
  columns: [SHIPMENT, TIME],
  lists: {},
  examples: [{ occurredAt: '2026-05-02T16:00:00.000Z', shipment: 'SHP-1', note: 'goes by another ship' }],
};

export const shipmentExitedTemplate: Template = {
  name: 'shipment-exited',
  about: 'One row is one shipment that has left the country.',
  key: [],
  columns: [
    SHIPMENT,
    TIME,
    { name: 'declaration', kind: 'text', member: 'declaration', about: 'number of the export declaration' },
    { name: 'hs code', kind: 'text', member: 'hsCode', about: 'as declared, such as 2846902900' },
    { name: 'control codes', kind: 'texts', member: 'controlCodes', about: 'with commas between them' },
    { name: 'licence', kind: 'text', member: 'licence', about: 'number of the export licence' },
    { name: 'port', kind: 'text', member: 'port', about: 'where it left' },
    { name: 'exit country', kind: 'country', member: 'country', about: 'that it left: two letters of ISO 3166' },
    { name: 'mode', kind: 'text', member: 'mode', about: 'such as sea, air, road' },
  ],
  quantity: { prefix: '', parts: ['net'] },
  lists: {},
  examples: [
    {
      occurredAt: '2026-05-04T16:00:00.000Z',
      shipment: 'SHP-1',
      declaration: '310120260000012345',
      hsCode: '8505111000',
      controlCodes: ['1C902'],
      licence: 'MOFCOM-2026-0417',
      port: 'Ningbo',
      country: 'CN',
      mode: 'sea',
      netMilligrams: 403_000_000,
    },
  ],
};
