import type { DocumentNamingRow } from '@lodestone/store/ask/list-documents.ts';
import { isJsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import type { BrowsedEvent } from '../ask/browse.ts';
import { browseNamings } from '../documents/browse-documents.ts';
import { findDocument } from '../documents/document-store.ts';
import type { Ledger } from '../open-ledger.ts';
import type { CaseDocument } from './case-file.ts';

/** A paper that is named oftener says no more by its further names. */
const NAMINGS_MAX = 100;
/** Asked for at once: a lot that was made of ten thousand comes with as many tickets. */
const PAGE_DOCUMENTS = 1_000;

/** The documents that the events name, in the order in which they are first named, and what else in the ledger names them. */
export async function caseDocumentsOf(ledger: Ledger, events: readonly BrowsedEvent[]): Promise<CaseDocument[]> {
  const namings = events.flatMap(({ position, ordinal, event }) => {
    return documentsOf(event['documents']).map((document) => ({ ...document, event: `${position}.${ordinal}` }));
  });
  const byHash = Map.groupBy(namings, ({ sha256 }) => sha256);
  const everywhere = await namingsOf(ledger, [...byHash.keys()]);
  const documents: CaseDocument[] = [];
  for (const [sha256, named] of byHash) {
    const bytes = (await findDocument(ledger.dataFolder, sha256))?.bytes ?? null;
    documents.push({
      sha256,
      kind: named[0]?.kind ?? '',
      name: named[0]?.name ?? '',
      events: named.map(({ event }) => event),
      about: [...new Set(everywhere.get(sha256)?.flatMap(({ about }) => about))],
      bytes,
    });
  }
  return documents;
}

async function namingsOf(ledger: Ledger, hashes: readonly string[]) {
  const namings: DocumentNamingRow[] = [];
  for (let start = 0; start < hashes.length; start += PAGE_DOCUMENTS) {
    const sha256s = hashes.slice(start, start + PAGE_DOCUMENTS);
    for (const naming of await browseNamings(ledger, { sha256s, limit: NAMINGS_MAX })) namings.push(naming);
  }
  return Map.groupBy(namings, ({ sha256 }) => sha256);
}

/** Those of which hash, kind and name are shown; a sealed one has none of them. */
function documentsOf(value: JsonValue | undefined): { sha256: string; kind: string; name: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((document) => {
    if (!isJsonObject(document)) return [];
    const { sha256, kind, name } = document;
    const isShown = typeof sha256 === 'string' && typeof kind === 'string' && typeof name === 'string';
    return isShown ? [{ sha256, kind, name }] : [];
  });
}
