import { readCheckpointVerifierKey } from '@lodestone/ledger/checkpoint-key.ts';
import { readRecordedAt } from '@lodestone/ledger/open-ledger.ts';
import { publishCheckpoint } from '@lodestone/ledger/publish-checkpoint.ts';
import type { Command } from 'commander';
import { formatCount } from '../amounts.ts';
import { showCheckpoint } from '../checkpoint-value.ts';
import { contextOf, withLedger } from '../context.ts';

export function addCheckpoint(program: Command): void {
  program
    .command('checkpoint')
    .description('publish now: sign the size and root of the ledger, for anybody to keep and hold it to')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const published = await publishCheckpoint(ledger);
        const { isNew, note } = published;
        const checkpoint = showCheckpoint(published);
        const recordedAt = await readRecordedAt(ledger, checkpoint.size - 1);
        const { anchorPath } = ledger;
        const verifierKey = await readCheckpointVerifierKey(ledger);
        context.output.answer({ ...checkpoint, isNew, recordedAt, anchor: anchorPath, verifierKey }, () =>
          [
            note,
            isNew ? 'Signed and published now.' : 'Published before; nothing was recorded since.',
            `  number  ${checkpoint.number}`,
            `  size    ${formatCount(checkpoint.size, 'entry', 'entries')}, the last recorded at ${recordedAt ?? 'an unknown time'}`,
            `  root    ${checkpoint.root}`,
            `  anchor  ${anchorPath}`,
            `  key     ${verifierKey}`,
            'Keep note and key off this machine: whoever has them can tell if the ledger is ever cut short or rewritten',
            '(lodestone verify --trust <key> --checkpoint <file with the note>).',
          ].join('\n'),
        );
      });
    });
}
