import { mkdir, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runAsProcesses, runLodestone, temporaryFolder } from './run-lodestone.ts';

runAsProcesses();
const folder = await temporaryFolder();

/** Runs the demo with a temporary folder of its own, and sees that nothing stays behind. */
async function runDemo(...options: string[]) {
  const temporary = join(folder, `tmp-${options.length}`);
  await mkdir(temporary);
  const result = await runLodestone(['demo', ...options], { env: { TMPDIR: temporary }, cwd: folder });
  expect(await readdir(temporary)).toEqual([]);
  expect(await readdir(folder)).not.toContain('lodestone-data');
  expect(await processesIn(temporary)).toEqual([]);
  return result;
}

/** The processes that work in a folder or were told of it. */
async function processesIn(path: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found: string[] = [];
  for (const number of numbers) {
    const directory = await readlink(`/proc/${number}/cwd`).catch(() => '');
    const command = await readFile(`/proc/${number}/cmdline`, 'utf8').catch(() => '');
    if (directory.startsWith(path) || command.includes(path)) found.push(`${number} ${command}`);
  }
  return found;
}

describe('demo', () => {
  test('records a chain, traces it, verifies it and catches a forger', async () => {
    const { code, stdout, stderr } = await runDemo();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const steps = [
      /^1\. A new ledger/m,
      /^2\. Record a whole chain/m,
      /^ {3}41 events in 12 signed submissions/m,
      /^3\. Where do the magnets in SHP-DEMO-1 come from\?/m,
      /SCRAP-R +collected · R-PLANT · RECYCLER-R · JP +39\.919037 kg +33\.1017 %/,
      /^4\. Verify the ledger/m,
      /^ {3}VALID · level chain · 13 entries, 47 events/m,
      /^5\. Somebody with all rights/m,
      /^ {3}INVALID · \d+ differences/m,
      /entry 3, event 0 · event-digest/,
      /^The ledger is valid and the forger was caught\./m,
    ];
    const places = steps.map((step) => stdout.search(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('--json answers with one document, and tells the story beside it', async () => {
    const { code, stdout, stderr } = await runDemo('--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      recorded: { recorded: 41, enrolled: 5, refused: null },
      elements: { Nd: { milligrams: 120_595_000 } },
      verdict: { verdict: 'valid', entries: 13 },
      forged: { verdict: 'invalid', failures: expect.arrayContaining([expect.objectContaining({ position: 3 })]) },
    });
    expect(stderr).toContain('5. Somebody with all rights');
  });
});
