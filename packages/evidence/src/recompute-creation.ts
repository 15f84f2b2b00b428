import { amountsOf } from '@lodestone/custody/amounts.ts';
import { CONSUMPTIONS } from '@lodestone/custody/consumption.ts';
import { type BookLot, type BookRecord, emptyRecord } from './book.ts';
import { type BookState, makeLot } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { memberOf, readChoice, readText } from './read-members.ts';
import { readMaterial, readOptionalText, readQuantity } from './read-quantity.ts';
import { requireRole } from './require-role.ts';

const ORIGINS = ['mined', 'imported', 'collected', 'opening-stock'] as const;

/** Material enters the ledger: what is said of it is all that is known. */
export function createdRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, party, eventNumber } = authored;
  const lot = readText(memberOf(found, event, 'lot'));
  const origin = readChoice(memberOf(found, event, 'origin'), ORIGINS);
  if (state.listed.has(lot)) requireRole(state, authored, `create-${origin}`);
  const quantity = readQuantity(memberOf(found, event, 'quantity'));
  const consumption = memberOf(found, event, 'consumption');
  const made: BookLot = {
    lot,
    kind: origin,
    party,
    facility: readOptionalText(found, event, 'facility'),
    country: readText(memberOf(found, event, 'country')),
    ...readMaterial(memberOf(found, event, 'material')),
    consumption: consumption.value === undefined ? null : readChoice(consumption, CONSUMPTIONS),
    circuit: null,
    uncertaintyPartsPerMillion: quantity.uncertaintyPartsPerMillion,
    amounts: amountsOf(quantity),
  };
  makeLot(state, made);
  return { ...emptyRecord(eventNumber), made: [made] };
}
