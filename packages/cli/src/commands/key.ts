import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { passphraseToProtect } from '@lodestone/ledger/keys/passphrase.ts';
import {
  createPartyKey,
  createPartyKeyOffline,
  listPartyKeys,
  listPartyKeysOffline,
  type NewPartyKey,
} from '@lodestone/ledger/keys/party-keys.ts';
import { publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { formatVerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Command } from 'commander';
import { type Context, contextOf, ledgerNameOffline, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatTable } from '../output/table.ts';
import { addKeyProtect } from './key-protect.ts';
import { addKeyRevoke } from './key-revoke.ts';

const LIST_COLUMNS = [
  { title: 'party' },
  { title: 'no.', align: 'right' },
  { title: 'key' },
  { title: 'status' },
  { title: 'file' },
] as const;

const CREATE_EXAMPLES = `
Examples:
  $ lodestone key create MINE-A > enrol-mine-a.jsonl
  $ lodestone key create MINE-A --ledger-name 'example.org/first#gXZs…' > enrol-mine-a.jsonl
The second needs no database: for a mine that holds its own key where the network
is not. The ledger’s operator records the line; the key file never leaves the mine.`;

interface CreateOptions {
  readonly offline?: boolean;
  readonly ledgerName?: string;
  readonly recovery?: boolean;
  readonly passphrase?: boolean;
}

export function addKey(program: Command): void {
  const key = program.command('key').description('the keyring of the data folder');
  key
    .command('create')
    .argument('<party>', 'for whom the key will sign')
    .description('make a key and the line that enrols it: record it here, or give it to the operator')
    .option('--offline', 'without a database: for a ledger that the data folder remembers')
    .option('--ledger-name <name>', 'without a database: for the ledger <origin>#<leaf hash of entry 0>')
    .option('--recovery', 'with --offline: the earlier keys of the party are lost')
    .option('--passphrase', 'ask for a passphrase, and encrypt the key with it')
    .addHelpText('after', CREATE_EXAMPLES)
    .action(async (party: string, options: CreateOptions, command: Command) => {
      const context = contextOf(command);
      const made = await createKeyOf(context, party, options);
      const { key: created, by, enrolment } = made;
      const value = { party, key: created.publicKey, by, enrolment };
      // The line alone goes to stdout, so that it can be redirected into a file.
      context.output.note(`Key ${created.number} of ${party}: ${created.publicKey}`);
      context.output.note(`It counts once this line is recorded, signed by ${by} (lodestone record <file>):`);
      context.output.answer(value, () => JSON.stringify({ by, event: enrolment }));
    });
  addKeyRevoke(key);
  addKeyProtect(key);
  key
    .command('list')
    .description('the keys of the keyring, and whether the ledger knows them')
    .option('--offline', 'without a database: what the ledger knows of them stays open')
    .action(async ({ offline = false }: { readonly offline?: boolean }, command: Command) => {
      const context = contextOf(command);
      const keys = await (offline
        ? listPartyKeysOffline(context.place.dataFolder)
        : withLedger(context, (ledger) => listPartyKeys(ledger)));
      context.output.answer(keys, () =>
        formatTable(
          LIST_COLUMNS,
          keys.map(({ party, number, key: text, status, isProtected }) => [
            party,
            String(number),
            text,
            status,
            isProtected ? 'protected' : 'in the clear',
          ]),
          'The keyring is empty: lodestone key create <party>',
        ),
      );
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

async function createKeyOf(context: Context, party: string, options: CreateOptions): Promise<NewPartyKey> {
  const { offline = false, ledgerName, recovery = false } = options;
  const isParty: boolean = isIdentifier(party);
  if (!isParty) {
    throw new CommandFailure(EXIT.usage, `${party} can be no party: an id has 1 to 128 of A-Z a-z 0-9 . _ ~ : / -`);
  }
  // Asked before anything else is waited for.
  const passphrase = options.passphrase === true ? await passphraseToProtect() : undefined;
  if (offline || ledgerName !== undefined) {
    const name = await ledgerNameOffline(context, ledgerName);
    return createPartyKeyOffline(context.place.dataFolder, name, party, { recovery, passphrase });
  }
  if (recovery) {
    throw new CommandFailure(
      EXIT.usage,
      '--recovery goes with --offline: a ledger at hand knows whether a key is lost',
    );
  }
  return withLedger(context, (ledger) => createPartyKey(ledger, party, passphrase));
}
