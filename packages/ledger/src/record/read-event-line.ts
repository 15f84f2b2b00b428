import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { TypedQuantityError } from '@lodestone/custody/typed-amount.ts';
import { withExactQuantities } from '@lodestone/custody/typed-quantity.ts';
import { EVENT_MAX_DEPTH } from '@lodestone/proof/event-bytes.ts';
import { type JsonObject, type JsonValue, parseJson } from '@lodestone/proof/json-text.ts';
import { decodeUtf8 } from '@lodestone/proof/utf8.ts';
import { type EncodedEvent, encodeCustodyEvent } from '../append/submission.ts';
import type { InputLine } from '../files/read-lines.ts';
import { readCarriedOpenings } from '../seals/carried-openings.ts';
import type { SealedOpening } from '../seals/seal-event.ts';
import { readSealRequest, type SealRequest } from '../seals/seal-request.ts';

/** An event as a line of a file gives it. `by` is null when the line does not say. */
export interface EventLine {
  readonly line: number;
  readonly by: string | null;
  readonly encoded: EncodedEvent;
  /** What is still to be sealed of it; null when nothing is. */
  readonly seal: SealRequest | null;
}

/** Some editors put it at the start of a file. It is no part of JSON. */
const BYTE_ORDER_MARK = '\u{feff}';

/** What is wrong with a line: where in it, and what. */
export interface LineProblem {
  readonly line: number;
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export type EventLineResult =
  | { readonly ok: true; readonly value: EventLine }
  | { readonly ok: false; readonly problem: LineProblem };

/**
 * Reads one line: `{"by": "<party>", "seal": {…}, "event": {…}, "openings": […]}` or a bare event, as people write it (any spacing and
 * order; masses in kg and t welcome). Refuses text that is not UTF-8, JSON that hides something, and events that are not events.
 */
export function readEventLine({ number, bytes, ended }: InputLine): EventLineResult {
  const refuse = (message: string, facts: LineProblem['facts'] = {}): EventLineResult => {
    return { ok: false, problem: { line: number, message, facts } };
  };
  const text = decodeUtf8(bytes);
  if (!text.ok) return refuse(`${text.problem}: save the file as UTF-8`);
  // The wrapper adds one level to the event's own.
  const json = parseJson(text.value, { maxDepth: EVENT_MAX_DEPTH + 1 });
  if (!json.ok) {
    // A last line that is whole lacks nothing but its line break, which nobody needs to hear of.
    const trimmed = text.value.trimEnd();
    const isWhole = ended || (trimmed.endsWith('}') && json.column <= trimmed.length);
    const cut = isWhole ? '' : '; the file ends in the middle of this line';
    const mark = text.value.startsWith(BYTE_ORDER_MARK) ? '; save the file without a byte order mark' : '';
    return refuse(`column ${json.column}: ${json.problem}${cut}${mark}`, { column: json.column });
  }
  const wrapped = unwrap(json.value);
  if (typeof wrapped === 'string') return refuse(wrapped);
  const { by, event, seal, openings } = wrapped;
  try {
    const result = encodeCustodyEvent(withExactQuantities(event) as JsonObject);
    if (result.ok) {
      const stray = openings?.find(({ field }) => !Object.hasOwn(result.encoded.event.sealed ?? {}, field));
      if (stray !== undefined) return refuse(`openings: the event has no sealed ${stray.field} that it could open`);
      const encoded = openings === null ? result.encoded : { ...result.encoded, openings };
      return { ok: true, value: { line: number, by, encoded, seal } };
    }
    const [first] = result.problems;
    const more = result.problems.length > 1 ? ` (and ${result.problems.length - 1} more)` : '';
    // What is to be sealed is not shown in a message that somebody may keep.
    const [member = ''] = /^(?:replacement\.)?[A-Za-z]*/.exec(first?.path ?? '') ?? [];
    const isSecret = seal?.has(member) ?? false;
    const found = isSecret ? null : showFound(first?.found);
    const name = first?.path === undefined || first.path === '' ? 'the event' : first.path;
    return refuse(`${name}: ${first?.message}${found === null ? '' : `, found ${found}`}${more}`, {
      field: first?.path ?? null,
      found,
    });
  } catch (error) {
    if (error instanceof TypedQuantityError) return refuse(error.message, { field: error.member });
    throw error;
  }
}

/** What is wrong with a member of a line. */
export function lineProblem(line: number, field: string, message: string): LineProblem {
  return { line, message: `${field}: ${message}`, facts: { field } };
}

interface Unwrapped {
  readonly by: string | null;
  readonly seal: SealRequest | null;
  readonly event: JsonObject;
  /** What opens members that were sealed apart from the event, where it comes along. */
  readonly openings: readonly SealedOpening[] | null;
}

function unwrap(value: JsonValue): Unwrapped | string {
  if (!isObject(value)) return 'must be an object: {"by": "<party>", "event": {…}} or an event';
  if (!Object.hasOwn(value, 'event')) return { by: null, seal: null, event: value, openings: null };
  const { by = null, seal, event, openings, ...rest } = value;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) return `has members beside "by", "seal", "event" and "openings": ${unknown.join(', ')}`;
  if (by !== null && !isIdentifier(by)) return `by: must be the id of a party, found ${showFound(by)}`;
  if (!isObject(event)) return `event: must be an object, found ${JSON.stringify(event)}`;
  const request = seal === undefined ? null : readSealRequest(seal);
  if (typeof request === 'string') return request;
  const carried = openings === undefined ? null : readCarriedOpenings(openings);
  return typeof carried === 'string' ? carried : { by, seal: request, event, openings: carried };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Long values would drown the message. */
const SHOWN_CHARACTERS_MAX = 120;

function showFound(found: unknown): string | null {
  if (found === undefined) return null;
  const text = JSON.stringify(found);
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}
