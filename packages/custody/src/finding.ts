/** Something lawful to record that a reader should look at. The event is recorded; the finding says what is odd. */
export type FindingCode =
  | 'time-goes-back'
  | 'material-gained'
  | 'measure-gained'
  | 'adjusted-upwards'
  | 'facility-of-another-party'
  | 'step-not-among-activities';

export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
}
