/** What opens members that somebody else has sealed, as the line of the event carries it: encrypted to readers, signed by nobody. */
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import type { SealedOpening } from './seal-event.ts';
import { findFieldProblem } from './seal-request.ts';

/** Reads `[{"field": "endUser", "ciphertext": "<base64url>"}]`, or says what is wrong with it. */
export function readCarriedOpenings(value: JsonValue): readonly SealedOpening[] | string {
  if (!Array.isArray(value) || value.length === 0) {
    return 'openings: must be a list of {"field": "…", "ciphertext": "…"}, as lodestone seal prints it';
  }
  const openings: SealedOpening[] = [];
  for (const [index, member] of value.entries()) {
    const read = readOne(member);
    if (typeof read === 'string') return `openings[${index}]: ${read}`;
    if (openings.some(({ field }) => field === read.field)) return `openings[${index}]: opens ${read.field} once more`;
    openings.push(read);
  }
  return openings;
}

function readOne(value: JsonValue): SealedOpening | string {
  const { field, ciphertext, ...rest }: JsonObject = isJsonObject(value) ? value : {};
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return `has members beside "field" and "ciphertext": ${unknown.join(', ')}`;
  if (typeof field !== 'string' || typeof ciphertext !== 'string') return 'must have "field" and "ciphertext"';
  const problem = findFieldProblem(field);
  if (problem !== null) return `${field} ${problem}`;
  const decoded = decodeBase64Url(ciphertext);
  return decoded.ok ? { field, ciphertext: decoded.value } : `ciphertext: ${decoded.problem}`;
}

/** The same for a line. */
export function formatCarriedOpenings(openings: readonly SealedOpening[]): JsonObject[] {
  return openings.map(({ field, ciphertext }) => ({ field, ciphertext: encodeBase64Url(ciphertext) }));
}
