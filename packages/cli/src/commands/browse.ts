/** `lot`, `lots`, `events`, `transfers`, `shipments`, `parties`: what is there. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import {
  type BrowsedEvent,
  browseEvents,
  browseLots,
  browseParties,
  browseShipments,
  browseTransfers,
} from '@lodestone/ledger/browse.ts';
import type { Command } from 'commander';
import { formatElements, formatMeasure, formatTime } from '../amounts.ts';
import { choiceOption, type Context, contextOf, timeOption, wholeNumberOption, withLedger } from '../context.ts';
import { summariseEvent } from '../event-summary.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatTable } from '../table.ts';

const STATUSES = ['held', 'in-transit', 'packed', 'exported', 'spent'] as const;
const DEFAULT_LIMIT = 1_000;

/** A command that lists, with `--limit`. */
function addList(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--limit <count>', 'at most so many rows', wholeNumberOption('--limit', 1), DEFAULT_LIMIT);
}

/** Answers with rows, and says so when there may be more. */
function answerRows(context: Context, rows: readonly unknown[], limit: number, text: () => string): void {
  context.output.answer(rows, text);
  if (rows.length === limit) context.output.note(`These are the first ${limit}; --limit asks for more.`);
}

export function addBrowse(program: Command): void {
  addLot(program);
  addLots(program);
  addEvents(program);
  addTransfers(program);
  addShipments(program);
  addParties(program);
}

function addLot(program: Command): void {
  program
    .command('lot')
    .argument('<id>', 'a lot')
    .description('one lot: what it is, what remains, where it is, and everything that happened to it')
    .action(async (id: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const [lot] = await browseLots(ledger, { lot: id, limit: 1 });
        if (lot === undefined) throw new CommandFailure(EXIT.no, `no lot ${id} is recorded`);
        const history = await browseEvents(ledger, { lot: id, limit: DEFAULT_LIMIT });
        context.output.answer({ ...lot, history }, () => {
          const facility = lot.facility === null ? '' : ` at ${lot.facility}`;
          const within = lot.within === null ? '' : ` (${lot.within})`;
          const lines = [
            `${lot.lot}  ${[lot.form, lot.product].filter((word) => word !== null).join(' · ')}`,
            `  ${lot.kind} by ${lot.party}${facility}, ${lot.country}`,
            `  ${lot.status}${within}, custodian ${lot.custodian}`,
            '',
            formatTable(
              [{ title: '' }, { title: 'made', align: 'right' }, { title: 'remains', align: 'right' }],
              amountRows(lot.made, lot.remaining),
              '',
            ),
            '',
            formatHistory(history, context.output.tableWidth),
          ];
          return lines.join('\n');
        });
      });
    });
}

type LotAmounts = Awaited<ReturnType<typeof browseLots>>[number]['made'];

function amountRows(made: LotAmounts, remaining: LotAmounts): string[][] {
  const rows = [[made.netMilligrams === null ? 'volume' : 'net', formatMeasure(made), formatMeasure(remaining)]];
  if (made.pieces !== null)
    rows.push(['pieces', ...[made, remaining].map(({ pieces }) => pieces?.toLocaleString('en') ?? '')]);
  for (const element of ELEMENT_SYMBOLS) {
    const mass = made.elementMilligrams[element];
    if (mass === undefined) continue;
    rows.push([element, formatKilograms(mass), formatKilograms(remaining.elementMilligrams[element] ?? 0n)]);
  }
  return rows;
}

function formatHistory(events: readonly BrowsedEvent[], width: number): string {
  const columns = [
    { title: 'entry', align: 'right' },
    { title: 'occurred at (UTC)' },
    { title: 'event' },
    { title: 'by' },
    { title: 'about', whenTooWide: 'shortened' },
    { title: 'id', whenTooWide: 'left-out' },
  ] as const;
  const rows = events.map(({ position, ordinal, occurredAt, type, party, event, eventId }) => {
    const what = typeof event['step'] === 'string' ? `${type} (${event['step']})` : type;
    return [`${position}.${ordinal}`, formatTime(occurredAt), what, party ?? '?', summariseEvent(event), eventId];
  });
  return formatTable(columns, rows, 'No events.', width);
}

function addLots(program: Command): void {
  addList(program, 'lots', 'lots, what remains of them and who holds them')
    .option('--custodian <party>', 'only lots that the party holds')
    .option('--party <party>', 'only lots that the party made or brought in')
    .option('--form <form>', 'only lots of a form, such as ore or oxide', choiceOption('--form', FORMS))
    .option('--status <status>', `only lots that are ${STATUSES.join(', ')}`, choiceOption('--status', STATUSES))
    .action(async (options: Parameters<typeof browseLots>[1], command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseLots(ledger, options);
        const columns = [
          { title: 'lot' },
          { title: 'form' },
          { title: 'status' },
          { title: 'custodian' },
          { title: 'made', align: 'right' },
          { title: 'remains', align: 'right' },
          { title: 'contains now', whenTooWide: 'shortened' },
        ] as const;
        answerRows(context, rows, options.limit, () =>
          formatTable(
            columns,
            rows.map(({ lot, form, status, custodian, made, remaining }) => [
              lot,
              form ?? '',
              status,
              custodian,
              formatMeasure(made),
              formatMeasure(remaining),
              formatElements(remaining),
            ]),
            'No lots.',
            context.output.tableWidth,
          ),
        );
      });
    });
}

interface EventOptions {
  readonly type?: string;
  readonly party?: string;
  readonly from?: string;
  readonly until?: string;
  readonly lot?: string;
  readonly limit: number;
}

function addEvents(program: Command): void {
  addList(program, 'events', 'recorded events, in the order of recording')
    .option('--type <type>', 'only events of a type, such as lot-created')
    .option('--party <party>', 'only events that the party signed')
    .option('--lot <lot>', 'only events along a lot')
    .option('--from <time>', 'only events that happened at this time or later', timeOption('--from'))
    .option('--until <time>', 'only events that happened before this time', timeOption('--until'))
    .action(async (options: EventOptions, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseEvents(ledger, options);
        answerRows(context, rows, options.limit, () => formatHistory(rows, context.output.tableWidth));
      });
    });
}

function addTransfers(program: Command): void {
  addList(program, 'transfers', 'transfers between parties, both weights side by side')
    .option('--party <party>', 'only transfers from or to the party')
    .option('--incoming', 'only transfers that are still on their way')
    .action(async (options: { party?: string; incoming?: boolean; limit: number }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { party, incoming = false, limit } = options;
        const rows = await browseTransfers(ledger, { party, open: incoming, limit });
        const columns = [
          { title: 'transfer' },
          { title: 'from' },
          { title: 'to' },
          { title: 'dispatched at (UTC)', whenTooWide: 'left-out' },
          { title: 'status' },
          { title: 'lot' },
          { title: 'dispatched', align: 'right' },
          { title: 'measured', align: 'right' },
          { title: 'variance', align: 'right' },
        ] as const;
        const cells = rows.flatMap(({ transfer, consignor, consignee, dispatchedAt, status, lines }) =>
          lines.map(({ lot, declaredNetMilligrams: declared, measuredNetMilligrams: measured }, index) => [
            ...(index === 0
              ? [transfer, consignor, consignee, formatTime(dispatchedAt), status]
              : ['', '', '', '', '']),
            lot,
            declared === null ? '' : formatKilograms(declared),
            measured === null ? '' : formatKilograms(measured),
            declared === null || measured === null ? '' : formatKilograms(measured - declared),
          ]),
        );
        answerRows(context, rows, limit, () => formatTable(columns, cells, 'No transfers.', context.output.tableWidth));
      });
    });
}

function addShipments(program: Command): void {
  addList(program, 'shipments', 'shipments and what is in them')
    .option('--party <party>', 'only shipments packed by or bound for the party')
    .action(async (options: { party?: string; limit: number }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseShipments(ledger, options);
        const columns = [
          { title: 'shipment' },
          { title: 'packed by' },
          { title: 'consignee' },
          { title: 'to' },
          { title: 'packed at (UTC)' },
          { title: 'status' },
          { title: 'net', align: 'right' },
          { title: 'lots', whenTooWide: 'shortened' },
        ] as const;
        const cells = rows.map(({ shipment, party, consignee, destination, packedAt, status, netMilligrams, lots }) => [
          shipment,
          party,
          consignee,
          destination,
          formatTime(packedAt),
          status,
          formatKilograms(netMilligrams),
          lots.join(', '),
        ]);
        answerRows(context, rows, options.limit, () =>
          formatTable(columns, cells, 'No shipments.', context.output.tableWidth),
        );
      });
    });
}

function addParties(program: Command): void {
  program
    .command('parties')
    .description('who is registered, in which roles, and with how many keys')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseParties(ledger);
        const columns = [
          { title: 'party' },
          { title: 'name' },
          { title: 'country' },
          { title: 'roles', whenTooWide: 'shortened' },
          { title: 'keys', align: 'right' },
          { title: 'held by the ledger', align: 'right' },
        ] as const;
        const cells = rows.map(({ party, name, country, roles, keys, keysHeldByLedger }) => [
          party,
          name ?? '',
          country ?? '',
          roles.join(', '),
          String(keys),
          String(keysHeldByLedger),
        ]);
        context.output.answer(rows, () => formatTable(columns, cells, 'No parties.', context.output.tableWidth));
      });
    });
}
