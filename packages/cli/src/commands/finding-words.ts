import { ANSWERS, CLOSINGS } from '@lodestone/custody/events/finding-schema.ts';
import { sayOfFinding, type WordOnFinding } from '@lodestone/ledger/detect/answer-finding.ts';
import { findIrregularities } from '@lodestone/ledger/detect/find-irregularities.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { mayClose } from '@lodestone/lineage/answered-finding.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption } from '../options/option-values.ts';

interface Options {
  readonly reason: string;
  readonly by?: string;
  readonly acceptClock?: boolean;
}

/** Adds `findings answer` and `findings close`, which say in the ledger what is known of a finding, and what came of it. */
export function addFindingWords(findings: Command): void {
  addWord(findings, 'answer', 'say in the ledger what explains a finding')
    .requiredOption('--as <word>', ANSWERS.join(', '), choiceOption('--as', ANSWERS))
    .action((id: string, options: Options & { readonly as: (typeof ANSWERS)[number] }, command: Command) =>
      say(command, id, { type: 'finding-answered', outcome: options.as }, options),
    );
  addWord(findings, 'close', 'say in the ledger what came of a finding: as an authority or auditor')
    .requiredOption('--as <word>', CLOSINGS.join(', '), choiceOption('--as', CLOSINGS))
    .action((id: string, options: Options & { readonly as: (typeof CLOSINGS)[number] }, command: Command) =>
      say(command, id, { type: 'finding-closed', outcome: options.as }, options),
    );
}

function addWord(findings: Command, name: string, description: string): Command {
  return findings
    .command(name)
    .argument('<id>', 'the finding, as lodestone findings shows it')
    .description(description)
    .requiredOption('--reason <text>', 'why, for everybody to read')
    .option('--by <party>', 'who signs')
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old');
}

async function say(
  command: Command,
  id: string,
  word: WordOnFinding['word'],
  { reason, by, acceptClock = false }: Options,
): Promise<void> {
  const { output, ...place } = contextOf(command);
  process.exitCode = await withLedger({ output, ...place }, async (ledger) => {
    const { findings } = await findIrregularities(ledger);
    const finding = findings.find((one) => one.id === id);
    if (finding === undefined) {
      throw new CommandFailure(EXIT.no, `no finding ${id}: lodestone findings lists those that there are`);
    }
    const signer = by ?? (await onlyKeyParty(ledger.dataFolder));
    if (word.type === 'finding-closed' && signer !== undefined && !mayClose(finding, signer)) {
      throw new CommandFailure(
        EXIT.no,
        `${id} is about ${signer} or concerns it: another authority or auditor closes it`,
      );
    }
    const result = await sayOfFinding(ledger, { finding, word, reason, by: signer, acceptClock });
    const { refused } = result;
    output.answer({ finding: id, facts: finding.facts, outcome: word.outcome, ...result }, () =>
      refused === null ? `Recorded of ${id}: ${word.outcome}.` : 'Nothing is recorded.',
    );
    if (refused === null) return EXIT.ok;
    output.complain(refused.message);
    return refused.reason === 'bad-line' || refused.reason === 'no-key' ? EXIT.usage : EXIT.no;
  });
}
