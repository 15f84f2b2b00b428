import { draftLicence } from '@lodestone/ledger/regulation/draft-licence.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { toJson } from '../output/json-text.ts';

/** Adds `licence draft`, which writes the application that a packed shipment needs. */
export function addLicenceDraft(licence: Command): void {
  licence
    .command('draft')
    .argument('<shipment>', 'a packed shipment')
    .description('the application that a packed shipment needs, as a line for record; nothing is recorded')
    .action(async (shipment: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const at = new Date().toISOString();
      const answer = await withLedger(context, (ledger) => draftLicence(ledger, shipment, at));
      switch (answer.outcome) {
        case 'unknown-shipment':
          throw new CommandFailure(EXIT.no, `no shipment ${shipment}: lodestone shipments lists those that there are`);
        case 'gone':
          throw new CommandFailure(EXIT.no, `shipment ${shipment} is ${answer.status}: what is packed needs a licence`);
        case 'free':
          throw new CommandFailure(
            EXIT.no,
            `no list in force asks a licence for ${shipment}${toAssay(answer.toAssay)}`,
          );
        case 'drafted':
          output.answer(answer.draft, () => lineOf(answer.draft));
          if (answer.toAssay.length > 0) output.note(`It cannot be said of all its lots${toAssay(answer.toAssay)}`);
          return;
        default:
          answer satisfies never;
      }
    });
}

/** One line, as `record` takes it. */
function lineOf(draft: object): string {
  return JSON.stringify(JSON.parse(toJson(draft)));
}

function toAssay(lots: readonly string[]): string {
  return lots.length === 0 ? '' : `; lodestone classify says what to test of ${lots.join(', ')}`;
}
