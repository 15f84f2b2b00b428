/** Seals the lines of a recording, or of a file to sign, that ask for it. */
import { IN_REPLACEMENT } from '@lodestone/custody/events/event-members.ts';
import { membersSealedByDefault } from '@lodestone/custody/sealed-by-default.ts';
import { type EventLine, lineProblem } from '../record/read-event-line.ts';
import { stopAtBadLine, type StopRecording } from '../record/recording-refusal.ts';
import { ownReader } from './own-reader.ts';
import { readReaders } from './reader-register.ts';
import { recipientsOf, sealEvent, type SealingPlace } from './seal-event.ts';
import type { SealRequest } from './seal-request.ts';

/** What is sealed of lines that do not say themselves: those of the members that their events state. */
export interface SealByDefault {
  readonly fields: readonly string[];
  readonly readers: readonly string[];
  /** What filings seal by themselves; left out, they seal what is asked for alone. */
  readonly filings?: FilingSeal | undefined;
}

/** Filings seal what `sealed-by-default.ts` lists, unless whoever files opens it. */
export interface FilingSeal {
  /** Members that stay in the clear. */
  readonly open: readonly string[];
  /** For whom; where none is named for whoever seals alone (`own-reader.ts`). */
  readonly readers: readonly string[];
  /** Hears of what is sealed that nobody has asked for. */
  readonly onSealed: (fields: readonly string[]) => void;
}

/** Gives a line back as it is recorded: sealed where it asks for that. Throws `StopRecording` where that cannot be. */
export type SealLine = (line: EventLine) => Promise<EventLine>;

/** Makes what seals lines in a data folder. Its register is read when the first line asks. */
export function createSealer(
  { dataFolder, dryRun }: Omit<SealingPlace, 'readers'>,
  byDefault: SealByDefault | undefined,
): SealLine {
  let place: Promise<SealingPlace> | undefined;
  let own: Promise<string> | undefined;
  return async (line) => {
    const asked = line.seal ?? defaultRequest(line, byDefault);
    const unasked = filedFields(line, asked, byDefault);
    if (asked === null && unasked.length === 0) return line;
    const request = new Map(asked);
    if (unasked.length > 0) {
      const named = byDefault?.filings?.readers ?? [];
      // Its own name among the readers is there from then on.
      own ??= named.length > 0 ? Promise.resolve('') : ownReader(dataFolder, { dryRun });
      const recipient = await own;
      for (const field of unasked) request.set(field, named.length > 0 ? named : [recipient]);
    }
    place ??= readReaders(dataFolder).then((readers) => ({ dataFolder, dryRun, readers }));
    const sealed = await sealEvent(line.encoded, request, await place);
    if ('message' in sealed) throw refuseSeal(line, sealed);
    if (unasked.length > 0) byDefault?.filings?.onSealed(unasked);
    return { ...line, encoded: sealed, seal: null };
  };
}

/** Whether there may be anything to seal of a line: of most there is not, and nothing has to wait. */
export function isToSeal(line: EventLine, byDefault: SealByDefault | undefined): boolean {
  if (line.seal !== null) return true;
  if (byDefault === undefined) return false;
  return byDefault.fields.length > 0 || filedFields(line, null, byDefault).length > 0;
}

/** What a filing states in the clear that it seals by itself. */
function filedFields(
  { encoded }: EventLine,
  asked: SealRequest | null,
  byDefault: SealByDefault | undefined,
): string[] {
  const { filings } = byDefault ?? {};
  if (filings === undefined) return [];
  const { event } = encoded;
  return membersSealedByDefault(event.type).filter(
    (field) => Object.hasOwn(event, field) && !filings.open.includes(field) && asked?.has(field) !== true,
  );
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
