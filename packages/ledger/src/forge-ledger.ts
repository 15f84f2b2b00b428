import { forgeCopy } from '@lodestone/store/connect/forge-copy.ts';
import { openPlace, type Place } from './open-ledger.ts';

/** A forged copy of a ledger. It can be opened until it is closed. */
export interface ForgedCopy {
  readonly place: Place;
  close(): Promise<void>;
}

/**
 * Makes a copy of the data folder's own database in which one byte of an event is changed, to show that an audit finds
 * it. The copy stays on the server of the data folder, which runs until the copy is closed.
 */
export async function forgeLedger(
  place: Place,
  event: { readonly eventId: string; readonly find: string; readonly replace: string },
): Promise<ForgedCopy> {
  const open = await openPlace(place);
  try {
    // The copy is made while nobody is connected to the original.
    await open.database.close();
    const { databaseUrl } = await forgeCopy(open.databaseUrl, 'forged', event);
    return { place: { ...place, databaseUrl }, close: () => open.abandon() };
  } catch (error) {
    await open.abandon();
    throw error;
  }
}
