/** Seals the lines of a recording, or of a file to sign, that ask for it. */
import { IN_REPLACEMENT } from '@lodestone/custody/event-members.ts';
import { type EventLine, lineProblem } from './read-event-line.ts';
import { readReaders } from './reader-register.ts';
import { stopAtBadLine, type StopRecording } from './recording-refusal.ts';
import { recipientsOf, sealEvent, type SealingPlace } from './seal-event.ts';
import type { SealRequest } from './seal-request.ts';

/** What is sealed of lines that do not say themselves: those of the members that their events state. */
export interface SealByDefault {
  readonly fields: readonly string[];
  readonly readers: readonly string[];
}

/** Gives a line back as it is recorded: sealed where it asks for that. Throws `StopRecording` where that cannot be. */
export type SealLine = (line: EventLine) => Promise<EventLine>;

/** Makes what seals lines in a data folder. Its register is read when the first line asks. */
export function createSealer(
  { dataFolder, dryRun }: Omit<SealingPlace, 'readers'>,
  byDefault: SealByDefault | undefined,
): SealLine {
  let place: Promise<SealingPlace> | undefined;
  return async (line) => {
    const request = line.seal ?? defaultRequest(line, byDefault);
    if (request === null) return line;
    place ??= readReaders(dataFolder).then((readers) => ({ dataFolder, dryRun, readers }));
    const sealed = await sealEvent(line.encoded, request, await place);
    if ('message' in sealed) throw refuseSeal(line, sealed);
    return { ...line, encoded: sealed, seal: null };
  };
}

/** Says what is wrong with readers before anything is sealed for them; null when each can be one. */
export async function findReaderProblem(dataFolder: string, readers: readonly string[]): Promise<string | null> {
  const recipients = recipientsOf(readers, await readReaders(dataFolder));
  return typeof recipients === 'string' ? recipients : null;
}

function defaultRequest({ encoded }: EventLine, byDefault: SealByDefault | undefined): SealRequest | null {
  if (byDefault === undefined) return null;
  const { event } = encoded;
  const replacement = event.type === 'event-corrected' ? event.replacement : undefined;
  const stated = byDefault.fields.flatMap((field) => [
    ...(Object.hasOwn(event, field) ? [field] : []),
    ...(replacement !== undefined && Object.hasOwn(replacement, field) ? [`${IN_REPLACEMENT}${field}`] : []),
  ]);
  return stated.length === 0 ? null : new Map(stated.map((field) => [field, byDefault.readers]));
}

function refuseSeal({ line }: EventLine, { field, message }: { field: string; message: string }): StopRecording {
  return stopAtBadLine(lineProblem(line, field, message));
}
