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
    .description('make a key and the event that enrols it, for the operator to record')
    .action(async (party: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { key: created, enrolment } = await createPartyKey(ledger, party);
        const value = { party, key: created.signingKey.publicKey, enrolment };
        context.output.answer(value, () =>
          [
            `Key ${created.number} of ${party}: ${created.signingKey.publicKey}`,
            'It counts once an authority has recorded this line (give it to the operator):',
            JSON.stringify({ by: 'OPERATOR', event: enrolment }),
          ].join('\n'),
        );
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
    .description('print the public verifier key (C2SP vkey) that --trust takes, and nothing else')
    .action(async (party: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const keys = (await listPartyKeys(ledger)).filter((candidate) => candidate.party === party);
        const best = keys.findLast(({ status }) => status === 'enrolled') ?? keys.at(-1);
        if (best === undefined) throw new CommandFailure(EXIT.usage, `the keyring has no key of ${party}`);
        const name = `${ledger.origin}/${party}`;
        const verifierKey = formatVerifierKey(name, publicKeyBytes(best.key));
        context.output.answer({ party, key: best.key, verifierKey }, () => verifierKey);
      });
    });
}
