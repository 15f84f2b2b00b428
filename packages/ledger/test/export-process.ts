/** A process that exports a ledger and kills itself before a file takes its place, for tests of what is left. */
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { exportFolder } from '../src/publish/export-folder.ts';
import { openLedger, type Place } from '../src/open-ledger.ts';

export interface ExportJob {
  readonly place: Place;
  readonly origin: string;
  readonly folder: string;
  /** It is killed when so many files of the folder have been put in their place. */
  readonly filesBefore: number;
}

async function runExport({ place, origin, folder, filesBefore }: ExportJob): Promise<void> {
  const ledger = await openLedger(place, origin);
  const { rename } = files;
  let placed = 0;
  Object.assign(files, {
    rename: async (from: string, to: string) => {
      if (!to.startsWith(`${folder}/`)) return rename(from, to);
      if (placed === filesBefore) process.kill(process.pid, 'SIGKILL');
      placed += 1;
      return rename(from, to);
    },
  });
  // So that what was imported by name is this one, too.
  syncBuiltinESMExports();
  await exportFolder(ledger, folder);
  await ledger.close();
}

if (import.meta.main) await runExport(JSON.parse(process.argv[2] ?? '') as ExportJob);
