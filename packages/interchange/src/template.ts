/** What a template is: a small table of columns, and what becomes of the rows. Adding one is adding such a table. */
import type { EventType } from '@lodestone/custody/event.ts';
import type { Column, QuantityBlock } from './column.ts';

export interface Template {
  /** Also the type of the events. */
  readonly name: EventType;
  /** What a row says, for people. */
  readonly about: string;
  /** A party does this itself: nobody does it on behalf of another. */
  readonly isOwnAct?: true;
  /** The columns that rows of one event have in common; none where each row is an event. */
  readonly key: readonly string[];
  /** What the event has once. */
  readonly columns: readonly Column[];
  readonly quantity?: QuantityBlock;
  /** The lists that rows fill. With several, the column `part` says by these words which a row belongs to. */
  readonly lists: Readonly<Record<string, ListRow>>;
  /** Events that the rows of an example say. */
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** What one row adds to a list of the event. */
export interface ListRow {
  /** The list: `lines`. Of what is one, where in the event it stands. */
  readonly member: string;
  readonly columns: readonly Column[];
  readonly quantity?: QuantityBlock;
  /** Members that every item has, unless a column says otherwise. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** An event without such rows has not the list at all. */
  readonly isOptional?: true;
  /** At most one row of an event is such, and what it says is no item of a list; without one the member is empty. */
  readonly isOne?: true;
  /** The item is the text of its one column, not an object. */
  readonly isText?: true;
}

/** The column that says which list a row belongs to. */
export const PART = 'part';

/** Columns that every template knows, last in the file. */
export const COMMON_COLUMNS: readonly Column[] = [
  { name: 'facility', kind: 'text', member: 'facility', about: 'where it happened: the id of a registered facility' },
  {
    name: 'reference',
    kind: 'text',
    member: 'extra.reference',
    about: 'your own number of it: a run, a ticket, a sheet',
  },
  { name: 'note', kind: 'text', member: 'note', about: 'anything worth saying' },
  { name: 'by', kind: 'text', member: 'by', about: 'who signs; the party of --by when empty' },
  { name: 'on behalf of', kind: 'text', member: 'onBehalfOf', about: 'whose act it is, where you sign as an agent' },
  { name: 'event id', kind: 'text', member: 'id', about: 'only if you keep ids yourself: a UUID of version 4 or 7' },
];

export const TIME: Column = {
  name: 'time',
  kind: 'time',
  member: 'occurredAt',
  needed: true,
  unit: 'UTC',
  about: 'when it happened, such as 2026-03-01 08:00; the header says the zone, such as `time UTC+8`',
};
