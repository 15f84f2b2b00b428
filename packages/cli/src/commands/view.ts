import { readIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import { readOpeningFile } from '@lodestone/ledger/seals/opening-file.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { type ViewedField, viewFields } from '@lodestone/ledger/seals/view-fields.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatTime } from '../output/amounts.ts';
import { together } from '../options/option-values.ts';
import { describeOpened, textOfValue } from '../answers/opened-text.ts';

interface Options {
  readonly purpose: string;
  readonly case?: string;
  readonly by?: string;
  readonly identity?: readonly string[];
  readonly opening?: readonly string[];
  readonly acceptClock?: boolean;
}

const EXAMPLES = `
Examples:
  $ lodestone view 0195f3a2-7b1c-7003-8def-0123456789ab endUser --purpose review --identity me.txt
  $ lodestone view 0195f3a2-7b1c-7003-8def-0123456789ab --purpose review --opening given.openings
That it was seen is recorded first, for its owner to read: lodestone access log.`;

export function addView(program: Command): void {
  program
    .command('view')
    .argument('<event>', 'the id of the event')
    .argument('[field]', 'one sealed member; otherwise all that your grants are for')
    .description('see what is sealed, as an officer with a grant; its owner can read that you did')
    .requiredOption('--purpose <word>', 'what for: the word of the grant')
    .option('--case <text>', 'your file number')
    .option('--by <party>', 'who looks, and signs that it does')
    .option('--identity <file>', 'your age identity; may be given several times', together)
    .option('--opening <file>', 'openings that the owner gave you; may be given several times', together)
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old')
    .addHelpText('after', EXAMPLES)
    .action(async (event: string, field: string | undefined, options: Options, command: Command) => {
      const context = contextOf(command);
      const identities = (await Promise.all((options.identity ?? []).map(readIdentityFile))).flat();
      const shown = (await Promise.all((options.opening ?? []).map(readOpeningFile))).flat();
      process.exitCode = await withLedger(context, async (ledger) => {
        const { purpose, acceptClock = false } = options;
        const by = options.by ?? (await onlyKeyParty(ledger.dataFolder));
        if (by === undefined)
          throw new CommandFailure(EXIT.usage, '--by must say who looks: there are several keys here');
        const asked = { event, field, purpose, case: options.case, by, identities, shown, acceptClock };
        const viewed = await viewFields(ledger, asked);
        if (viewed === null) {
          throw new CommandFailure(EXIT.no, `no event ${event} is recorded: lodestone events --json lists the ids`);
        }
        if (viewed.length === 0) {
          const what = field === undefined ? 'nothing sealed' : `no sealed ${field}`;
          throw new CommandFailure(EXIT.usage, `event ${event} has ${what}: lodestone open ${event} lists what it has`);
        }
        context.output.answer({ event, by, purpose, fields: viewed.map(showViewed) }, () =>
          [
            `event ${event}, asked for by ${by} for ${purpose}`,
            ...viewed.flatMap((one) => describeViewed(one, by)),
          ].join('\n'),
        );
        return viewed.some(({ status }) => status === 'seen') ? EXIT.ok : EXIT.no;
      });
    });
}

function showViewed(viewed: ViewedField): object {
  if (viewed.status !== 'seen') return viewed;
  const { opening, grant, ...rest } = viewed;
  return { ...rest, salt: opening.salt, value: opening.value, grant: grant.grant, deleteBy: grant.deleteBy };
}

function describeViewed(viewed: ViewedField, by: string): string[] {
  return [`  ${viewed.field}, of ${viewed.owner}`, ...describeStatus(viewed, by).map((line) => `    ${line}`)];
}

function describeStatus(viewed: ViewedField, by: string): string[] {
  switch (viewed.status) {
    case 'seen': {
      const { opening, commitment, grant } = viewed;
      const keep = grant.deleteBy === null ? '' : `; delete what you keep of it by ${formatTime(grant.deleteBy)} UTC`;
      const under = `recorded: ${viewed.owner} can read that ${by} has seen this, under ${grant.grant}${keep}`;
      return [...textOfValue(opening.value), `fits the commitment ${commitment}`, under];
    }
    case 'no-grant':
      return [`sealed: ${by} has no grant for it; ask ${viewed.owner}, or an authority`];
    case 'refused':
      return [`not shown: ${printable(viewed.refusal.message)}`];
    case 'not-opened':
      return ['nothing is recorded, since nothing was seen', ...describeOpened(viewed.opened)];
    default:
      return viewed satisfies never;
  }
}
