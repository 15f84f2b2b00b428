/** Whether a list counts for a way at all: most count for what leaves their own jurisdiction. */
import { type Answer, NO, YES } from './answer.ts';
import type { ControlListVersion } from './control-register.ts';
import type { Itinerary } from './controlled-material.ts';

/** Since 2020-02-01. Whoever joins or leaves is added with a date. */
const EU_MEMBERS: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/** Without a country that the goods leave, every list of exports may be theirs: it counts. Of several, one is enough. */
export function reachAnswer(
  { reach, jurisdiction }: ControlListVersion,
  { from = [], destination }: Itinerary,
): Answer {
  if (reach === 'anywhere') return YES;
  if (reach === 'import') return isWithin(destination, jurisdiction) ? YES : NO;
  return from.length === 0 || from.some((country) => isWithin(country, jurisdiction)) ? YES : NO;
}

function isWithin(country: string, jurisdiction: string): boolean {
  return jurisdiction === 'EU' ? EU_MEMBERS.has(country) : country === jurisdiction;
}
