/** `npm run simulate -- --seed 7 --events 1000000 -o file.jsonl`: a made-up industry as a file, and the truth beside it. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { simulate } from '@lodestone/simulator/simulate.ts';
import { digestOfEvent } from './simulated-lines.ts';

const LINES_PER_CHUNK = 1_000;
const LINES_PER_MESSAGE = 50_000;

/** Where the truth about a file goes: `file.jsonl` and `file.truth.json`. */
function truthPath(path: string): string {
  return `${path.replace(/\.jsonl$/, '')}.truth.json`;
}

async function writeIndustry(seed: number, events: number, path: string): Promise<number> {
  const file = createWriteStream(path);
  // Without this a failure of an earlier write would be nobody's.
  const failed = once(file, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  const industry = simulate({ seed, events, digestOf: digestOfEvent });
  let lines: string[] = [];
  let written = 0;
  for (;;) {
    const { value, done } = industry.next();
    if (!done) lines.push(JSON.stringify(value));
    if (lines.length === LINES_PER_CHUNK || (done && lines.length > 0)) {
      written += lines.length;
      if (!file.write(`${lines.join('\n')}\n`)) await Promise.race([once(file, 'drain'), failed]);
      lines = [];
      if (process.stderr.isTTY && written % LINES_PER_MESSAGE === 0)
        process.stderr.write(`${written} of ${events} events\n`);
    }
    if (!done) continue;
    file.end();
    await Promise.race([once(file, 'finish'), failed]);
    await writeFile(truthPath(path), `${JSON.stringify({ seed, events: written, crimes: value }, null, 2)}\n`);
    return value.length;
  }
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`a whole number above 0 is needed, found ${text}`);
  return number;
}

await new Command('simulate')
  .requiredOption('--seed <number>', 'the same seed and size give the same bytes', wholeNumber)
  .option('--events <number>', 'how many lines', wholeNumber, 1_000_000)
  .requiredOption('-o, --output <file.jsonl>', 'what `lodestone record --create-keys` takes; the truth goes beside it')
  .action(async ({ seed, events, output }: { seed: number; events: number; output: string }) => {
    const crimes = await writeIndustry(seed, events, output);
    process.stderr.write(`${output}: ${events} events; ${truthPath(output)}: ${crimes} crimes\n`);
  })
  .parseAsync();
