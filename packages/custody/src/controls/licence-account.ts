/**
 * What was drawn of a licence, as double entry: every posting takes a mass from one account of a line and gives it to
 * another, so that what was granted is at every moment what is available, reserved and consumed together.
 *
 * A declaration reserves, an exit consumes what left and releases the rest, unpacking releases all. An exit that is taken
 * back gives its goods back to what is reserved, since the declaration stands.
 */
import type { DocketStep } from '../docket.ts';
import {
  addPosting,
  drawsOfShipment,
  emptyFold,
  type LicenceFold,
  lineAccountsOf,
  type Masses,
  takeStep,
} from './licence-fold.ts';

/** `authority` is whoever grants: what it has given is what the other three hold. */
export type LicenceAccountName = 'authority' | 'available' | 'reserved' | 'consumed';

export interface LicencePosting {
  readonly eventNumber: number;
  readonly line: string;
  /** Null where the authority grants, or grants less. */
  readonly shipment: string | null;
  readonly from: LicenceAccountName;
  readonly to: LicenceAccountName;
  /** Above 0. */
  readonly netMilligrams: bigint;
}

/** One line of a licence. `available` is below 0 where it was amended to less than was drawn. */
export interface LineAccount {
  readonly line: string;
  readonly grantedMilligrams: bigint;
  readonly availableMilligrams: bigint;
  readonly reservedMilligrams: bigint;
  readonly consumedMilligrams: bigint;
}

/** What one shipment holds of a line. Both are 0 where all was released. */
export interface Draw {
  readonly shipment: string;
  readonly line: string;
  readonly reservedMilligrams: bigint;
  readonly consumedMilligrams: bigint;
}

/** What was reported of a shipment's arrival: the latest of each party. */
export interface ReportedArrival {
  readonly shipment: string;
  readonly party: string;
  readonly occurredAt: string;
  readonly netMilligrams: bigint;
}

export interface LicenceAccounts {
  readonly licence: string;
  readonly postings: readonly LicencePosting[];
  readonly draws: readonly Draw[];
  readonly arrivals: readonly ReportedArrival[];
}

/** The accounts of a licence under the steps of its docket. Steps in which nothing is drawn or granted pass. */
export function accountsOf(licence: string, steps: readonly DocketStep[]): LicenceAccounts {
  const fold = emptyFold(licence);
  const arrivals = new Map<string, ReportedArrival>();
  const postings = steps.flatMap((step) => {
    const { event, party } = step;
    if (event.type === 'shipment-arrived') {
      const { shipment, occurredAt, netMilligrams } = event;
      arrivals.set(`${shipment} ${party}`, { shipment, party, occurredAt, netMilligrams: BigInt(netMilligrams) });
    }
    return takeStep(fold, step);
  });
  const draws = [...fold.shipments.keys()].flatMap((shipment) => drawsOfShipment(fold, shipment));
  return { licence, postings, draws, arrivals: [...arrivals.values()] };
}

/** Every line that was ever granted, in the order of the grants, as the postings have left it. */
export function lineAccounts({ postings }: Pick<LicenceAccounts, 'postings'>): LineAccount[] {
  const lines: LicenceFold['lines'] = new Map();
  for (const posting of postings) addPosting(lines, posting);
  return lineAccountsOf(lines);
}

/** By line, what is reserved or consumed: an amendment does not go below it. */
export function drawnOf(licence: string, steps: readonly DocketStep[]): Masses {
  const accounts = lineAccounts(accountsOf(licence, steps));
  return new Map(accounts.map((one) => [one.line, one.reservedMilligrams + one.consumedMilligrams]));
}
