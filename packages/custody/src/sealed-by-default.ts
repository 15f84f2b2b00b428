/**
 * What filings seal unless whoever files opens it: the names of customers, how something is made, what it costs. A rival
 * learns most from these, and whoever has to file in a hurry would share all.
 */
import type { SEALABLE_MEMBERS } from './events/event-members.ts';

/** What a member gives away, for whoever decides who may see it. */
type Sensitivity = 'customer' | 'process' | 'price';

type Labels = Readonly<Partial<Record<(typeof SEALABLE_MEMBERS)[number], Sensitivity>>>;

/** What an applicant states of its customer, at first and when it is asked for more. */
const OF_APPLICATIONS: Labels = {
  endUser: 'customer',
  otherEndUsers: 'customer',
  endUseDetail: 'customer',
  pastDealings: 'customer',
  processFlow: 'process',
  contract: 'price',
  prices: 'price',
};

/** By type of event; what each member gives away beside it. */
export const SEALED_BY_DEFAULT: Readonly<Record<string, Labels>> = {
  'licence-applied': OF_APPLICATIONS,
  'licence-information-provided': OF_APPLICATIONS,
  'sale-filed': { customer: 'customer', endCustomer: 'customer', value: 'price' },
  'stock-stated': { customers: 'customer' },
};

/** The members that an event of this type seals by default, in their order here; none for most types. */
export function membersSealedByDefault(type: string): readonly string[] {
  return Object.keys(SEALED_BY_DEFAULT[type] ?? {});
}
