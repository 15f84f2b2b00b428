/** `npm run bench -- <group> [--only name] [--scale 0.1] [--json]`: each case beside its baseline in the same run. */
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Command, Option } from 'commander';
import { benchAppend1 } from './append-1.ts';
import { benchAppend64 } from './append-64.ts';
import { benchAppendBulk, benchRecordBulk } from './append-bulk.ts';
import { benchAppendGrowth } from './append-growth.ts';
import { benchEmmett1, benchEmmett64, benchEmmettBulk } from './emmett.ts';
import { benchDetection } from './detection.ts';
import { benchFindings } from './findings.ts';
import { formatMeasurements } from './format-measurements.ts';
import { formatScore } from './format-score.ts';
import { benchHypercoreBulk } from './hypercore.ts';
import type { Measurement } from './measure.ts';
import { benchMemory } from './memory.ts';
import { benchProof } from './proof.ts';
import { benchTrace } from './trace.ts';
import { benchVerifyBulk, benchVerifySingle } from './verify.ts';
import { benchVerifyReplay } from './verify-replay.ts';

// As the command has it: a thread that verifies finds compiled what another one compiled before.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('../../../node_modules/.cache/node-compile-cache', import.meta.url),
);

/** Measures one case or several that share their ledger. */
interface Bench {
  readonly group: string;
  readonly names: readonly string[];
  readonly measure: (scale: number, say: (message: string) => void) => Promise<Measurement[]>;
}

const BENCHES: readonly Bench[] = [
  { group: 'append', names: ['append-bulk'], measure: benchAppendBulk },
  { group: 'append', names: ['record-bulk'], measure: benchRecordBulk },
  { group: 'append', names: ['append-64'], measure: benchAppend64 },
  { group: 'append', names: ['append-1'], measure: benchAppend1 },
  { group: 'growth', names: ['append-growth'], measure: benchAppendGrowth },
  { group: 'peers', names: ['emmett-bulk'], measure: benchEmmettBulk },
  { group: 'peers', names: ['emmett-64'], measure: benchEmmett64 },
  { group: 'peers', names: ['emmett-1'], measure: benchEmmett1 },
  { group: 'peers', names: ['hypercore-bulk', 'hypercore-unsynced-bulk'], measure: benchHypercoreBulk },
  { group: 'verify', names: ['verify-bulk-1', 'verify-bulk-2'], measure: benchVerifyBulk },
  { group: 'verify', names: ['verify-single'], measure: benchVerifySingle },
  { group: 'verify', names: ['verify-replay'], measure: benchVerifyReplay },
  { group: 'proof', names: ['proof-cold', 'proof-warm', 'proof-alone'], measure: benchProof },
  {
    group: 'trace',
    names: ['trace-1k', 'trace-100k-database', 'trace-100k-warm-graph', 'trace-100k-warm', 'trace-memory'],
    measure: benchTrace,
  },
  {
    group: 'detection',
    names: ['findings-1m', 'findings-append', 'findings-memory'],
    measure: benchDetection,
  },
  { group: 'memory', names: ['record-memory'], measure: benchMemory },
];

const GROUPS = [...new Set(BENCHES.map(({ group }) => group))];

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

/** The benches of a group, or of the one case that is asked for. Throws when there is none. */
function chooseBenches(group: string, only: string | undefined): readonly Bench[] {
  const chosen = BENCHES.filter((bench) => {
    return (group === 'all' || bench.group === group) && (only === undefined || bench.names.includes(only));
  });
  if (chosen.length > 0) return chosen;
  throw new Error(`there is no case ${only ?? ''} in ${group}: groups are ${GROUPS.join(', ')}; see --help`);
}

/** Measures one after the other. A bench that fails is named and leaves the others their results. */
async function measureAll(benches: readonly Bench[], scale: number): Promise<Measurement[]> {
  const results: Measurement[] = [];
  for (const { names, measure } of benches) {
    try {
      results.push(...(await measure(scale, say)));
    } catch (error) {
      say(`${names.join(', ')}: not measured\n${inspect(error)}`);
      process.exitCode = 1;
    }
  }
  return results;
}

const program = new Command('bench')
  .argument('[group]', `${GROUPS.join(', ')} or all`, 'all')
  .option('--only <name>', `one case: ${BENCHES.flatMap(({ names }) => names).join(', ')}`)
  .option('--scale <factor>', 'the size of the work, 1 being the one in docs/performance.md', Number, 1)
  .addOption(new Option('--json', 'one JSON document'))
  .action(async (group: string, { only, scale, json }: { only?: string; scale: number; json?: boolean }) => {
    if (!(scale > 0)) throw new Error(`--scale is a number above 0, found ${scale}`);
    const measured = await measureAll(chooseBenches(group, only), scale);
    // Cases that share a ledger are measured together, whichever of them was asked for.
    const results = measured.filter(({ name }) => only === undefined || name === only);
    const machine = describeMachine();
    process.stdout.write(
      json
        ? `${JSON.stringify({ machine, results }, null, 2)}\n`
        : `${formatMeasurements(results)}\n${JSON.stringify(machine)}\n`,
    );
  });

program
  .command('findings')
  .description('how well the rules find what is wrong in a made-up industry: docs/detection.md')
  .requiredOption('--seed <number>', 'of the industry; rules are tuned on 1 to 20 alone', Number)
  .option('--events <number>', 'its size', Number, 200_000)
  .action(async ({ seed, events }: { seed: number; events: number }) => {
    const { score } = await benchFindings(seed, events, say);
    process.stdout.write(formatScore(score));
  });

await program.parseAsync();
