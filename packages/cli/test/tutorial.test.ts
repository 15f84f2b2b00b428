/**
 * docs/tutorial.md is run from top to bottom in an empty folder: a block with `file="…"` is written, a `console` block's
 * `$ npx lodestone …` lines are run, and what they print must be what the page shows. `vitest run --update` on this
 * file writes the page anew. What differs from run to run (digests, durations, today's date) is shown as `…`.
 */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runLodestone } from './run-lodestone.ts';
import { testPlace } from './test-place.ts';

const PAGE = fileURLToPath(new URL('../../../docs/tutorial.md', import.meta.url));
const BLOCK = /^```(\w+)(?: file="([^"]+)")?(?: exit="(\d)")?\n(.*?)^```$/gms;
const RUN_MILLISECONDS = 180_000;

const place = await testPlace();
const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url));
await symlink(PACKAGES, join(place.folder, 'packages'));

/** Files whose names the page gives are below the test's folder, whatever the page says. */
async function writeBlock(name: string, content: string): Promise<void> {
  const path = join(place.folder, name);
  if (!path.startsWith(`${place.folder}/`)) throw new Error(`${name} is outside the tutorial's folder`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Runs each command of a block and gives the block as it should be. */
async function runBlock(content: string, exit: number): Promise<string> {
  const commands = content.split('\n').filter((line) => line.startsWith('$ '));
  const shown: string[] = [];
  for (const command of commands) {
    const [line = '', target] = command.slice(2).split(' > ');
    const [npx, lodestone, ...commandArguments] = wordsOf(line);
    expect([npx, lodestone], command).toEqual(['npx', 'lodestone']);
    const { code, stdout, stderr } = await runLodestone(commandArguments, { cwd: place.folder });
    expect({ command, code, stderr: code === exit ? '' : stderr }).toEqual({ command, code: exit, stderr: '' });
    if (target !== undefined) await writeBlock(target, stdout);
    shown.push(`${command}\n${steady(target === undefined ? stdout + stderr : stderr)}`);
  }
  expect(shown.length, content).toBeGreaterThan(0);
  return shown.join('\n');
}

/** Splits a command line at its spaces; quotes keep words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Without what differs from run to run. */
function steady(output: string): string {
  return output
    .replaceAll(place.folder, '.')
    .replaceAll(/[A-Za-z0-9_-]{43}/g, '…')
    .replaceAll(/^initialising PostgreSQL .*\n/gm, '')
    .replaceAll(/\b\d+(?:\.\d+)? s\b/g, '… s')
    .replaceAll(/ +\d+[dy](?= )/g, (late) => '…'.padStart(late.length))
    .replaceAll(/^( {2}root {7}).*$/gm, '$1…');
}

test('every command of the tutorial prints what the page shows', { timeout: RUN_MILLISECONDS }, async () => {
  const page = await readFile(PAGE, 'utf8');
  let told = '';
  let end = 0;
  for (const match of page.matchAll(BLOCK)) {
    const [block, language = '', file, exit = '0', content = ''] = match;
    if (file !== undefined) await writeBlock(file, content);
    const isRun = language === 'console';
    const opening = block.slice(0, block.indexOf('\n') + 1);
    told += page.slice(end, match.index) + (isRun ? `${opening}${await runBlock(content, Number(exit))}\`\`\`` : block);
    end = match.index + block.length;
  }
  await expect(told + page.slice(end)).toMatchFileSnapshot(PAGE);
});
