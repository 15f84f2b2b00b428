import { createPartyKey, listPartyKeys } from '@lodestone/ledger/party-keys.ts';
import { publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { formatVerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatTable } from '../table.ts';

export function addKey(program: Command): void {
  const key = program.command('key').description('the keyring of the data folder');
  key
    .command('create')
    .argument('<party>', 'for whom the key will sign')
    .description('make a key and the line that enrols it: record it here, or give it to the operator')
    .action(async (party: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { key: created, by, enrolment } = await createPartyKey(ledger, party);
        const value = { party, key: created.signingKey.publicKey, by, enrolment };
        // The line alone goes to stdout, so that it can be redirected into a file.
        context.output.note(`Key ${created.number} of ${party}: ${created.signingKey.publicKey}`);
        context.output.note(`It counts once this line is recorded, signed by ${by} (lodestone record <file>):`);
        context.output.answer(value, () => JSON.stringify({ by, event: enrolment }));
      });
    });
  key
    .command('list')
    .description('the keys of the keyring, and whether the ledger knows them')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const keys = await listPartyKeys(ledger);
        const columns = [
          { title: 'party' },
          { title: 'no.', align: 'right' },
          { title: 'key' },
          { title: 'status' },
        ] as const;
        context.output.answer(keys, () =>
          formatTable(
            columns,
            keys.map(({ party, number, key: text, status }) => [party, String(number), text, status]),
            'The keyring is empty: lodestone key create <party>',
          ),
        );
      });
    });
  key
    .command('export')
    .argument('<party>', 'whose public key')
    .description('print the public verifier key (C2SP vkey), for whoever checks signatures, and nothing else')
    .action(async (party: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const keys = (await listPartyKeys(ledger)).filter((candidate) => candidate.party === party);
        const best = keys.findLast(({ status }) => status === 'enrolled') ?? keys.at(-1);
        if (best === undefined)
          throw new CommandFailure(
            EXIT.usage,
            `the keyring has no key of ${party}: lodestone key list shows what it has`,
          );
        const name = `${ledger.origin}/${party}`;
        const verifierKey = formatVerifierKey(name, publicKeyBytes(best.key));
        context.output.answer({ party, key: best.key, verifierKey }, () => verifierKey);
      });
    });
}
