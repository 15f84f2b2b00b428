/** Documents that events name, and whether their bytes are kept beside this ledger. */
import { type DocumentNamingRow, listDocuments, listNamings } from '@lodestone/store/ask/list-documents.ts';
import type { Ledger } from '../open-ledger.ts';
import { findDocument } from './document-store.ts';

/** A document where it was named first; `bytes` is null when it is not kept here. */
export interface BrowsedDocument extends DocumentNamingRow {
  readonly bytes: number | null;
}

/** So many are asked for at once while those that are kept are passed over. */
const PAGE_ROWS = 1_000;

/** The documents by hash; with `missing` only those whose bytes are not kept here. */
export async function browseDocuments(
  { database, ledgerId, dataFolder }: Ledger,
  { missing, limit }: { readonly missing: boolean; readonly limit: number },
): Promise<BrowsedDocument[]> {
  const found: BrowsedDocument[] = [];
  for (let after = ''; found.length < limit; ) {
    const page = await listDocuments(database, ledgerId, { after, limit: PAGE_ROWS });
    for (const row of page) {
      const bytes = (await findDocument(dataFolder, row.sha256))?.bytes ?? null;
      if (found.length < limit && (!missing || bytes === null)) found.push({ ...row, bytes });
    }
    after = page.at(-1)?.sha256 ?? '';
    if (page.length < PAGE_ROWS) break;
  }
  return found;
}

/** Every time that each of the documents was named, in the order of recording: of each of them the first `limit`. */
export function browseNamings(
  { database, ledgerId }: Ledger,
  filter: { readonly sha256s: readonly string[]; readonly limit: number },
): Promise<DocumentNamingRow[]> {
  return listNamings(database, ledgerId, filter);
}
