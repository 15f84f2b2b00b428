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

// Killed without warning (SIGKILL) at any moment, under concurrent load: recorders, and the PostgreSQL below them.
// LODESTONE_FAULT_ROUNDS=100 for the long run.

const folders = testFolders();
const ROUNDS = Number(process.env['LODESTONE_FAULT_ROUNDS'] ?? 3);
const SUBMISSIONS_PER_ROUND = 300;
const CALLERS = 24;
const LONGEST_LIFE_MILLISECONDS = 1_500;

type Victim = 'a recorder' | 'both recorders' | 'PostgreSQL' | 'everything';
const VICTIMS: readonly Victim[] = ['a recorder', 'PostgreSQL', 'everything', 'both recorders'];

/** The process number of the embedded server, from its own file. */
async function postmasterOf(dataFolder: string): Promise<number | null> {
  const file = join(dataFolder, 'postgres', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || null;
}

async function kill(victim: Victim, writers: readonly Writer[], dataFolder: string): Promise<void> {
  const [first] = writers;
  if (victim === 'a recorder') first?.process.kill('SIGKILL');
  else if (victim !== 'PostgreSQL') for (const writer of writers) writer.process.kill('SIGKILL');
  if (victim === 'a recorder' || victim === 'both recorders') return;
  const postmaster = await postmasterOf(dataFolder);
  if (postmaster === null) return;
  try {
    process.kill(postmaster, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A number in [0, 1) that follows from the round: the moments differ, and a round can be run again. */
function fractionOf(round: number): number {
  return ((round * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
}

describe('whatever is killed', () => {
  test(
    `in ${ROUNDS} rounds nothing is lost, nothing is recorded twice, and the ledger is valid`,
    async () => {
      const dataFolder = await folders.make();
      const place = { dataFolder, databaseUrl: undefined };
      const origin = 'example.org/killed';
      await createLedger(place, origin, { enforcement: 'strict' });
      const told: WriterLine[] = [];
      const parties: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const victim = VICTIMS[round % VICTIMS.length] as Victim;
        const [from, to] = [round * SUBMISSIONS_PER_ROUND, (round + 1) * SUBMISSIONS_PER_ROUND];
        const middle = (from + to) / 2;
        const jobs = [
          { from, to: middle },
          { from: middle, to },
        ].map((range) => ({ place, origin, prefix: 'KILLED', callers: CALLERS, ...range }));
        const writers = jobs.map(startWriter);
        await sleep(300 + fractionOf(round + 1) * LONGEST_LIFE_MILLISECONDS);
        await kill(victim, writers, dataFolder);
        for (const writer of writers) {
          await writer.ended;
          told.push(...writer.told);
        }
        // The same callers come again with the same submissions, until all are answered.
        const again = jobs.map(startWriter);
        for (const writer of again) {
          expect(await writer.ended, `round ${round}, ${victim} killed`).toEqual({ code: 0, stderr: '' });
          told.push(...writer.told);
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
    },
    60_000 + ROUNDS * 30_000,
  );
});
