import { REVOCATION_CAUSES, type RevocationCause } from '@lodestone/custody/events/registration-schema.ts';
import { draftRevocation, NoSuchKey, type Revocation } from '@lodestone/ledger/keys/revoke-key.ts';
import type { RecordResult } from '@lodestone/ledger/record/recording.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption, timeOption, wholeNumberOption } from '../options/option-values.ts';
import { recordLine } from '../record-line.ts';

const EXAMPLES = `
Examples:
  $ lodestone key revoke MINE-A --cause stolen --from 2026-04-30T17:00Z --reason 'laptop gone'
  $ lodestone key revoke MINE-A --number 1 --cause retired --reason 'key 2 signs now'
--from is the last time at which the key was surely in safe hands. What it signed from
then on stays recorded; it is counted and marked: lodestone events --stolen.
The party’s own key signs the revocation where it is here, else the operator’s.`;

interface Options {
  readonly number?: number;
  readonly key?: string;
  readonly cause?: RevocationCause;
  readonly from?: string;
  readonly reason: string;
}

export function addKeyRevoke(key: Command): void {
  key
    .command('revoke')
    .argument('<party>', 'whose key')
    .description('record that a key counts no more, and why: there is no way back')
    .requiredOption('--reason <words>', 'what happened')
    .option('--cause <word>', REVOCATION_CAUSES.join(', '), choiceOption('--cause', REVOCATION_CAUSES))
    .option('--from <time>', 'with --cause stolen: since when others may have signed with it', timeOption('--from'))
    .option('--number <n>', 'which key of the keyring, where the party has several', wholeNumberOption('--number', 1))
    .option('--key <key>', 'which key, where it is not in the keyring: ed25519:…')
    .addHelpText('after', EXAMPLES)
    .action(async (party: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const { number, key: named, cause, from: stolenFrom, reason } = options;
      if ((cause === 'stolen') !== (stolenFrom !== undefined)) {
        throw new CommandFailure(EXIT.usage, '--cause stolen and --from <time> belong together: give both or neither');
      }
      await withLedger(context, async (ledger) => {
        const choice = { party, number, key: named };
        const revocation = await draftRevocation(ledger, choice, { reason, cause, stolenFrom }).catch(
          (error: unknown) => {
            throw error instanceof NoSuchKey ? new CommandFailure(EXIT.usage, error.message) : error;
          },
        );
        const result = await recordLine(ledger, revocation);
        const findings = result.findings.first.map(({ message }) => message);
        const { by } = revocation;
        context.output.answer({ party, key: revocation.key, by, event: revocation.event, findings }, () =>
          describe(party, revocation, result),
        );
      });
    });
}

function describe(party: string, { key, by }: Revocation, { findings }: RecordResult): string {
  const lines = [`Revoked ${key} of ${party}, signed by ${by}.`];
  for (const { message } of findings.first) lines.push(message, 'lodestone events --stolen lists them.');
  return lines.join('\n');
}
