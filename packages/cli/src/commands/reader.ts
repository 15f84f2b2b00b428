import { existsSync } from 'node:fs';
import { createIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import { addReader as nameReader, readReaders } from '@lodestone/ledger/seals/reader-register.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatTable } from '../output/table.ts';

const EXAMPLES = `
Examples:
  $ lodestone reader create -o my-identity.txt
  $ lodestone reader add CUSTOMS age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
  $ lodestone record today.jsonl --seal permit,note --readers CUSTOMS,SELF
Identities are age’s own: age-keygen makes them too.`;

const COLUMNS = [{ title: 'name' }, { title: 'recipient' }] as const;

export function addReader(program: Command): void {
  const reader = program
    .command('reader')
    .description('for whom sealed members are encrypted, by name')
    .addHelpText('after', EXAMPLES);
  reader
    .command('create')
    .description('make an age identity, which opens what is sealed for it, and print its recipient')
    .requiredOption('-o, --output <file>', 'the file for the secret identity, readable by its owner alone')
    .action(async ({ output: path }: { readonly output: string }, command: Command) => {
      const { output } = contextOf(command);
      if (existsSync(path)) {
        const message = `${path} is there already, and is not written over: what was sealed for it would be lost`;
        throw new CommandFailure(EXIT.usage, message);
      }
      const recipient = await createIdentityFile(path, new Date());
      output.note(`The secret is in ${path}: whoever has it reads what is sealed for you, without it nobody can.`);
      output.note('This is the recipient, which is no secret: give it to those who seal for you.');
      output.answer({ recipient, file: path }, () => recipient);
    });
  reader
    .command('add')
    .argument('<name>', 'a party’s id, or any name of yours')
    .argument('<recipient>', 'age1…')
    .description('name a reader, for this data folder')
    .action(async (name: string, recipient: string, _: object, command: Command) => {
      const { output, place } = contextOf(command);
      await nameReader(place.dataFolder, name, recipient);
      output.answer({ name, recipient }, () => `${name} reads what is sealed for ${name}, as ${recipient}.`);
    });
  reader
    .command('list')
    .description('the readers that this data folder has names for')
    .action(async (_: object, command: Command) => {
      const { output, place } = contextOf(command);
      const readers = [...(await readReaders(place.dataFolder))];
      const value = readers.map(([name, recipient]) => ({ name, recipient }));
      output.answer(value, () => formatTable(COLUMNS, readers, 'No readers: lodestone reader add <name> <age1…>'));
    });
}
