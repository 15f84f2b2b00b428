import { findIrregularities } from '@lodestone/ledger/find-irregularities.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../list-command.ts';
import { formatTable } from '../table.ts';

const COLUMNS = [
  { title: 'severity' },
  { title: 'rule' },
  { title: 'party' },
  { title: 'what', whenTooWide: 'wrapped' },
] as const;

interface Options {
  readonly limit: number;
  readonly asKnownAt?: string;
}

export function addFindings(program: Command): void {
  addAsKnownAt(addListCommand(program, 'findings', 'what does not add up in the ledger, with the numbers')).action(
    async ({ limit, asKnownAt }: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { findings } = await withLedger(context, (ledger) =>
        findIrregularities(ledger, {
          asKnownAt,
          onProgress: ({ done, total }) => output.progress(`looking · entry ${done} of ${total}`),
        }),
      );
      const rows = findings.slice(0, limit);
      answerRows(context, rows, limit, () =>
        formatTable(
          COLUMNS,
          rows.map(({ severity, rule, party, sentence }) => [severity, rule, party ?? '', sentence]),
          'Nothing was found that does not add up.',
          output.tableWidth,
        ),
      );
    },
  );
}
