/** The templates of what changes a lot without making another: counts and losses, and the end of material. */
import type { Column } from './column.ts';
import { WHOLE_QUANTITY } from './quantity-columns.ts';
import { type Template, TIME } from './template.ts';

const LOT: Column = { name: 'lot', kind: 'text', member: 'lot', needed: true, about: 'the id of the lot' };

export const lotAdjustedTemplate: Template = {
  name: 'lot-adjusted',
  about: 'One row is what is there of a lot now, as counted or weighed; it may be 0.',
  key: [],
  columns: [
    LOT,
    TIME,
    {
      name: 'reason',
      kind: 'word',
      member: 'reason',
      needed: true,
      about: 'one of count, loss, theft, damage, found, drying',
    },
  ],
  quantity: { prefix: 'quantity.', parts: WHOLE_QUANTITY },
  lists: {},
  examples: [
    {
      occurredAt: '2026-04-18T08:00:00.000Z',
      lot: 'OX-PR',
      reason: 'count',
      quantity: { netMilligrams: 36_990_000 },
      note: 'stock count of the week',
    },
  ],
};

export const lotDisposedTemplate: Template = {
  name: 'lot-disposed',
  about: 'One row is what is destroyed or put away for good of a lot, in one measure.',
  key: [],
  columns: [
    LOT,
    TIME,
    { name: 'reason', kind: 'text', member: 'reason', needed: true, about: 'why, in your own words' },
  ],
  quantity: { prefix: 'quantity.', parts: ['net', 'volume', 'pieces', 'elements'] },
  lists: {},
  examples: [
    {
      occurredAt: '2026-04-18T09:00:00.000Z',
      lot: 'OX-PR',
      reason: 'spilled, contaminated',
      quantity: { netMilligrams: 90_000 },
    },
  ],
};
