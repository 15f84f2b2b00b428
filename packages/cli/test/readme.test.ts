import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runAsProcesses, runLodestone } from './run-lodestone.ts';
import { testPlace } from './test-place.ts';

// What the README shows must do what it says, in this order, in an empty folder.

runAsProcesses();
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const place = await testPlace();
await symlink(join(ROOT, 'packages'), join(place.folder, 'packages'));
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

/** The commands of the README, each as its arguments. */
function commandsOf(text: string): string[][] {
  const lines = [...text.matchAll(/^npx lodestone (.*)$/gm)].map(([, line]) => line?.split('#')[0]?.trim() ?? '');
  return lines.map((line) => line.split(/\s+/));
}

const run = (commandArguments: readonly string[], stdin?: string) =>
  runLodestone(commandArguments, { cwd: place.folder, ...(stdin === undefined ? {} : { stdin }) });

/** Runs a command of the README as a shell does: what stands behind `>` is the file that it writes. */
async function runAsShown(words: readonly string[]) {
  const redirection = words.indexOf('>');
  if (redirection === -1) return run(words);
  const result = await run(words.slice(0, redirection));
  await writeFile(join(place.folder, words[redirection + 1] ?? ''), result.stdout);
  return result;
}

describe('the README', () => {
  const commands = commandsOf(readme);

  test('begins a ledger, records into it, asks it and verifies it', () => {
    const asking = ['trace', 'trace', 'lots', 'verify', 'findings', 'recall', 'claims', 'case'];
    const leaving = ['controls', 'record', 'classify', 'shipment'];
    const proving = ['prove', 'checkpoint', 'verify-bundle'];
    expect(commands.map(([name]) => name)).toEqual(['init', 'record', ...asking, ...leaving, ...proving]);
  });

  test.each(commands)('shows %s %s, which works', async (...commandArguments) => {
    const { code, stdout, stderr } = await runAsShown(commandArguments);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    expect(stdout).not.toBe('');
  });

  test('does not write over the case that it opened', async () => {
    const { code, stderr } = await run(commands.find(([name]) => name === 'case') ?? []);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'lodestone: case.html is there already, and is not written over: choose another name, or --force\n',
    });
  });

  test('shows a line as people may write it, which is taken as it stands', async () => {
    const line = /^\{"by":.*\}$/m.exec(readme)?.[0] ?? '';
    const { code, stderr } = await run(['record', '-'], `${line}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    const { stdout } = await run(['lot', 'ORE-7', '--json']);
    // Of 1000 t weighed wet 850 t are dry; 0.12 % of these are oxides, 1.77 % of which Dy2O3: 18.054 kg, 15.730 kg of Dy.
    expect(stdout).toMatch(/"Dy": ?"?1573\d{4}\b/);
  });
});
