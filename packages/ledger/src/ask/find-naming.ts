/**
 * Which events name something by a text that somebody has in hand: a seal, a permit, a declaration, a licence, an
 * invoice, the hash of a paper. Sealed members are not looked into.
 */
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { Ledger } from '../open-ledger.ts';
import { type BrowsedEvent, browseEvents } from './browse.ts';

export interface NamingEvent extends BrowsedEvent {
  /** The members that say it: `seals`, `documents.sha256`, `extra.invoice`. */
  readonly members: readonly string[];
}

export interface NamingRequest {
  readonly text: string;
  readonly limit: number;
  readonly asKnownAt?: string | undefined;
}

/** Finds events that have it as the whole value of a member, in the order of recording. */
export async function findNaming(ledger: Ledger, { text, limit, asKnownAt }: NamingRequest): Promise<NamingEvent[]> {
  const sought = [text, ...hashOfHexadecimal(text)];
  const containing = sought.map((each) => Buffer.from(canonicalize(each)));
  const events = await browseEvents(ledger, { containing, limit, asKnownAt });
  return events.flatMap((each) => {
    const members = membersNaming(each.event, new Set(sought));
    // What is the name of a member, and not what it says, is none.
    return members.length === 0 ? [] : [{ ...each, members }];
  });
}

/** `sha256sum` prints a hash in hexadecimal; events have it in base64url. */
function hashOfHexadecimal(text: string): string[] {
  return /^[0-9a-f]{64}$/i.test(text) ? [Buffer.from(text, 'hex').toString('base64url')] : [];
}

/** The paths of the members whose value is one of the texts, each once; places in a list are left out. */
function membersNaming(event: unknown, sought: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const look = (value: unknown, path: readonly string[]) => {
    if (typeof value === 'string' && sought.has(value)) found.add(path.join('.'));
    else if (Array.isArray(value)) for (const each of value) look(each, path);
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) look(member, [...path, name]);
  };
  look(event, []);
  return [...found];
}
