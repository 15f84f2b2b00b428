import { deleteErasedOpenings } from '@lodestone/store/log/erase-openings.ts';
import type { Ledger } from '../open-ledger.ts';
import { forgetSealSecret } from './seal-secrets.ts';

/** Deletes every opening that the ledger says is erased, and what this data folder could check a guess with. */
export async function finishErasures({
  database,
  ledgerId,
  dataFolder,
}: Pick<Ledger, 'database' | 'ledgerId' | 'dataFolder'>): Promise<void> {
  for (const { eventId, field } of await deleteErasedOpenings(database, ledgerId)) {
    await forgetSealSecret(dataFolder, eventId, field);
  }
}
