/** The commands that a page of the documentation shows with their output: blocks of `$ lodestone …` and what it prints. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface ShownCommand {
  /** As the page has it, behind `$ lodestone`. */
  readonly command: string;
  readonly output: string;
}

/** Reads the commands of a page in `docs`. */
export async function shownCommands(page: string): Promise<ShownCommand[]> {
  const text = await readFile(fileURLToPath(new URL(`../../../docs/${page}`, import.meta.url)), 'utf8');
  return [...text.matchAll(/^```text\n\$ lodestone (.*)\n([\s\S]*?)^```$/gm)].map(([, command = '', output = '']) => {
    return { command, output };
  });
}
