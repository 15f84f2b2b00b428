/** Where an export keeps what a published folder has not: docs/format/export.md. */
import { accept, type Parsed } from '@lodestone/proof/parsed.ts';
import { formatTilePath, parseTilePath } from '@lodestone/proof/tile-path.ts';

/** The checkpoints that were published, one to a line. */
export const CHECKPOINTS_FILE = 'checkpoints';
/** The last of them, as C2SP tlog-tiles has it. */
export const CHECKPOINT_FILE = 'checkpoint';

const EVENTS_FOLDER = 'events';
/** What stands at the top of an export. */
export const EXPORT_NAMES: readonly string[] = [CHECKPOINT_FILE, CHECKPOINTS_FILE, EVENTS_FOLDER, 'tile'];
const ENTRIES_FOLDER = 'tile/entries';

/** The events of the entries in one bundle; `width` is how many entries. */
export interface EventsPath {
  readonly index: number;
  readonly width: number;
}

/** Writes the path as that of the entry bundle with `events` for `tile/entries`: `events/x001/x234/067`, `events/000.p/8`. */
export function formatEventsPath({ index, width }: EventsPath): string {
  return EVENTS_FOLDER + formatTilePath({ kind: 'entries', index, width }).slice(ENTRIES_FOLDER.length);
}

/** Reads such a path; refuses every second spelling. */
export function parseEventsPath(text: string): Parsed<EventsPath> {
  const rest = text.startsWith(`${EVENTS_FOLDER}/`) ? text.slice(EVENTS_FOLDER.length) : text;
  const parsed = parseTilePath(ENTRIES_FOLDER + rest);
  return parsed.ok ? accept({ index: parsed.value.index, width: parsed.value.width }) : parsed;
}
