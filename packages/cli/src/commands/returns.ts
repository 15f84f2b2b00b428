import { eventHead } from '@lodestone/ledger/append/event-head.ts';
import { checkReturns, type CheckedReturn } from '@lodestone/ledger/regulation/check-returns.ts';
import { type ComputedReturn, computeReturn, listDuties } from '@lodestone/ledger/regulation/file-returns.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { isMonth, monthBefore } from '@lodestone/regulation/reporting-month.ts';
import { returnDifferences } from '@lodestone/regulation/return-differences.ts';
import type { Command } from 'commander';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { withInput } from '../input/input-file.ts';
import { timeOption } from '../options/option-values.ts';
import { formatDifferences, formatDuties, formatReturn } from '../answers/return-table.ts';
import { suspectFailure } from '../suspect-failure.ts';

const EXAMPLES = `
Examples:
  $ lodestone returns due
  $ lodestone returns draft SX-GANZHOU 2026-03 > return.jsonl
  $ lodestone returns check return.jsonl
  $ lodestone record return.jsonl
  $ lodestone returns check SX-GANZHOU 2026-03     what was filed, against the ledger as it is now`;

export function addReturns(program: Command): void {
  const returns = program
    .command('returns')
    .description('monthly returns of facilities: what is due, computed from the ledger, checked against it')
    .addHelpText('after', EXAMPLES);
  addDue(returns);
  returns
    .command('draft')
    .argument('<facility>', 'the facility')
    .argument('<month>', 'such as 2026-03', readMonth)
    .description('the return of a month as the ledger has it: a line to record, signed by its party')
    .option('--table', 'its figures as a table instead')
    .action(async (facility: string, month: string, { table = false }: { table?: boolean }, command: Command) => {
      const context = contextOf(command);
      const computed = await withLedger(context, (ledger) => requireReturn(ledger, facility, month));
      const line = lineOf(computed);
      context.output.answer(line, () =>
        table ? formatReturn(computed.figures, context.output.tableWidth) : JSON.stringify(line),
      );
    });
  returns
    .command('check')
    .argument('<file-or-facility>', 'lines to record, - for standard input; or with a month, the facility')
    .argument('[month]', 'the month of a return that is filed', readMonth)
    .description('whether a return says what the ledger says: of a file before it is recorded, or as it was filed')
    .action(async (name: string, month: string | undefined, _: unknown, command: Command) => {
      const context = contextOf(command);
      const checked = month === undefined ? await checkFile(context, name) : await checkFiled(context, name, month);
      answerChecked(context, checked);
    });
}

interface DueOptions {
  readonly at?: string;
  readonly from?: string;
  readonly party?: string;
  readonly facility?: string;
  readonly country?: string;
  readonly all?: boolean;
}

/** So many months back a duty is looked for, where nothing else is asked. */
const MONTHS_BACK = 3;

function addDue(returns: Command): void {
  returns
    .command('due')
    .description('the calendar of duties: which returns are due, filed, late or missing')
    .option('--at <time>', 'as it stood at this time (default: now)', timeOption('--at'))
    .option('--from <month>', 'from this month on (default: three back)', readMonth)
    .option('--party <party>', 'only facilities of the party')
    .option('--facility <facility>', 'only the facility')
    .option('--country <code>', 'only facilities in the country, such as CN')
    .option('--all', 'those that were filed in time as well')
    .action(async ({ at = new Date().toISOString(), from, all = false, ...of }: DueOptions, command: Command) => {
      const context = contextOf(command);
      const request = { ...of, at, from: from ?? monthsBefore(at.slice(0, 7), MONTHS_BACK) };
      const duties = await withLedger(context, (ledger) => listDuties(ledger, request));
      const shown = all ? duties : duties.filter(({ state }) => state !== 'filed');
      context.output.answer(shown, () => formatDuties(shown, context.output.tableWidth));
      const inTime = duties.length - shown.length;
      if (inTime > 0) context.output.note(`${inTime} more are filed in time; --all shows them.`);
    });
}

function monthsBefore(month: string, count: number): string {
  return count === 0 ? month : monthsBefore(monthBefore(month), count - 1);
}

async function requireReturn(ledger: Ledger, facility: string, month: string): Promise<ComputedReturn> {
  const answer = await computeReturn(ledger, { facility, month });
  if (!answer.found) throw suspectFailure(answer, undefined);
  return answer.computed;
}

/** As `record` reads it: whoever records it signs for the party. */
function lineOf({ party, facility, month, figures, filed }: ComputedReturn) {
  const replaces = filed === null ? {} : { replaces: filed.event.id };
  return { by: party, event: { type: 'return-filed', ...eventHead(), facility, month, figures, ...replaces } };
}

async function checkFile(context: Context, file: string): Promise<readonly CheckedReturn[]> {
  const check = await withInput(file, ({ chunks }) => withLedger(context, (ledger) => checkReturns(ledger, chunks)));
  if (!check.ok) throw new CommandFailure(EXIT.usage, `${file}:${check.line}: ${check.message}`);
  if (check.checked.length === 0) throw new CommandFailure(EXIT.usage, `${file} has no line of the type return-filed`);
  return check.checked;
}

async function checkFiled(context: Context, facility: string, month: string): Promise<readonly CheckedReturn[]> {
  const { figures, filed } = await withLedger(context, (ledger) => requireReturn(ledger, facility, month));
  if (filed?.event.type !== 'return-filed') {
    throw new CommandFailure(
      EXIT.no,
      `no return of ${month} is filed for ${facility}: lodestone returns draft computes it`,
    );
  }
  return [{ line: null, facility, month, differences: returnDifferences(filed.event.figures, figures) }];
}

function answerChecked({ output }: Context, checked: readonly CheckedReturn[]): void {
  output.answer(checked, () =>
    checked
      .map(({ facility, month, differences }) => {
        const of = `The return of ${month} for ${facility}`;
        if (differences.length === 0) return `${of} says what the ledger says.`;
        return `${of} contradicts the ledger\n${formatDifferences(differences, output.tableWidth)}`;
      })
      .join('\n\n'),
  );
  if (checked.some(({ differences }) => differences.length > 0)) process.exitCode = EXIT.no;
}

function readMonth(text: string): string {
  if (isMonth(text)) return text;
  throw new CommandFailure(EXIT.usage, `a month must be such as 2026-03, found ${text}`);
}
