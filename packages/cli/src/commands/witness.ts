import { join, resolve } from 'node:path';
import { readWitnessPolicy } from '@lodestone/ledger/witness/ask-witnesses.ts';
import { firstKey, listKeys } from '@lodestone/ledger/keys/keyring.ts';
import { readWitnessStatus } from '@lodestone/ledger/witness/witness-status.ts';
import { cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { isKeyName } from '@lodestone/proof/verifier-key.ts';
import { createWitness } from '@lodestone/witness/witness.ts';
import { serveWitness } from '@lodestone/witness/witness-server.ts';
import { openWitnessState } from '@lodestone/witness/witness-state.ts';
import { type Command, Option } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireFolder } from '../input/file-trouble.ts';
import { interrupted } from '../interrupted.ts';
import { describeNoPolicy } from '../answers/witness-text.ts';
import { oneMore, readVerifierKeys } from '../options/trust-options.ts';
import { describeWitnessStatus, showWitnessStatus } from '../answers/witness-status-table.ts';

const DEFAULT_STATE_FOLDER = './lodestone-witness';
const DEFAULT_LISTEN = '127.0.0.1:7380';

const EXAMPLES = `
Examples:
  $ lodestone witness serve --name audit.example/w1 --log example.org/first+3c36b2cb+AYo0…
  $ lodestone witness serve --log ledger-key.txt --listen 0.0.0.0:7380
The key of a log is what its lodestone checkpoint prints. The state folder is this
witness: its key, and what it has cosigned. Never bring an older copy of it back.`;

interface WitnessOptions {
  readonly state: string;
  readonly name?: string;
}

interface ServeOptions extends WitnessOptions {
  readonly log?: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
}

export function addWitness(program: Command): void {
  const witness = program
    .command('witness')
    .description('cosign checkpoints of other people’s logs, and see who has cosigned this one’s (C2SP tlog-witness)');
  const stateOption = ['--state <folder>', 'the witness’s own folder', DEFAULT_STATE_FOLDER] as const;
  const nameOption = ['--name <name>', 'the witness’s name, such as audit.example/w1: only the first time'] as const;
  witness
    .command('serve')
    .description('be a witness, until interrupted: cosign what continues what was cosigned before, refuse all else')
    .option(...stateOption)
    .option(...nameOption)
    .option(
      '--log <key>',
      'a key that signs checkpoints of a log to cosign (vkey, or a file with such keys); again for more',
      oneMore,
    )
    .addOption(
      new Option('--listen <host:port>', 'where to take requests')
        .argParser(listenOption)
        .default(listenOption(DEFAULT_LISTEN), DEFAULT_LISTEN),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: ServeOptions, command: Command) => {
      const { output } = contextOf(command);
      const { key, sign } = await openKey(options);
      const logs = await readVerifierKeys('--log', options.log ?? []);
      if (logs.length === 0) throw new CommandFailure(EXIT.usage, 'a witness needs a log to cosign: --log <key>');
      const state = openWitnessState(join(resolve(options.state), 'witness.sqlite'));
      try {
        const server = await serveWitness(createWitness({ key, sign, logs, state, now: Date.now }), {
          ...options.listen,
          onAnswer: output.note,
        });
        const { name } = key;
        const origins = [...new Set(logs.map((log) => log.name))];
        output.answer({ name, verifierKey: formatCosignerKey(key), url: server.url, logs: origins }, () =>
          [`Witness ${name} at ${server.url} for ${origins.join(', ')}`, formatCosignerKey(key)].join('\n'),
        );
        await interrupted();
        await server.close();
      } finally {
        state.close();
      }
    });
  witness
    .command('status')
    .description('how far the witnesses of witness-policy.txt are behind this ledger, and what they answer now')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const policy = await readWitnessPolicy(ledger.dataFolder);
        if (policy === null) {
          throw new CommandFailure(EXIT.usage, describeNoPolicy(ledger.dataFolder));
        }
        const status = await readWitnessStatus(ledger, policy);
        const now = Date.now();
        const { output } = context;
        output.answer(showWitnessStatus(status, now), () => describeWitnessStatus(status, now, output.tableWidth));
      });
    });
  witness
    .command('key')
    .description('print the witness’s public key (C2SP vkey), for whoever checks cosignatures, and nothing else')
    .option(...stateOption)
    .option(...nameOption)
    .action(async (options: WitnessOptions, command: Command) => {
      const { key } = await openKey(options);
      const verifierKey = formatCosignerKey(key);
      contextOf(command).output.answer({ name: key.name, verifierKey }, () => verifierKey);
    });
}

/** The witness's key, made when it has none yet. */
async function openKey({ state, name }: WitnessOptions) {
  const folder = join(resolve(state), 'keys');
  await requireFolder('--state', resolve(state));
  const [known, another] = await listKeys(folder);
  if (known === undefined && name === undefined) {
    throw new CommandFailure(EXIT.usage, `${folder} has no key yet: name the witness with --name audit.example/w1`);
  }
  if (another !== undefined) throw new CommandFailure(EXIT.usage, `${folder} has several keys: a witness has one`);
  const wanted = name ?? known?.party ?? '';
  if (known !== undefined && known.party !== wanted) {
    throw new CommandFailure(EXIT.usage, `${folder} is the witness ${known.party}, --name says ${wanted}`);
  }
  if (!isKeyName(wanted)) throw new CommandFailure(EXIT.usage, `--name: ${JSON.stringify(wanted)} has a space or plus`);
  const signingKey = await (await firstKey(folder, wanted)).unlock();
  return { key: cosignerKeyOf(wanted, signingKey.publicKey), sign: (message: Uint8Array) => signingKey.sign(message) };
}

function listenOption(text: string): ServeOptions['listen'] {
  const [, host = '', port = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host !== '' && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new CommandFailure(EXIT.usage, `--listen is a host and a port such as 127.0.0.1:7380, found ${text}`);
}
