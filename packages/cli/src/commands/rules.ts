import { type ListedRule, listRules } from '@lodestone/ledger/detect/list-rules.ts';
import { wrapColumns } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { describeFigure } from '../output/figure-text.ts';

export function addRules(program: Command): void {
  program
    .command('rules')
    .description('what findings looks for: what each rule reads, its thresholds in force, what honest work looks alike')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const list = await withLedger(context, (ledger) => listRules(ledger, new Date().toISOString()));
      output.answer(list, () => list.rules.map((rule) => formatRule(rule, output.width)).join('\n\n'));
      for (const { rule, thresholds } of list.unread) {
        const names = thresholds.join(', ');
        const what = names === '' ? `there is no rule ${rule}` : `rule ${rule} has no threshold ${names}`;
        output.complain(`${what}, and a finding-rule-set of this ledger sets it: set what was meant`);
      }
    });
}

function formatRule(listed: ListedRule, width: number): string {
  const { rule, version, title, family, inputs, mistakes, clears, thresholds } = listed;
  const figures = Object.entries(thresholds ?? {}).map(([name, value]) => {
    // By its own name, which is what an authority sets it by.
    const read = describeFigure(name, value).value;
    return read === String(value) ? `${name} ${value}` : `${name} ${value} (${read})`;
  });
  const said = [
    ['reads', inputs],
    ['looks alike', mistakes],
    ['cleared by', clears],
    ['thresholds', thresholds === null ? 'switched off in this ledger' : figures.join('; ')],
  ] as const;
  return [
    `${rule} ${title} · ${family} · version ${version}`,
    ...said.flatMap(([name, text]) => indent(name, text, width)),
  ].join('\n');
}

const NAME_COLUMNS = 13;

/** A name, and what is said beside it in lines that fit. */
function indent(name: string, text: string, width: number): string[] {
  const lines = wrapColumns(text.split(' '), ' ', width - NAME_COLUMNS - 2);
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(NAME_COLUMNS)}${line}`);
}
