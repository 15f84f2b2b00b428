/** Why an event is not recorded: a code for programs, where in it, a sentence for people, both values that disagree. */
export type RefusalCode =
  | 'not-opened'
  | 'already-opened'
  | 'origin-differs'
  | 'unknown-party'
  | 'unknown-facility'
  | 'unknown-lot'
  | 'unknown-transfer'
  | 'unknown-shipment'
  | 'unknown-unit'
  | 'unknown-key'
  | 'unknown-list'
  | 'id-used'
  | 'key-used'
  | 'key-not-enrolled'
  | 'key-revoked'
  | 'key-proof'
  | 'key-recovery'
  | 'stolen-later'
  | 'key-retired'
  | 'no-mandate'
  | 'role'
  | 'not-holder'
  | 'not-owner'
  | 'in-transit'
  | 'awaited'
  | 'packed'
  | 'exported'
  | 'packed-in-unit'
  | 'unit-divided'
  | 'unit-state'
  | 'on-hold'
  | 'not-on-hold'
  | 'voided'
  | 'spent'
  | 'overdrawn'
  | 'named-twice'
  | 'dates-overlap'
  | 'list-ended'
  | 'quantity-differs'
  | 'form-changed'
  | 'material-gained'
  | 'measure-gained'
  | 'elements-above-net'
  | 'treo-above-dry'
  | 'laboratory-differs'
  | 'umpire-holds'
  | 'umpire-recorded'
  | 'circuit-opening'
  | 'not-in-transfer'
  | 'returning'
  | 'nothing-rejected'
  | 'transfer-ended'
  | 'no-dispute'
  | 'settled-below-zero'
  | 'amount-too-large'
  | 'shipment-ended'
  | 'time-goes-back'
  | 'unknown-event'
  | 'not-correctable'
  | 'not-author'
  | 'event-voided'
  | 'replacement-differs'
  | 'input-not-before'
  | 'unknown-licence'
  | 'unknown-licence-line'
  | 'unknown-item'
  | 'licence-state'
  | 'licence-review'
  | 'licence-routed'
  | 'licence-dates'
  | 'licence-year'
  | 'licence-end-users'
  | 'not-applicant'
  | 'above-asked'
  | 'not-sealed'
  | 'opening-erased'
  | 'trade-gap-not-open'
  | 'trade-gap-agreed'
  | 'quota-allocated'
  | 'quota-batch'
  | 'sale-filed'
  | 'return-filed'
  | 'return-unbalanced'
  | 'facility-of-another';

export interface Refusal {
  readonly code: RefusalCode;
  /** The member at fault, such as `inputs[0].lot`; null when it is the signature. */
  readonly field: string | null;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Thrown inside the rules and caught by `decide` alone, so that a rule reads as a plain statement. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(code: RefusalCode, field: string | null, message: string, facts: Refusal['facts']) {
    super(message);
    this.refusal = { code, field, message, facts };
  }
}
