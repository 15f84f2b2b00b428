/** A story whose events are named, so that later ones correct earlier ones, told to ledgers in several ways. */
import { digestEvent, encodeEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-text.ts';
import { sha256 } from '../src/keys/node-crypto.ts';
import { at } from './own-chain.ts';
import type { Line } from './test-ledger.ts';

export interface Story {
  readonly lines: Line[];
  /** Tells an event, an hour after the one before it. */
  tell(name: string, by: string, event: JsonObject): void;
  /** Voids the event of that name, or replaces it by the same with other members. */
  correct(name: string, by: string, differing?: JsonObject): void;
}

export function newStory(): Story {
  const lines: Line[] = [];
  const named = new Map<string, object>();
  const add = (by: string, event: JsonObject): object => {
    const line = at(lines.length, by, event);
    lines.push(line);
    return line.event;
  };
  return {
    lines,
    tell: (name, by, event) => void named.set(name, add(by, event)),
    correct: (name, by, differing) => {
      const target = named.get(name);
      if (target === undefined) throw new Error(`no ${name} was told`);
      const replacement = differing === undefined ? {} : { replacement: { ...jsonOf(target), ...differing } };
      add(by, { type: 'event-corrected', corrects: digestOf(target), reason: `not the ${name}`, ...replacement });
    },
  };
}

/** The digest of an event as it will be signed. */
export function digestOf(event: object): string {
  const encoded = encodeEvent(jsonOf(event));
  if (!encoded.ok) throw new Error(encoded.problem);
  return digestEvent(encoded.value, sha256);
}

function jsonOf(event: object): JsonObject {
  return JSON.parse(JSON.stringify(event)) as JsonObject & JsonValue;
}
