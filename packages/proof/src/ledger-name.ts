import { assert } from './assert.ts';
import { type Digest, parseDigest } from './digest.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';

/** Characters of an origin at most. It is ASCII, so these are also its bytes. */
const ORIGIN_MAX_CHARACTERS = 100;

const ORIGIN_PATTERN = /^[a-z0-9.-]+(?:\/[A-Za-z0-9._~-]+)*$/;

/** Which ledger is meant: its origin, and after entry 0 that entry's leaf hash (null in entry 0, which cannot hold it). */
export type LedgerName = { readonly origin: string; readonly leafHash: Digest | null };

/** Says whether a text may name a ledger: a URL without scheme, such as `example.org/first`, of at most 100 characters. */
export function isOrigin(text: string): boolean {
  return text.length <= ORIGIN_MAX_CHARACTERS && ORIGIN_PATTERN.test(text);
}

/**
 * The name that everything signed after entry 0 carries: `<origin>#<leaf hash of entry 0>`. Two ledgers that share an
 * origin differ in entry 0, so nothing signed for one can be replayed into the other.
 */
export function formatLedgerName(origin: string, leafHash: Digest): string {
  assert(isOrigin(origin), `${show(origin)} is not an origin`);
  return `${origin}#${leafHash}`;
}

/** Reads `<origin>`, as entry 0 has it, or `<origin>#<leaf hash of entry 0>`. */
export function parseLedgerName(text: string): Parsed<LedgerName> {
  const hashAt = text.indexOf('#');
  const origin = hashAt === -1 ? text : text.slice(0, hashAt);
  if (!isOrigin(origin)) return refuse(`${show(origin)} is not an origin such as example.org/first`);
  if (hashAt === -1) return accept({ origin, leafHash: null });
  const leafHash = parseDigest(text.slice(hashAt + 1));
  return leafHash.ok ? accept({ origin, leafHash: leafHash.value }) : leafHash;
}
