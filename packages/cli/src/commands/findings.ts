import { findIrregularities } from '@lodestone/ledger/detect/find-irregularities.ts';
import { type AskedNames, findUnknownName } from '@lodestone/ledger/ask/find-unknown-name.ts';
import type { RuleId, Severity } from '@lodestone/lineage/finding.ts';
import { SEVERITIES } from '@lodestone/lineage/finding.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import { readUpstream } from '@lodestone/ledger/ask/read-upstream.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import { aboutLineage, type FindingFilter, isAtLeast, selectFindings } from '@lodestone/lineage/select-findings.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { showFinding } from '../answers/finding-value.ts';
import { formatFindingsCsv } from '../answers/findings-csv.ts';
import { formatFinding, formatFindings } from '../answers/findings-text.ts';
import { DEFAULT_LIMIT_ROWS } from '../options/list-command.ts';
import { choiceOption, requirePeriod, timeOption, wholeNumberOption } from '../options/option-values.ts';
import { suspectFailure } from '../suspect-failure.ts';
import { addFindingWords } from './finding-words.ts';

const EXAMPLES = `
Examples:
  $ lodestone findings --since 2026-10-01
  $ lodestone findings --upstream-of SHP-1 --fail-on high          exit 1 where its past has one
  $ lodestone findings --party REFINER-A --csv > findings.csv
  $ lodestone findings D02/SX-GANZHOU/solvent-extraction/EV-17     one of them whole
  $ lodestone findings --fail-on high                              exit 1 where there is a high one
  $ lodestone findings answer <id> --as explained --reason 'the circuit was cleaned out'
lodestone rules lists what is looked for, with the thresholds.`;

/** So many a person reads through at once; programs get more. */
const LIMIT_FOR_PEOPLE = 25;

interface Options extends FindingFilter {
  readonly upstreamOf?: string;
  readonly failOn?: Severity;
  readonly limit?: number;
  readonly csv?: boolean;
  readonly afresh?: boolean;
  readonly all?: boolean;
  readonly asKnownAt?: string;
}

export function addFindings(program: Command): void {
  const command = program
    .command('findings')
    .argument('[id]', 'one of them, to see everything that is known of it')
    .description('what does not add up in the ledger, the worst first, and what would clear it')
    .option('--lot <lot>', 'only findings that name the lot')
    .option('--shipment <shipment>', 'only findings that name the shipment')
    .option('--upstream-of <id>', 'only findings about a lot or shipment, what it was made from, and who had that')
    .option('--party <party>', 'only findings that are about the party, or concern it')
    .option('--facility <facility>', 'only findings at the facility')
    .option('--rule <rule>', 'only findings of a rule, such as D02', readRule)
    .option('--since <time>', 'only what ended at this time or later', timeOption('--since'))
    .option('--until <time>', 'only what began before this time', timeOption('--until'))
    .option(
      '--fail-on <severity>',
      `exit 1 where one of them is at least ${SEVERITIES.join(', ')}`,
      choiceOption('--fail-on', SEVERITIES),
    )
    .option(
      '--limit <count>',
      `at most so many (default: ${LIMIT_FOR_PEOPLE}, with --json or --csv ${DEFAULT_LIMIT_ROWS})`,
      wholeNumberOption('--limit', 1),
    )
    .option('--all', 'those that are closed as well')
    .option('--csv', 'as CSV for spreadsheets')
    .option('--afresh', 'look at every event again, whatever was kept of an earlier look');
  addFindingWords(command);
  addAsKnownAt(command)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, options: Options) => {
      const context = contextOf(command);
      requirePeriod(options);
      const { output } = context;
      const findings = await withLedger(context, async (ledger) => {
        const unknown = await findUnknownName(ledger, namesOf(options));
        if (unknown !== null) throw suspectFailure(unknown, undefined);
        const answered = await findIrregularities(ledger, {
          asKnownAt: options.asKnownAt,
          afresh: options.afresh,
          onProgress: ({ done, total, events }) => {
            const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
            output.progress(`looking · ${percent} % · entry ${done} of ${total} · ${events} events`);
          },
        });
        return options.upstreamOf === undefined
          ? answered.findings
          : answered.findings.filter(await aboutUpstream(ledger, options.upstreamOf, options.asKnownAt));
      });
      const found = id === undefined ? findings : findings.filter((finding) => finding.id === id);
      if (id !== undefined && found.length === 0) {
        throw new CommandFailure(EXIT.no, `no finding ${id}: lodestone findings lists those that there are`);
      }
      const isShown = ({ status }: (typeof found)[number]) => status !== 'closed' || options.all === true;
      const selected = selectFindings(id === undefined ? found.filter(isShown) : found, options);
      answer(context, selected, options, id !== undefined);
      const { failOn } = options;
      if (failOn !== undefined && selected.some((finding) => isAtLeast(finding, failOn))) process.exitCode = EXIT.no;
    });
}

/** A misspelt name finds nothing, and must not pass for a clean ledger. */
function namesOf({ lot, shipment, party, facility }: FindingFilter): AskedNames {
  return { subjects: [lot, shipment], parties: [party], facilities: [facility] };
}

/** The findings that a case about it would have. */
async function aboutUpstream(ledger: Ledger, id: string, asKnownAt: string | undefined) {
  const upstream = await readUpstream(ledger, id, asKnownAt);
  if (upstream === null) throw suspectFailure({ found: false, what: 'lot or shipment', id }, asKnownAt);
  return aboutLineage(traceUp(upstream.graph, upstream.subject), id);
}

type Findings = Awaited<ReturnType<typeof findIrregularities>>['findings'];

function answer({ output }: Context, selected: Findings, options: Options, isOne: boolean): void {
  const { csv = false, asKnownAt, limit = output.json || csv ? DEFAULT_LIMIT_ROWS : LIMIT_FOR_PEOPLE } = options;
  const shown = selected.slice(0, limit);
  const { width } = output;
  output.answer(shown.map(showFinding), () => {
    if (csv) return formatFindingsCsv(shown, titleOf);
    const text = isOne
      ? shown.map((finding) => formatFinding(finding, titleOf, width)).join('\n\n')
      : formatFindings(selected, shown, { titleOf, width });
    return underMoment(asKnownAt, text);
  });
  if (selected.length > limit)
    output.note(`These are the first ${limit} of ${selected.length}; --limit asks for more.`);
}

function titleOf(id: string): string {
  return RULES.find((rule) => rule.id === id)?.title ?? '';
}

function readRule(text: string): RuleId {
  const rule = RULES.find(({ id }) => id === text.toUpperCase());
  if (rule !== undefined) return rule.id;
  throw new CommandFailure(EXIT.usage, `--rule must be one of ${RULES.map(({ id }) => id).join(', ')}; found ${text}`);
}
