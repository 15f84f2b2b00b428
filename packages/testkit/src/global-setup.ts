// Vitest's global setup: once per run, before the first test file and after the last one.

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { findPostgres } from './find-postgres.ts';
import { beginTestRun } from './test-run.ts';

/** Finds PostgreSQL, migrates the template database, says what the run uses, and tells the test files where it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildCommand();
  const postgres = await findPostgres(process.env);
  // What the product keeps for its user outside of data folders must not go into the developer's home.
  const stateFolder = await mkdtemp(join(tmpdir(), 'lodestone-test-state-'));
  process.env['XDG_STATE_HOME'] = stateFolder;
  try {
    const { run, serverVersion, end } = await beginTestRun(postgres.url);
    console.log(`Tests use PostgreSQL ${serverVersion} (${postgres.description}).`);
    project.provide('lodestoneTestRun', run);
    return async () => {
      try {
        await end();
      } finally {
        await rm(stateFolder, { recursive: true, force: true });
        await postgres.stop();
      }
    };
  } catch (error) {
    await rm(stateFolder, { recursive: true, force: true });
    await postgres.stop();
    throw error;
  }
}

/** The tests run the command some thousand times: as one file it starts in a third of the time. */
function buildCommand(): void {
  const script = fileURLToPath(new URL('../../../scripts/build-command.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--for-tests'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
}
