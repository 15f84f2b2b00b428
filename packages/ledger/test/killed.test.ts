import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLedger } from '../src/create-ledger.ts';
import { openPlace } from '../src/open-ledger.ts';
import { expectNothingLost, startWriter, type Writer } from './fault-processes.ts';
import type { WriterLine } from './fault-writer.ts';
import { openOwner } from './tampering.ts';
import { audit, testFolders, withLedger } from './test-ledger.ts';

// Killed without warning (SIGKILL) at any moment of their work, under concurrent load: recorders, and all processes of
// the PostgreSQL below them. LODESTONE_FAULT_ROUNDS=100 for the long run; LODESTONE_FAULT_FIRST_ROUND goes on elsewhere.

const folders = testFolders();
const ROUNDS = Number(process.env['LODESTONE_FAULT_ROUNDS'] ?? 4);
const FIRST_ROUND = Number(process.env['LODESTONE_FAULT_FIRST_ROUND'] ?? 0);
const SUBMISSIONS_PER_ROUND = 600;
const CALLERS = 24;
/** Killed at the latest when so much of the work is answered, so that some is left. */
const LATEST_SHARE = 0.85;
/** And then a moment later: about as long as a transaction takes. */
const LONGEST_DELAY_MILLISECONDS = 30;
/** Rounds in which the victims had finished all the same, or not begun, do not count; so many may be. */
const IDLE_ROUNDS_MAX = 3 + ROUNDS / 10;

type Victim = 'a recorder' | 'both recorders' | 'PostgreSQL' | 'everything';
const VICTIMS: readonly Victim[] = ['a recorder', 'PostgreSQL', 'everything', 'both recorders'];

async function kill(victim: Victim, [first, second]: readonly [Writer, Writer], dataFolder: string): Promise<void> {
  // Looked up before, so that all are killed within a moment.
  const server = victim === 'PostgreSQL' || victim === 'everything' ? await serverProcesses(dataFolder) : [];
  for (const process of server) killProcess(process);
  if (victim !== 'PostgreSQL') first.process.kill('SIGKILL');
  if (victim === 'both recorders' || victim === 'everything') second.process.kill('SIGKILL');
}

/** The postmaster of the embedded server, and where the system tells them its children: one dies with what it knows. */
async function serverProcesses(dataFolder: string): Promise<number[]> {
  const lines = await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const postmaster = Number(lines.split('\n')[0]) || null;
  if (postmaster === null) return [];
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').catch(() => '');
  return [postmaster, ...children.split(' ').filter(Boolean).map(Number)];
}

function killProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A number in [0, 1) that follows from the round: the moments differ, and a round can be run again. */
function fractionOf(round: number): number {
  return ((round * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
}

/** Waits until the writers were answered so often together, or have ended. */
async function untilTold(writers: readonly Writer[], count: number): Promise<void> {
  const isOver = Promise.all(writers.map(({ ended }) => ended)).then(() => true);
  while (writers.reduce((sum, { told }) => sum + told.length, 0) < count) {
    if (await Promise.race([isOver, sleep(1)])) return;
  }
}

/** What was killed was at work: recorders were ended by the signal and not by themselves, of a server's at least one failed. */
async function wereAtWork(victim: Victim, [first, second]: readonly [Writer, Writer]): Promise<boolean> {
  const [one, two] = [await first.ended, await second.ended];
  // Whatever happens around them, no recorder finds that it was wrong itself.
  for (const { stderr } of [one, two]) expect(stderr).not.toContain('Bug:');
  switch (victim) {
    case 'a recorder':
      // The other goes on undisturbed.
      expect(two).toEqual({ code: 0, stderr: '' });
      return one.code === null;
    case 'both recorders':
    case 'everything':
      return one.code === null && two.code === null;
    case 'PostgreSQL':
      return one.code !== 0 || two.code !== 0;
    default:
      return victim satisfies never;
  }
}

describe('whatever is killed', () => {
  test(
    `in ${ROUNDS} rounds nothing is lost, nothing is recorded twice, and the ledger is valid`,
    async ({ annotate }) => {
      const dataFolder = await folders.make();
      const place = { dataFolder, databaseUrl: undefined };
      const origin = 'example.org/killed';
      await createLedger(place, origin, { enforcement: 'strict' });
      const told: WriterLine[] = [];
      const parties: string[] = [];
      const seen = { rounds: 0, idleRounds: 0, answered: 0, recordedUnheard: 0, recordedLater: 0 };
      for (let round = FIRST_ROUND; seen.rounds < ROUNDS; round++) {
        const victim = VICTIMS[round % VICTIMS.length] as Victim;
        const [from, to] = [round * SUBMISSIONS_PER_ROUND, (round + 1) * SUBMISSIONS_PER_ROUND];
        const middle = (from + to) / 2;
        const start = (range: { from: number; to: number }) =>
          startWriter({ place, origin, prefix: 'KILLED', callers: CALLERS, ...range });
        const startBoth = () => [start({ from, to: middle }), start({ from: middle, to })] as const;
        const writers = startBoth();
        await untilTold(writers, 1 + fractionOf(round + 1) * LATEST_SHARE * SUBMISSIONS_PER_ROUND);
        await sleep(fractionOf(7 * round + 3) * LONGEST_DELAY_MILLISECONDS);
        await kill(victim, writers, dataFolder);
        if (await wereAtWork(victim, writers)) seen.rounds += 1;
        else seen.idleRounds += 1;
        expect(seen.idleRounds, 'rounds in which nobody was at work').toBeLessThanOrEqual(IDLE_ROUNDS_MAX);
        const heard = new Set(writers.flatMap((writer) => writer.told.map(({ party }) => party)));
        for (const writer of writers) told.push(...writer.told);
        seen.answered += heard.size;
        // The same callers come again with the same submissions, until all are answered.
        for (const writer of startBoth()) {
          expect(await writer.ended, `round ${round}, ${victim} killed`).toEqual({ code: 0, stderr: '' });
          told.push(...writer.told);
          for (const { party, status } of writer.told) {
            if (heard.has(party)) expect({ party, status }).toEqual({ party, status: 'already-recorded' });
            else if (status === 'already-recorded') seen.recordedUnheard += 1;
            else seen.recordedLater += 1;
          }
        }
        for (let index = from; index < to; index++) parties.push(`KILLED-${index}`);
      }
      const open = await openPlace(place);
      const owner = await openOwner(open.databaseUrl);
      const ledgerId = await withLedger({ place, origin }, async (ledger) => ledger.ledgerId);
      await expectNothingLost(owner, ledgerId, told, parties);
      await owner.close();
      await open.close();
      expect(await audit({ place, origin })).toMatchObject({ verdict: 'valid', failures: [] });
      await annotate(JSON.stringify(seen));
    },
    60_000 + ROUNDS * 30_000,
  );
});
