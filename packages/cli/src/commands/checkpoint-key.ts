import { showVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { publishCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import {
  draftCheckpointKey,
  draftRetirement,
  listCheckpointKeys,
  NoRotation,
} from '@lodestone/ledger/keys/rotate-checkpoint-key.ts';
import type { Command } from 'commander';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { recordLine } from '../record-line.ts';
import { formatTable } from '../output/table.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';

const RETIRE_EXAMPLES = `
Examples:
  $ lodestone checkpoint-key retire --reason 'a new key each spring'
  $ lodestone checkpoint-key retire ed25519:… --lost --reason 'the disk broke'
Before it retires a key, a checkpoint is published that all keys sign: whoever trusts
the old one finds the new one under it. --lost leaves that out, for a key that cannot
sign any more: then everybody must be given the new one.`;

const LIST_COLUMNS = [{ title: 'status' }, { title: 'secret' }, { title: 'key (vkey)' }] as const;

export function addCheckpointKey(program: Command): void {
  const command = program.command('checkpoint-key').description('the keys that sign checkpoints: change them');
  addRotate(command);
  addRetire(command);
  command
    .command('list')
    .description('every key that ever signed checkpoints of this ledger, as --trust takes it')
    .action(async (_: object, own: Command) => {
      const { output, ...context } = contextOf(own);
      const keys = await withLedger({ output, ...context }, (ledger) => listCheckpointKeys(ledger));
      const rows = keys.map(({ key, status, isHere }) => {
        return { key: key.publicKey, verifierKey: showVerifierKey(key), status, isHere };
      });
      output.answer(rows, () =>
        formatTable(
          LIST_COLUMNS,
          rows.map(({ verifierKey, status, isHere }) => [status, isHere ? 'here' : 'elsewhere', verifierKey]),
          'The ledger names no checkpoint key: run lodestone verify.',
        ),
      );
    });
}

function addRotate(command: Command): void {
  command
    .command('rotate')
    .description('make a new key that signs checkpoints besides the old one, and publish with both')
    .action(async (_: object, own: Command) => {
      const context = contextOf(own);
      await withLedger(context, async (ledger) => {
        const draft = await orUsage(draftCheckpointKey(ledger));
        await recordLine(ledger, draft);
        context.output.note(`Recorded: ${draft.key} signs checkpoints from the next one on.`);
        const published = await publishCheckpoint(ledger);
        const found = (await listCheckpointKeys(ledger)).find(({ key }) => key.publicKey === draft.key);
        if (found === undefined) throw new Error(`Bug: ${draft.key} was added and is not there`);
        const verifierKey = showVerifierKey(found.key);
        const value = { key: draft.key, verifierKey, checkpoint: showCheckpoint(published) };
        context.output.answer(value, () =>
          [
            published.note,
            `From size ${published.checkpoint.size} on checkpoints are signed by the new key as well:`,
            `  ${verifierKey}`,
            'Give it to everybody who verifies, and to your witnesses. Those who only know the old one go on as before.',
            'When they have it: lodestone checkpoint-key retire --reason …',
          ].join('\n'),
        );
        await askWitnessesAside(context, ledger, published);
      });
    });
}

interface RetireOptions {
  readonly reason: string;
  readonly lost?: boolean;
}

function addRetire(command: Command): void {
  command
    .command('retire')
    .argument('[key]', 'which one, ed25519:…; the oldest when it is not said')
    .description('record that a key signs checkpoints no more; another one must')
    .requiredOption('--reason <words>', 'why')
    .option('--lost', 'publish nothing before: the key cannot sign any more')
    .addHelpText('after', RETIRE_EXAMPLES)
    .action(async (key: string | undefined, { reason, lost = false }: RetireOptions, own: Command) => {
      const context = contextOf(own);
      await withLedger(context, async (ledger) => {
        const draft = await orUsage(draftRetirement(ledger, { key, reason }));
        // So that there is a checkpoint with both signatures, which names the new key to those who trust the old one.
        if (!lost) await publishCheckpoint(ledger);
        await recordLine(ledger, draft);
        const published = await publishCheckpoint(ledger);
        const { note, checkpoint } = published;
        context.output.answer({ key: draft.key, event: draft.event, checkpoint: showCheckpoint(published) }, () =>
          [note, `From size ${checkpoint.size} on ${draft.key} signs no checkpoints.`].join('\n'),
        );
        await askWitnessesAside(context, ledger, published);
      });
    });
}

async function orUsage<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw error instanceof NoRotation ? new CommandFailure(EXIT.usage, error.message) : error;
  });
}
