/** What parties file: sales, and monthly returns. Whether they agree with the ledger is looked up when they are shown. */
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { returnSubject } from '../filing-subject.ts';
import { formatKilograms } from '../format-amount.ts';
import { Refused } from '../refusal.ts';
import { requireDistinct, requireThing, type Ruling } from './ruling.ts';

/** The seller is the acting party. The same sale filed again by it takes the place of what it filed before. */
export function decideSaleFiled(ruling: Ruling, event: EventOf<'sale-filed'>): void {
  const { sale, lots = [] } = event;
  const { party } = ruling.actor;
  const filed = docketOf(ruling, 'sale', sale)[0];
  if (filed !== undefined && filed.party !== party) {
    const message = `sale ${sale} is filed by ${filed.party} already, this event is by ${party}: choose another id`;
    throw new Refused('sale-filed', 'sale', message, { sale, party, recorded: filed.party });
  }
  requireDistinct('lots', lots, 'lots');
  for (const [index, lot] of lots.entries()) requireThing(ruling, `lots[${index}]`, 'lot', lot);
  noteInDocket(ruling, 'sale', sale);
}

/** A party files for its own facilities; a month that is filed again names the return that it replaces. */
export function decideReturnFiled(ruling: Ruling, event: EventOf<'return-filed'>): void {
  const { facility, actor } = ruling;
  if (facility !== null && facility.party !== actor.party) {
    const message = `${facility.facility} is a facility of ${facility.party}, the return is by ${actor.party}: its own party files for it`;
    const facts = { facility: facility.facility, party: actor.party, recorded: facility.party };
    throw new Refused('facility-of-another', 'facility', message, facts);
  }
  requireReplaced(ruling, event);
  const names = event.figures.map(({ form, element }) => `${element} in ${form}`);
  requireDistinct('figures', names, 'figures');
  for (const [index, row] of event.figures.entries()) requireBalanced(row, index);
  noteInDocket(ruling, 'return', returnSubject(event));
}

function requireReplaced(ruling: Ruling, event: EventOf<'return-filed'>): void {
  const { facility, month, replaces } = event;
  const latest = docketOf(ruling, 'return', returnSubject(event)).at(-1)?.event.id ?? null;
  if ((replaces ?? null) === latest) return;
  const [of, here] = [`${month} at ${facility}`, replaces ?? 'none'];
  const message =
    latest === null
      ? `no return of ${of} is filed, the event replaces ${here}: leave replaces out`
      : `the return of ${of} is filed with event ${latest}, the event replaces ${here}: name the one that it replaces`;
  throw new Refused('return-filed', 'replaces', message, {
    facility,
    month,
    replaces: here,
    recorded: latest ?? 'none',
  });
}

function requireBalanced(row: EventOf<'return-filed'>['figures'][number], index: number): void {
  const { openingMilligrams, inMilligrams, madeMilligrams, usedMilligrams, outMilligrams, lostMilligrams } = row;
  const had = BigInt(openingMilligrams) + BigInt(inMilligrams) + BigInt(madeMilligrams);
  const left = had - BigInt(usedMilligrams) - BigInt(outMilligrams) - BigInt(lostMilligrams);
  if (left === BigInt(row.closingMilligrams)) return;
  const [computed, closing] = [formatKilograms(left), formatKilograms(BigInt(row.closingMilligrams))];
  const message = `${row.element} in ${row.form} does not add up: opening, in and made less used, out and lost leave ${computed}, the closing is ${closing}`;
  const facts = {
    form: row.form,
    element: row.element,
    computed: left.toString(),
    closing: `${row.closingMilligrams}`,
  };
  throw new Refused('return-unbalanced', `figures[${index}].closingMilligrams`, message, facts);
}
