/** What `publish` and `export` have in common: a folder is brought up to a new checkpoint, and witnesses are asked on the side. */
import { resolve } from 'node:path';
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { OtherFolder, type PublishedFolder, refreshFolder } from '@lodestone/ledger/publish/publish-folder.ts';
import { readCosignedNote } from '@lodestone/ledger/witness/cosign-checkpoint.ts';
import { showCheckpoint } from './answers/checkpoint-value.ts';
import { type Context, withLedger } from './context.ts';
import { CommandFailure, EXIT } from './failure.ts';
import { requireFolder } from './input/file-trouble.ts';
import { askWitnessesAside } from './witnesses-aside.ts';

interface Growth {
  /** What the progress says, such as `exporting`. */
  readonly doing: string;
  /** Writes what is new; all that it says of that is in the answer for programs. */
  readonly write: (
    ledger: Ledger,
    folder: string,
    onProgress: (entries: number, total: number) => void,
  ) => Promise<PublishedFolder>;
  /** What the answer begins with, such as `Exported to`. */
  readonly done: string;
  /** What the answer for people ends with. */
  readonly advice: (folder: string) => readonly string[];
}

/** Answers with the checkpoint, the folder and what was written; a folder of another ledger is the answer no. */
export async function growFolder(context: Context, given: string, growth: Growth): Promise<void> {
  const { output } = context;
  const folder = resolve(given);
  await requireFolder('<folder>', folder);
  await withLedger(context, async (ledger) => {
    const show = (entries: number, total: number) =>
      output.progress(`${growth.doing} · ${entries.toLocaleString('en')} of ${formatCount(total, 'entry', 'entries')}`);
    const { published, ...written } = await growth.write(ledger, folder, show).catch((error: unknown) => {
      throw error instanceof OtherFolder ? new CommandFailure(EXIT.no, error.message) : error;
    });
    const checkpoint = showCheckpoint({ ...published, note: await readCosignedNote(ledger, published) });
    const { size, root, note } = checkpoint;
    output.answer({ ...checkpoint, folder, ...written }, () =>
      [
        note,
        `${growth.done} ${folder}: ${formatCount(written.filesWritten, 'file')} written.`,
        `  size    ${formatCount(size, 'entry', 'entries')}, ${(size - written.sizeBefore).toLocaleString('en')} more than before`,
        `  root    ${root}`,
        ...growth.advice(folder),
      ].join('\n'),
    );
    await askWitnessesAside(context, ledger, published);
    await refreshFolder(ledger, folder, published);
  });
}
