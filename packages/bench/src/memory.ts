import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLedger } from '@lodestone/ledger/create-ledger.ts';
import { chainLines } from './bench-ledger.ts';
import type { Measurement } from './measure.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin/lodestone.mjs', import.meta.url));

/** Of the bulk chain this makes a file of about 1 GB. */
const EVENTS_PER_GIGABYTE = 1_300_000;
const SMALL_EVENTS = 1_000;
const SEED = 2;
const SAMPLE_MILLISECONDS = 100;
const KIBIBYTES_PER_MEBIBYTE = 1024;
const MEBIBYTE = 1024 * 1024;

/** Bounds what `lodestone record` may hold while recording a file of 1 GB. */
const GOAL_MEBIBYTES = 400;

/**
 * Records a large file with the real command and reads from the kernel how much memory it held at most, PostgreSQL
 * apart; beside the same for a file of 1,000 events. Of mebibytes less is better: the goal is a bound on the value.
 */
export async function benchMemory(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  const base = await peakOfRecording(SMALL_EVENTS, say);
  const value = await peakOfRecording(Math.round(EVENTS_PER_GIGABYTE * scale), say);
  const baseline = { name: `recording ${SMALL_EVENTS} events`, value: base };
  return [{ name: 'record-memory', value, unit: 'MiB at most', baseline, ratio: value / base, goal: GOAL_MEBIBYTES }];
}

async function peakOfRecording(events: number, say: (message: string) => void): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestone-memory-'));
  try {
    const file = join(folder, 'events.jsonl');
    const dataFolder = join(folder, 'data');
    await pipeline(Readable.from(chainLines(SEED, events)), createWriteStream(file));
    say(`memory: recording ${events} events, a file of ${Math.round((await stat(file)).size / MEBIBYTE)} MiB`);
    await createLedger({ dataFolder, databaseUrl: undefined }, 'bench.example/memory', { enforcement: 'strict' });
    return await peakOfCommand(['record', file, '--create-keys', '--data', dataFolder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the command and returns the largest resident set that the kernel saw, in mebibytes. */
export async function peakOfCommand(commandArguments: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [LAUNCHER, ...commandArguments], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKibibytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakKibibytes = Math.max(peakKibibytes, residentPeakKibibytes(child.pid));
    await sleep(SAMPLE_MILLISECONDS);
  }
  if (child.exitCode !== 0)
    throw new Error(`lodestone ${commandArguments[0]} ended with ${child.exitCode ?? child.signalCode}`);
  return Math.round(peakKibibytes / KIBIBYTES_PER_MEBIBYTE);
}

/** The "high water mark" of proc(5), which forgets nothing between two samples; 0 once the process is gone. */
function residentPeakKibibytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
