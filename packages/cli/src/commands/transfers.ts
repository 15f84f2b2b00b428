import { formatKilograms, formatLitres } from '@lodestone/custody/format-amount.ts';
import { varianceShare } from '@lodestone/custody/transfer-variance.ts';
import { browseTransfers } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { addAsKnownAt, clockOfMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { choiceOption } from '../options/option-values.ts';
import { formatTable } from '../output/table.ts';
import { noteUnknownNames } from '../unknown-names.ts';

const STATUSES = [
  'in-transit',
  'partly-received',
  'returning',
  'received',
  'cancelled',
  'voided',
  'awaiting-dispatch',
] as const;

type TransferRow = Awaited<ReturnType<typeof browseTransfers>>[number];
type TransferLine = TransferRow['lines'][number];

interface Options {
  readonly party?: string;
  readonly incoming?: boolean;
  readonly open?: boolean;
  readonly status?: (typeof STATUSES)[number];
  readonly limit: number;
  readonly asKnownAt?: string;
}

const COLUMNS = [
  { title: 'transfer' },
  { title: 'from' },
  { title: 'to' },
  { title: 'dispatched at (UTC)', whenTooWide: 'left-out' },
  { title: 'lot' },
  { title: 'is' },
  { title: 'dispatched', align: 'right' },
  { title: 'measured', align: 'right' },
  { title: 'variance', align: 'right' },
] as const;

export function addTransfers(program: Command): void {
  addAsKnownAt(addListCommand(program, 'transfers', 'transfers between parties, both weights side by side'))
    .option('--party <party>', 'only transfers from or to the party')
    .option('--incoming', 'only transfers that are still on their way')
    .option('--open', 'only transfers with something under way, awaited or in dispute')
    .option('--status <status>', `only transfers that are ${STATUSES.join(', ')}`, choiceOption('--status', STATUSES))
    .action(async ({ party, incoming, open, status, limit, asKnownAt }: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const filter = { party, incoming: incoming ?? false, open: open ?? false, status, limit, asKnownAt };
        const rows = await browseTransfers(ledger, filter);
        const clock = clockOfMoment(asKnownAt, new Date().toISOString());
        const cells = rows.flatMap((row) => cellsOf(row, clock));
        answerRows(context, rows, { limit, asKnownAt }, () =>
          formatTable(COLUMNS, cells, 'No transfers.', context.output.tableWidth),
        );
        await noteUnknownNames(context.output, ledger, rows, { parties: [party] });
      });
    });
}

function cellsOf(
  { transfer, consignor, consignee, dispatchedAt, expectedAt, lines }: TransferRow,
  clock: string | null,
): string[][] {
  return lines.map((line, index) => [
    ...(index === 0
      ? [transfer, consignor, consignee, dispatchedAt === null ? '' : formatTime(dispatchedAt)]
      : ['', '', '', '']),
    line.lot,
    standing(line, expectedAt !== null && clock !== null && expectedAt < clock),
    ...figures(line),
  ]);
}

/** That somebody expected it earlier is said, and counts for nothing. */
function standing({ status, outcome, dispute }: TransferLine, isDue: boolean): string {
  if (status === 'awaiting-dispatch' && outcome !== 'accepted') return `${status}, ${outcome}`;
  if (dispute === 'open') return `${status}, disputed`;
  return status === 'in-transit' && isDue ? `${status}, overdue` : status;
}

/** By net mass, else by volume. Of a part that was kept the rest is another lot: it has no variance. */
function figures({ outcome, ...line }: TransferLine): [declared: string, measured: string, variance: string] {
  const byNet = line.declaredNetMilligrams !== null;
  const declared = byNet ? line.declaredNetMilligrams : line.declaredVolumeMillilitres;
  const measured = byNet ? line.measuredNetMilligrams : line.measuredVolumeMillilitres;
  const format = byNet ? formatKilograms : formatLitres;
  if (declared === null) return awaitedFigures(line);
  if (measured === null) return [format(declared), '', ''];
  const variance = measured - declared;
  const share = variance === 0n ? null : varianceShare(declared, measured);
  const signed = `${variance > 0n ? '+' : ''}${format(variance)}${share === null ? '' : ` (${share})`}`;
  return [format(declared), format(measured), outcome === 'partly-accepted' ? '' : signed];
}

/** Of what is awaited only one side has said anything. */
function awaitedFigures(
  line: Pick<TransferLine, 'measuredNetMilligrams' | 'measuredVolumeMillilitres'>,
): [string, string, string] {
  const { measuredNetMilligrams: net, measuredVolumeMillilitres: volume } = line;
  if (net !== null) return ['', formatKilograms(net), ''];
  return ['', volume === null ? '' : formatLitres(volume), ''];
}
