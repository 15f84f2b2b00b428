/** `template`: an empty table to fill in, for each event that spreadsheets can say. */
import type { Delimiter } from '@lodestone/interchange/delimiter.ts';
import type { Template } from '@lodestone/interchange/template.ts';
import { allColumns, TEMPLATES, templateNamed } from '@lodestone/interchange/templates.ts';
import { formatTable as formatCsv, headerOf } from '@lodestone/interchange/write-table.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption } from '../options/option-values.ts';
import { formatTable } from '../output/table.ts';

const EXAMPLES = `
Examples:
  $ lodestone template lot-created --example
  $ lodestone template transfer-received --language zh --delimiter tab > receipts.csv
No column says what is sealed: lodestone import --seal permit,note --readers CUSTOMS does, for every
row of the table that states it.`;

const LANGUAGES = ['en', 'zh'] as const;
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const satisfies Record<string, Delimiter>;
const DELIMITER_NAMES = ['comma', 'semicolon', 'tab'] as const;

interface Options {
  readonly example?: boolean;
  readonly language: (typeof LANGUAGES)[number];
  readonly delimiter: (typeof DELIMITER_NAMES)[number];
}

export function addTemplate(program: Command): void {
  program
    .command('template')
    .argument('[name]', 'the event that its rows say; without it, the templates are listed')
    .description('print an empty table for spreadsheets: fill it in, save it as CSV UTF-8, and import it')
    .option('--example', 'with rows that show how it is filled in')
    .option(
      '--language <language>',
      `headers in ${LANGUAGES.join(' or ')}`,
      choiceOption('--language', LANGUAGES),
      'en',
    )
    .option(
      '--delimiter <delimiter>',
      `what separates the cells: ${DELIMITER_NAMES.join(', ')}`,
      choiceOption('--delimiter', DELIMITER_NAMES),
      'comma',
    )
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, options: Options, command: Command) => {
      const { output } = contextOf(command);
      if (name === undefined) {
        const templates = TEMPLATES.map((template) => ({ name: template.name, about: template.about }));
        output.answer(templates, () => {
          const rows = templates.map((template) => [template.name, template.about]);
          return formatTable(
            [{ title: 'template' }, { title: 'its rows', whenTooWide: 'shortened' }],
            rows,
            'No templates.',
            output.tableWidth,
          );
        });
        return;
      }
      const template = requireTemplate(name);
      const { language } = options;
      if (output.json) output.answer(describe(template, language), () => '');
      else {
        const events = options.example === true ? template.examples : [];
        process.stdout.write(formatCsv(template, events, { language, delimiter: DELIMITERS[options.delimiter] }));
      }
    });
}

/** The template of that name, or what there is. */
export function requireTemplate(name: string): Template {
  const template = templateNamed(name);
  if (template !== undefined) return template;
  const names = TEMPLATES.map((other) => other.name).join(', ');
  throw new CommandFailure(EXIT.usage, `there is no template ${name}: it must be one of ${names}`);
}

function describe(template: Template, language: Options['language']) {
  const columns = allColumns(template).map((column) => {
    const { name, kind, needed = false, about } = column;
    return { name, header: headerOf(column, language), kind, needed, about };
  });
  return { name: template.name, about: template.about, columns };
}
