/** A witness as its operator starts it: a process of its own. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunningCommand, startLodestone } from './run-lodestone.ts';

export interface ServedWitness {
  readonly running: RunningCommand;
  readonly url: string;
  /** The second line that it prints: its key. */
  readonly verifierKey: string;
}

/** Starts `witness serve` on any free port, with its state in a folder of that name. End it. */
export async function serveWitness(folder: string, name: string, logKey: string): Promise<ServedWitness> {
  const running = startLodestone([
    'witness',
    'serve',
    '--state',
    join(folder, name),
    '--name',
    `${name}.example/w1`,
    '--log',
    logKey,
    '--listen',
    '127.0.0.1:0',
  ]);
  const lines: string[] = [];
  for await (const line of createInterface({ input: running.process.stdout ?? process.stdin })) {
    lines.push(line);
    if (lines.length === 2) break;
  }
  const [, url = ''] = /^Witness \S+ at (\S+) for \S+$/.exec(lines[0] ?? '') ?? [];
  return { running, url, verifierKey: lines[1] ?? '' };
}
