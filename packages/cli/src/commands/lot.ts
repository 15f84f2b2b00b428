import { balanceEvents } from '@lodestone/ledger/ask/balance-events.ts';
import {
  type BrowsedLot,
  browseAssays,
  browseAwaited,
  browseDisputes,
  browseEvents,
  browseLots,
} from '@lodestone/ledger/ask/browse.ts';
import { browseViewedLot } from '@lodestone/ledger/ask/browse-viewed-lot.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { viewLot } from '@lodestone/ledger/ask/view-lot.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment, knownAtLines } from '../options/as-known-at.ts';
import { describeAwaited, describeUnrecorded, formatAwaitedStatus } from '../answers/awaited-text.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { DISPUTE_ADVICE, describeDispute } from '../answers/dispute-text.ts';
import { markEvents } from '../answers/event-marks.ts';
import { formatEventTable } from '../answers/event-table.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { describeHold } from '../answers/hold-text.ts';
import { DEFAULT_LIMIT_ROWS } from '../options/list-command.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTests } from '../answers/lot-tests.ts';
import { formatLotAmounts } from '../answers/lot-amounts-table.ts';
import { formatLotSteps } from '../answers/lot-steps-table.ts';

export function addLot(program: Command): void {
  addAsKnownAt(program.command('lot'))
    .argument('<id>', 'a lot')
    .description('one lot: what it is, what remains, where it is, and everything that happened to it')
    .action(async (id: string, { asKnownAt }: { asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const [lot] = await browseLots(ledger, { lot: id, limit: 1, asKnownAt });
        if (lot === undefined) return answerUnrecorded(context, ledger, { lot: id, asKnownAt });
        const known = { limit: DEFAULT_LIMIT_ROWS, asKnownAt };
        const history = await browseEvents(ledger, { lot: id, ...known });
        const views = viewLot(await browseViewedLot(ledger, lot, history, known));
        const assays = await browseAssays(ledger, { lot: id, limit: DEFAULT_LIMIT_ROWS, asKnownAt });
        const disputes = await browseDisputes(ledger, {
          lot: id,
          settledToo: false,
          limit: DEFAULT_LIMIT_ROWS,
          asKnownAt,
        });
        const steps = await balanceEvents(ledger, history);
        context.output.answer({ ...lot, disputes, views, assays, steps, history }, () => {
          const facility = lot.facility === null ? '' : ` at ${lot.facility}`;
          const within = lot.within === null ? '' : ` (${lot.within})`;
          const lines = [
            ...knownAtLines(asKnownAt),
            `${lot.lot}  ${[lot.form, lot.product].filter((word) => word !== null).join(' · ')}`,
            `  ${lot.kind} by ${lot.party}${facility}, ${lot.country}`,
            `  ${formatAwaitedStatus(lot)}${within}, custodian ${lot.custodian}${lot.owner === lot.custodian ? '' : `, owner ${lot.owner}`}`,
            ...describeJourney(lot),
            ...(lot.unit === null ? [] : [`  in unit ${lot.unit}`]),
            ...(lot.hold === null ? [] : [`  ${describeHold(lot.hold)}`]),
            ...(lot.shipmentHold === null ? [] : [`  shipment ${lot.within} is ${describeHold(lot.shipmentHold)}`]),
            ...(lot.transferHold === null ? [] : [`  transfer ${lot.within} is ${describeHold(lot.transferHold)}`]),
            ...(lot.unitHold === null ? [] : [`  unit ${lot.unit} is ${describeHold(lot.unitHold)}`]),
            ...disputes.map((dispute) => `  ${describeDispute(dispute)}`),
            ...(disputes.length === 0 ? [] : [`  ${DISPUTE_ADVICE}`]),
            ...lot.awaited.flatMap((each) => describeAwaited(each, lot.custodian)).map((line) => `  ${line}`),
            '',
            formatLotAmounts(views, lot, context.output.tableWidth),
            '',
            ...formatTests(lot, assays),
            ...formatLotSteps(steps, markEvents(history), context.output.tableWidth),
            formatEventTable(history, context.output.tableWidth),
          ];
          return lines.join('\n');
        });
      });
    });
}

type Journey = 'dispatcher' | 'consignee' | 'since';

/** Who sent it to whom, and since when; nothing of a lot that is neither under way nor packed. */
function describeJourney({ dispatcher, consignee, since }: Pick<BrowsedLot, Journey>): string[] {
  if (dispatcher === null || consignee === null || since === null) return [];
  return [`  from ${dispatcher} to ${consignee} since ${formatTime(since)} UTC`];
}

/** A lot of which nothing is recorded but that somebody has received it is no lot yet: the answer is no, and says why. */
async function answerUnrecorded(
  { output }: Context,
  ledger: Ledger,
  request: { readonly lot: string; readonly asKnownAt: string | undefined },
): Promise<void> {
  const { lot, asKnownAt } = request;
  const when = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
  const awaited = await browseAwaited(ledger, request);
  if (awaited.length === 0)
    throw new CommandFailure(EXIT.no, `no lot ${lot} is recorded${when}: lodestone lots lists those that are`);
  const history = await browseEvents(ledger, { ...request, limit: DEFAULT_LIMIT_ROWS });
  output.answer({ lot, status: 'not-recorded', awaited, history }, () =>
    [
      ...knownAtLines(asKnownAt),
      `${lot}  not recorded, awaiting dispatch`,
      ...awaited.flatMap((each) => describeUnrecorded(each, lot)).map((line) => `  ${line}`),
      '',
      formatEventTable(history, output.tableWidth),
    ].join('\n'),
  );
  process.exitCode = EXIT.no;
}
