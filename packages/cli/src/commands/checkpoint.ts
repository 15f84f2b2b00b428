import { formatCount } from '@lodestone/custody/format-count.ts';
import { type AwaitedCosignatures, awaitCosignatures } from '@lodestone/ledger/witness/await-cosignatures.ts';
import { readWitnessPolicy } from '@lodestone/ledger/witness/ask-witnesses.ts';
import { readActiveCheckpointKeys } from '@lodestone/ledger/keys/checkpoint-key.ts';
import { showVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { readCosignedNote } from '@lodestone/ledger/witness/cosign-checkpoint.ts';
import { type Ledger, readRecordedAt } from '@lodestone/ledger/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import { obtainTimestamp } from '@lodestone/ledger/witness/timestamp-store.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Parsed } from '@lodestone/proof/parsed.ts';
import type { WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { Command } from 'commander';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { wholeNumberOption } from '../options/option-values.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';
import { describeNoPolicy, describeWitnesses, showWitnesses } from '../answers/witness-text.ts';

const EXAMPLES = `
Examples:
  $ lodestone checkpoint --wait-witnessed 30
  $ lodestone checkpoint --timestamp http://tsa.example/tsr
  $ lodestone checkpoint --key > key.txt
Whoever keeps a checkpoint and this key holds the ledger to it: lodestone verify --help says how.`;

interface CheckpointOptions {
  readonly key?: boolean;
  /** Seconds, or `true` for the usual time. */
  readonly waitWitnessed?: number | true;
  readonly timestamp?: string;
}

const DEFAULT_WAIT_SECONDS = 10;

const SEVERAL_KEYS = 'Each of these keys has signed: the first is about to be retired, the last one stays.';

export function addCheckpoint(program: Command): void {
  program
    .command('checkpoint')
    .description('publish now: sign the size and root of the ledger, for anybody to keep and hold it to')
    .option(
      '--wait-witnessed [seconds]',
      `wait until the witnesses of witness-policy.txt have cosigned (default: ${DEFAULT_WAIT_SECONDS} s at most)`,
      wholeNumberOption('--wait-witnessed', 1),
    )
    .option('--timestamp <url>', 'have a time-stamp authority stamp it (RFC 3161), and keep what it says')
    .option('--key', 'publish nothing: print only the key that signs checkpoints, for others to trust')
    .addHelpText('after', EXAMPLES)
    .action(async ({ waitWitnessed, timestamp, key = false }: CheckpointOptions, command: Command) => {
      const context = contextOf(command);
      if (key) {
        const keys = await withLedger(context, (ledger) => readActiveCheckpointKeys(ledger, Number.MAX_SAFE_INTEGER));
        const verifierKeys = keys.map(showVerifierKey);
        // While two sign, the newer one is there to stay.
        const verifierKey = verifierKeys.at(-1) ?? '';
        context.output.answer({ verifierKey, verifierKeys }, () => verifierKey);
        return;
      }
      await withLedger(context, async (ledger) => {
        const policy = await readWitnessPolicy(ledger.dataFolder);
        if (waitWitnessed !== undefined && policy === null) {
          throw new CommandFailure(EXIT.usage, `--wait-witnessed: ${describeNoPolicy(ledger.dataFolder)}`);
        }
        const published = await publishCheckpoint(ledger);
        const stamp = timestamp === undefined ? null : await obtainTimestamp(ledger.dataFolder, published, timestamp);
        const waits = waitWitnessed !== undefined && policy !== null;
        const seconds = typeof waitWitnessed === 'number' ? waitWitnessed : DEFAULT_WAIT_SECONDS;
        const awaited = waits ? await waitFor(ledger, published, policy, seconds) : null;
        await answer(context, ledger, published, { awaited, stamp });
        if (awaited === null) await askWitnessesAside(context, ledger, published);
        if (stamp?.ok === false)
          context.output.complain(`lodestone: no time-stamp from ${timestamp}: ${printable(stamp.problem)}`);
        if (awaited?.isWitnessed === false || stamp?.ok === false) process.exitCode = EXIT.no;
      });
    });
}

/** What others have said of the checkpoint, where it was asked for. */
interface Besides {
  readonly awaited: AwaitedCosignatures | null;
  readonly stamp: Parsed<{ readonly path: string }> | null;
}

function waitFor(
  ledger: Ledger,
  published: PublishedCheckpoint,
  policy: WitnessPolicy,
  seconds: number,
): Promise<AwaitedCosignatures> {
  return awaitCosignatures(ledger, published, policy, { timeoutMilliseconds: seconds * 1_000, askAgain: true });
}

async function answer(
  { output }: Context,
  ledger: Ledger,
  published: PublishedCheckpoint,
  { awaited, stamp }: Besides,
): Promise<void> {
  const { isNew } = published;
  const note = await readCosignedNote(ledger, published);
  const checkpoint = showCheckpoint({ ...published, note });
  const recordedAt = await readRecordedAt(ledger, checkpoint.size - 1);
  const { anchorPath } = ledger;
  const verifierKeys = (await readActiveCheckpointKeys(ledger, checkpoint.size)).map(showVerifierKey);
  const verifierKey = verifierKeys.at(-1);
  const witnessed = awaited === null ? {} : showWitnesses(awaited);
  const keys = { verifierKey, verifierKeys };
  const timestamp = stamp?.ok === true ? stamp.value.path : null;
  const stamped = stamp === null ? {} : { timestamp };
  output.answer({ ...checkpoint, isNew, recordedAt, anchor: anchorPath, ...keys, ...witnessed, ...stamped }, () =>
    [
      note,
      isNew ? 'Signed and published now.' : 'Published before; nothing was recorded since.',
      `  number  ${checkpoint.number}`,
      `  size    ${formatCount(checkpoint.size, 'entry', 'entries')}, the last recorded at ${recordedAt ?? 'an unknown time'}`,
      `  root    ${checkpoint.root}`,
      `  anchor  ${anchorPath}`,
      ...verifierKeys.map((key) => `  key     ${key}`),
      ...(verifierKeys.length > 1 ? [SEVERAL_KEYS] : []),
      ...(timestamp === null ? [] : [`  stamp   ${timestamp}`]),
      ...(awaited === null ? [] : describeWitnesses(awaited)),
      'Keep note and key off this machine: whoever has them can tell if the ledger is ever cut short or',
      'rewritten (lodestone verify --trust <key> --checkpoint <file with the note>).',
    ].join('\n'),
  );
}
