/** Something lawful to record that a reader should look at. The event is recorded; the finding says what is odd. */
export const FINDING_CODES = [
  'time-goes-back',
  'dated-ahead',
  'material-gained',
  'measure-gained',
  'gained-within-uncertainty',
  'yield-out-of-range',
  'adjusted-upwards',
  'owners-differ',
  'transfer-variance',
  'discrepancy',
  'seals-differ',
  'awaited-differs',
  'lot-awaited',
  'provisional-after-final',
  'assay-differs',
  'facility-of-another-party',
  'document-reused',
  'step-not-among-activities',
  'correction-contested',
  'ore-in-recycling',
  'ore-like-recyclate',
  'signature-changed',
  'signed-with-stolen-key',
  'heavy-rare-earths-missing',
  'not-compared',
  'arrival-differs',
  'held-when-recorded',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
}
