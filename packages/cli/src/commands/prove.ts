import { type Evidenced, proveClaim, type Withholding } from '@lodestone/ledger/prove-claim.ts';
import { replaceFile } from '@lodestone/ledger/replace-file.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { describeEvidence } from '@lodestone/evidence/verdict-text.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { oneMore } from '../trust-options.ts';

interface Options {
  readonly output: string;
  readonly withhold?: readonly string[];
}

/** Whoever makes a bundle for others lets them read it. */
const FILE_MODE = 0o644;

export function addProve(program: Command): void {
  program
    .command('prove')
    .argument('<id>', 'a lot, a shipment, or the id of an event')
    .description('make a file that proves it to a stranger: lodestone verify-bundle checks it, without the ledger')
    .requiredOption('-o, --output <file>', 'the file')
    .option(
      '--withhold <what[=why]>',
      'do not show the events of this id or type, and say why; may be given more than once',
      oneMore,
    )
    .action(async (id: string, { output: path, withhold = [] }: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const proved = await proveClaim(ledger, { id, withhold: withhold.map(withholdingOf) });
        if (proved === null) {
          throw new CommandFailure(EXIT.no, `no lot, shipment or event ${id} is recorded, or it was voided`);
        }
        requireValid(proved);
        await replaceFile(path, proved.bytes, FILE_MODE);
        const { bytes, verdict } = proved;
        context.output.answer({ file: path, bytes: bytes.length, verdict }, () =>
          [`wrote ${path}, ${bytes.length} bytes`, '', describeEvidence(verdict)].join('\n'),
        );
      });
    });
}

function withholdingOf(given: string): Withholding {
  const at = given.indexOf('=');
  return at === -1 ? { what: given, why: 'not shown' } : { what: given.slice(0, at), why: given.slice(at + 1) };
}

/** What is withheld may be what the rest cannot be judged without. */
function requireValid({ verdict: { failure } }: Evidenced): void {
  if (failure === null) return;
  const advice = 'withhold less, or run lodestone verify';
  throw new CommandFailure(
    EXIT.no,
    `nothing is written, for the bundle would not be valid: ${failure.message}; ${advice}`,
  );
}
