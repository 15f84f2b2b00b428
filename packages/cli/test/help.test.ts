import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';

const COLUMNS = 100;
const program = createProgram();

/** A command and all below it, with the words that name each. */
function withSubcommands(command: Command, words: string): (readonly [string, Command])[] {
  return [
    [words, command] as const,
    ...command.commands.flatMap((each) => withSubcommands(each, `${words} ${each.name()}`)),
  ];
}

const commands = withSubcommands(program, 'lodestone');

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => COLUMNS });
  command.outputHelp();
  return text;
}

describe.each(commands)('%s --help', (_, command) => {
  const help = helpOf(command);

  test('fits a terminal', () => {
    expect(help.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);
  });

  test('shows values as they are typed', () => {
    expect(help).not.toMatch(/default: [{[]/);
  });
});

test('a command within a command shows the options of the program, and none of the command around it', () => {
  const answer = commands.find(([words]) => words === 'lodestone findings answer')?.[1];
  const help = helpOf(answer ?? program);
  expect(help).toContain('--reason');
  expect(help).toContain('--json');
  expect(help).not.toContain('--shipment');
});

/** The commands that help texts show as examples, a line each. */
const examples = commands.flatMap(([, command]) =>
  [...helpOf(command).matchAll(/^ {2}\$ (?:\S+=\S+ )?(lodestone [^|>\n]*)/gm)].map(([, example = '']) => example),
);

test.each(examples)('of the example %s command and options are there', (example) => {
  const [, named = program] = commands.findLast(([words]) => `${example} `.startsWith(`${words} `)) ?? [];
  expect(named).not.toBe(program);
  const options = [...named.options, ...program.options].flatMap(({ short, long }) => [short, long]);
  const used = [...example.matchAll(/ (--?[a-z][a-z-]*)/g)].map(([, option]) => option);
  expect(options).toEqual(expect.arrayContaining(used));
});
