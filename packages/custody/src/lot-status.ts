/** How a lot stands: where it is, or that nothing of it is left. */
export const LOT_STATUSES = [
  'held',
  'in-transit',
  'returning',
  'packed',
  'exported',
  'spent',
  'lost',
  'disposed',
  'voided',
] as const;

export type LotStatus = (typeof LOT_STATUSES)[number];
