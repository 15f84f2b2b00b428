/**
 * Pages of the documentation that are run from top to bottom in an empty folder: a block with `file="…"` is written, a
 * `console` block's `$ npx lodestone …` lines are run, and what they print must be what the page shows. `vitest run
 * --update` on the test of a page writes it anew. What differs from run to run (digests, durations, today's date) is
 * shown as `…`.
 */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runLodestone } from './run-lodestone.ts';
import type { TestPlace } from './test-place.ts';

const BLOCK = /^```(\w+)(?: file="([^"]+)")?(?: exit="(\d)")?\n(.*?)^```$/gms;
const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));

/** Runs a page below `docs` in the folder of a place, and expects it to show what its commands print. */
export async function expectPageRuns(page: string, { folder }: TestPlace): Promise<void> {
  const path = fileURLToPath(new URL(`../../../docs/${page}`, import.meta.url));
  await symlink(PACKAGES, join(folder, 'packages'));
  const text = await readFile(path, 'utf8');
  let told = '';
  let end = 0;
  for (const match of text.matchAll(BLOCK)) {
    const [block, language = '', file, exit = '0', content = ''] = match;
    if (file !== undefined) await writeBlock(folder, file, content);
    const isRun = language === 'console';
    const opening = block.slice(0, block.indexOf('\n') + 1);
    const shown = isRun ? `${opening}${await runBlock(folder, content, Number(exit))}\`\`\`` : block;
    told += text.slice(end, match.index) + shown;
    end = match.index + block.length;
  }
  await expect(told + text.slice(end)).toMatchFileSnapshot(path);
}

/** Files whose names the page gives are below the test's folder, whatever the page says. */
async function writeBlock(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name);
  if (!path.startsWith(`${folder}/`)) throw new Error(`${name} is outside the folder of the page`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Runs each command of a block and gives the block as it should be. */
async function runBlock(folder: string, content: string, exit: number): Promise<string> {
  const commands = content.split('\n').filter((line) => line.startsWith('$ '));
  const shown: string[] = [];
  for (const command of commands) {
    const [line = '', target] = command.slice(2).split(' > ');
    const [npx, lodestone, ...commandArguments] = wordsOf(line);
    expect([npx, lodestone], command).toEqual(['npx', 'lodestone']);
    const { code, stdout, stderr } = await runLodestone(commandArguments, { cwd: folder });
    expect({ command, code, stderr: code === exit ? '' : stderr }).toEqual({ command, code: exit, stderr: '' });
    if (target !== undefined) await writeBlock(folder, target, stdout);
    shown.push(`${command}\n${steady(folder, target === undefined ? stdout + stderr : stderr)}`);
  }
  expect(shown.length, content).toBeGreaterThan(0);
  return shown.join('\n');
}

/** Splits a command line at its spaces; quotes keep words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Without what differs from run to run. */
function steady(folder: string, output: string): string {
  return output
    .replaceAll(folder, '.')
    .replaceAll(/(— \S+ )[A-Za-z0-9+/]{91}=/g, '$1…')
    .replaceAll(/\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g, '+…')
    .replaceAll(/\(key [0-9a-f]{8}\)/g, '(key …)')
    .replaceAll(/[A-Za-z0-9+/]{43}=/g, '…')
    .replaceAll(/[A-Za-z0-9_-]{43}/g, '…')
    .replaceAll(/^(?:initialising|waiting for) PostgreSQL.*\n/gm, '')
    .replaceAll(/\b\d+(?:\.\d+)? s\b/g, '… s')
    .replaceAll(/ +\d+[dy](?= )/g, (late) => '…'.padStart(late.length))
    .replaceAll(/(recorded at )\S+Z/g, '$1…')
    .replaceAll(new RegExp(`${today()} [0-9:]{8}`, 'g'), '…'.padEnd('2026-11-23 07:52:29'.length))
    .replaceAll(/(anchor {2}).*$/gm, '$1…');
}

function today(): string {
  return new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
}
