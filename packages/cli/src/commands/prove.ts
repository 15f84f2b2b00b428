import { formatCount } from '@lodestone/custody/format-count.ts';
import { encryptFor, findRecipientProblem, readIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { NotCovered } from '@lodestone/ledger/witness/covering-checkpoint.ts';
import {
  type Evidenced,
  proveClaim,
  type ProveRequest,
  type Withholding,
} from '@lodestone/ledger/evidence/prove-claim.ts';
import { readOpening } from '@lodestone/ledger/seals/read-opening.ts';
import { replaceFile } from '@lodestone/ledger/files/replace-file.ts';
import type { Command } from 'commander';
import { describeEvidence } from '@lodestone/evidence/verdict-text.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireWritable } from '../input/file-trouble.ts';
import { oneMore } from '../options/trust-options.ts';

interface Options {
  readonly output: string;
  readonly withhold?: readonly string[];
  readonly showUses?: boolean;
  readonly open?: readonly string[];
  readonly identity?: readonly string[];
  readonly for?: readonly string[];
  readonly asPublished?: boolean;
}

/** Whoever makes a bundle for others lets them read it. */
const FILE_MODE = 0o644;

const EXAMPLES = `
Examples:
  $ lodestone prove SHP-DEMO-1 -o shipment.bundle
  $ lodestone prove SHP-DEMO-1 -o shipment.bundle --withhold lot-assayed='a contract' --for age1…
  $ lodestone prove SHP-DEMO-1 -o shipment.bundle --as-published
  $ lodestone prove ORE-001 -o ore.bundle --open 0195f3a2-….permit --identity my-identity.txt
What others took of the same lots is withheld unless --show-uses is given: how much it was is then
your word, as far as the rest follows from it.`;

export function addProve(program: Command): void {
  program
    .command('prove')
    .argument('<id>', 'a lot, a shipment, or the id of an event')
    .description('make a file that proves it to a stranger: lodestone verify-bundle checks it, without the ledger')
    .requiredOption('-o, --output <file>', 'the file')
    .option('--withhold <what[=why]>', 'do not show events of this id, type or signing party, and say why', oneMore)
    .option('--show-uses', 'show what others took of the same lots as well, so that what was left is proven')
    .option('--open <event.field>', 'show a sealed member, opened', oneMore)
    .option('--identity <file>', 'your age identity, which opens it', oneMore)
    .option('--for <recipient>', 'encrypt the file to a reader (age1…); may be given again', oneMore)
    .option('--as-published', 'publish nothing: take the newest published checkpoint that witnesses have cosigned')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const {
        output: path,
        withhold = [],
        showUses: showsUses = false,
        for: readers = [],
        asPublished = false,
      } = options;
      for (const reader of readers) requireRecipient(reader);
      await requireWritable(path);
      await withLedger(context, async (ledger) => {
        const openings = await openAll(ledger, options);
        const request = { id, withhold: withhold.map(withholdingOf), showsUses, openings, asPublished };
        const proved = await proveClaim(ledger, request).catch((error: unknown) => {
          throw error instanceof NotCovered ? new CommandFailure(EXIT.no, `${id}: ${error.message}`) : error;
        });
        if (proved === null) {
          throw new CommandFailure(EXIT.no, `no lot, shipment or event ${id} is recorded, or it was voided`);
        }
        requireFound(proved);
        requireValid(proved);
        const { bytes, verdict } = proved;
        const file = readers.length === 0 ? bytes : await encryptFor(readers, bytes);
        await replaceFile(path, file, FILE_MODE);
        const encrypted = readers.length === 0 ? '' : `, encrypted to ${readers.join(', ')}`;
        context.output.answer({ file: path, bytes: file.length, readers, verdict }, () =>
          [
            `wrote ${path}, ${formatCount(file.length, 'byte')}${encrypted}`,
            '',
            describeEvidence(verdict, { widthColumns: context.output.width }),
          ].join('\n'),
        );
        if (proved.isWitnessed === false) context.output.note(describeUnwitnessed(asPublished));
      });
    });
}

/** A reader who asks for witnesses will refuse the file. */
function describeUnwitnessed(asPublished: boolean): string {
  return asPublished
    ? 'No published checkpoint that covers this has the cosignatures that witness-policy.txt asks for:\nlodestone checkpoint --wait-witnessed, and then this again.'
    : 'The checkpoint in the file lacks the cosignatures that witness-policy.txt asks for. For a file that\nhas them give --as-published, after lodestone checkpoint --wait-witnessed where need be.';
}

function withholdingOf(given: string): Withholding {
  const at = given.indexOf('=');
  return at === -1 ? { what: given, why: 'not shown' } : { what: given.slice(0, at), why: given.slice(at + 1) };
}

function requireRecipient(reader: string): void {
  const problem = findRecipientProblem(reader);
  if (problem !== null) throw new CommandFailure(EXIT.usage, `--for ${reader} ${problem}`);
}

async function openAll(ledger: Ledger, { open = [], identity = [] }: Options): Promise<ProveRequest['openings']> {
  const identities = (await Promise.all(identity.map(readIdentityFile))).flat();
  const openings = [];
  for (const given of open) {
    const [event = '', ...path] = given.split('.');
    const field = path.join('.');
    if (field === '') {
      throw new CommandFailure(EXIT.usage, `--open ${given}: expected the id of an event, a point and a member`);
    }
    const found = await readOpening(ledger, event, field, identities);
    if (found?.status !== 'opened') {
      const why = found === null ? 'no such member is sealed' : `it is ${found.status}`;
      throw new CommandFailure(EXIT.no, `--open ${given}: ${why}; lodestone open ${event} says more`);
    }
    openings.push(found.opening);
  }
  return openings;
}

/** Whoever mistypes what is secret must not give it away. */
function requireFound({ withheldNothing: [what] }: Evidenced): void {
  if (what === undefined) return;
  const message = `--withhold ${what}: no event of the bundle has this id or type, or was signed by this party; nothing is written`;
  throw new CommandFailure(EXIT.usage, message);
}

/** What is withheld may be what the rest cannot be judged without. */
function requireValid({ verdict: { failure } }: Evidenced): void {
  if (failure === null) return;
  const advice = 'withhold less, or run lodestone verify';
  const message = `nothing is written, for the bundle would not be valid: ${failure.message}; ${advice}`;
  throw new CommandFailure(EXIT.no, message);
}
