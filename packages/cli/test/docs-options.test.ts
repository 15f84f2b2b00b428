import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';

// What the documentation says of commands and options is held to the program.

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const names = ['README.md', ...(await Array.fromAsync(glob('docs/{,format/}*.md', { cwd: ROOT })))];
const pages = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(join(ROOT, name), 'utf8')] as const)),
);
const program = createProgram();

/** The commands below one, with the words that name each. */
function commandsBelow(command: Command, before = ''): (readonly [string, Command])[] {
  return command.commands.flatMap((each) => {
    const words = `${before}${each.name()}`;
    return [[words, each] as const, ...commandsBelow(each, `${words} `)];
  });
}

const commands = new Map(commandsBelow(program));

/** A command of a page that is not there, or has an option that it does not take. */
function unknownIn(line: string): string[] {
  const words = line.trim().split(/\s+/);
  const two = commands.get(words.slice(0, 2).join(' '));
  const command = two ?? commands.get(words[0] ?? '');
  if (command === undefined) return [`${words[0]}: no such command`];
  const outer = two?.parent ?? command;
  const options = [command, outer, program].flatMap((each) => each.options);
  const known = new Set(options.flatMap(({ short, long }) => [short, long]));
  const used = [...line.matchAll(/ (--?[a-z][a-z-]*)/g)].map(([, option = '']) => option);
  return used.filter((option) => !known.has(option)).map((option) => `${words[0]} ${option}`);
}

describe('the documentation', () => {
  test.each(names)('%s shows commands and options that are there', (name) => {
    const shown = [...(pages.get(name) ?? '').matchAll(/(?:^\$ (?:npx )?|^npx |`)lodestone ([a-z][^`|#<>\n]*)/gm)];
    expect(shown.flatMap(([, line = '']) => unknownIn(line))).toEqual([]);
  });

  test('has every command on one page, and every option that all of them take', () => {
    const page = pages.get('docs/commands.md') ?? '';
    const firstCells = [...page.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
    const listed = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    const groups = new Set('key document case access reader returns checkpoint-key auditor witness'.split(' '));
    const options = program.options.flatMap(({ flags }) => (flags.includes('--version') ? [] : [flags]));
    const wanted = [...commands.keys()].filter((name) => !groups.has(name));
    expect(listed.toSorted()).toEqual([...wanted, ...options].toSorted());
  });
});
