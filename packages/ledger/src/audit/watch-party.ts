/** Tells a member what is done in its name: who enrols or revokes a key for it, who files as it. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { type CustodyEvent, parseEvent } from '@lodestone/custody/event.ts';
import { advanceHead, type ChainHead } from '@lodestone/proof/chain.ts';
import { type Entry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { readLogPage } from '@lodestone/store/log/read-log-page.ts';
import { readPartyKeys } from '@lodestone/store/ask/read-parties.ts';
import { keysFolder } from '../files/data-folder.ts';
import { listKeys } from '../keys/keyring.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { checkEntry } from './check-entry.ts';

/** How far a party has watched the log, and the keys of its own that it has seen. */
export interface Watched {
  readonly head: ChainHead | null;
  readonly keys: readonly string[];
}

export interface WatchNotice {
  readonly what: 'key-enrolled' | 'key-revoked' | 'filed' | 'filed-on-behalf';
  readonly position: number;
  readonly ordinal: number;
  readonly recordedAt: string;
  readonly type: string;
  readonly event: string;
  /** The key that signed. */
  readonly signedBy: string;
  /** The key that is enrolled or revoked. */
  readonly key: string | null;
  /** Whether the keyring here has the key that signed. */
  readonly isOwn: boolean;
}

/** The log does not go on from where it was seen to stand, or an entry of it is not what it says. */
export class HistoryChanged extends Error {}

/** Entries at once: each may have events of 16 MiB, and hardly any has. */
const ENTRIES_AT_ONCE = 64;

/**
 * Where watching begins for a party that never did: at `since`, else where the log ends now. Keys that the views name before
 * that are taken to be the party's; of a log that is watched from 0 on nothing is taken on trust.
 */
export async function startWatching(ledger: Ledger, party: string, since: number | undefined): Promise<Watched> {
  const { database, ledgerId } = ledger;
  const size = (await readHead(database, ledgerId))?.size ?? 0;
  const position = since ?? size;
  if (position > size) {
    throw new HistoryChanged(
      `the ledger has ${formatCount(size, 'entry', 'entries')}, watching is to begin at ${position}: name one that is there`,
    );
  }
  const keys = position === 0 ? [] : (await readPartyKeys(database, ledgerId, party)).map(({ key }) => key);
  return { head: await readHeadAt(ledger, position), keys };
}

/** Where the log stood when it had so many entries. */
async function readHeadAt({ database, ledgerId }: Ledger, size: number): Promise<ChainHead | null> {
  if (size === 0) return null;
  const body = await readEntryBody(database, ledgerId, size - 1);
  const entry = body === null ? null : parseEntry(body);
  if (body === null || entry === null || !entry.ok) {
    throw new HistoryChanged(`entry ${size - 1} is not there, or cannot be read: run lodestone verify`);
  }
  const { ledger, recordedAt } = entry.value;
  const leaf = leafHash(body, sha256);
  return { size, leafHash: leaf, recordedAt, ledger: size === 1 ? formatLedgerName(ledger, leaf) : ledger };
}

/**
 * Reads what was recorded since, and gives each notice with how far it has come after its page: whoever keeps that only once
 * the notices are out misses nothing. Every entry is checked: it continues the one before, and has the events that it signs.
 * Throws `HistoryChanged` when the log is another.
 */
export async function* watchOnce(
  ledger: Ledger,
  party: string,
  start: Watched,
): AsyncGenerator<{ readonly notices: readonly WatchNotice[]; readonly watched: Watched }> {
  const { database, ledgerId } = ledger;
  const own = new Set((await listKeys(keysFolder(ledger.dataFolder))).map(({ publicKey }): string => publicKey));
  await requireContinued(ledger, start.head);
  const size = (await readHead(database, ledgerId))?.size ?? 0;
  let { head } = start;
  const keys = new Set(start.keys);
  while ((head?.size ?? 0) < size) {
    const from = head?.size ?? 0;
    const until = Math.min(from + ENTRIES_AT_ONCE, size);
    const page = await readLogPage(database.pool, ledgerId, { from, until });
    const notices: WatchNotice[] = [];
    const eventsOf = Map.groupBy(page.events, ({ position }) => position);
    for (const row of page.entries) {
      const leaf = leafHash(row.body, sha256);
      const entry = checkEntry(row, leaf, head, refuse);
      if (entry === null) throw new HistoryChanged(`entry ${row.position} cannot be read: run lodestone verify`);
      const bodies = (eventsOf.get(row.position) ?? []).map(({ body }) => body);
      for (const [ordinal, event] of readEvents(entry, bodies).entries()) {
        const notice = noticeOf(party, keys, entry, event);
        if (notice !== null) notices.push({ ...notice, ordinal, isOwn: own.has(entry.author) });
        if (event.type === 'key-enrolled' && event.party === party) keys.add(event.key);
      }
      head = advanceHead(head, entry, leaf);
    }
    if (head === null || head.size < until)
      throw new HistoryChanged(`entry ${head?.size ?? 0} is missing: run lodestone verify`);
    yield { notices, watched: { head, keys: [...keys] } };
  }
}

function refuse({ message }: { readonly message: string }): never {
  throw new HistoryChanged(`${message}: run lodestone verify`);
}

async function requireContinued({ database, ledgerId }: Ledger, head: ChainHead | null): Promise<void> {
  if (head === null) return;
  const position = head.size - 1;
  const body = await readEntryBody(database, ledgerId, position);
  const found = body === null ? 'no such entry' : leafHash(body, sha256);
  if (found === head.leafHash) return;
  throw new HistoryChanged(
    `the history was changed: entry ${position} had the leaf hash ${head.leafHash} when it was seen here, now it has ${found}: run lodestone verify, and keep what you have`,
  );
}

/** The events that an entry signs, each held against its digest. */
function readEvents({ position, events }: Entry, bodies: readonly Uint8Array[]): CustodyEvent[] {
  if (bodies.length !== events.length) {
    throw new HistoryChanged(
      `entry ${position} signs ${formatCount(events.length, 'event')}, there are ${bodies.length}: run lodestone verify`,
    );
  }
  return bodies.map((body, ordinal) => {
    const found = digestEvent(body, sha256);
    if (found !== events[ordinal]) {
      throw new HistoryChanged(
        `event ${ordinal} of entry ${position} has the digest ${found}, signed was ${events[ordinal]}: run lodestone verify`,
      );
    }
    const json = parseEventBytes(body);
    const parsed = json.ok ? parseEvent(json.value) : null;
    if (parsed?.ok === true) return parsed.event;
    throw new HistoryChanged(`event ${ordinal} of entry ${position} cannot be read: run lodestone verify`);
  });
}

/** What an event is to the party; null when it is nothing to it. */
function noticeOf(
  party: string,
  keys: ReadonlySet<string>,
  { position, recordedAt, author }: Entry,
  event: CustodyEvent,
): Omit<WatchNotice, 'ordinal' | 'isOwn'> | null {
  const { type, id } = event;
  const common = { position, recordedAt, signedBy: author, type, event: id, key: null };
  if (event.type === 'key-enrolled' && event.party === party) {
    return { what: 'key-enrolled', ...common, key: event.key };
  }
  if (event.type === 'key-revoked' && keys.has(event.key)) return { what: 'key-revoked', ...common, key: event.key };
  if (event.onBehalfOf === party) return { what: 'filed-on-behalf', ...common };
  return keys.has(author) ? { what: 'filed', ...common } : null;
}
