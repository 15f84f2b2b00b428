import { browseAssays, browseLots } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { formatMeasure, formatTime } from '../output/amounts.ts';
import { describeVersion, formatAssayHistory } from '../answers/assay-history.ts';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatTable } from '../output/table.ts';

type Assays = Awaited<ReturnType<typeof browseAssays>>;

interface AssaysOptions {
  readonly open?: boolean;
  readonly limit: number;
  readonly asKnownAt?: string;
}

export function addAssays(program: Command): void {
  const about = 'what laboratories say of lots, and what that changed; of one lot side by side';
  addAsKnownAt(addListCommand(program, 'assays', about))
    .argument('[lot]', 'only assays of this lot')
    .option('--open', 'only provisional assays that wait for a final one')
    .action(async (lot: string | undefined, options: AssaysOptions, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { open = false, limit, asKnownAt } = options;
        const rows = await browseAssays(ledger, { lot, open, limit, asKnownAt });
        const [found] = lot === undefined ? [] : await browseLots(ledger, { lot, limit: 1, asKnownAt });
        if (lot !== undefined && found === undefined) {
          throw new CommandFailure(EXIT.no, `no lot ${lot} is recorded: lodestone lots lists those that are`);
        }
        const width = context.output.tableWidth;
        answerRows(context, rows, { limit, asKnownAt }, () =>
          found === undefined || open ? formatList(rows, open, width) : formatAssayHistory(found, rows, width),
        );
      });
    });
}

const COLUMNS = [
  { title: 'entry', align: 'right' },
  { title: 'occurred at (UTC)', whenTooWide: 'left-out' },
  { title: 'lot' },
  { title: 'status' },
  { title: 'custodian' },
  { title: 'assay' },
  { title: 'laboratory' },
  { title: 'method', whenTooWide: 'shortened' },
  { title: 'net as stated', align: 'right' },
] as const;

function formatList(rows: Assays, open: boolean, width: number): string {
  const cells = rows.map((row) => [
    `${row.position}.${row.ordinal}`,
    formatTime(row.occurredAt),
    row.lot,
    row.status,
    row.custodian,
    describeVersion(row),
    row.laboratory,
    row.method,
    formatMeasure(row.stated),
  ]);
  return formatTable(COLUMNS, cells, open ? 'No assay is open.' : 'No assays.', width);
}
