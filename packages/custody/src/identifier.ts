import * as z from 'zod';
import { IDENTIFIER_PATTERN } from './is-identifier.ts';

/** RFC 9562 UUID in lower case, version 4 or 7, variant 10. */
const EVENT_ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** An Ed25519 public key: 32 bytes are 43 characters of base64url, the last of which carries 4 bits. */
const PUBLIC_KEY_PATTERN = /^ed25519:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** 64 bytes of signature are 86 characters of base64url, the last of which carries 2 bits. */
const SIGNATURE_PATTERN = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** 32 bytes of hash in base64url. */
const HASH_PATTERN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** A ledger's name: a domain and perhaps a path, at most 100 bytes, all of them ASCII (docs/format). */
const ORIGIN_PATTERN = /^(?=.{1,100}$)[a-z0-9.-]+(?:\/[A-Za-z0-9._~-]+)*$/;

/** Month, day and hour are in their ranges; whether the month has the day is asked from the 29th on. */
const TIMESTAMP_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && EVENT_ID_PATTERN.test(value);
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && HASH_PATTERN.test(value);
}

/** RFC 3339 UTC with milliseconds, one spelling for one instant. */
export function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string' || !TIMESTAMP_PATTERN.test(value)) return false;
  // Every month has 28 days. Some engines turn 30 February into March, others into no time at all.
  return value.slice(8, 10) <= '28' || new Date(value).toJSON() === value;
}

export const identifierSchema = z
  .string()
  .regex(IDENTIFIER_PATTERN, 'must be an id: 1 to 128 of A-Z a-z 0-9 . _ ~ : / - starting with a letter or digit');

export const eventIdSchema = z.string().regex(EVENT_ID_PATTERN, 'must be a lower-case UUID of version 4 or 7');

export const publicKeySchema = z.string().regex(PUBLIC_KEY_PATTERN, 'must be ed25519:<base64url of 32 bytes>');

export const signatureSchema = z.string().regex(SIGNATURE_PATTERN, 'must be the base64url of 64 bytes');

export const hashSchema = z.string().regex(HASH_PATTERN, 'must be the base64url of 32 bytes');

/** People have the 64 digits that `sha256sum` prints: the same 32 bytes, spelt otherwise. */
export const documentHashSchema = z
  .string()
  .regex(HASH_PATTERN, 'must be the base64url of 32 bytes, 43 characters; 64 digits, as of sha256sum, are hexadecimal');

export const originSchema = z
  .string()
  .regex(ORIGIN_PATTERN, 'must be an origin such as example.org/first, at most 100 bytes');

export const timestampSchema = z
  .string()
  .refine(isTimestamp, 'must be a time such as 2026-03-01T08:00:00.000Z (UTC, three decimals)');
