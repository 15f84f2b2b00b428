/**
 * What filings seal unless whoever files opens it: the names of customers, how something is made, what it costs. A rival
 * learns most from these, and whoever has to file in a hurry would share all.
 */
import type { SEALABLE_MEMBERS } from './event-members.ts';

/** What a member gives away, for whoever decides who may see it. */
const SENSITIVITIES = ['customer', 'process', 'price', 'stock'] as const;
type Sensitivity = (typeof SENSITIVITIES)[number];

type Labels = Readonly<Partial<Record<(typeof SEALABLE_MEMBERS)[number], Sensitivity>>>;

const BY_TYPE: Readonly<Record<string, Labels>> = {};

/** The members that an event of this type seals by default, in their order here; none for most types. */
export function membersSealedByDefault(type: string): readonly string[] {
  return Object.keys(BY_TYPE[type] ?? {});
}
