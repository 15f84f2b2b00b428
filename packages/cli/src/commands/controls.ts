import { dryRunControls, readControls } from '@lodestone/ledger/regulation/control-lists.ts';
import { readControlEvents } from '@lodestone/ledger/regulation/read-control-events.ts';
import { controlsTimeline } from '@lodestone/regulation/controls-timeline.ts';
import { controlTasks, viewList, viewLists } from '@lodestone/regulation/controls-view.ts';
import { countByCountry } from '@lodestone/regulation/dry-run-controls.ts';
import { SHIPPED_LIST_IDS, shippedEvents } from '@lodestone/regulation/shipped-register/shipped-register.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatList, formatLists } from '../answers/controls-text.ts';
import { formatTimeline } from '../answers/controls-timeline-text.ts';
import { formatDryRun } from '../answers/dry-run-text.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { withInput } from '../input/input-file.ts';
import { timeOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone controls shipped CN-MOFCOM-2025-18 > lists.jsonl    what is known of it, to be checked
  $ lodestone controls dry-run lists.jsonl                        what publishing it would touch
  $ lodestone record lists.jsonl                                  an authority publishes it
  $ lodestone controls --at 2026-11-23
  $ lodestone controls show CN-MOFCOM-2025-18
  $ lodestone controls timeline`;

interface TimeOptions {
  readonly at?: string;
  readonly asKnownAt?: string;
}

export function addControls(program: Command): void {
  const controls = program
    .command('controls')
    .description('the control lists of the ledger, how they stand at a time, and what has to be seen to')
    .option('--at <time>', 'as they stand at this time (default: now)', timeOption('--at'));
  addAsKnownAt(controls)
    .addHelpText('after', EXAMPLES)
    .action(async ({ at = now(), asKnownAt }: TimeOptions, command: Command) => {
      const context = contextOf(command);
      const register = await withLedger(context, (ledger) => readControls(ledger, asKnownAt));
      const [lists, tasks] = [viewLists(register, at), controlTasks(register, at)];
      context.output.answer({ at, lists, tasks }, () =>
        underMoment(asKnownAt, formatLists(lists, tasks, context.output.tableWidth)),
      );
    });
  addShow(controls);
  addTimeline(controls);
  addShipped(controls);
  addDryRun(controls);
}

function addShow(controls: Command): void {
  controls
    .command('show')
    .argument('<list>', 'its id, as lodestone controls shows it')
    .description('all that a list says, in every version, with its suspensions and sources')
    .action(async (id: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const { at = now(), asKnownAt } = command.optsWithGlobals<TimeOptions>();
      const list = await withLedger(context, async (ledger) => viewList(await readControls(ledger, asKnownAt), id, at));
      if (list === null) {
        throw new CommandFailure(
          EXIT.no,
          `no control list ${id} is published: lodestone controls lists those that are`,
        );
      }
      context.output.answer(list, () => underMoment(asKnownAt, formatList(list, context.output.width)));
    });
}

function addTimeline(controls: Command): void {
  controls
    .command('timeline')
    .description('when lists begin, are suspended, read otherwise and end, of all countries that publish any')
    .option('--of <country>', 'only lists of this country, or of the EU')
    .action(async ({ of }: { readonly of?: string }, command: Command) => {
      const context = contextOf(command);
      const { asKnownAt } = command.optsWithGlobals<TimeOptions>();
      const register = await withLedger(context, (ledger) => readControls(ledger, asKnownAt));
      const entries = controlsTimeline(register).filter(({ jurisdiction }) => of === undefined || jurisdiction === of);
      context.output.answer(entries, () => underMoment(asKnownAt, formatTimeline(entries, context.output.tableWidth)));
    });
}

function addShipped(controls: Command): void {
  controls
    .command('shipped')
    .argument('[lists...]', 'only these')
    .description('the lists that come with the software, as lines for an authority to check, sign and record')
    .option('--by <party>', 'the authority', 'OPERATOR')
    .option('--occurred-at <time>', 'when it publishes them (default: now)', timeOption('--occurred-at'))
    .action((lists: string[], { by, occurredAt = now() }: { by: string; occurredAt?: string }, command: Command) => {
      const { output } = contextOf(command);
      const unknown = lists.find((list) => !SHIPPED_LIST_IDS.includes(list));
      if (unknown !== undefined) {
        throw new CommandFailure(
          EXIT.usage,
          `no list ${unknown} comes along; there are ${SHIPPED_LIST_IDS.join(', ')}`,
        );
      }
      const lines = shippedEvents(occurredAt, lists.length === 0 ? undefined : lists).map((event) => ({ by, event }));
      output.answer(lines, () => lines.map((line) => JSON.stringify(line)).join('\n'));
      output.note(
        'No ledger has these by itself. Check them against the sources that they name before recording them.',
      );
    });
}

function addDryRun(controls: Command): void {
  controls
    .command('dry-run')
    .argument('<file>', 'control-list events as lines, - for standard input')
    .description('which lots in stock and packed shipments a change of lists would touch, by country; records nothing')
    .action(async (file: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { at = now() } = command.optsWithGlobals<TimeOptions>();
      const read = await withInput(file, ({ chunks }) => readControlEvents(chunks));
      if (!read.ok) throw new CommandFailure(EXIT.usage, `${file}:${read.line}: ${read.message}`);
      const dryRun = await withLedger(context, (ledger) => dryRunControls(ledger, read.events, at));
      const { touched, lots, licences } = dryRun;
      const countries = countByCountry(touched);
      const value = touched.map(({ lot, custodian, shipment, destinations, before, after, gained, lost }) => {
        return { lot, custodian, shipment, destinations, before, after, gained, lost };
      });
      output.answer({ at, lots, countries, touched: value, licences }, () => formatDryRun(dryRun, output.tableWidth));
    });
}

function now(): string {
  return new Date().toISOString();
}
