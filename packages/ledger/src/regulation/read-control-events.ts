/** Control-list events of a file, before they are recorded. */
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import { isBlank, readLines } from '../files/read-lines.ts';
import { readEventLine } from '../record/read-event-line.ts';

export type ControlEventsResult =
  | { readonly ok: true; readonly events: readonly CustodyEvent[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads lines as `record` does. Refuses events that change no control list: a dry run would pass over them in silence. */
export async function readControlEvents(chunks: AsyncIterable<Uint8Array>): Promise<ControlEventsResult> {
  const events: CustodyEvent[] = [];
  for await (const line of readLines(chunks)) {
    if (isBlank(line.bytes)) continue;
    const read = readEventLine(line);
    if (!read.ok) return { ok: false, line: read.problem.line, message: read.problem.message };
    const { event } = read.value.encoded;
    if (!event.type.startsWith('control-list-')) {
      const message = `is ${event.type}; what is tried out here are control-list-published, -suspended and -ended`;
      return { ok: false, line: line.number, message };
    }
    events.push(event);
  }
  return { ok: true, events };
}
