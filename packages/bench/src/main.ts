/** `npm run bench -- <name> [--scale 0.1] [--json]`: measures, each case beside its baseline in the same run. */
import { cpus, totalmem } from 'node:os';
import { Command, Option } from 'commander';
import { benchAppend } from './append.ts';
import type { Measurement } from './measure.ts';
import { benchMemory } from './memory.ts';
import { benchVerify } from './verify.ts';

type Bench = (scale: number, say: (message: string) => void) => Promise<Measurement[]>;

const BENCHES: Readonly<Record<string, Bench>> = { append: benchAppend, verify: benchVerify, memory: benchMemory };

const GIBIBYTE = 1024 ** 3;

/** Says how far the work is, beside the results. */
function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

function describeMachine(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGibibytes: Math.round(totalmem() / GIBIBYTE),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

function formatResults(results: readonly Measurement[]): string {
  const rows = results.map(({ name, value, unit, baseline, ratio, goal }) => [
    name,
    `${Math.round(value).toLocaleString('en')} ${unit}`,
    Math.round(baseline.value).toLocaleString('en'),
    baseline.name,
    ratio.toFixed(3),
    goal === null ? '' : String(goal),
  ]);
  const table = [['case', 'subject', 'baseline', 'which', 'ratio', 'goal'], ...rows];
  const widths = table[0]?.map((_, index) => Math.max(...table.map((row) => row[index]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

await new Command('bench')
  .argument('<name>', `${Object.keys(BENCHES).join(', ')} or all`)
  .option('--scale <factor>', 'the size of the work, 1 being the one in docs/performance.md', Number, 1)
  .addOption(new Option('--json', 'one JSON document'))
  .action(async (name: string, { scale, json }: { scale: number; json?: boolean }) => {
    const chosen = name === 'all' ? Object.values(BENCHES) : [BENCHES[name]];
    const results: Measurement[] = [];
    for (const bench of chosen) {
      if (bench === undefined || !(scale > 0)) throw new Error(`bench ${name} --scale ${scale}: see --help`);
      results.push(...(await bench(scale, say)));
    }
    const machine = describeMachine();
    process.stdout.write(
      json
        ? `${JSON.stringify({ machine, results }, null, 2)}\n`
        : `${formatResults(results)}\n${JSON.stringify(machine)}\n`,
    );
  })
  .parseAsync();
