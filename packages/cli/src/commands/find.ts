import { findNaming, type NamingEvent } from '@lodestone/ledger/ask/find-naming.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { addAsKnownAt, describeMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { markEvents } from '../answers/event-marks.ts';
import { summariseEvent } from '../answers/event-summary.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatTable } from '../output/table.ts';

const EXAMPLES = `
Examples:
  $ lodestone find A-0417                        a seal
  $ lodestone find C3600002026035120099001       a permit
  $ lodestone find "$(sha256sum < ticket.pdf | cut -c1-64)"`;

const COLUMNS = [
  { title: 'entry', align: 'right' },
  { title: 'occurred (UTC)' },
  { title: 'event' },
  { title: 'named as', whenTooWide: 'wrapped' },
  { title: 'by' },
  { title: 'about', whenTooWide: 'shortened' },
] as const;

interface Options {
  readonly limit: number;
  readonly asKnownAt?: string;
}

export function addFind(program: Command): void {
  const description =
    'which events name something: a seal, permit, declaration, licence, invoice, the hash of a document, any id';
  addAsKnownAt(addListCommand(program, 'find', description))
    .argument('<text>', 'the whole of it, as it was recorded; a hash may be in hexadecimal')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, { limit, asKnownAt }: Options, command: Command) => {
      const context = contextOf(command);
      const rows = await withLedger(context, (ledger) => findNaming(ledger, { text, limit, asKnownAt }));
      if (rows.length === 0) {
        const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
        throw new CommandFailure(
          EXIT.no,
          `no event names ${text}${then}: it must be the whole of it, in the same letters; what is sealed is not looked into`,
        );
      }
      answerRows(context, rows, { limit, asKnownAt }, () => formatRows(rows, context.output.tableWidth));
    });
}

function formatRows(rows: readonly NamingEvent[], width: number): string {
  const marks = markEvents(rows);
  const cells = rows.map(({ position, ordinal, occurredAt, type, members, party, onBehalfOf, event }) => {
    const place = `${position}.${ordinal}`;
    const by = onBehalfOf === null ? (party ?? '?') : `${party ?? '?'} for ${onBehalfOf}`;
    const what = typeof event['step'] === 'string' ? event['step'] : type;
    const at = formatTime(occurredAt).slice(0, 'YYYY-MM-DD hh:mm'.length);
    const about = summariseEvent(event);
    return [place, at, `${what}${marks.get(place) ?? ''}`, printable(members.join(', ')), by, about];
  });
  return formatTable(COLUMNS, cells, '', width);
}
