import { isCountry } from '@lodestone/custody/country.ts';
import { readUpstream } from '@lodestone/ledger/ask/read-upstream.ts';
import { makeClaims } from '@lodestone/lineage/claims/make-claims.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment, underMoment } from '../options/as-known-at.ts';
import { formatClaims } from '../answers/claims-text.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { timeOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone claims SHP-DEMO-1 --at 2027-01-01
  $ lodestone claims SHP-DEMO-1 --not-in CN,RU --json`;

interface Options {
  readonly at?: string;
  readonly notIn?: readonly string[];
  readonly asKnownAt?: string;
}

export function addClaims(program: Command): void {
  addAsKnownAt(program.command('claims'))
    .argument('<id>', 'a lot or a shipment')
    .description('what may be claimed of it, and why: chain of custody, countries of its steps, recycled content')
    .option('--at <date>', 'judge by the rules as they are on a day (default: today)', timeOption('--at'))
    .option('--not-in <countries>', 'ask that no step was in these countries (ISO 3166, with commas)', readCountries)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { at = new Date().toISOString(), notIn = [], asKnownAt } = options;
        const upstream = await readUpstream(ledger, id, asKnownAt);
        if (upstream === null) {
          const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
          throw new CommandFailure(
            EXIT.no,
            `no lot or shipment ${id} is recorded${then}, or it was voided: lodestone lots and lodestone shipments list what is`,
          );
        }
        const { graph, subject, registered, missing } = upstream;
        const report = makeClaims(graph, subject, { date: at.slice(0, 10), notIn, registered });
        const value = { ...report, missing, ...(asKnownAt === undefined ? {} : { asKnownAt }) };
        context.output.answer(value, () => underMoment(asKnownAt, formatClaims(report, missing, context.output)));
      });
    });
}

/** In the order given, each once. */
function readCountries(text: string): readonly string[] {
  const countries = [...new Set(text.split(',').map((word) => word.trim()))];
  const wrong = countries.find((country) => !isCountry(country));
  if (wrong === undefined) return countries;
  throw new CommandFailure(
    EXIT.usage,
    `--not-in takes country codes of ISO 3166, two capitals each such as CN,RU; found ${wrong === '' ? 'nothing' : wrong}`,
  );
}
