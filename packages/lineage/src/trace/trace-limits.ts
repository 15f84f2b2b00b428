import { formatCount } from '@lodestone/custody/format-count.ts';
import { printable } from '../plain-text.ts';
import type { TraceFilterLimit } from './trace-value.ts';

/** Which lots are listed, and that others are left out, word by word, so that lines can be made of them. */
export function describeFilter(limit: TraceFilterLimit): string[] {
  const { parties, facilities, forms, since, until, lotsLeftOut, hasAllEdges } = limit;
  const conditions = [
    parties.length === 0 ? [] : `made or held by ${either(parties)}`,
    facilities.length === 0 ? [] : `made at ${either(facilities)}`,
    forms.length === 0 ? [] : `of form ${either(forms)}`,
    since === null ? [] : `made at or after ${since}`,
    until === null ? [] : `made before ${until}`,
  ].flat();
  const left = lotsLeftOut === 0 ? 'none is left out' : `${formatCount(lotsLeftOut, 'other')} left out`;
  const edges = hasAllEdges ? '' : '; of the ways between lots listed, only the shortest to each is shown';
  return `listed: lots ${conditions.join(' and ')}; ${left}, masses are of all${edges}`.split(' ');
}

function either(names: readonly string[]): string {
  return names.map(printable).join(' or ');
}
