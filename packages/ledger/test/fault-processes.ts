/** Starts processes of callers, and holds what they were told against the ledger. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { WriterJob, WriterLine } from './fault-writer.ts';
import type { Owner } from './tampering.ts';

const WRITER = fileURLToPath(new URL('fault-writer.ts', import.meta.url));

export interface Writer {
  readonly process: ChildProcess;
  /** What its callers were told so far. */
  readonly told: readonly WriterLine[];
  /** Its exit code, null when a signal ended it, and what it said of its failure. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

export function startWriter(job: WriterJob): Writer {
  const child = spawn(process.execPath, [WRITER, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told: WriterLine[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    // A process that is killed in the middle of a line has not told it.
    if (line.endsWith('}')) told.push(JSON.parse(line) as WriterLine);
  });
  const linesEnded = new Promise<void>((resolve) => {
    lines.on('close', resolve);
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => void linesEnded.then(() => resolve({ code, stderr })));
  });
  return { process: child, told, ended };
}

/**
 * Every receipt that was given out is in the ledger at its position; nothing is recorded twice; positions have no gap.
 * `parties` are all that must be recorded by now.
 */
export async function expectNothingLost(
  owner: Owner,
  ledgerId: number,
  told: readonly WriterLine[],
  parties: readonly string[],
): Promise<void> {
  const rows = await owner.query<{ position: bigint; leaf_hash: Buffer; party: string }>(
    `select e.position, e.leaf_hash, convert_from(v.body, 'UTF8')::jsonb ->> 'party' as party
     from ledger.entry e join ledger.event v on v.ledger_id = e.ledger_id and v.position = e.position
     where e.ledger_id = $1 and v.type = 'party-registered' order by e.position, v.ordinal`,
    [ledgerId],
  );
  const recorded = new Map(rows.map((row) => [row.party, row]));
  expect(rows.length, 'a party is recorded twice').toBe(recorded.size);
  for (const { party, status, position, leafHash } of told) {
    expect({ party, status }).toEqual({ party, status: expect.stringMatching(/^(already-)?recorded$/) as string });
    const row = recorded.get(party);
    const found = row && { position: Number(row.position), leafHash: row.leaf_hash.toString('base64url') };
    expect(found, `the receipt of ${party}`).toEqual({ position, leafHash });
  }
  expect([...recorded.keys()].sort()).toEqual(expect.arrayContaining([...parties].sort()));
  const [{ count, last } = { count: 0, last: 0 }] = await owner.query<{ count: number; last: number }>(
    'select count(*)::integer as count, max(position)::integer as last from ledger.entry where ledger_id = $1',
    [ledgerId],
  );
  expect(count, 'positions have a gap').toBe(last + 1);
}
